/**
 * What every engine checks once before its kernels run, which check nothing. All of it is misuse of the library.
 */

import type { Architecture } from "../network/architecture.ts";
import type { DenseLoadOptions, TrainingBatch } from "./engine.ts";

/** @throws RangeError unless the batch size is a whole number of at least 1. */
export function checkLoadOptions({ batchSize }: Pick<DenseLoadOptions, "batchSize">): void {
  if (!Number.isInteger(batchSize) || batchSize < 1)
    throw new RangeError(`load: the batch size must be a whole number of at least 1, got ${batchSize}`);
}

/** @throws RangeError unless the rows fit into the batch that was loaded for. @param call  Who is asked. */
export function checkRows(call: string, rows: number, batchSize: number): void {
  if (!Number.isInteger(rows) || rows < 1 || rows > batchSize)
    throw new RangeError(`${call}: rows must be 1 to the loaded batch size of ${batchSize}, got ${rows}`);
}

/** @throws RangeError if an array is too short. @param call  Who is asked. @param name  What the array is. */
export function checkLength(call: string, name: string, length: number, expected: number): void {
  if (length < expected) throw new RangeError(`${call}: ${name} must hold ${expected} numbers, got ${length}`);
}

/** @param call  Who is asked. */
export function checkBatch(
  call: string,
  batch: TrainingBatch,
  { inputs, hidden, classes }: Architecture,
  batchSize: number,
): void {
  const { rows, targets, dropout } = batch;
  checkRows(call, rows, batchSize);
  checkLength(call, "inputs", batch.inputs.length, rows * inputs);
  checkLength(call, "targets", targets.length, rows * classes);
  if (dropout === null) return;
  if (dropout.length !== hidden.length)
    throw new RangeError(
      `${call}: dropout must have one array for each of ${hidden.length} hidden layers, got ${dropout.length}`,
    );
  for (const [layer, width] of hidden.entries())
    checkLength(call, `dropout of layer ${layer}`, dropout[layer].length, rows * width);
}

/** @throws RangeError unless the layer is there and its mask covers its kernel. @param lengths  Weights of each kernel. */
export function checkMask(layer: number, mask: Uint8Array | null, lengths: readonly number[]): void {
  if (!(layer in lengths)) throw new RangeError(`setMask: layer must be 0 to ${lengths.length - 1}, got ${layer}`);
  if (mask !== null && mask.length !== lengths[layer])
    throw new RangeError(`setMask: the mask of layer ${layer} must hold ${lengths[layer]} numbers, got ${mask.length}`);
}
