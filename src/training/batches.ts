/**
 * The batches of one epoch: the rows in a fresh random order, cut into pieces; a last smaller piece is kept.
 */

import type { Random } from "../core/random.ts";
import type { TrainingBatch } from "../engine/engine.ts";
import type { SoftBatch } from "../engine/sparse/sparse-engine.ts";
import type { Architecture } from "../network/architecture.ts";

/** Number of steps in an epoch. */
export function stepsPerEpoch(rowCount: number, batchSize: number): number {
  return Math.ceil(rowCount / batchSize);
}

export interface BatchOptions {
  readonly batchSize: number;
  /** Share of hidden activations that are dropped in training, 0 to below 1. */
  readonly dropout: number;
}

/** Rows of one step, whatever is to be learned from them. */
interface RowBatch {
  readonly rows: number;
  /** Which rows of the table they are. [B] */
  readonly indices: Int32Array;
  /** [B × I] */
  readonly inputs: Float32Array;
  readonly dropout: readonly Float32Array[] | null;
}

/**
 * The batches of one epoch, each a view of buffers that the next one overwrites.
 *
 * @param inputs  [N × I]
 * @param labels  [N]
 * @param hidden  Widths of the layers that have dropout.
 * @param random  The epoch's own stream.
 */
export function* epochBatches(
  inputs: Float32Array,
  labels: Int32Array,
  hidden: readonly number[],
  options: BatchOptions,
  random: Random,
): Generator<TrainingBatch> {
  const batchLabels = new Int32Array(options.batchSize);
  for (const { indices, ...batch } of shuffledRows(inputs, labels.length, hidden, options, random)) {
    for (const [b, row] of indices.entries()) batchLabels[b] = labels[row];
    yield { ...batch, labels: batchLabels };
  }
}

/**
 * The same batches with soft targets.
 *
 * @param inputs   [N × I]
 * @param targets  A probability for every class of every row. [N × C]
 */
export function* softEpochBatches(
  inputs: Float32Array,
  targets: Float32Array,
  { inputs: width, hidden, classes }: Architecture,
  options: BatchOptions,
  random: Random,
): Generator<SoftBatch> {
  const batchTargets = new Float32Array(options.batchSize * classes);
  for (const { indices, ...batch } of shuffledRows(inputs, inputs.length / width, hidden, options, random)) {
    copyRowsInto(batchTargets, targets, indices, classes);
    yield { ...batch, targets: batchTargets };
  }
}

function* shuffledRows(
  inputs: Float32Array,
  rowCount: number,
  hidden: readonly number[],
  { batchSize, dropout }: BatchOptions,
  random: Random,
): Generator<RowBatch> {
  const width = inputs.length / rowCount;
  const order = random.fork("order").shuffle(Int32Array.from({ length: rowCount }, (_, row) => row));
  const dropoutRandom = random.fork("dropout");
  const batchInputs = new Float32Array(batchSize * width);
  const masks = dropout > 0 ? hidden.map((outputs) => new Float32Array(batchSize * outputs)) : null;

  for (let start = 0; start < rowCount; start += batchSize) {
    const indices = order.subarray(start, start + batchSize);
    copyRowsInto(batchInputs, inputs, indices, width);
    for (const mask of masks ?? []) drawDropoutInto(mask, dropout, dropoutRandom);
    yield { rows: indices.length, indices, inputs: batchInputs, dropout: masks };
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
