/**
 * Whether two recordings hold the same sound at a given place: laid over each other to the sample, are their spectra
 * coherent?
 *
 *   γ(f) = | Σ_t X_t(f) Y_t*(f) | / sqrt( Σ_t |X_t(f)|² · Σ_t |Y_t(f)|² ),   coherence = mean of γ over the band of both
 *
 * It is 1 for copies at another level or inverted, 0.5 to 1 for lossy coding and added noise, and about 1/sqrt(frames) for
 * different recordings of a second: below 0.2 (docs/tables-and-corpora.md has the measurement). A plain correlation of the samples
 * does not tell as well: hum, which all recordings of a room have, brings it to 0.5 between different ones, and a decoder
 * that shifts low frequencies brings it down to 0.5 between copies. So every bin of the band counts the same.
 *
 * Source  J. S. Bendat, A. G. Piersol 2010, "Random Data", section 5.2 (coherence); C. Knapp, G. Carter 1976, "The
 *         generalized correlation method for estimation of time delay", IEEE Trans. ASSP 24 (alignment).
 */

import { resample } from "../audio/resample.ts";
import type { Signal } from "../audio/signal.ts";
import { Fourier } from "./fourier.ts";

/** How alike two recordings sound, and how alike different ones would by chance. */
export interface SoundComparison {
  /** Mean coherence, 0 to 1; 0 where the two share too narrow a band or too short a time to say. */
  readonly coherence: number;
  /** What different recordings would have: 1/sqrt(frames), where frames count by their energy; 1 where there is none. */
  readonly chance: number;
  /** Share of each one's energy that lies where both are, 0 to 1. */
  readonly shares: readonly [number, number];
}

const MOST_RATE_HZ = 16_000;
/** Frames for the alignment, as places are known to 30 ms. */
const ALIGNMENT_SECONDS = 0.128;
/** Frames for the coherence: short ones, so that there are many. */
const COHERENCE_SECONDS = 0.016;
/** Between plain correlation (0: hum decides) and phase alone (1: noise decides). */
const WHITENING = 0.7;
/** Power relative to the strongest bin: below it a recording has no sound of its own. */
const BAND_RANGE = 1e-4;
/** 0.75 kHz: hum and tones are coherent between different recordings. */
const LEAST_BINS = 12;
/** Bins of direct current and its leakage. */
const FIRST_BIN = 2;

/** Sums over frames, per bin 0 .. N/2. */
interface CrossSpectrum {
  readonly powerA: Float64Array;
  readonly powerB: Float64Array;
  /** Σ X Y*, real and imaginary. */
  readonly re: Float64Array;
  readonly im: Float64Array;
  /** Frames, counted by the product of the two energies; 0 where there is no sound in common. */
  readonly frames: number;
}

type Sums = Omit<CrossSpectrum, "frames">;

/** @param offsetSeconds  Time in `a` at which `b` begins, to within 30 ms; may be negative. */
export function compareSounds(a: Signal, b: Signal, offsetSeconds: number): SoundComparison {
  const rateHz = Math.min(a.sampleRateHz, b.sampleRateHz, MOST_RATE_HZ);
  const [x, y] = [resample(a, rateHz).samples, resample(b, rateHz).samples];
  const rough = Math.round(offsetSeconds * rateHz);
  const offset = rough + lagOf(crossSpectrum(x, y, rough, frameLength(ALIGNMENT_SECONDS, rateHz)));
  const start = Math.max(0, -offset);
  const end = Math.min(y.length, x.length - offset);
  const cross = crossSpectrum(x, y, offset, frameLength(COHERENCE_SECONDS, rateHz));
  return {
    coherence: meanCoherence(cross),
    chance: cross.frames > 0 ? 1 / Math.sqrt(cross.frames) : 1,
    shares: [energyShare(x, start + offset, end + offset), energyShare(y, start, end)],
  };
}

/** Nearest power of two, in samples. */
function frameLength(seconds: number, rateHz: number): number {
  return 2 ** Math.round(Math.log2(seconds * rateHz));
}

/** Of the part in which both are, in frames that overlap by half; sample n of y coincides with n + offset of x. */
function crossSpectrum(x: Float32Array, y: Float32Array, offset: number, length: number): CrossSpectrum {
  const fourier = new Fourier(length);
  const window = Float64Array.from({ length }, (_, n) => Math.sin((Math.PI * (n + 0.5)) / length) ** 2);
  const [re, im] = [new Float64Array(length), new Float64Array(length)];
  const [powerA, powerB, crossRe, crossIm] = Array.from({ length: 4 }, () => new Float64Array(length / 2 + 1)) as [
    Float64Array,
    Float64Array,
    Float64Array,
    Float64Array,
  ];
  let [total, squares] = [0, 0];
  const sums = { powerA, powerB, re: crossRe, im: crossIm };
  const end = Math.min(y.length, x.length - offset);
  for (let start = Math.max(0, -offset); start + length <= end; start += length / 2) {
    for (let n = 0; n < length; n++) {
      re[n] = window[n] * x[start + offset + n];
      im[n] = window[n] * y[start + n];
    }
    const product = Math.sqrt(energyOf(re) * energyOf(im));
    total += product;
    squares += product * product;
    fourier.transformInto(re, im);
    addFrameInto(sums, re, im);
  }
  return { ...sums, frames: squares > 0 ? (total * total) / squares : 0 };
}

/** Adds a frame; the transform of x + iy holds those of both: X = (Z + Z̄)/2, Y = (Z − Z̄)/2i with Z̄(k) = Z*(N − k). */
function addFrameInto({ powerA, powerB, re, im }: Sums, zRe: Float64Array, zIm: Float64Array): void {
  const length = zRe.length;
  for (let k = 0; k <= length / 2; k++) {
    const mirror = (length - k) % length;
    const xRe = (zRe[k] + zRe[mirror]) / 2;
    const xIm = (zIm[k] - zIm[mirror]) / 2;
    const yRe = (zIm[k] + zIm[mirror]) / 2;
    const yIm = (zRe[mirror] - zRe[k]) / 2;
    powerA[k] += xRe * xRe + xIm * xIm;
    powerB[k] += yRe * yRe + yIm * yIm;
    re[k] += xRe * yRe + xIm * yIm;
    im[k] += xIm * yRe - xRe * yIm;
  }
}

/** Samples by which x runs behind y in addition, from −N/2 to N/2: where the whitened correlation is largest. */
function lagOf({ re, im }: CrossSpectrum): number {
  const length = 2 * (re.length - 1);
  const [x, y] = [new Float64Array(length), new Float64Array(length)];
  for (let k = 0; k < length; k++) {
    const bin = Math.min(k, length - k);
    const weight = Math.hypot(re[bin], im[bin]) ** -WHITENING;
    if (!Number.isFinite(weight)) continue;
    // Conjugated: a forward transform is then the inverse one of a real correlation.
    x[k] = re[bin] * weight;
    y[k] = (k === bin ? -im[bin] : im[bin]) * weight;
  }
  new Fourier(length).transformInto(x, y);
  const best = x.reduce((most, value, lag) => (Math.abs(value) > Math.abs(x[most]) ? lag : most), 0);
  return best > length / 2 ? best - length : best;
}

function meanCoherence({ powerA, powerB, re, im }: CrossSpectrum): number {
  const [leastA, leastB] = [powerA, powerB].map((power) => BAND_RANGE * Math.max(...power));
  let [sum, bins] = [0, 0];
  for (let k = FIRST_BIN; k < re.length - 1; k++) {
    if (!(powerA[k] > leastA && powerB[k] > leastB)) continue;
    sum += Math.hypot(re[k], im[k]) / Math.sqrt(powerA[k] * powerB[k]);
    bins++;
  }
  return bins < LEAST_BINS ? 0 : sum / bins;
}

function energyShare(samples: Float32Array, start: number, end: number): number {
  return energyOf(samples.subarray(start, end)) / energyOf(samples);
}

function energyOf(samples: Float32Array | Float64Array): number {
  let sum = 0;
  for (let n = 0; n < samples.length; n++) sum += samples[n] * samples[n];
  return sum;
}
