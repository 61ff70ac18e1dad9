/**
 * Linear prediction of a contour from its last five values: coefficients and error per value.
 *
 *   r[l] = Σ_i x[i] x[i−l];   Levinson-Durbin:  k = −(r[m] + Σ a[i−1] r[m−i]) / e,  e ← e (1 − k²)
 *   x[n] + Σ a[i] x[n−1−i] = residual,   lpgain = e / N
 *
 * All in float32, in this order. Smooth contours with a mean make the recursion ill-conditioned: in double precision one
 * coefficient in three would differ by more than 0.1 %.
 *
 * Source  specification, section 17.7; J. Durbin 1960, "The fitting of time-series models".
 */

import type { FunctionalFamily } from "./sequence.ts";

const f32 = Math.fround;

const ORDER = 5;

const r = new Float32Array(ORDER + 1);
const a = new Float32Array(ORDER);

export const LPC: FunctionalFamily = {
  names: ["lpgain", "lpc0", "lpc1", "lpc2", "lpc3", "lpc4"],
  into(out, offset, { x }) {
    autocorrelationInto(x);
    const error = levinsonDurbin();
    out[offset] = error / x.length;
    out.set(a, offset + 1);
  },
};

/** Six running sums at once; each adds in the order of i. */
function autocorrelationInto(x: Float32Array): void {
  for (let lag = 0; lag <= ORDER; lag++) {
    let sum = 0;
    for (let i = lag; i < Math.min(ORDER, x.length); i++) sum = f32(sum + f32(x[i] * x[i - lag]));
    r[lag] = sum;
  }
  let r0 = r[0];
  let r1 = r[1];
  let r2 = r[2];
  let r3 = r[3];
  let r4 = r[4];
  let r5 = r[5];
  for (let i = ORDER; i < x.length; i++) {
    const here = x[i];
    r0 = f32(r0 + f32(here * here));
    r1 = f32(r1 + f32(here * x[i - 1]));
    r2 = f32(r2 + f32(here * x[i - 2]));
    r3 = f32(r3 + f32(here * x[i - 3]));
    r4 = f32(r4 + f32(here * x[i - 4]));
    r5 = f32(r5 + f32(here * x[i - 5]));
  }
  r[0] = r0;
  r[1] = r1;
  r[2] = r2;
  r[3] = r3;
  r[4] = r4;
  r[5] = r5;
}

/** Solves for `a` from `r`. @returns the error energy. */
function levinsonDurbin(): number {
  a.fill(0);
  let error = r[0];
  if (error === 0) return 0;
  for (let m = 1; m <= ORDER; m++) {
    let sum = r[m];
    for (let i = 1; i < m; i++) sum = f32(sum + f32(a[i - 1] * r[m - i]));
    const k = f32(f32(-1 / error) * sum);
    for (let low = 0, high = m - 2; low <= high; low++, high--) {
      const before = a[low];
      a[low] = before + f32(k * a[high]);
      if (low < high) a[high] += f32(k * before);
    }
    a[m - 1] = k;
    error = f32(error * f32(1 - f32(k * k)));
    if (error === 0) break;
  }
  return error;
}
