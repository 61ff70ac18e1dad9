/**
 * The labelled rows of a table that a network is explained on.
 */

import { UserError } from "../../core/errors.ts";
import { PARTITION_NAMES, type Partitions, partition } from "../../corpus/partitions.ts";
import { fitTable, type NetworkNames } from "../../network/fit-table.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../table/feature-table.ts";
import { labeledRows, rowsOfPartition, selectRows } from "../../table/rows.ts";
import type { Progress } from "../terminal/progress.ts";
import { openTable, type TableFlags } from "./table-input.ts";

export interface ExplainDataFlags extends TableFlags {
  /** A partition's name, or "all". */
  readonly partition: string;
  readonly seed: number;
}

/**
 * The rows, as the network reads them. A table without partitions is split as `coldpress train` splits it.
 *
 * @throws UserError if there are none, or they do not fit the network.
 */
export async function rowsToExplain(
  flags: ExplainDataFlags,
  network: NetworkNames,
  path: string,
  progress: Progress,
): Promise<FeatureTable> {
  const table = await openTable(flags, progress);
  if (table.labels.every((label) => label === UNKNOWN_LABEL))
    throw new UserError(
      "inspect: the table has no labels, which importance and direction are judged by; name a list of them with --labels",
    );
  const rows = labeledRows(partitionOf(table, flags));
  if (rows.ids.length === 0) throw new UserError(`inspect: no recording of ${flags.partition} has a label`);
  return fitTable(network, rows, path);
}

function partitionOf(table: FeatureTable, { partition: name, seed }: ExplainDataFlags): FeatureTable {
  if (name === "all") return table;
  if (table.partitions) return selectRows(table, rowsOfPartition(table, name));
  if (!isPartitionName(name)) throw new UserError(`--partition ${name}: must be train, devel, test or all`);
  return partition(table, { seed })[name];
}

function isPartitionName(name: string): name is keyof Partitions {
  return PARTITION_NAMES.some((known) => known === name);
}
