/**
 * Quartiles, their distances, and the 1st and 99th percentile.
 *
 *   Q(p) = s[⌊r⌋] (⌈r⌉ − r) + s[⌈r⌉] (r − ⌊r⌋),   r = p (N − 1),   s sorted ascending (definition R-7)
 *
 * Weights, products and sums are float32.
 *
 * Source  specification, section 17.2.
 */

import { selectRanks } from "./select-ranks.ts";
import type { FunctionalFamily } from "./sequence.ts";

const f32 = Math.fround;

const QUANTILES = [0.01, 0.25, 0.5, 0.75, 0.99] as const;

let scratch = new Float32Array(0);

export const PERCENTILES: FunctionalFamily = {
  names: [
    "quartile1",
    "quartile2",
    "quartile3",
    "iqr1-2",
    "iqr2-3",
    "iqr1-3",
    "percentile1.0",
    "percentile99.0",
    "pctlrange0-1",
  ],
  into(out, offset, { x }) {
    if (scratch.length < x.length) scratch = new Float32Array(x.length);
    const ranked = scratch.subarray(0, x.length);
    ranked.set(x);
    selectRanks(ranked, quantileRanks(x.length));
    const q1 = quantileInFloat32(ranked, 0.25);
    const q2 = quantileInFloat32(ranked, 0.5);
    const q3 = quantileInFloat32(ranked, 0.75);
    const low = quantileInFloat32(ranked, 0.01);
    const high = quantileInFloat32(ranked, 0.99);
    out.set([q1, q2, q3, q2 - q1, q3 - q2, q3 - q1, low, high, Math.abs(high - low)], offset);
  },
};

/** Of the length asked for last: most contours of a recording have one length. */
let ranks: readonly number[] = [];
let ranksOf = -1;

/** Ranks that the five quantiles of `count` values read, ascending. */
function quantileRanks(count: number): readonly number[] {
  if (ranksOf === count) return ranks;
  ranksOf = count;
  ranks = QUANTILES.flatMap((p) => [Math.floor(p * (count - 1)), Math.ceil(p * (count - 1))]);
  return ranks;
}

/** Quantile of sorted values by linear interpolation, definition R-7, rounded to float32. @param p  0 .. 1 */
export function quantileInFloat32(sorted: Float32Array, p: number): number {
  const r = p * (sorted.length - 1);
  const low = Math.floor(r);
  const high = Math.ceil(r);
  return low === high ? sorted[low] : f32(f32(sorted[low] * f32(high - r)) + f32(sorted[high] * f32(r - low)));
}
