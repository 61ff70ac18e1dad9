/**
 * A network's answers where a group of its inputs is exchanged between recordings: only what the group adds to the first
 * layer's sums moves, so the first layer, which is nearly all of a network, is summed once for each group and not once
 * for each permutation.
 *
 *   z = z_other + z_group          exchanged: z − z_group[row] + z_group[order[row]]          then the layers behind it
 *
 * Sums of the first layer are float64; the layers behind it are the engine's.
 */

import { mostProbableClasses, predictAll, type RunningEngine } from "../engine/predict.ts";
import { activationFunction, activationOf } from "../network/activation.ts";
import { maskedLayer } from "../network/sparse-layer.ts";
import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";

/** A network that waits for groups to be exchanged, on the recordings of one table. */
export interface GroupedAnswers {
  /** Classes of the recordings as they are. [N] */
  asTheyAre(): Promise<Int32Array>;
  /** A way to the classes with a group exchanged. @param columns  Places of the group's inputs. */
  exchanged(columns: readonly number[]): (order: Uint32Array) => Promise<Int32Array>;
  /** Gives the engine's memory back. */
  release(): void;
}

/** Rows that go through the layers behind the first one at once. */
const BATCH_ROWS = 32;

/**
 * The answers of a network to some recordings.
 *
 * @param engine  Runs the layers behind the first one.
 * @param values  Features of each recording, row-major. [N × I]
 */
export function groupedAnswers(
  network: SparseNetwork,
  engine: RunningEngine<SparseNetwork>,
  values: Float32Array,
): GroupedAnswers {
  const [first, ...behind] = network.layers;
  const { architecture, normalization } = network;
  const rows = values.length / architecture.inputs;
  const all = Array.from({ length: architecture.inputs }, (_, i) => i);
  const whole = partialSums(first, normalization, values, rows, all);
  const constant = Float64Array.from(
    first.bias,
    (value, output) => value + offsetOf(first, normalization.offset, output),
  );
  const sums = whole.map((sum, i) => sum + constant[i % first.outputs]);
  const { answers, release } =
    behind.length === 0 ? { answers: largestSums, release: () => {} } : layersBehind(network, behind, engine);
  return {
    release,
    asTheyAre: async () => answers(sums, first.outputs),
    exchanged: (columns) => {
      const own = partialSums(first, normalization, values, rows, columns);
      return async (order) => answers(exchangedSums(sums, own, order, first.outputs), first.outputs);
    },
  };
}

function exchangedSums(sums: Float64Array, own: Float64Array, order: Uint32Array, outputs: number): Float64Array {
  const moved = new Float64Array(sums.length);
  order.forEach((from, row) => {
    for (let output = 0; output < outputs; output++) {
      const here = row * outputs + output;
      moved[here] = sums[here] - own[here] + own[from * outputs + output];
    }
  });
  return moved;
}

/** What some inputs add to the first layer's sums, without what their offsets add. [N × O] */
function partialSums(
  layer: SparseLayer,
  { scale }: SparseNetwork["normalization"],
  values: Float32Array,
  rows: number,
  columns: readonly number[],
): Float64Array {
  const { inputs, outputs, rowStarts, columns: places, weights } = readingInputs(layer, columns);
  const sums = new Float64Array(rows * outputs);
  const scaled = new Float64Array(inputs);
  for (let row = 0; row < rows; row++) {
    for (const column of columns) scaled[column] = values[row * inputs + column] * scale[column];
    for (let output = 0; output < outputs; output++) {
      let sum = 0;
      for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) sum += weights[s] * scaled[places[s]];
      sums[row * outputs + output] = sum;
    }
  }
  return sums;
}

/** The layer with the survivors that read these inputs, which keep their places. */
function readingInputs(layer: SparseLayer, columns: readonly number[]): SparseLayer {
  const isRead = new Uint8Array(layer.inputs);
  for (const column of columns) isRead[column] = 1;
  const mask = new Uint8Array(layer.columns.length);
  for (let s = 0; s < mask.length; s++) mask[s] = isRead[layer.columns[s]];
  return maskedLayer(layer, mask);
}

function offsetOf({ rowStarts, columns, weights }: SparseLayer, offset: Float32Array, output: number): number {
  let sum = 0;
  for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) sum += weights[s] * offset[columns[s]];
  return sum;
}

/** Of a network without hidden layers. */
function largestSums(sums: Float64Array, classes: number): Int32Array {
  return Int32Array.from({ length: sums.length / classes }, (_, row) => {
    const own = sums.subarray(row * classes, (row + 1) * classes);
    return own.indexOf(own.reduce((most, sum) => Math.max(most, sum)));
  });
}

/** The layers behind the first one, ready to be asked. */
function layersBehind(
  { architecture, classes }: SparseNetwork,
  layers: readonly SparseLayer[],
  engine: RunningEngine<SparseNetwork>,
): { answers: (sums: Float64Array) => Promise<Int32Array>; release: () => void } {
  const { hidden, activations } = architecture;
  const inputs = hidden[0];
  const { value } = activationFunction(activationOf(architecture, 0));
  const network: SparseNetwork = {
    architecture: {
      inputs,
      hidden: hidden.slice(1),
      classes: classes.length,
      ...(activations && { activations: activations.slice(1) }),
    },
    features: Array.from({ length: inputs }, (_, unit) => `unit ${unit}`),
    classes,
    normalization: { scale: new Float32Array(inputs).fill(1), offset: new Float32Array(inputs) },
    layers,
  };
  const resident = engine.load(network, { batchSize: BATCH_ROWS, trainable: false });
  const shape = { inputCount: inputs, classCount: classes.length, batchSize: BATCH_ROWS };
  return {
    answers: async (sums) =>
      mostProbableClasses(await predictAll(resident, activated(sums, value), shape), classes.length),
    release: () => resident.release(),
  };
}

/** A plain loop: `Float32Array.from` with a function takes ten times as long. */
function activated(sums: Float64Array, value: (sum: number) => number): Float32Array {
  const activations = new Float32Array(sums.length);
  for (let i = 0; i < sums.length; i++) activations[i] = value(sums[i]);
  return activations;
}
