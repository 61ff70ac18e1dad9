/**
 * What touches the disk and the machine: files as sources, folders as stores, recordings on all cores, engines.
 */

export { type AskOptions, askRecordings, type RecordingAnswer, type RecordingInput } from "./ask-recordings.ts";
export { type CorpusTableOptions, openCorpusTable } from "./corpus-table.ts";
export { type ExtractionOptions, extractFiles } from "./feature-pool.ts";
export type { FileResult } from "./feature-worker.ts";
export { fileSource } from "./file-source.ts";
export { folderStore } from "./folder-store.ts";
export { ENGINE_CHOICES, type EngineSettings, openEngine, openSparseEngine } from "./open-engine.ts";
export { type OpenNetwork, openNetwork } from "./open-network.ts";
export type { AnalysisSettings, RecordingAnalysis } from "./recording-analysis.ts";
export { type FoundRecordings, findRecordings, type Recording, recordingsIn } from "./recordings.ts";
export { type FolderWalk, type LeftOut, leftOutFindings, leftOutRecordings, walkFolder } from "./walk-folder.ts";
