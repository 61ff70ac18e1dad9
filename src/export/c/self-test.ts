/**
 * Features that a self-test makes by itself, here and in C with the same bits, and the probabilities that they lead to.
 *
 * Case k = 0, 1, … has features (center + z · 2^exponent), z from a generator of integers, within ±2^(1 − k). The exponent is
 * the one at which normalization makes ±1 of it. The center is where the sums of the first layer are near 0: there, and not
 * where activations are flat, a wrong last digit anywhere changes the probabilities.
 */

import type { SparseNetwork } from "../../network/sparse-network.ts";

export const SELF_TEST_CASES = 8;
/** Start of the generator (xorshift of 32 bits). */
export const SELF_TEST_SEED = 2463534242;
/** Passes over the outputs; sums need not be exactly 0. */
const SWEEPS = 20;

/** Where the self-test draws features from: about a center, by a power of two. */
export interface SelfTestSpread {
  /** [F] */
  readonly centers: Float32Array;
  /** −100 to 100. [F] */
  readonly exponents: Int8Array;
}

/** Where a network's features are to lie. */
export function selfTestSpread(network: SparseNetwork): SelfTestSpread {
  const { scale, offset } = network.normalization;
  const h = balancedInputs(network);
  const exponents = Int8Array.from(scale, (factor) => {
    const exponent = factor === 0 ? 0 : -Math.round(Math.log2(Math.abs(factor)));
    return Math.max(-100, Math.min(100, exponent));
  });
  const centers = Float32Array.from(scale, (factor, i) => {
    const center = (h[i] - offset[i]) / factor;
    return Number.isFinite(Math.fround(center)) ? center : 0;
  });
  return { centers, exponents };
}

/** Inputs at which the sums of the first layer are near 0, by Kaczmarz's projections from 0 on. [F] */
function balancedInputs({ layers, features }: SparseNetwork): Float64Array {
  const h = new Float64Array(features.length);
  const [first] = layers;
  for (let sweep = 0; first && sweep < SWEEPS; sweep++)
    for (let output = 0; output < first.outputs; output++) {
      const [start, end] = [first.rowStarts[output], first.rowStarts[output + 1]];
      let sum = first.bias[output];
      let square = 0;
      for (let s = start; s < end; s++) {
        const weight = first.weights[s];
        sum += weight * h[first.columns[s]];
        square += weight * weight;
      }
      if (square === 0) continue;
      for (let s = start; s < end; s++) {
        const input = first.columns[s];
        h[input] = h[input] - (first.weights[s] * sum) / square;
      }
    }
  return h;
}

/** The features of all cases. [cases × F] */
export function selfTestFeatures({ centers, exponents }: SelfTestSpread): Float32Array[] {
  let state = SELF_TEST_SEED;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
  return Array.from({ length: SELF_TEST_CASES }, (_, k) =>
    Float32Array.from(exponents, (exponent, i) => {
      const z = Math.fround((next() >>> 8) - 2 ** 23) * 2 ** -(22 + k);
      return centers[i] + Math.fround(z * 2 ** exponent);
    }),
  );
}

/** Bits of probabilities, as C compares them. */
export function bitsOf(probabilities: Float32Array): string[] {
  return Array.from(
    new Uint32Array(probabilities.slice().buffer),
    (bits) => `0x${bits.toString(16).padStart(8, "0")}u`,
  );
}
