/**
 * Spectrum on a scale of octaves and its sub-harmonic sum, for the detection of the pitch.
 *
 *   1. between neighbouring maxima p < q the bins p+3 .. q−3 are set to 0
 *   2. y'[i] = (y[i−1] + 2 y[i] + y[i+1]) / 4
 *   3. natural cubic spline through the bins, read at the points of the octave scale, floored at 0, weighted: h
 *   4. S[j] = (1/15) Σ_{i=1..15} 0.85^(i−1) h[j + floor(ppo·log2 i)]
 *
 * Steps 1 to 3 in double precision, the results of 3 and 4 in float32. reference/octave-spectrum.ts does the same plainly.
 *
 * Source  specification, sections 9.1 to 9.5 and table A.6; D. J. Hermes 1988, "Measurement of pitch by subharmonic
 *         summation", J. Acoust. Soc. Am. 83(1).
 */

import type { KernelMemory } from "../assembly/kernel-memory.ts";
import { eliminateSpline, locateOnSpline } from "./natural-spline.ts";
import type { OctaveScale } from "./octave-scale.ts";

const f32 = Math.fround;

export const HARMONIC_COUNT = 15;
const COMPRESSION = f32(0.85);
/** Points that the summation does at a time. */
const BLOCK = 8;

/** Points by which each harmonic from the second on lies above the fundamental. [14] */
export function harmonicShifts(pointsPerOctave: number): number[] {
  return Array.from({ length: HARMONIC_COUNT - 1 }, (_, i) => Math.floor(f32(pointsPerOctave) * Math.log2(i + 2)));
}

/** Weights of the harmonics from the second on, each a float32 product of the one before. [14] */
export function harmonicGains(): number[] {
  const gains: number[] = [];
  let gain = 1;
  for (let i = 1; i < HARMONIC_COUNT; i++) {
    gain = f32(gain * COMPRESSION);
    gains.push(gain);
  }
  return gains;
}

/** Computes the octave spectrum of one frame after the other. */
export class OctaveSpectrum {
  readonly scale: OctaveScale;
  /** h of the spectrum taken last. [N] */
  readonly spectrum: Float32Array<ArrayBuffer>;
  /** S of the spectrum taken last. [N] */
  readonly sum: Float32Array<ArrayBuffer>;
  readonly #memory: KernelMemory;
  readonly #maxima: Uint32Array<ArrayBuffer>;
  readonly #y: number;
  readonly #curvatures: number;
  readonly #elimination: number;
  readonly #points: number;
  readonly #shifts: number;
  readonly #gains: number;

  constructor(memory: KernelMemory, scale: OctaveScale) {
    const { length } = scale;
    const shifts = harmonicShifts(scale.pointsPerOctave);
    this.scale = scale;
    this.#memory = memory;
    this.spectrum = memory.floats(length + Math.max(...shifts) + 2 * BLOCK).subarray(0, length);
    this.sum = memory.floats(length + BLOCK).subarray(0, length);
    this.#maxima = memory.integers(new Uint32Array(Math.ceil(length / 2) + 1));
    // One value more: the curvatures are computed two at a time.
    this.#y = memory.doubles(length + 1).byteOffset;
    this.#curvatures = memory.doubles(length + 1).byteOffset;
    this.#elimination = memory.doubles(eliminationPlanes(scale.knots)).byteOffset;
    this.#points = pointRecords(memory, scale);
    this.#shifts = memory.integers(shifts.map((shift) => 4 * shift)).byteOffset;
    this.#gains = memory.floats(harmonicGains()).byteOffset;
  }

  /** Computes `spectrum` and `sum`. @param magnitudes  Region of the kernels' memory. [N] */
  take(magnitudes: Float32Array<ArrayBuffer>): void {
    const { kernels } = this.#memory;
    const { length } = this.scale;
    kernels.keepPeaks(this.#y, magnitudes.byteOffset, length);
    kernels.smooth(this.#y, length);
    kernels.curvatures(this.#curvatures, this.#y, this.#elimination, length);
    const h = this.spectrum.byteOffset;
    kernels.readSpline(h, this.#y, this.#curvatures, this.#points, length);
    kernels.subHarmonicSum(this.sum.byteOffset, h, this.#shifts, this.#gains, HARMONIC_COUNT - 1, length);
  }

  /** Writes the positions of the highest interior maxima of S, highest first. @returns how many there are. */
  highestMaximaInto(positions: Int32Array): number {
    const { sum } = this;
    const maxima = this.#maxima;
    const count = this.#memory.kernels.localMaxima(maxima.byteOffset, sum.byteOffset, this.scale.length);
    let found = 0;
    for (let i = 0; i < count; i++) {
      const position = maxima[i];
      const height = sum[position];
      // Behind those that are as high: of equals the first comes first.
      let place = found;
      while (place > 0 && sum[positions[place - 1]] < height) place--;
      if (place === positions.length) continue;
      found = Math.min(found + 1, positions.length);
      for (let later = found - 1; later > place; later--) positions[later] = positions[later - 1];
      positions[place] = position;
    }
    return found;
  }

  /** Mean of S. */
  mean(): number {
    const { length } = this.scale;
    return this.#memory.kernels.total(this.sum.byteOffset, length) / length;
  }
}

/** 6/(pivot·left width), 6/(pivot·right width), carry, upper: one plane each. [4 × N] */
function eliminationPlanes(knots: Float64Array): Float64Array {
  const { inverseWidth, inversePivot, carry, upper } = eliminateSpline(knots);
  const count = knots.length;
  const planes = new Float64Array(4 * count);
  for (let i = 1; i + 1 < count; i++) {
    planes[i] = 6 * inverseWidth[i - 1] * inversePivot[i];
    planes[count + i] = 6 * inverseWidth[i] * inversePivot[i];
  }
  planes.set(carry, 2 * count);
  planes.set(upper, 3 * count);
  return planes;
}

/** Per point: byte offset of the knot on its left, four weights of the spline, weight of the ear. @returns the address. */
function pointRecords(memory: KernelMemory, { length, knots, points, weights }: OctaveScale): number {
  const reading = locateOnSpline(knots, points);
  const records = memory.doubles(6 * length);
  const offsets = new Uint32Array(records.buffer, records.byteOffset, 2 * records.length);
  for (let j = 0; j < length; j++) {
    records.set(reading.weights.subarray(4 * j, 4 * j + 4), 6 * j + 1);
    records[6 * j + 5] = weights[j];
    offsets[12 * j] = 8 * reading.knot[j];
  }
  return records.byteOffset;
}
