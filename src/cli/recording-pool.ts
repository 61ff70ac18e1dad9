/**
 * Many recordings on all cores: each thread takes the next file when it is done with one, results keep the files' order.
 */

import { Worker } from "node:worker_threads";
import type { ExperimentObserver } from "../experiment/phases.ts";
import type { AnalysisSettings, RecordingAnalysis } from "./recording-analysis.ts";
import type { WorkerAnswer } from "./recording-worker.ts";

export interface PoolOptions extends AnalysisSettings {
  /** Number of threads. */
  readonly jobs: number;
  readonly observer: ExperimentObserver;
}

export interface FailedRecording {
  readonly path: string;
  readonly message: string;
}

export interface PoolResult {
  /** In the order of the paths; undefined where a recording failed. */
  readonly analyses: readonly (RecordingAnalysis | undefined)[];
  readonly failures: readonly FailedRecording[];
}

/** Features and measures of some files. @throws Error with the thread's stack for a bug. */
export async function analyzeRecordings(paths: readonly string[], options: PoolOptions): Promise<PoolResult> {
  const { jobs, observer, cacheFolder, nativeRate } = options;
  const analyses: (RecordingAnalysis | undefined)[] = paths.map(() => undefined);
  const failures: FailedRecording[] = [];
  observer.start("features", paths.length);
  let next = 0;
  let done = 0;
  const take = (): number | undefined => (next < paths.length ? next++ : undefined);
  const receive = (answer: WorkerAnswer) => {
    if ("analysis" in answer) analyses[answer.index] = answer.analysis;
    else if (answer.bug !== undefined) throw new Error(`${paths[answer.index]}: ${answer.bug}`);
    else failures.push({ path: paths[answer.index] as string, message: answer.message });
    done++;
    void observer.step(done, paths[answer.index]);
  };
  const threads = Array.from({ length: Math.min(jobs, paths.length) }, () =>
    runThread({ cacheFolder, nativeRate }, paths, take, receive),
  );
  try {
    await Promise.all(threads.map(({ finished }) => finished));
  } finally {
    await Promise.all(threads.map(({ worker }) => worker.terminate()));
  }
  observer.done(
    `${paths.length - failures.length} recordings${failures.length > 0 ? `, ${failures.length} failed` : ""}`,
  );
  return { analyses, failures: failures.sort((a, b) => paths.indexOf(a.path) - paths.indexOf(b.path)) };
}

function runThread(
  settings: AnalysisSettings,
  paths: readonly string[],
  take: () => number | undefined,
  receive: (answer: WorkerAnswer) => void,
): { worker: Worker; finished: Promise<void> } {
  const worker = new Worker(new URL("./recording-worker.js", import.meta.url), { workerData: settings });
  const finished = new Promise<void>((resolve, reject) => {
    const giveNext = () => {
      const index = take();
      if (index === undefined) resolve();
      else worker.postMessage({ index, path: paths[index] });
    };
    worker.on("message", (answer: WorkerAnswer) => {
      try {
        receive(answer);
        giveNext();
      } catch (error) {
        reject(error);
      }
    });
    worker.on("error", reject);
    worker.on("exit", (code) => reject(new Error(`a thread that extracts features ended with code ${code}`)));
    giveNext();
  });
  return { worker, finished };
}
