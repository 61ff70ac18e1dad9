/**
 * Linear prediction of a contour from its last five values: coefficients and error per value.
 *
 *   r[l] = sum x[i] x[i-l];   Levinson-Durbin:  k = -(r[m] + sum a[i-1] r[m-i]) / e,  e <- e (1 - k^2)
 *   x[n] + sum a[i] x[n-1-i] = residual,   gain = e / N
 *
 * The first 1024 values (10.24 s) are summed plainly in the order of i, as the feature set defines it: contours with a mean
 * make the recursion ill-conditioned, and better sums would be other features. Later values are summed in blocks that are
 * carried into a total with what rounding took from it, so that a stream of hours drifts no more than its first seconds did.
 *
 * Source  specification, section 17.7; J. Durbin 1960, "The fitting of time-series models"; D. E. Knuth, "The art of computer
 *         programming", volume 2, section 4.2.2 (what rounding takes from a sum).
 */

import { BLOCK_LENGTH, endsBlock } from "./blocks.as";
import { at, ConstFloats, Floats, floatsFrom, put } from "./memory.as";

const PREDICTION_ORDER: i32 = 5;
/** State: r[0] .. r[5] of what is not in the totals; the last five values, the newest first; totals of r[0] .. r[5]. */
const PREDICTION_NEWEST: i32 = 6;
const PREDICTION_TOTALS: i32 = 11;
const PREDICTION_WORDS: i32 = 17;
/** Values that are summed as the feature set defines it; whole blocks. */
const PREDICTION_PLAIN: i32 = 1024;

/** @param state  [17] */
export function predictionAdd(state: Floats, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    for (let i = 0; i < PREDICTION_WORDS; i++) put(state, i, 0.0);
  }
  const end = begin + count;
  let index = begin;
  while (index < end) {
    let blockEnd = index < PREDICTION_PLAIN ? PREDICTION_PLAIN : (index & -BLOCK_LENGTH) + BLOCK_LENGTH;
    if (blockEnd > end) blockEnd = end;
    addProducts(state, floatsFrom(x, index - begin), blockEnd - index);
    if (blockEnd >= PREDICTION_PLAIN && endsBlock(blockEnd - 1)) carryProducts(state);
    index = blockEnd;
  }
}

/** Adds the products of `count` values with those before them. */
function addProducts(state: Floats, x: ConstFloats, count: i32): void {
  let r0 = at(state, 0);
  let r1 = at(state, 1);
  let r2 = at(state, 2);
  let r3 = at(state, 3);
  let r4 = at(state, 4);
  let r5 = at(state, 5);
  let x1 = at(state, PREDICTION_NEWEST);
  let x2 = at(state, PREDICTION_NEWEST + 1);
  let x3 = at(state, PREDICTION_NEWEST + 2);
  let x4 = at(state, PREDICTION_NEWEST + 3);
  let x5 = at(state, PREDICTION_NEWEST + 4);
  // Two values at once: half as many numbers are moved.
  const pairs = count & ~1;
  for (let i = 0; i < pairs; i += 2) {
    const here = at(x, i);
    const next = at(x, i + 1);
    r0 = r0 + here * here + next * next;
    r1 = r1 + here * x1 + next * here;
    r2 = r2 + here * x2 + next * x1;
    r3 = r3 + here * x3 + next * x2;
    r4 = r4 + here * x4 + next * x3;
    r5 = r5 + here * x5 + next * x4;
    x5 = x3;
    x4 = x2;
    x3 = x1;
    x2 = here;
    x1 = next;
  }
  if (pairs < count) {
    const here = at(x, pairs);
    r0 += here * here;
    r1 += here * x1;
    r2 += here * x2;
    r3 += here * x3;
    r4 += here * x4;
    r5 += here * x5;
    x5 = x4;
    x4 = x3;
    x3 = x2;
    x2 = x1;
    x1 = here;
  }
  put(state, 0, r0);
  put(state, 1, r1);
  put(state, 2, r2);
  put(state, 3, r3);
  put(state, 4, r4);
  put(state, 5, r5);
  put(state, PREDICTION_NEWEST, x1);
  put(state, PREDICTION_NEWEST + 1, x2);
  put(state, PREDICTION_NEWEST + 2, x3);
  put(state, PREDICTION_NEWEST + 3, x4);
  put(state, PREDICTION_NEWEST + 4, x5);
}

/** Carries the sums into the totals; what rounding takes from these stays. */
function carryProducts(state: Floats): void {
  for (let lag = 0; lag <= PREDICTION_ORDER; lag++) {
    const total = at(state, PREDICTION_TOTALS + lag);
    const sum = at(state, lag);
    const next = total + sum;
    const added = next - total;
    put(state, lag, total - (next - added) + (sum - added));
    put(state, PREDICTION_TOTALS + lag, next);
  }
}

/** The last value and the fall to it, as stepsAdd keeps them from the second value on: times.as.ts. @param steps  [2] */
export function lastFallInto(steps: Floats, state: ConstFloats): void {
  const last = at(state, PREDICTION_NEWEST) + <f32>0.0;
  const before = at(state, PREDICTION_NEWEST + 1) + <f32>0.0;
  put(steps, 0, last);
  put(steps, 1, before - last);
}

/** Error per value, then the five coefficients. @param out  [6] */
export function predictionFinish(out: Floats, state: ConstFloats, count: i32): void {
  for (let i = 0; i <= PREDICTION_ORDER; i++) put(out, i, 0.0);
  let error = productsOf(state, 0);
  if (error == <f32>0.0) return;
  for (let m = 1; m <= PREDICTION_ORDER && error != <f32>0.0; m++) {
    let sum = productsOf(state, m);
    for (let i = 1; i < m; i++) sum += at(out, i) * productsOf(state, m - i);
    const k = (<f32>-1.0 / error) * sum;
    reflect(out, m, k);
    error = error * (<f32>1.0 - k * k);
  }
  put(out, 0, error / <f32>count);
}

/** r[lag] of all values. */
function productsOf(state: ConstFloats, lag: i32): f32 {
  return at(state, PREDICTION_TOTALS + lag) + at(state, lag);
}

/** Coefficients of order m from those of order m - 1. @param a  From index 1 on. */
function reflect(a: Floats, m: i32, k: f32): void {
  let high = m - 1;
  for (let low = 1; low <= high; low++) {
    const before = at(a, low);
    put(a, low, before + k * at(a, high));
    if (low < high) put(a, high, at(a, high) + k * before);
    high--;
  }
  put(a, m, k);
}
