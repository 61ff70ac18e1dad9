/**
 * Features of many files on all cores: worker threads take one file after the other.
 *
 * Each file's values are stored in a folder as soon as they are known, under a key made of the file's content and the
 * parameters, so that an interrupted run does no file twice. What a file gives depends on nothing but the file.
 */

import { Worker } from "node:worker_threads";
import type { FileResult, FileTask, WorkerSettings } from "./feature-worker.ts";

export interface PoolOptions extends WorkerSettings {
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
  options: PoolOptions,
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
  settings: WorkerSettings,
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

function startWorker(settings: WorkerSettings): Worker {
  return new Worker(new URL("./feature-worker.js", import.meta.url), { workerData: settings });
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
