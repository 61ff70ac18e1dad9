/**
 * Feature tables: readers, writers and parts of them. The public list of this stage.
 */

export { COLUMN_NAMES } from "./column-names.ts";
export { type ColumnOptions, partitionFromFileName, partitionFromWord } from "./columns.ts";
export { constantFeatures } from "./constant-features.ts";
export { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";
export { isAbout, withLabelsList } from "./labeled-table.ts";
export {
  type LabelColumnOptions,
  type LabelEntry,
  type LabelsList,
  readLabelsList,
} from "./labels-list.ts";
export { writeParquet } from "./parquet-writer.ts";
export { readTable, type TableFormat, tableFormat } from "./read-table.ts";
export { AUDIO_EXTENSIONS, isAudioFile, RecordingIndex, recordingStem } from "./recording-names.ts";
export { labeledRows, rowsOfPartition, selectRows, withPartitions } from "./rows.ts";
export { isOtherSegment } from "./segments.ts";
export { chosenFeatures, type FeatureChoice, featurePlaces, selectFeatures } from "./select-features.ts";
export { shortestDecimal } from "./shortest-decimal.ts";
export { writeArff, writeCsv } from "./text-writers.ts";
