/**
 * A worker thread of the feature extraction: one file after the other, errors as text, so that a bad file stops no other.
 */

import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "../core/errors.ts";
import { type AnalysisSettings, type RecordingAnalysis, recordingAnalyzer } from "./recording-analysis.ts";

/** A recording for a worker thread. */
export interface FileTask {
  readonly index: number;
  readonly path: string;
}

/** What became of a recording. */
export interface FileResult {
  readonly index: number;
  readonly analysis?: RecordingAnalysis;
  /** Why there is none, beginning with the file's name. */
  readonly error?: string;
  /** Whether the worker thread is gone. */
  readonly died?: boolean;
}

const analyze = recordingAnalyzer(workerData as AnalysisSettings);

parentPort?.on("message", async ({ index, path }: FileTask) => {
  parentPort?.postMessage({ index, ...(await analysisOf(path)) } satisfies FileResult);
});

async function analysisOf(path: string): Promise<Omit<FileResult, "index">> {
  try {
    return { analysis: await analyze(path) };
  } catch (error) {
    const reason = error instanceof UserError ? error.message : String((error as Error).stack ?? error);
    return { error: reason.startsWith(path) ? reason : `${path}: ${reason}` };
  }
}
