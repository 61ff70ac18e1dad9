/**
 * A worker thread of the feature extraction: reads a file, computes its features unless they are stored, stores them.
 */

import { createHash } from "node:crypto";
import { existsSync, statSync } from "node:fs";
import { join } from "node:path";
import { parentPort, workerData } from "node:worker_threads";
import { decodeWav } from "../audio/decode-wav.ts";
import { UserError } from "../core/errors.ts";
import { Compare2016Extractor } from "../features/compare2016/extract.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import { readWholeFile } from "./read-file.ts";

export interface WorkerSettings {
  /** Folder in which the values of finished files are stored. */
  readonly store: string;
  /** Says everything but the file that the values depend on. */
  readonly parameters: string;
  readonly nativeRate: boolean;
  /** Names of the features; all where undefined. */
  readonly only?: readonly string[];
}

export interface FileTask {
  readonly index: number;
  readonly path: string;
}

export interface FileResult {
  readonly index: number;
  /** File in the store that holds the values, float32 little-endian. */
  readonly stored?: string;
  /** Whether an earlier run had stored them. */
  readonly resumed?: boolean;
  /** Why there are no features, beginning with the file's name. */
  readonly error?: string;
  /** Whether the worker thread is gone. */
  readonly died?: boolean;
}

const settings = workerData as WorkerSettings;
const { nativeRate, only } = settings;
const extractor = new Compare2016Extractor({ nativeRate, ...(only && { only }) });

parentPort?.on("message", ({ index, path }: FileTask) => {
  parentPort?.postMessage({ index, ...extractFile(path) } satisfies FileResult);
});

function extractFile(path: string): Omit<FileResult, "index"> {
  try {
    const bytes = readWholeFile(path);
    const stored = `${createHash("sha256").update(settings.parameters).update(bytes).digest("hex")}.f32`;
    const place = join(settings.store, stored);
    const sizeBytes = 4 * extractor.names.length;
    if (existsSync(place) && statSync(place).size === sizeBytes) return { stored, resumed: true };
    const { values } = extractor.extract(decodeWav(bytes));
    writeFileAtomically(place, new Uint8Array(values.buffer, values.byteOffset, values.byteLength));
    return { stored };
  } catch (error) {
    const reason = error instanceof UserError ? error.message : String((error as Error).stack ?? error);
    return { error: reason.startsWith(path) ? reason : `${path}: ${reason}` };
  }
}
