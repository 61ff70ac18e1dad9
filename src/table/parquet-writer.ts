/**
 * Feature tables as Parquet, written with hyparquet-writer: one FLOAT column per feature, strings for the rest.
 *
 * The order of the classes goes into the file's metadata, so that reading gives the same table.
 */

import type { SchemaElement } from "hyparquet";
import { ByteWriter, type ColumnSource, ParquetWriter } from "hyparquet-writer";
import { mentioned } from "../features/feature-profile.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";
import { CLASSES_KEY } from "./parquet-outline.ts";
import { PROFILE_KEY } from "./table-profile.ts";

/** Rows that are transposed at once: 4096 x 6373 float32 are 100 MiB beside the table. */
const ROW_GROUP_ROWS = 4096;

/**
 * The table as Parquet, in chunks of one row group.
 *
 * Pages are not compressed: Snappy takes 3 % off real features (535 × 6373, 14.5 MB).
 */
export function* writeParquet(table: FeatureTable): Generator<Uint8Array> {
  const writer = new FlushingWriter();
  const file = new ParquetWriter({
    writer,
    schema: schemaOf(table),
    statistics: false,
    codec: "UNCOMPRESSED",
    kvMetadata: [
      { key: CLASSES_KEY, value: JSON.stringify(table.classes) },
      ...Object.values(mentioned(table.profile)).map((value) => ({ key: PROFILE_KEY, value })),
    ],
    createdBy: "coldpress",
  });
  for (let first = 0; first < table.ids.length; first += ROW_GROUP_ROWS) {
    const last = Math.min(first + ROW_GROUP_ROWS, table.ids.length);
    void file.write({ columnData: rowGroup(table, first, last), rowGroupSize: last - first });
    yield writer.take();
  }
  void file.finish();
  yield writer.take();
}

/** A writer whose bytes can be taken out while the file grows. */
class FlushingWriter extends ByteWriter {
  take(): Uint8Array {
    const chunk = this.getBytes().slice();
    this.index = 0;
    return chunk;
  }
}

function schemaOf(table: FeatureTable): SchemaElement[] {
  const text = (name: string, required: boolean): SchemaElement => ({
    name,
    type: "BYTE_ARRAY",
    converted_type: "UTF8",
    repetition_type: required ? "REQUIRED" : "OPTIONAL",
  });
  const columns: SchemaElement[] = [
    text("name", true),
    ...table.features.map((name) => ({ name, type: "FLOAT", repetition_type: "REQUIRED" }) as const),
  ];
  if (table.speakers) columns.push(text("speaker", true));
  if (table.partitions) columns.push(text("partition", true));
  if (table.classes.length > 0) columns.push(text("label", false));
  return [{ name: "root", num_children: columns.length }, ...columns];
}

/** The columns of some rows. */
function rowGroup(table: FeatureTable, first: number, last: number): ColumnSource[] {
  const { ids, features, values, classes, labels, speakers, partitions } = table;
  const columns: ColumnSource[] = [{ name: "name", data: ids.slice(first, last) }];
  features.forEach((name, feature) => {
    const data = new Float32Array(last - first);
    for (let row = first; row < last; row++) data[row - first] = values[row * features.length + feature];
    columns.push({ name, data, encoding: "PLAIN" });
  });
  if (speakers) columns.push({ name: "speaker", data: speakers.slice(first, last) });
  if (partitions) columns.push({ name: "partition", data: partitions.slice(first, last) });
  if (classes.length > 0) {
    const words = Array.from(labels.subarray(first, last), (code) => (code === UNKNOWN_LABEL ? null : classes[code]));
    columns.push({ name: "label", data: words });
  }
  return columns;
}
