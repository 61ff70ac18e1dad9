/**
 * The batches of one epoch: the rows in a fresh random order, cut into pieces; a last smaller piece is kept.
 */

import type { Random } from "../core/random.ts";
import type { TrainingBatch } from "../engine/engine.ts";

/** Number of steps in an epoch. */
export function stepsPerEpoch(rowCount: number, batchSize: number): number {
  return Math.ceil(rowCount / batchSize);
}

export interface BatchOptions {
  readonly batchSize: number;
  /** Share of hidden activations that are dropped in training, 0 to below 1. */
  readonly dropout: number;
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
  { batchSize, dropout }: BatchOptions,
  random: Random,
): Generator<TrainingBatch> {
  const width = inputs.length / labels.length;
  const order = random.fork("order").shuffle(Int32Array.from(labels, (_, row) => row));
  const dropoutRandom = random.fork("dropout");
  const batchInputs = new Float32Array(batchSize * width);
  const batchLabels = new Int32Array(batchSize);
  const masks = hidden.map((outputs) => new Float32Array(batchSize * outputs));

  for (let start = 0; start < order.length; start += batchSize) {
    const rows = Math.min(batchSize, order.length - start);
    for (let b = 0; b < rows; b++) {
      const row = order[start + b];
      batchInputs.set(inputs.subarray(row * width, (row + 1) * width), b * width);
      batchLabels[b] = labels[row];
    }
    if (dropout > 0) for (const mask of masks) drawDropoutInto(mask, dropout, dropoutRandom);
    yield { rows, inputs: batchInputs, labels: batchLabels, dropout: dropout > 0 ? masks : null };
  }
}

/** Inverted dropout: 0 with the probability `rate`, else 1 / (1 − rate). */
function drawDropoutInto(mask: Float32Array, rate: number, random: Random): void {
  const threshold = rate * 2 ** 32;
  const kept = 1 / (1 - rate);
  for (let i = 0; i < mask.length; i++) mask[i] = random.uint32() < threshold ? 0 : kept;
}
