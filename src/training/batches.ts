/**
 * The batches of one epoch: the rows in a fresh random order, cut into pieces; a last smaller piece is kept.
 */

import type { Random } from "../core/random.ts";
import type { TrainingBatch } from "../engine/engine.ts";
import type { Architecture } from "../network/architecture.ts";

/** Number of steps in an epoch. */
export function stepsPerEpoch(rowCount: number, batchSize: number): number {
  return Math.ceil(rowCount / batchSize);
}

/** How training rows are dealt out. */
export interface BatchOptions {
  readonly batchSize: number;
  /** Share of hidden activations that are dropped in training, 0 to below 1. */
  readonly dropout: number;
}

/** Rows to learn from. */
export interface TrainingRows {
  /** [N × I] */
  readonly inputs: Float32Array;
  /** A probability for every class of every row, times what the row weighs. [N × C] */
  readonly targets: Float32Array;
}

/**
 * The batches of one epoch, each a view of buffers that the next one overwrites.
 *
 * @param random  The epoch's own stream.
 */
export function* epochBatches(
  { inputs, targets }: TrainingRows,
  { inputs: width, hidden, classes }: Architecture,
  { batchSize, dropout }: BatchOptions,
  random: Random,
): Generator<TrainingBatch> {
  const rowCount = targets.length / classes;
  const order = random.fork("order").shuffle(Int32Array.from({ length: rowCount }, (_, row) => row));
  const dropoutRandom = random.fork("dropout");
  const batchInputs = new Float32Array(batchSize * width);
  const batchTargets = new Float32Array(batchSize * classes);
  const masks = dropout > 0 ? hidden.map((outputs) => new Float32Array(batchSize * outputs)) : null;

  for (let start = 0; start < rowCount; start += batchSize) {
    const indices = order.subarray(start, start + batchSize);
    copyRowsInto(batchInputs, inputs, indices, width);
    copyRowsInto(batchTargets, targets, indices, classes);
    for (const mask of masks ?? []) drawDropoutInto(mask, dropout, dropoutRandom);
    yield { rows: indices.length, inputs: batchInputs, targets: batchTargets, dropout: masks };
  }
}

function copyRowsInto(target: Float32Array, source: Float32Array, indices: Int32Array, width: number): void {
  for (const [b, row] of indices.entries()) target.set(source.subarray(row * width, (row + 1) * width), b * width);
}

/** @throws RangeError for a share that is none, or that leaves nothing. @param call  Who asks. */
export function checkDropout(call: string, dropout: number): void {
  if (!(dropout >= 0 && dropout < 1))
    throw new RangeError(`${call}: dropout must be at least 0 and below 1, got ${dropout}`);
}

/** As many as stay in L1. */
const DRAWS_AT_ONCE = 4096;

/** Inverted dropout: 0 with the probability `rate`, else 1 / (1 − rate). */
function drawDropoutInto(mask: Float32Array, rate: number, random: Random): void {
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  const draws = new Uint32Array(Math.min(mask.length, DRAWS_AT_ONCE));
  for (let start = 0; start < mask.length; start += draws.length) {
    const part = draws.subarray(0, mask.length - start);
    random.fillUint32(part);
    // A product instead of a choice: at a rate of a half, half of the branches would be guessed wrong.
    for (let i = 0; i < part.length; i++) mask[start + i] = kept * Number(part[i] >= threshold);
  }
}
