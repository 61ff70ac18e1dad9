/**
 * What touches the disk and the machine: files as sources, folders as corpora and as stores, recordings on all cores, engines.
 */

export { askRecordings, type RecordingAnswer } from "./ask-recordings.ts";
export { openCorpusTable } from "./corpus-table.ts";
export { fileSource } from "./file-source.ts";
export { folderStore } from "./folder-store.ts";
export { openEngine } from "./open-engine.ts";
export { openNetwork } from "./open-network.ts";
