/**
 * Octave spectrum and sub-harmonic sum of one frame, step by step: the plain version of what compare2016/octave-spectrum.ts
 * does with vectors, kept to test it against.
 *
 * Source  specification, sections 9.1 to 9.5.
 */

import { eliminateSpline, locateOnSpline } from "../compare2016/natural-spline.ts";
import type { OctaveScale } from "../compare2016/octave-scale.ts";

const f32 = Math.fround;

/** Bins on either side of a maximum that survive. */
const PEAK_REACH = 2;

/** Weighted spectrum on the octave scale. [N] @param magnitudes  [N] */
export function octaveSpectrum(magnitudes: Float32Array, { knots, points, weights }: OctaveScale): Float32Array {
  const y = smoothed(peaksOnly(magnitudes));
  const resampled = splineAt(knots, y, points);
  return resampled.map((value, j) => (value > 0 ? value * weights[j] : 0));
}

/** Σ_i gains[i]·h[j + shifts[i]] / number of terms, harmonic by harmonic in float32. */
export function subHarmonicSum(h: Float32Array, shifts: ArrayLike<number>, gains: ArrayLike<number>): Float32Array {
  const sum = h.slice();
  for (let i = 0; i < shifts.length; i++) {
    const shift = shifts[i];
    for (let j = shift; j < h.length; j++) sum[j - shift] += f32(h[j] * gains[i]);
  }
  return sum.map((value) => Math.max(f32(value / (shifts.length + 1)), 0));
}

/** A spectrum without what lies more than two bins from the two maxima around it. */
function peaksOnly(magnitudes: Float32Array): Float64Array {
  const last = magnitudes.length - 1;
  const y = Float64Array.from(magnitudes);
  const peaks: number[] = [];
  magnitudes.forEach((here, i) => {
    const rises = i === 0 || here > magnitudes[i - 1];
    const falls = i === last || (i === 0 ? here > magnitudes[1] : here >= magnitudes[i + 1]);
    if (rises && falls) peaks.push(i);
  });
  for (let p = 1; p < peaks.length; p++) {
    const from = peaks[p - 1] + PEAK_REACH + 1;
    const to = peaks[p] - PEAK_REACH;
    if (from < to) y.fill(0, from, to);
  }
  // With a single maximum everything from bin 3 on goes, wherever the maximum lies.
  if (peaks.length === 1) y.fill(0, PEAK_REACH + 1);
  return y;
}

function smoothed(y: Float64Array): Float64Array {
  return y.map((here, i) => (i === y.length - 1 ? here : ((i > 0 ? y[i - 1] : 0) + 2 * here + y[i + 1]) / 4));
}

function splineAt(knots: Float64Array, y: Float64Array, points: Float64Array): Float32Array {
  const { inverseWidth, inversePivot, carry, upper } = eliminateSpline(knots);
  const m = new Float64Array(y.length);
  for (let i = 1; i + 1 < y.length; i++) {
    const rise = (y[i + 1] - y[i]) * inverseWidth[i];
    const before = (y[i] - y[i - 1]) * inverseWidth[i - 1];
    m[i] = 6 * (rise - before) * inversePivot[i] - carry[i] * m[i - 1];
  }
  for (let i = y.length - 2; i > 0; i--) m[i] -= upper[i] * m[i + 1];
  const { knot, weights } = locateOnSpline(knots, points);
  return Float32Array.from(points, (_, j) => {
    const i = knot[j];
    const [a, b, c, d] = weights.subarray(4 * j, 4 * j + 4);
    return a * y[i] + b * y[i + 1] + c * m[i] + d * m[i + 1];
  });
}
