/**
 * Tables of the device profile: computed in double precision, rounded once to float32.
 *
 * The kernels read them by address in WebAssembly; a firmware has them as constants in its flash. Each is laid out as the
 * kernel that reads it says (assembly/*.as.ts).
 */

import { equalLoudness } from "../compare2016/auditory.ts";
import { gaussianWindow, geometryAt, hammingWindow } from "../compare2016/geometry.ts";
import { BAND_COUNT, melBankAt } from "../compare2016/mel.ts";
import { CEPSTRUM_COUNT, CEPSTRUM_FACTORS } from "../compare2016/mfcc.ts";
import { eliminateSpline, locateOnSpline } from "../compare2016/natural-spline.ts";
import { octaveScale } from "../compare2016/octave-scale.ts";
import { harmonicGains, harmonicShifts } from "../compare2016/octave-spectrum.ts";
import { spectralTablesAt } from "../compare2016/spectral.ts";
import type { DeviceMemory } from "./device-memory.ts";

/** The one rate of the device profile. */
export const DEVICE_RATE_HZ = 16_000;
/** Of 16-bit samples; the windows divide by it. */
export const FULL_SCALE = 32_767;

const GEOMETRY = geometryAt(DEVICE_RATE_HZ);
const SHORT_BINS = GEOMETRY.short.fftLength / 2;
const LONG_BINS = GEOMETRY.long.fftLength / 2;

/** Edges of the two bands of energy: bins that count in part, and by how much. */
export const ENERGY_BANDS = spectralTablesAt(GEOMETRY.short.binHz, SHORT_BINS).bands;

/** Tables by the names under which a firmware has them. */
export interface DeviceTables {
  /** First half of the Hamming window, over twice the full scale. [160] */
  readonly shortWindow: Float32Array;
  /** First half of the Gaussian window, likewise. [480] */
  readonly longWindow: Float32Array;
  /** Factors of blocks of 256, 64 and 16. [504] */
  readonly fourierFactors: Float32Array;
  /** e^(−2πi k / 1024), k = 0 .. 256. [514] */
  readonly turns: Float32Array;
  /** Place of bin k after a transform. [256], [512] */
  readonly shortOrder: Int16Array;
  readonly longOrder: Int16Array;
  /** [257], [28] */
  readonly melWeights: Float32Array;
  readonly melEnds: Int16Array;
  /** ln eql. [26] */
  readonly logLoudness: Float32Array;
  /** [14 × 13] */
  readonly cosines: Float32Array;
  /** [257] */
  readonly sharpness: Float32Array;
  /** [513 × 4] */
  readonly splineElimination: Float32Array;
  /** [513], [513 × 4] */
  readonly splineKnots: Int16Array;
  readonly splineWeights: Float32Array;
  /** [14], [14] */
  readonly harmonicShifts: Int16Array;
  readonly harmonicGains: Float32Array;
}

/** All of them, made anew. */
export function deviceTables(): DeviceTables {
  const bank = melBankAt(GEOMETRY.short.binHz, SHORT_BINS + 1);
  return {
    shortWindow: halfWindow(hammingWindow(GEOMETRY.short.frameLength)),
    longWindow: halfWindow(gaussianWindow(GEOMETRY.long.frameLength)),
    fourierFactors: fourierFactors(),
    turns: Float32Array.from({ length: LONG_BINS + 2 }, (_, i) => turn(i >> 1, 2 * LONG_BINS)[i & 1] as number),
    shortOrder: Int16Array.from({ length: SHORT_BINS }, (_, k) => reversedDigits(k)),
    longOrder: Int16Array.from({ length: LONG_BINS }, (_, k) => (k & 1) * SHORT_BINS + reversedDigits(k >> 1)),
    melWeights: bank.lowerWeight,
    melEnds: intervalEnds(bank.lowerBand, bank.firstBin, bank.endBin),
    logLoudness: Float32Array.from(bank.centersHz, (hz) => Math.log(equalLoudness(hz))),
    cosines: halfCosines(),
    sharpness: Float32Array.from(spectralTablesAt(GEOMETRY.short.binHz, SHORT_BINS).sharpness),
    ...pitchTables(),
  };
}

/** Where each table stands in the kernels' memory. */
export type TableAddresses = Readonly<Record<keyof DeviceTables, number>>;

/** Copies all tables into the kernels' memory. */
export function tablesIn(memory: DeviceMemory): TableAddresses {
  const place = (table: Float32Array | Int16Array) =>
    (table instanceof Float32Array ? memory.floats(table) : memory.shorts(table)).address;
  const places = Object.entries(deviceTables()).map(([name, table]) => [name, place(table)]);
  return Object.fromEntries(places) as TableAddresses;
}

/** Over the full scale, and halved (fourier.as.ts). */
function halfWindow(window: Float32Array): Float32Array {
  return Float32Array.from(window.subarray(0, window.length / 2), (weight) => weight / FULL_SCALE / 2);
}

/** e^(−2πi k / length) */
function turn(k: number, length: number): [number, number] {
  const angle = (2 * Math.PI * k) / length;
  return [Math.cos(angle), -Math.sin(angle)];
}

function fourierFactors(): Float32Array {
  const factors: number[] = [];
  for (let length = SHORT_BINS; length >= 16; length /= 4) {
    for (let u = 0; u < length / 4; u++) for (const m of [1, 2, 3]) factors.push(...turn(u * m, length));
  }
  return Float32Array.from(factors);
}

/** The number below 256 whose four digits to the base 4 stand in reverse. */
function reversedDigits(k: number): number {
  return ((k & 3) << 6) | ((k & 12) << 2) | ((k & 48) >> 2) | ((k & 192) >> 6);
}

/** First bin, then the bin after the last one of each interval between centers of bands. */
function intervalEnds(lowerBand: Int8Array, firstBin: number, endBin: number): Int16Array {
  return Int16Array.from({ length: BAND_COUNT + 2 }, (_, interval) => {
    let bin = firstBin;
    while (bin < endBin && lowerBand[bin] < interval - 1) bin++;
    return bin;
  });
}

/** cos(π i (b + 1/2) / 26) times lifter and norm, for the lower half of the bands. */
function halfCosines(): Float32Array {
  const half = BAND_COUNT / 2;
  return Float32Array.from({ length: CEPSTRUM_COUNT * half }, (_, n) => {
    const i = Math.floor(n / half);
    return CEPSTRUM_FACTORS[i] * Math.cos(((Math.PI * (i + 1)) / BAND_COUNT) * ((n % half) + 0.5));
  });
}

function pitchTables() {
  const scale = octaveScale(GEOMETRY.long.binHz, LONG_BINS + 1);
  const { inverseWidth, inversePivot, carry, upper } = eliminateSpline(scale.knots);
  const elimination = new Float32Array(4 * scale.length);
  for (let i = 1; i + 1 < scale.length; i++) {
    const left = 6 * inverseWidth[i - 1] * inversePivot[i];
    const right = 6 * inverseWidth[i] * inversePivot[i];
    elimination.set([left, right, carry[i], upper[i]], 4 * i);
  }
  const { knot, weights } = locateOnSpline(scale.knots, scale.points);
  return {
    splineElimination: elimination,
    splineKnots: Int16Array.from(knot),
    splineWeights: Float32Array.from(weights, (weight, i) => weight * scale.weights[i >> 2]),
    harmonicShifts: Int16Array.from(harmonicShifts(scale.pointsPerOctave)),
    harmonicGains: Float32Array.from(harmonicGains()),
  };
}
