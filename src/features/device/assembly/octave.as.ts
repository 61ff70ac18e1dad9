/**
 * Spectrum on a scale of octaves and its sub-harmonic sum, from which the pitch is read.
 *
 * Steps as in ../../compare2016/octave-spectrum.ts. The sum is not divided by the number of harmonics: only ratios are used.
 */

import { OCTAVE_POINTS } from "./geometry.as";
import { at, bitsOf, ConstFloats, ConstShorts, floatOf, Floats, floatsFrom, put, shortAt, shortsFrom } from "./memory.as";

/** Bins of the neighbourhood that a maximum keeps on either side. */
const KEPT: i32 = 2;
/** Stands for a maximum where there is none: beyond all bins, so that nothing lies between it and one. */
const NO_PEAK: i32 = 1024;
const HARMONICS_ABOVE: i32 = 14;

/** Clears the bins first .. end - 1. */
function clearBins(y: Floats, first: i32, end: i32): void {
  for (let i = first; i < end; i++) put(y, i, 0);
}

/**
 * Sets the magnitudes between neighbouring maxima to 0, in place.
 *
 * Magnitudes are no negative numbers, so they compare like their bits, which is quicker without a vector unit. Bins are taken
 * two by two, so that each is loaded once and none moved.
 *
 * @param y  [513]
 */
function keepPeaks(y: Floats): void {
  const last = OCTAVE_POINTS - 1;
  let before = bitsOf(at(y, 0));
  let here = bitsOf(at(y, 1));
  // The first bin is a maximum if it is above the second, the last one if it is above the one before.
  let peak = before > here ? 0 : NO_PEAK;
  let peakBefore = NO_PEAK;
  for (let i = 1; i < last - 1; i += 2) {
    const next = bitsOf(at(y, i + 1));
    const after = bitsOf(at(y, i + 2));
    if (here > before && here >= next) {
      clearBins(y, peak + KEPT + 1, i - KEPT);
      peakBefore = peak;
      peak = i;
    }
    if (next > here && next >= after) {
      clearBins(y, peak + KEPT + 1, i + 1 - KEPT);
      peakBefore = peak;
      peak = i + 1;
    }
    before = next;
    here = after;
  }
  const end = bitsOf(at(y, last));
  if (end > here || here > before) {
    const highest = end > here ? last : last - 1;
    clearBins(y, peak + KEPT + 1, highest - KEPT);
    peakBefore = peak;
    peak = highest;
  }
  // A single maximum clears all but the first bins, wherever it lies.
  if (peak != NO_PEAK && peakBefore == NO_PEAK) clearBins(y, KEPT + 1, last + 1);
}

/** Smooths with 1/4, 1/2, 1/4, in place; the last value stays. Sums of neighbours serve twice. */
function smoothBins(y: Floats): void {
  let here = at(y, 0);
  let left = here;
  for (let i = 0; i < OCTAVE_POINTS - 1; i += 2) {
    const next = at(y, i + 1);
    const after = at(y, i + 2);
    const middle = here + next;
    const right = next + after;
    put(y, i, (left + middle) * <f32>0.25);
    put(y, i + 1, (middle + right) * <f32>0.25);
    here = after;
    left = right;
  }
}

/** A step of the elimination from the left. @param row  See below. [4] */
// @ts-ignore: decorator
@inline
function eliminated(row: ConstFloats, fall: f32, rise: f32, before: f32): f32 {
  return (rise * at(row, 1) - fall * at(row, 0)) - at(row, 2) * before;
}

/**
 * Curvatures of the natural cubic spline through the bins: elimination from the left, substitution from the right, each two
 * bins a step.
 *
 * @param curvatures   [513]
 * @param elimination  Per bin: 6 over pivot and width on the left, on the right, carry over pivot, upper over pivot. [513 × 4]
 */
function curvaturesOf(curvatures: Floats, y: ConstFloats, elimination: ConstFloats): void {
  const last = OCTAVE_POINTS - 1;
  put(curvatures, 0, 0);
  put(curvatures, last, 0);
  let here = at(y, 2);
  let fall = here - at(y, 1);
  let before = eliminated(floatsFrom(elimination, 4), at(y, 1) - at(y, 0), fall, 0);
  put(curvatures, 1, before);
  for (let i = 2; i < last; i += 2) {
    const row: ConstFloats = floatsFrom(elimination, 4 * i);
    const next = at(y, i + 1);
    const after = at(y, i + 2);
    const rise = next - here;
    const middle = eliminated(row, fall, rise, before);
    fall = after - next;
    before = eliminated(floatsFrom(row, 4), rise, fall, middle);
    put(curvatures, i, middle);
    put(curvatures, i + 1, before);
    here = after;
  }
  before = 0;
  for (let i = last - 1; i > 1; i -= 2) {
    const c: Floats = floatsFrom(curvatures, i - 1);
    const row: ConstFloats = floatsFrom(elimination, 4 * (i - 1));
    const right = at(c, 1) - at(row, 7) * before;
    put(c, 1, right);
    before = at(c, 0) - at(row, 3) * right;
    put(c, 0, before);
  }
  put(curvatures, 1, at(curvatures, 1) - at(elimination, 7) * before);
}

/**
 * Reads the spline at the points of the octave scale, floored at 0.
 *
 * @param out      [513]  @param knots  Bin on the left of each point. [513]
 * @param weights  Of the two values and the two curvatures, times the ear's weight of the point. [513 × 4]
 */
function readSpline(out: Floats, y: ConstFloats, curvatures: ConstFloats, knots: ConstShorts, weights: ConstFloats): void {
  for (let j = 0; j < OCTAVE_POINTS; j++) {
    const v: ConstFloats = floatsFrom(y, shortAt(knots, j));
    const c: ConstFloats = floatsFrom(curvatures, shortAt(knots, j));
    const w: ConstFloats = floatsFrom(weights, 4 * j);
    const values = at(w, 0) * at(v, 0) + at(w, 1) * at(v, 1);
    const bits = bitsOf(values + (at(w, 2) * at(c, 0) + at(w, 3) * at(c, 1)));
    // No bit of a negative number stays.
    put(out, j, floatOf(bits & ~(bits >> 31)));
  }
}

/** Adds a harmonic to the sum, four points at a time. @param above  The spectrum, from the harmonic's shift on. */
function addHarmonic(sum: Floats, above: ConstFloats, gain: f32, count: i32): void {
  const whole = count & ~3;
  for (let j = 0; j < whole; j += 4) {
    const s: Floats = floatsFrom(sum, j);
    const h: ConstFloats = floatsFrom(above, j);
    put(s, 0, at(s, 0) + at(h, 0) * gain);
    put(s, 1, at(s, 1) + at(h, 1) * gain);
    put(s, 2, at(s, 2) + at(h, 2) * gain);
    put(s, 3, at(s, 3) + at(h, 3) * gain);
  }
  for (let j = whole; j < count; j++) put(sum, j, at(sum, j) + at(above, j) * gain);
}

/** Begins the sum: the spectrum itself with its first two harmonics. The second shift is the larger one. */
function beginSum(sum: Floats, octaves: ConstFloats, shifts: ConstShorts, gains: ConstFloats): void {
  const gain0 = at(gains, 0);
  const gain1 = at(gains, 1);
  const count = OCTAVE_POINTS - shortAt(shifts, 1);
  const h0: ConstFloats = floatsFrom(octaves, shortAt(shifts, 0));
  const h1: ConstFloats = floatsFrom(octaves, shortAt(shifts, 1));
  for (let j = 0; j < count; j++) put(sum, j, at(octaves, j) + at(h0, j) * gain0 + at(h1, j) * gain1);
  for (let j = count; j < OCTAVE_POINTS; j++) put(sum, j, at(octaves, j));
  addHarmonic(floatsFrom(sum, count), floatsFrom(h0, count), gain0, shortAt(shifts, 1) - shortAt(shifts, 0));
}

/** Adds four harmonics at once, one after the other at each point, as long as all have points there. Shifts rise. */
function addHarmonics(sum: Floats, octaves: ConstFloats, shifts: ConstShorts, gains: ConstFloats): void {
  const gain0 = at(gains, 0);
  const gain1 = at(gains, 1);
  const gain2 = at(gains, 2);
  const gain3 = at(gains, 3);
  // A multiple of four points: each step knows its places.
  const count = (OCTAVE_POINTS - shortAt(shifts, 3)) & ~3;
  for (let j = 0; j < count; j += 4) {
    const s: Floats = floatsFrom(sum, j);
    const h0: ConstFloats = floatsFrom(octaves, shortAt(shifts, 0) + j);
    const h1: ConstFloats = floatsFrom(octaves, shortAt(shifts, 1) + j);
    const h2: ConstFloats = floatsFrom(octaves, shortAt(shifts, 2) + j);
    const h3: ConstFloats = floatsFrom(octaves, shortAt(shifts, 3) + j);
    put(s, 0, at(s, 0) + at(h0, 0) * gain0 + at(h1, 0) * gain1 + at(h2, 0) * gain2 + at(h3, 0) * gain3);
    put(s, 1, at(s, 1) + at(h0, 1) * gain0 + at(h1, 1) * gain1 + at(h2, 1) * gain2 + at(h3, 1) * gain3);
    put(s, 2, at(s, 2) + at(h0, 2) * gain0 + at(h1, 2) * gain1 + at(h2, 2) * gain2 + at(h3, 2) * gain3);
    put(s, 3, at(s, 3) + at(h0, 3) * gain0 + at(h1, 3) * gain1 + at(h2, 3) * gain2 + at(h3, 3) * gain3);
  }
  for (let i = 0; i < 4; i++) {
    const above: ConstFloats = floatsFrom(octaves, shortAt(shifts, i) + count);
    addHarmonic(floatsFrom(sum, count), above, at(gains, i), OCTAVE_POINTS - shortAt(shifts, i) - count);
  }
}

/**
 * Octave spectrum of a long frame.
 *
 * @param octaves     [513]  @param magnitudes  Overwritten. [513]  @param curvatures  Scratch. [513]
 * @param elimination  See above, as knots and weights.
 */
export function octaveSpectrumOf(
  octaves: Floats,
  magnitudes: Floats,
  curvatures: Floats,
  elimination: ConstFloats,
  knots: ConstShorts,
  weights: ConstFloats,
): void {
  keepPeaks(magnitudes);
  smoothBins(magnitudes);
  curvaturesOf(curvatures, magnitudes, elimination);
  readSpline(octaves, magnitudes, curvatures, knots, weights);
}

/**
 * Sub-harmonic sum S[j] = h[j] + Σ_i gain[i] h[j + shift[i]]; h is 0 beyond its last point.
 *
 * @param sum  [513]  @param octaves  h [513]  @param shifts  Of the harmonics 2 to 15. [14]  @param gains  [14]
 */
export function subHarmonicSumOf(sum: Floats, octaves: ConstFloats, shifts: ConstShorts, gains: ConstFloats): void {
  beginSum(sum, octaves, shifts, gains);
  for (let i = 2; i < HARMONICS_ABOVE; i += 4)
    addHarmonics(sum, octaves, shortsFrom(shifts, i), floatsFrom(gains, i));
}

/** Mean of the sub-harmonic sum: four interleaved sums, then the last point. */
export function meanOfSum(sum: ConstFloats): f32 {
  let sum0: f32 = 0;
  let sum1: f32 = 0;
  let sum2: f32 = 0;
  let sum3: f32 = 0;
  for (let j = 0; j < OCTAVE_POINTS - 1; j += 4) {
    sum0 += at(sum, j);
    sum1 += at(sum, j + 1);
    sum2 += at(sum, j + 2);
    sum3 += at(sum, j + 3);
  }
  return (((sum0 + sum1) + (sum2 + sum3)) + at(sum, OCTAVE_POINTS - 1)) / <f32>OCTAVE_POINTS;
}
