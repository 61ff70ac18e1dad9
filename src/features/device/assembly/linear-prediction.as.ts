/**
 * Linear prediction of a contour from its last five values: coefficients and error per value.
 *
 *   r[l] = sum x[i] x[i-l];   Levinson-Durbin:  k = -(r[m] + sum a[i-1] r[m-i]) / e,  e <- e (1 - k^2)
 *   x[n] + sum a[i] x[n-1-i] = residual,   gain = e / N
 *
 * The sums are plain ones in the order of i, as the feature set defines them: contours with a mean make the recursion
 * ill-conditioned, and better sums would be other features.
 *
 * Source  specification, section 17.7; J. Durbin 1960, "The fitting of time-series models".
 */

import { at, ConstFloats, Floats, put } from "./memory.as";

const PREDICTION_ORDER: i32 = 5;
/** Places of the last five values, the newest first. */
const PREDICTION_NEWEST: i32 = 6;

/** @param state  r[0] .. r[5], then the last five values. [11] */
export function predictionAdd(state: Floats, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    for (let i = 0; i < 11; i++) put(state, i, 0.0);
  }
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
  for (let i = 0; i < count; i++) {
    const here = at(x, i);
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

/** Error per value, then the five coefficients. @param out  [6] */
export function predictionFinish(out: Floats, state: ConstFloats, count: i32): void {
  for (let i = 0; i <= PREDICTION_ORDER; i++) put(out, i, 0.0);
  let error = at(state, 0);
  if (error == <f32>0.0) return;
  for (let m = 1; m <= PREDICTION_ORDER && error != <f32>0.0; m++) {
    let sum = at(state, m);
    for (let i = 1; i < m; i++) sum += at(out, i) * at(state, m - i);
    const k = (<f32>-1.0 / error) * sum;
    reflect(out, m, k);
    error = error * (<f32>1.0 - k * k);
  }
  put(out, 0, error / <f32>count);
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
