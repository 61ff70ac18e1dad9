/**
 * What touches the disk and the machine: files as sources, folders as stores, recordings on all cores, engines.
 */

export { askRecordings, type RecordingAnswer } from "./ask-recordings.ts";
export { type CorpusTableOptions, openCorpusTable } from "./corpus-table.ts";
export { extractFiles } from "./feature-pool.ts";
export { fileSource } from "./file-source.ts";
export { folderStore } from "./folder-store.ts";
export { openEngine, openSparseEngine } from "./open-engine.ts";
export { openNetwork } from "./open-network.ts";
export { findRecordings } from "./recordings.ts";
