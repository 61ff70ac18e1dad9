/**
 * A thread that analyses recordings: paths come in, features and measures go out. Errors go out as their message, so
 * one bad file does not end the others.
 */

import { parentPort, workerData } from "node:worker_threads";
import { UserError } from "../core/errors.ts";
import { type AnalysisSettings, type RecordingAnalysis, recordingAnalyzer } from "./recording-analysis.ts";

/** What the thread answers for each file. */
export type WorkerAnswer =
  | { readonly index: number; readonly analysis: RecordingAnalysis }
  /** `bug` holds the stack of what is no user's error. */
  | { readonly index: number; readonly message: string; readonly bug?: string | undefined };

const analyze = recordingAnalyzer(workerData as AnalysisSettings);

parentPort?.on("message", ({ index, path }: { index: number; path: string }) => {
  parentPort?.postMessage(answer(index, path));
});

function answer(index: number, path: string): WorkerAnswer {
  try {
    return { index, analysis: analyze(path) };
  } catch (error) {
    const { message, stack } = error as Error;
    return { index, message, bug: error instanceof UserError ? undefined : stack };
  }
}
