/**
 * Feature tables: readers, writers and parts of them. The public list of this stage.
 */

export type { ColumnOptions } from "./columns.ts";
export type { FeatureTable } from "./feature-table.ts";
export { withLabelsList } from "./labeled-table.ts";
export { readLabelsList } from "./labels-list.ts";
export { writeParquet } from "./parquet-writer.ts";
export { readTable } from "./read-table.ts";
export { rowsOfPartition, selectRows } from "./rows.ts";
export { type FeatureChoice, selectFeatures } from "./select-features.ts";
export { writeArff, writeCsv } from "./text-writers.ts";
