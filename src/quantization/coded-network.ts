/**
 * A network in its shipped form as its survivors alone, with the codes that int8 kernels compute with: what a container holds,
 * without the zeros between. Whoever takes a `SparseNetwork` takes it.
 *
 * A network takes as much memory as it has survivors and neurons, however many weights were pruned. Its predictions have the
 * bits of `predictQuantized`: the same sums in the same order, zeros left out.
 */

import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";
import { type BiasedLayer, hybridDenseInto, hybridSumsInto, predictByLayer } from "./hybrid-forward.ts";

/** A network of survivors of which int8 kernels keep their codes. */
export interface CodedNetwork extends SparseNetwork {
  readonly layers: readonly CodedLayer[];
}

export interface CodedLayer extends SparseLayer {
  /** Of an int8 kernel: weight = scale · code; null for the others. */
  readonly int8: Int8Survivors | null;
}

/** Codes of an int8 kernel's survivors. */
export interface Int8Survivors {
  /** [S] */
  readonly codes: Int8Array;
  readonly scale: number;
}

/** From one survivor in so many weights on, an int8 kernel with its zeros is faster and no larger than survivors are. */
const DENSE_FROM = 9;

/**
 * Class probabilities of some rows, with the bits of `predictQuantized`. [N × C]
 *
 * @param inputs  Features of each row, row-major, finite. [N × F]
 */
export function predictCoded(network: CodedNetwork, inputs: Float32Array): Float32Array {
  const layers = network.layers.map((layer) => ({ ...layer, dense: denseCodes(layer) }));
  return predictByLayer({ ...network, layers }, inputs, (sums, activations, layer, rows) => {
    const { int8, dense } = layer;
    if (!int8) floatSumsInto(sums, activations, layer, rows);
    else if (dense) hybridDenseInto(sums, activations, layer, { kind: "int8", codes: dense, scale: int8.scale }, rows);
    else
      hybridSumsInto(sums, activations, layer, int8.scale, rows, (dots, rowCodes) =>
        dotsInto(dots, rowCodes, layer, int8.codes, rows),
      );
  });
}

/** The codes of an int8 kernel that is full enough with its zeros [O × I]; null for others. */
function denseCodes({ inputs, outputs, rowStarts, columns, int8 }: CodedLayer): Int8Array | null {
  if (!int8 || columns.length * DENSE_FROM < inputs * outputs) return null;
  const dense = new Int8Array(inputs * outputs);
  for (let output = 0; output < outputs; output++)
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) dense[output * inputs + columns[s]] = int8.codes[s];
  return dense;
}

/** @param sums  Receives kernel · row + bias for each row, summed in float64 and rounded once. [B × O] */
function floatSumsInto(
  sums: Float32Array,
  activations: Float32Array,
  { inputs, outputs, rowStarts, columns, weights, bias }: SparseLayer,
  rows: number,
): void {
  for (let output = 0; output < outputs; output++)
    for (let row = 0; row < rows; row++) {
      let sum = bias[output];
      for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++)
        sum += weights[s] * activations[row * inputs + columns[s]];
      sums[row * outputs + output] = sum;
    }
}

/** @param dots  Receives the dot products of the rows' codes [B × I] and the kernel's, in int32. [B × O] */
function dotsInto(
  dots: Int32Array,
  rowCodes: Int8Array,
  { inputs, outputs, rowStarts, columns }: BiasedLayer & SparseLayer,
  codes: Int8Array,
  rows: number,
): void {
  for (let output = 0; output < outputs; output++)
    for (let row = 0; row < rows; row++) {
      let dot = 0;
      for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++)
        dot = (dot + rowCodes[row * inputs + columns[s]] * codes[s]) | 0;
      dots[row * outputs + output] = dot;
    }
}
