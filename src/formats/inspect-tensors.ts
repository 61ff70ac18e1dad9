/**
 * Zeros, range and entropy of the numbers in a file.
 */

import { entropyBits } from "../codec/entropy.ts";
import type { TensorData } from "./safetensors.ts";

/** Zeros of some weights; negative zeros are counted apart, since a coder sees other bytes. */
export interface SparsityInspection {
  readonly weights: number;
  readonly positiveZeros: number;
  readonly negativeZeros: number;
  /** Weights that are not zero. */
  readonly survivors: number;
  /** Share of zeros, 0 to 1. */
  readonly sparsity: number;
}

/** What can be said of a tensor without knowing its network. */
export interface TensorInspection extends SparsityInspection {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32, int32, int8 or uint8 */
  readonly type: string;
  readonly sizeBytes: number;
  readonly smallest: number;
  readonly largest: number;
  readonly distinctValues: number;
  /** Zero-order entropy of the values, bits each: what a coder that looks at one value at a time cannot beat. */
  readonly entropyBits: number;
}

const TYPE_NAMES = new Map<unknown, string>([
  [Float32Array, "float32"],
  [Int32Array, "int32"],
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
]);

/** Zeros, survivors and entropy of some numbers. @param pruned  Zeros beside them, of which only the number is known. */
export function inspectTensor(name: string, shape: readonly number[], data: TensorData, pruned = 0): TensorInspection {
  let positiveZeros = pruned;
  let negativeZeros = 0;
  let smallest = pruned > 0 ? 0 : Number.POSITIVE_INFINITY;
  let largest = pruned > 0 ? 0 : Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value === 0) {
      if (Object.is(value, -0)) negativeZeros++;
      else positiveZeros++;
    }
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const counts = data.BYTES_PER_ELEMENT === 1 ? byteCounts(data, pruned) : wordCounts(data, pruned);
  return {
    name,
    shape,
    type: TYPE_NAMES.get(data.constructor) ?? "",
    sizeBytes: data.byteLength + pruned * data.BYTES_PER_ELEMENT,
    smallest,
    largest,
    distinctValues: counts.length,
    entropyBits: entropyBits(counts),
    ...sparsityOf(data.length + pruned, positiveZeros, negativeZeros),
  };
}

/** Zeros and survivors of several kernels together. */
export function sumOf(kernels: readonly SparsityInspection[]): SparsityInspection {
  const total = (count: (kernel: SparsityInspection) => number) =>
    kernels.reduce((sum, kernel) => sum + count(kernel), 0);
  return sparsityOf(
    total(({ weights }) => weights),
    total(({ positiveZeros }) => positiveZeros),
    total(({ negativeZeros }) => negativeZeros),
  );
}

function sparsityOf(weights: number, positiveZeros: number, negativeZeros: number): SparsityInspection {
  const zeros = positiveZeros + negativeZeros;
  const sparsity = weights === 0 ? 0 : zeros / weights;
  return { weights, positiveZeros, negativeZeros, survivors: weights - zeros, sparsity };
}

/** How often each value occurs that occurs at all: by sorting the bit patterns, one copy and no table of millions of keys. */
function wordCounts(values: TensorData, pruned: number): number[] {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length).slice().sort();
  // +0.0 has the least pattern.
  const counts: number[] = pruned > 0 && patterns[0] !== 0 ? [pruned] : [];
  let start = 0;
  for (let i = 1; i <= patterns.length; i++)
    if (i === patterns.length || patterns[i] !== patterns[start]) {
      counts.push(i - start + (patterns[start] === 0 ? pruned : 0));
      start = i;
    }
  return counts;
}

function byteCounts(values: TensorData, pruned: number): number[] {
  const counts = new Float64Array(256);
  counts[0] = pruned;
  for (const value of values) counts[value & 0xff] = counts[value & 0xff] + 1;
  return [...counts].filter((count) => count > 0);
}
