/**
 * Tables of the device profile: computed in double precision, rounded once to float32.
 *
 * An engine's cosines, logarithms and exponentials may differ from another's in their last bits. That moves none of the rounded
 * numbers: test/features/device/tables.test.ts computes them with functions that are off by up to 16 units in the last place.
 *
 * The kernels read them by address in WebAssembly; a firmware has them as constants in its flash. Each is laid out as the
 * kernel that reads it says (assembly/*.as.ts).
 */

import { equalLoudness } from "../compare2016/auditory.ts";
import { bitReversal, factorsA, factorsB, recombinationFactors } from "../compare2016/fourier-plan.ts";
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
/** Of 16-bit samples. */
export const FULL_SCALE = 32_767;

const GEOMETRY = geometryAt(DEVICE_RATE_HZ);
const SHORT_BINS = GEOMETRY.short.fftLength / 2;
const LONG_BINS = GEOMETRY.long.fftLength / 2;

/** Edges of the two bands of energy: bins that count in part, and by how much. */
export const ENERGY_BANDS = spectralTablesAt(GEOMETRY.short.binHz, SHORT_BINS).bands;

/** Tables by the names under which a firmware has them. */
export interface DeviceTables {
  /** First half of the Hamming window, divided by 32768. [160] */
  readonly shortWindow: Float32Array;
  /** First half of the Gaussian window, divided by 32768. [480] */
  readonly longWindow: Float32Array;
  /** Factors of the blocks of a transform, longest first. [508], [1016] */
  readonly shortFactors: Float32Array;
  readonly longFactors: Float32Array;
  /** Place of bin k after a transform. [256], [512] */
  readonly shortOrder: Int16Array;
  readonly longOrder: Int16Array;
  /** Factors of the recombination. [256], [512] */
  readonly shortTurns: Float32Array;
  readonly longTurns: Float32Array;
  /** [257], [28] */
  readonly melWeights: Float32Array;
  readonly melEnds: Int16Array;
  /** ln eql. [26] */
  readonly logLoudness: Float32Array;
  /** [14 × 13] */
  readonly cosines: Float32Array;
  /** [257] */
  readonly sharpness: Float32Array;
  /** For the entropy. [64 × 2] */
  readonly logarithms: Float32Array;
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
    shortFactors: blockFactors(SHORT_BINS),
    longFactors: blockFactors(LONG_BINS),
    shortOrder: Int16Array.from(bitReversal(SHORT_BINS)),
    longOrder: Int16Array.from(bitReversal(LONG_BINS)),
    shortTurns: recombinationFactors(2 * SHORT_BINS),
    longTurns: recombinationFactors(2 * LONG_BINS),
    melWeights: bank.lowerWeight,
    melEnds: intervalEnds(bank.lowerBand, bank.firstBin, bank.endBin),
    logLoudness: Float32Array.from(bank.centersHz, (hz) => Math.log(equalLoudness(hz))),
    cosines: halfCosines(),
    sharpness: Float32Array.from(spectralTablesAt(GEOMETRY.short.binHz, SHORT_BINS).sharpness),
    logarithms: logarithmTable(),
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

/** The first half of a symmetric window, for samples of 16 bits. */
function halfWindow(window: Float32Array): Float32Array {
  return window.slice(0, window.length / 2).map((weight) => weight / 2 ** 15);
}

/** Plain blocks and, where there are any, twisted ones, of each length down to 4. @param half  Complex length of the transform. */
function blockFactors(half: number): Float32Array {
  const factors: number[] = [];
  for (let length = half; length >= 4; length /= 4) {
    factors.push(...factorsA(length, length === half).flat(2));
    if (length < half) factors.push(...factorsB(length).flat(2));
  }
  // Those of the very first numbers are 1, which the kernel of the short frames multiplies by.
  factors.splice(0, 4, 1, 0, 1, 0);
  return Float32Array.from(factors);
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

/**
 * For the middle m of each 64th from 1 to 2: log2(e) / m in units of a mantissa's last bit, and log2 m.
 *
 * log2(1 + r) is taken to its second term; the third, log2(e) r³/3, is least missed where log2(e) r a²/4 is added, |r| < a.
 */
function logarithmTable(): Float32Array {
  const rows = 64;
  return Float32Array.from({ length: 2 * rows }, (_, n) => {
    const middle = 1 + ((n >> 1) + 0.5) / rows;
    const most = 0.5 / rows / middle;
    return n % 2 === 0 ? ((Math.LOG2E / middle) * (1 + most ** 2 / 4)) / 2 ** 23 : Math.log2(middle);
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
  // The last point is the last knot; what rounding left of the knot below depends on the engine.
  weights.set([0, 1, 0, 0], weights.length - 4);
  return {
    splineElimination: elimination,
    splineKnots: Int16Array.from(knot),
    splineWeights: Float32Array.from(weights, (weight, i) => weight * scale.weights[i >> 2]),
    harmonicShifts: Int16Array.from(harmonicShifts(scale.pointsPerOctave)),
    harmonicGains: Float32Array.from(harmonicGains()),
  };
}
