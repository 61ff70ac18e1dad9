/**
 * Shape of a power spectrum: where its energy lies, how it is spread, how it changes.
 *
 * Formulas as in ../../compare2016/spectral.ts, over bins k = 1 .. 256. Sums run in four interleaved parts, bin k in part
 * (k - 1) mod 4, added as (0 + 1) + (2 + 3); frequencies count in bins and get their unit at the end, so that nothing large
 * cancels.
 */

import { BIN_HZ, LAST_BIN } from "./geometry.as";
import { at, bitsOf, ConstFloats, Floats, put } from "./memory.as";

/** Mean of the bins 1 .. 256, and Σ (k - mean)² / (K - 1) of the regression over them, in bins. */
const MEAN_BIN: f32 = 128.5;
const SLOPE_SCALE: f32 = 5482.666666666667;
const SHARPNESS_SCALE: f32 = 0.11;

/** Σ P and Σ k P. @param sums  [2] @param power  [257] */
export function powerSums(sums: Floats, power: ConstFloats): void {
  let total0: f32 = 0;
  let total1: f32 = 0;
  let total2: f32 = 0;
  let total3: f32 = 0;
  let weighted0: f32 = 0;
  let weighted1: f32 = 0;
  let weighted2: f32 = 0;
  let weighted3: f32 = 0;
  let bin0: f32 = 1;
  let bin1: f32 = 2;
  let bin2: f32 = 3;
  let bin3: f32 = 4;
  for (let k = 1; k < LAST_BIN; k += 4) {
    const p0 = at(power, k);
    const p1 = at(power, k + 1);
    const p2 = at(power, k + 2);
    const p3 = at(power, k + 3);
    total0 += p0;
    total1 += p1;
    total2 += p2;
    total3 += p3;
    weighted0 += bin0 * p0;
    weighted1 += bin1 * p1;
    weighted2 += bin2 * p2;
    weighted3 += bin3 * p3;
    bin0 += 4;
    bin1 += 4;
    bin2 += 4;
    bin3 += 4;
  }
  put(sums, 0, (total0 + total1) + (total2 + total3));
  put(sums, 1, (weighted0 + weighted1) + (weighted2 + weighted3));
}

/** Mean power from bin `low` to bin `high`, which count with their weights. */
export function bandEnergyOf(power: ConstFloats, low: i32, high: i32, lowWeight: f32, highWeight: f32): f32 {
  let sum = lowWeight * at(power, low);
  for (let k = low + 1; k < high; k++) sum += at(power, k);
  return (sum + highWeight * at(power, high)) / <f32>LAST_BIN;
}

/**
 * Frequencies at which the running sum of P reaches 25, 50, 75 and 90 % of the total. It never falls, so that it is asked after
 * every fourth bin, and only where it has reached a share, which bin it was.
 *
 * @param out  [4]
 */
export function rollOffsOf(out: Floats, power: ConstFloats, total: f32): void {
  let sum: f32 = 0;
  let next = 0;
  let threshold = rollOffShare(0) * total;
  for (let k = 1; k < LAST_BIN && next < 4; k += 4) {
    const sum0 = sum + at(power, k);
    const sum1 = sum0 + at(power, k + 1);
    const sum2 = sum1 + at(power, k + 2);
    sum = sum2 + at(power, k + 3);
    while (next < 4 && sum >= threshold) {
      const bin = sum0 >= threshold ? k : sum1 >= threshold ? k + 1 : sum2 >= threshold ? k + 2 : k + 3;
      put(out, next, <f32>bin * BIN_HZ);
      next++;
      threshold = rollOffShare(next) * total;
    }
  }
  // A sum in another order may miss the whole by its last bits.
  for (; next < 4; next++) put(out, next, <f32>LAST_BIN * BIN_HZ);
}

function rollOffShare(index: i32): f32 {
  if (index == 3) return 0.9;
  return <f32>(index + 1) * <f32>0.25;
}

/**
 * Root mean square change of the magnitudes since the frame before, whose magnitudes are then replaced.
 *
 * @param before  [257]
 */
export function fluxOf(power: ConstFloats, before: Floats): f32 {
  let sum0: f32 = 0;
  let sum1: f32 = 0;
  let sum2: f32 = 0;
  let sum3: f32 = 0;
  for (let k = 1; k < LAST_BIN; k += 4) {
    const m0 = sqrt<f32>(at(power, k));
    const m1 = sqrt<f32>(at(power, k + 1));
    const m2 = sqrt<f32>(at(power, k + 2));
    const m3 = sqrt<f32>(at(power, k + 3));
    const change0 = m0 - at(before, k);
    const change1 = m1 - at(before, k + 1);
    const change2 = m2 - at(before, k + 2);
    const change3 = m3 - at(before, k + 3);
    put(before, k, m0);
    put(before, k + 1, m1);
    put(before, k + 2, m2);
    put(before, k + 3, m3);
    sum0 += change0 * change0;
    sum1 += change1 * change1;
    sum2 += change2 * change2;
    sum3 += change3 * change3;
  }
  return sqrt<f32>(((sum0 + sum1) + (sum2 + sum3)) / <f32>LAST_BIN);
}

/** Centroid in bins, 0 in silence. */
export function centroidOf(total: f32, weighted: f32): f32 {
  return total > 0 ? weighted / total : 0;
}

/** Slope of the regression line of power over frequency, times K - 1. */
export function slopeOf(total: f32, weighted: f32): f32 {
  return (weighted - MEAN_BIN * total) / SLOPE_SCALE / BIN_HZ;
}

/**
 * Variance in Hz², skewness and kurtosis of the spectrum about its centroid; 0 where there is no variance.
 *
 * @param out  [3]  @param centroid  In bins.
 */
export function momentsOf(out: Floats, power: ConstFloats, total: f32, centroid: f32): void {
  let second0: f32 = 0;
  let second1: f32 = 0;
  let third0: f32 = 0;
  let third1: f32 = 0;
  let fourth0: f32 = 0;
  let fourth1: f32 = 0;
  let bin0: f32 = 1;
  let bin1: f32 = 2;
  for (let k = 1; k < LAST_BIN; k += 2) {
    const distance0 = bin0 - centroid;
    const distance1 = bin1 - centroid;
    const square0 = distance0 * distance0 * at(power, k);
    const square1 = distance1 * distance1 * at(power, k + 1);
    const cube0 = square0 * distance0;
    const cube1 = square1 * distance1;
    second0 += square0;
    second1 += square1;
    third0 += cube0;
    third1 += cube1;
    fourth0 += cube0 * distance0;
    fourth1 += cube1 * distance1;
    bin0 += 2;
    bin1 += 2;
  }
  const variance: f32 = total > 0 ? (second0 + second1) / total : 0;
  put(out, 0, variance * (BIN_HZ * BIN_HZ));
  put(out, 1, variance > 0 ? (third0 + third1) / total / (variance * sqrt<f32>(variance)) : 0);
  put(out, 2, variance > 0 ? (fourth0 + fourth1) / total / (variance * variance) : 0);
}

/** Sharpness: centroid on the Bark scale, high bands emphasised. @param weights  Bark times emphasis per bin. [257] */
export function sharpnessOf(power: ConstFloats, weights: ConstFloats, total: f32): f32 {
  let sum0: f32 = 0;
  let sum1: f32 = 0;
  let sum2: f32 = 0;
  let sum3: f32 = 0;
  for (let k = 1; k < LAST_BIN; k += 4) {
    sum0 += at(weights, k) * at(power, k);
    sum1 += at(weights, k + 1) * at(power, k + 1);
    sum2 += at(weights, k + 2) * at(power, k + 2);
    sum3 += at(weights, k + 3) * at(power, k + 3);
  }
  return total > 0 ? SHARPNESS_SCALE * (((sum0 + sum1) + (sum2 + sum3)) / total) : 0;
}

/**
 * Half the mean swing of the powers from extremum to extremum; an extremum stands out from two neighbours on either side.
 *
 * Powers are no negative numbers, so they compare like their bits, which is quicker without a vector unit.
 */
export function harmonicityOf(power: ConstFloats): f32 {
  let sum: f32 = 0;
  let before: f32 = -1;
  let b = bitsOf(at(power, 2));
  let p = bitsOf(at(power, 3));
  for (let k = 3; k <= LAST_BIN - 2; k++) {
    const c = bitsOf(at(power, k + 1));
    // Above the bin before it can only be a maximum, below it a minimum.
    if (p > b ? p > c && isAbove(power, k, p) : p < b && p < c && isBelow(power, k, p)) {
      const here = at(power, k);
      if (before >= 0) sum += abs<f32>(here - before);
      before = here;
    }
    b = p;
    p = c;
  }
  return <f32>0.5 * sum / <f32>LAST_BIN;
}

/** Whether a power, by its bits, is above those two bins away. */
// @ts-ignore: decorator
@inline
function isAbove(power: ConstFloats, k: i32, bits: i32): bool {
  return bits > bitsOf(at(power, k - 2)) && bits > bitsOf(at(power, k + 2));
}

/** Whether it is below them. */
// @ts-ignore: decorator
@inline
function isBelow(power: ConstFloats, k: i32, bits: i32): bool {
  return bits < bitsOf(at(power, k - 2)) && bits < bitsOf(at(power, k + 2));
}
