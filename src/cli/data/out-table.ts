/**
 * The format of a feature table that a command is to write, by the name of --out.
 */

import { UserError } from "../../core/errors.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { writeParquet } from "../../table/parquet-writer.ts";
import { writeArff, writeCsv } from "../../table/text-writers.ts";

/** A table as the chunks of a file, to be written one after the other. */
export type TableWriter = (table: FeatureTable) => Iterable<Uint8Array>;

const WRITERS: Readonly<Record<string, TableWriter>> = {
  arff: (table) => writeArff(table, "ComParE_2016"),
  csv: (table) => writeCsv(table),
  parquet: (table) => writeParquet(table),
};

/** @throws UserError for an extension of no such format. */
export function tableWriterFor(out: string): TableWriter {
  const write = WRITERS[/\.([a-z]+)$/i.exec(out)?.[1]?.toLowerCase() ?? ""];
  if (write === undefined)
    throw new UserError(
      `${out}: the name of a feature table ends in ${Object.keys(WRITERS)
        .map((end) => `.${end}`)
        .join(", ")}`,
    );
  return write;
}
