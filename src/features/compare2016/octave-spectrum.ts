/**
 * Spectrum on a scale of octaves, for the pitch by sub-harmonic summation: peaks kept, smoothed, resampled, weighted.
 *
 *   1. between neighbouring maxima p < q the bins p+3 .. q−3 are set to 0
 *   2. y'[i] = (y[i−1] + 2 y[i] + y[i+1]) / 4
 *   3. natural cubic spline through (log2(i·D), y'[i]), read at N points from log2(25) to log2(fs/2)
 *   4. times the ear's weight 1/2 + atan(3 (j + 1 − s) / ppo) / π, which halves at 65 Hz; ppo = points per octave
 *
 * The knots never move, so the spline's tridiagonal system is factored once; a frame costs one forward and one backward
 * sweep. Double precision; the resampled and the weighted spectrum are rounded to float32.
 *
 * Source  specification, sections 9.1 to 9.4 and table A.6; D. J. Hermes 1988, "Measurement of pitch by subharmonic
 *         summation", J. Acoust. Soc. Am. 83(1).
 */

const f32 = Math.fround;

export const LOWEST_OCTAVE_HZ = 25;
const HALF_WEIGHT_HZ = 65;
const WEIGHT_REFERENCE_HZ = 50;
/** Bins on either side of a maximum that survive. */
const PEAK_REACH = 2;

export class OctaveSpectrum {
  /** N: bins of the spectrum and points on the octave scale. */
  readonly length: number;
  readonly highestHz: number;
  readonly pointsPerOctave: number;
  readonly #enhanced: Float64Array;
  readonly #spline: NaturalSpline;
  readonly #weights: Float64Array;

  constructor(binHz: number, length: number) {
    this.length = length;
    this.highestHz = (length - 1) * binHz;
    const lowest = Math.log2(LOWEST_OCTAVE_HZ);
    const octaves = Math.log2(this.highestHz / LOWEST_OCTAVE_HZ);
    this.pointsPerOctave = length / octaves;
    const step = (Math.log2(this.highestHz) - lowest) / (length - 1);
    const knots = Float64Array.from({ length }, (_, i) => Math.log2(i * binHz));
    knots[0] = 2 * knots[1] - knots[2];
    this.#enhanced = new Float64Array(length);
    this.#spline = new NaturalSpline(
      knots,
      Float64Array.from({ length }, (_, j) => lowest + j * step),
    );
    const halved = this.pointsPerOctave * Math.log2(HALF_WEIGHT_HZ / WEIGHT_REFERENCE_HZ) - 1;
    this.#weights = Float64Array.from(
      { length },
      (_, j) => 0.5 + Math.atan((3 * (j + 1 - halved)) / this.pointsPerOctave) / Math.PI,
    );
  }

  /** @param out  Weighted spectrum on the octave scale. [N]  @param magnitudes  [N] */
  resampleInto(out: Float32Array, magnitudes: Float32Array): void {
    const y = this.#enhanced;
    keepPeaksInto(y, magnitudes);
    smoothInto(y);
    this.#spline.readInto(out, y);
    const weights = this.#weights;
    for (let j = 0; j < out.length; j++) out[j] = out[j] > 0 ? out[j] * weights[j] : 0;
  }
}

/** Copies a spectrum without what lies more than two bins from the two maxima around it. */
function keepPeaksInto(out: Float64Array, magnitudes: Float32Array): void {
  const last = magnitudes.length - 1;
  let peakCount = 0;
  let peak = 0;
  for (let i = 0; i <= last; i++) {
    out[i] = magnitudes[i];
    const rises = i === 0 || magnitudes[i] > magnitudes[i - 1];
    const falls = i === last || (i === 0 ? magnitudes[i] > magnitudes[i + 1] : magnitudes[i] >= magnitudes[i + 1]);
    if (!rises || !falls) continue;
    if (peakCount++ > 0) for (let k = peak + PEAK_REACH + 1; k < i - PEAK_REACH; k++) out[k] = 0;
    peak = i;
  }
  // With a single maximum everything from bin 3 on goes, wherever the maximum lies.
  if (peakCount === 1) out.fill(0, PEAK_REACH + 1);
}

/** Smooths with weights 1/4, 1/2, 1/4 in place; the last bin stays. */
function smoothInto(y: Float64Array): void {
  let before = 0;
  for (let i = 0; i < y.length - 1; i++) {
    const here = y[i];
    y[i] = (before + 2 * here + y[i + 1]) / 4;
    before = here;
  }
}

/** Natural cubic spline with fixed knots, read at fixed points. */
export class NaturalSpline {
  /** Of the elimination: what row i takes over from row i − 1, and one over its pivot. */
  readonly #carry: Float64Array;
  readonly #inversePivot: Float64Array;
  /** Ratio of each row's upper neighbour to its pivot. */
  readonly #upper: Float64Array;
  readonly #inverseWidth: Float64Array;
  readonly #curvature: Float64Array;
  /** Per point: knot on its left, and the weights of the two values and the two curvatures. [points], [points × 4] */
  readonly #interval: Int32Array;
  readonly #weights: Float64Array;

  constructor(knots: Float64Array, points: Float64Array) {
    const count = knots.length;
    this.#carry = new Float64Array(count);
    this.#inversePivot = new Float64Array(count);
    this.#upper = new Float64Array(count);
    this.#inverseWidth = new Float64Array(count);
    this.#curvature = new Float64Array(count);
    this.#interval = new Int32Array(points.length);
    this.#weights = new Float64Array(4 * points.length);
    this.#factor(knots);
    this.#locate(knots, points);
  }

  /** Eliminates width[i−1]·m[i−1] + 2(width[i−1] + width[i])·m[i] + width[i]·m[i+1] = 6 (slope[i] − slope[i−1]). */
  #factor(knots: Float64Array): void {
    for (let i = 0; i + 1 < knots.length; i++) this.#inverseWidth[i] = 1 / (knots[i + 1] - knots[i]);
    for (let i = 1; i + 1 < knots.length; i++) {
      const left = knots[i] - knots[i - 1];
      const right = knots[i + 1] - knots[i];
      const pivot = 2 * (left + right) - left * this.#upper[i - 1];
      this.#carry[i] = left;
      this.#inversePivot[i] = 1 / pivot;
      this.#upper[i] = right / pivot;
    }
  }

  #locate(knots: Float64Array, points: Float64Array): void {
    let left = 0;
    points.forEach((point, j) => {
      while (left + 2 < knots.length && knots[left + 1] <= point) left++;
      const width = knots[left + 1] - knots[left];
      const a = (knots[left + 1] - Math.min(point, knots[left + 1])) / width;
      const b = 1 - a;
      this.#interval[j] = left;
      this.#weights.set([a, b, ((a ** 3 - a) * width ** 2) / 6, ((b ** 3 - b) * width ** 2) / 6], 4 * j);
    });
  }

  /** Writes the spline through the values at the knots, read at the points. */
  readInto(out: Float32Array, values: Float64Array): void {
    const m = this.#curvature;
    const last = values.length - 1;
    let slope = (values[1] - values[0]) * this.#inverseWidth[0];
    let before = 0;
    for (let i = 1; i < last; i++) {
      const next = (values[i + 1] - values[i]) * this.#inverseWidth[i];
      before = (6 * (next - slope) - this.#carry[i] * before) * this.#inversePivot[i];
      m[i] = before;
      slope = next;
    }
    m[0] = 0;
    m[last] = 0;
    for (let i = last - 1; i > 0; i--) m[i] -= this.#upper[i] * m[i + 1];
    const weights = this.#weights;
    for (let j = 0, w = 0; j < out.length; j++, w += 4) {
      const i = this.#interval[j];
      out[j] =
        weights[w] * values[i] + weights[w + 1] * values[i + 1] + weights[w + 2] * m[i] + weights[w + 3] * m[i + 1];
    }
  }
}

/** Rounds the frequency axis of the long frames as the reference does: D = 1 / f32(0.060·N/L). */
export function octaveBinHz(binHz: number): number {
  return 1 / f32(1 / binHz);
}
