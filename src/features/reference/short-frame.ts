/**
 * Mel bands and spectral descriptors of a short frame, one bin after the other: the plain versions of what
 * compare2016/mel.ts and spectral.ts do with vectors, kept to test them against.
 *
 * Source  specification, sections 5 and 8.
 */

import { BAND_COUNT, type MelBank } from "../compare2016/mel.ts";
import {
  bandEnergy,
  ENTROPY_FLOOR,
  ENTROPY_SUM_FLOOR,
  ROLL_OFFS,
  SHARPNESS_SCALE,
  SPECTRAL_NAMES,
  type SpectralTables,
} from "../compare2016/spectral.ts";

const f32 = Math.fround;

/** Energies of the mel bands. [26] @param power  [bins] */
export function melBands(power: Float32Array, { firstBin, endBin, lowerBand, lowerWeight }: MelBank): Float32Array {
  const bands = new Float32Array(BAND_COUNT);
  for (let bin = firstBin; bin < endBin; bin++) {
    const band = lowerBand[bin];
    const lower = f32(lowerWeight[bin] * power[bin]);
    if (band >= 0) bands[band] += lower;
    if (band + 1 < BAND_COUNT) bands[band + 1] += f32(power[bin] - lower);
  }
  return bands;
}

/** The 15 descriptors, in the order of SPECTRAL_NAMES. @param magnitudes, before  Of this frame and the one before. [bins] */
export function spectralShape(magnitudes: Float32Array, before: Float32Array, tables: SpectralTables): Float32Array {
  const { binHz, lastBin, bands, sharpness, frequencySum, frequencySquareSum } = tables;
  const power = magnitudes.map((m) => m * m);
  const bins = Array.from({ length: lastBin }, (_, i) => i + 1);
  const sum = (term: (bin: number) => number) => bins.reduce((total, bin) => total + term(bin), 0);
  const total = sum((bin) => power[bin]);
  const weighted = sum((bin) => bin * binHz * power[bin]);
  const centroid = f32(total > 0 ? weighted / total : 0);
  const central = (n: number) => sum((bin) => (bin * binHz - centroid) ** n * power[bin]);
  const variance = total > 0 ? central(2) / total : 0;
  const share = (bin: number) => Math.max(power[bin], ENTROPY_FLOOR) / Math.max(total, ENTROPY_SUM_FLOOR);
  let loud = 0;
  for (const bin of bins) loud = f32(loud + f32(sharpness[bin] * power[bin]));
  const determinant = lastBin * frequencySquareSum - frequencySum ** 2;
  const shape: Record<(typeof SPECTRAL_NAMES)[number], number> = {
    "fband250-650": bandEnergy(power, bands[0]) / lastBin,
    "fband1000-4000": bandEnergy(power, bands[1]) / lastBin,
    "spectralRollOff25.0": rollOff(power, ROLL_OFFS[0] * total) * binHz,
    "spectralRollOff50.0": rollOff(power, ROLL_OFFS[1] * total) * binHz,
    "spectralRollOff75.0": rollOff(power, ROLL_OFFS[2] * total) * binHz,
    "spectralRollOff90.0": rollOff(power, ROLL_OFFS[3] * total) * binHz,
    spectralFlux: Math.sqrt(sum((bin) => (magnitudes[bin] - before[bin]) ** 2) / lastBin),
    spectralCentroid: centroid,
    spectralEntropy: -sum((bin) => share(bin) * Math.log2(share(bin))),
    spectralVariance: variance,
    spectralSkewness: variance > 0 ? central(3) / (total * variance ** 1.5) : 0,
    spectralKurtosis: variance > 0 ? central(4) / (total * variance ** 2) : 0,
    spectralSlope: ((lastBin - 1) * (lastBin * weighted - frequencySum * total)) / determinant,
    psySharpness: total > 0 ? SHARPNESS_SCALE * f32(loud / total) : 0,
    spectralHarmonicity: swings(power) / 2 / lastBin,
  };
  return Float32Array.from(SPECTRAL_NAMES, (name) => shape[name]);
}

/** First bin at which the running sum reaches a level. */
function rollOff(power: Float32Array, level: number): number {
  let sum = 0;
  for (let bin = 1; bin < power.length; bin++) {
    sum += power[bin];
    if (sum >= level) return bin;
  }
  return power.length - 1;
}

/** Sum of |P − P before| over the bins that are higher, or lower, than their two neighbours on either side. */
function swings(power: Float32Array): number {
  let sum = 0;
  let before: number | undefined;
  for (let bin = 3; bin < power.length - 2; bin++) {
    const around = [-2, -1, 1, 2].map((step) => power[bin + step]);
    const here = power[bin];
    if (!around.every((p) => here > p) && !around.every((p) => here < p)) continue;
    if (before !== undefined) sum = f32(sum + Math.abs(f32(here - before)));
    before = here;
  }
  return sum;
}
