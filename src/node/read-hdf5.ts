/**
 * The numbers and texts of an HDF5 file, read by the package jsfive where it is installed, in a thread of its own: a damaged
 * file may send a library round in circles, and this program must not follow.
 */

import { Worker } from "node:worker_threads";
import { FormatError, UserError } from "../core/errors.ts";
import type { Hdf5Contents } from "../formats/imports/keras-files.ts";

/** What the worker is given. */
export interface Hdf5Task {
  readonly bytes: ArrayBuffer;
  readonly attributes: readonly string[];
  readonly mostNumbers: number;
}

/** What it says. */
export type Hdf5Answer =
  | { readonly missing: true }
  | { readonly error: string }
  | {
      readonly datasets: readonly (readonly [
        string,
        { readonly shape: readonly number[]; readonly values: Float32Array },
      ])[];
      readonly attributes: readonly (readonly [string, string])[];
    };

/** Seconds after which a file is given up; the largest model of the paper takes some. */
const MOST_SECONDS = 60;
/** MiB of objects that the worker may take beside the numbers. */
const HEAP_MIB = 1024;
/** Numbers for each byte of a file: compressed ones take less than four bytes, seldom less than one. */
const NUMBERS_PER_BYTE = 2;

/**
 * @param attributes  Names of the texts to read.
 * @param name        What to call the file in an error.
 * @param seconds     After which it is given up.
 * @throws UserError if jsfive is not installed; FormatError if the file is no HDF5, damaged, or takes too long.
 */
export async function readHdf5(
  bytes: Uint8Array,
  attributes: readonly string[],
  name: string,
  seconds = MOST_SECONDS,
): Promise<Hdf5Contents> {
  const task: Hdf5Task = {
    bytes: bytes.slice().buffer as ArrayBuffer,
    attributes,
    mostNumbers: NUMBERS_PER_BYTE * bytes.length,
  };
  const answer = await answerOf(task, name, seconds);
  if ("missing" in answer)
    throw new UserError(
      `${name}: Keras files are read by the package jsfive, which is not installed: npm install jsfive@0.4.2`,
    );
  if ("error" in answer) throw new FormatError(`${name}: is no HDF5 file that can be read: ${answer.error}`);
  return { datasets: new Map(answer.datasets), attributes: new Map(answer.attributes) };
}

function answerOf(workerData: Hdf5Task, name: string, seconds: number): Promise<Hdf5Answer> {
  const resourceLimits = { maxOldGenerationSizeMb: HEAP_MIB };
  const worker = new Worker(new URL("./hdf5-worker.js", import.meta.url), { workerData, resourceLimits });
  return new Promise<Hdf5Answer>((resolve, reject) => {
    const timer = setTimeout(
      () => reject(new FormatError(`${name}: is given up, reading it takes more than ${seconds} seconds`)),
      seconds * 1000,
    );
    worker.once("message", resolve);
    worker.once("error", (error) =>
      reject(new FormatError(`${name}: is no HDF5 file that can be read: ${error.message}`)),
    );
    worker.once("exit", () => reject(new FormatError(`${name}: is no HDF5 file that can be read`)));
    worker.once("message", () => clearTimeout(timer));
    worker.once("exit", () => clearTimeout(timer));
  }).finally(() => worker.terminate());
}
