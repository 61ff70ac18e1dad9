/**
 * Feature tables: readers, writers and parts of them.
 */

export type { FeatureTable } from "./feature-table.ts";
export { writeParquet } from "./parquet-writer.ts";
export { readTable } from "./read-table.ts";
export { selectRows } from "./rows.ts";
export { selectFeatures } from "./select-features.ts";
export { writeArff, writeCsv } from "./text-writers.ts";
