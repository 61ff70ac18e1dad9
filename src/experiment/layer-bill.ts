/**
 * Where a network's bytes go: per layer the survivors, the bytes of kernel and bias, and the entropy floor.
 *
 *   floor = (size · H₂(density) + survivors · H(values)) / 8          in bytes
 *   H₂(d) = −d·log₂ d − (1−d)·log₂(1−d)          H(values) = −Σ p·log₂ p over the distinct surviving values
 *
 * The floor is what no lossless code beats that takes positions and values as independent. For float32 kernels, whose
 * values are nearly all different, H(values) is bounded by log₂(survivors) and says little: there the 32 bits of a value
 * count instead.
 */

import { binaryEntropyBits, entropyBits } from "../codec/entropy.ts";
import type { LayerResult } from "./result.ts";

const HISTOGRAM_BINS = 48;
const FLOAT32_BITS = 32;
const INT8_LEVELS = 256;

/** A kernel as it stands in the file, and what one of its numbers is worth. */
export interface StoredKernel {
  readonly inputs: number;
  readonly outputs: number;
  /** float32 weights, or int8 codes. [O × I] */
  readonly values: Float32Array | Int8Array;
  /** Weight of one step of an int8 code; 1 for float32. */
  readonly scale: number;
}

/** The bill of one layer as it is stored. */
export function layerBill(kernel: StoredKernel): LayerResult {
  const { inputs, outputs, values } = kernel;
  const survivors = values.length - countZeros(values);
  const valueBits = values instanceof Int8Array ? codeEntropyBits(values) : FLOAT32_BITS;
  const floorBits = values.length * binaryEntropyBits(survivors / values.length) + survivors * valueBits;
  return {
    inputs,
    outputs,
    weights: values.length,
    survivors,
    kernelBytes: values.byteLength,
    biasBytes: outputs * Float32Array.BYTES_PER_ELEMENT,
    floorBytes: floorBits / 8,
    histogram: survivorHistogram(kernel),
  };
}

/** Zeros of either sign. */
export function countZeros(values: Float32Array | Int8Array): number {
  let zeros = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === 0) zeros++;
  return zeros;
}

/** Entropy of the surviving codes, in bits each. */
function codeEntropyBits(codes: Int8Array): number {
  const counts = new Float64Array(INT8_LEVELS);
  for (let i = 0; i < codes.length; i++) counts[codes[i] & 0xff]++;
  counts[0] = 0;
  return entropyBits(counts);
}

/** Counts of the surviving weights in equal bins from the smallest to the largest. */
function survivorHistogram({ values, scale }: StoredKernel): LayerResult["histogram"] {
  let low = Infinity;
  let high = -Infinity;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    if (values[i] < low) low = values[i];
    if (values[i] > high) high = values[i];
  }
  if (low > high) return { edges: [0, 0], counts: [0] };
  const counts = Array.from({ length: HISTOGRAM_BINS }, () => 0);
  const width = (high - low) / HISTOGRAM_BINS || 1;
  for (let i = 0; i < values.length; i++) {
    if (values[i] === 0) continue;
    const bin = Math.min(HISTOGRAM_BINS - 1, Math.floor((values[i] - low) / width));
    counts[bin]++;
  }
  return { edges: Array.from({ length: HISTOGRAM_BINS + 1 }, (_, i) => (low + i * width) * scale), counts };
}
