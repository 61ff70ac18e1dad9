/**
 * Features of many files on all cores: worker threads take one file after the other.
 *
 * Each file's analysis is kept in a folder as soon as it is known (recording-analysis.ts), so that an interrupted run
 * does no file twice. What a file gives depends on nothing but the file.
 */

import { Worker } from "node:worker_threads";
import type { RunObserver } from "../core/run-observer.ts";
import type { FileResult, FileTask } from "./feature-worker.ts";
import type { AnalysisSettings } from "./recording-analysis.ts";

export interface ExtractionOptions extends AnalysisSettings {
  /** Worker threads. */
  readonly jobs: number;
}

/**
 * Extracts the files.
 *
 * @param onResult  Called once per file, in the order in which they are finished.
 */
export async function extractFiles(
  paths: readonly string[],
  options: ExtractionOptions,
  onResult: (result: FileResult) => Promise<void>,
): Promise<void> {
  const { jobs, ...settings } = options;
  let next = 0;
  const takeTask = (): FileTask | undefined => {
    const path = paths[next];
    return path === undefined ? undefined : { index: next++, path };
  };
  const lanes = Math.min(jobs, paths.length);
  await Promise.all(Array.from({ length: lanes }, () => runLane(settings, takeTask, onResult)));
}

/** One worker after the other does tasks until there are none: a worker that dies takes only its file with it. */
async function runLane(
  settings: AnalysisSettings,
  takeTask: () => FileTask | undefined,
  onResult: (result: FileResult) => Promise<void>,
): Promise<void> {
  let worker = startWorker(settings);
  for (let task = takeTask(); task !== undefined; task = takeTask()) {
    const result = await resultOf(worker, task);
    if (result.died) worker = startWorker(settings);
    await onResult(result);
  }
  await worker.terminate();
}

/** Little of what a worker allocates is garbage: a small nursery saves 13 MiB and costs no time. */
const NURSERY_MIB = 4;

function startWorker(settings: AnalysisSettings): Worker {
  const resourceLimits = { maxYoungGenerationSizeMb: NURSERY_MIB };
  return new Worker(new URL("./feature-worker.js", import.meta.url), { workerData: settings, resourceLimits });
}

function resultOf(worker: Worker, task: FileTask): Promise<FileResult> {
  return new Promise((resolve) => {
    const finish = (result: FileResult) => {
      worker.off("message", finish).off("error", onError).off("exit", onExit);
      resolve(result);
    };
    const died = (reason: string) => finish({ index: task.index, error: `${task.path}: ${reason}`, died: true });
    const onError = (error: Error) => died(`the worker thread failed: ${error.message}`);
    const onExit = (code: number) => died(`the worker thread ended with code ${code}`);
    worker.on("message", finish).on("error", onError).on("exit", onExit);
    worker.postMessage(task);
  });
}

/** The same with somebody who watches; results by index of the file. */
export async function extractWithProgress(
  paths: readonly string[],
  options: ExtractionOptions,
  observer: RunObserver,
): Promise<FileResult[]> {
  observer.start("features", paths.length);
  const startedMs = Date.now();
  const results: FileResult[] = [];
  let done = 0;
  let kept = 0;
  let notKept: string | undefined;
  await extractFiles(paths, options, async (result) => {
    results[result.index] = result;
    done++;
    if (result.analysis?.kept) kept++;
    notKept ??= result.analysis?.notKept;
    const seconds = (Date.now() - startedMs) / 1000;
    await observer.step(done, seconds > 1 ? `${((done - kept) / seconds).toFixed(1)} files/s` : "");
  });
  const earlier = kept > 0 ? `, ${kept} of them known already` : "";
  const warning = notKept === undefined ? "" : `; they are not kept for another run: ${notKept}`;
  observer.done(`${paths.length} files${earlier}${warning}`);
  return results;
}
