/**
 * Mel filter bank: 26 triangles of unit height, linear in mel, over the power spectrum of a short frame.
 *
 *   mel(f) = 1127 ln(1 + f/700);   centres c[0..27] equally spaced from mel(20 Hz) to mel(min(8000 Hz, fs/2))
 *   bin k with c[j] < mel(k·D) <= c[j+1], g = (c[j+1] − mel) / (c[j+1] − c[j]):   band j−1 += g·P,  band j += P − g·P
 *
 * In      power spectrum [bins] of one short frame
 * Out     band energies [26], float32 sums in order of increasing bin
 * Source  specification, section 5 and tables A.1, A.2, A.4.
 */

import type { KernelMemory } from "../assembly/kernel-memory.ts";

const f32 = Math.fround;

export const BAND_COUNT = 26;
const LOWEST_HZ = 20;
const HIGHEST_HZ = 8000;
const MEL_SCALE = 1127;
const MEL_CORNER_HZ = 700;

/** Triangular bands, equally wide on the mel scale. */
export interface MelBank {
  /** Bins below `firstBin` and from `endBin` on belong to no band. */
  readonly firstBin: number;
  readonly endBin: number;
  /** Per bin: the band on whose falling flank it lies; −1 before the first peak. */
  readonly lowerBand: Int8Array;
  /** Per bin: its weight in the lower band; the band above has the rest. */
  readonly lowerWeight: Float32Array;
  /** [26] */
  readonly centersHz: Float64Array;
}

/** The filter bank for spectra of `binCount` bins, `binHz` apart. */
export function melBankAt(binHz: number, binCount: number): MelBank {
  const highestHz = Math.min(HIGHEST_HZ, binHz * (binCount - 1));
  const centers = melCenters(highestHz);
  const firstBin = Math.round(LOWEST_HZ / binHz) + 1;
  const endBin = Math.round(highestHz / binHz);
  const lowerBand = new Int8Array(binCount);
  const lowerWeight = new Float32Array(binCount);
  let j = 0;
  for (let bin = firstBin; bin < endBin; bin++) {
    const position = f32(melOf(bin * binHz));
    while (j < BAND_COUNT && position > centers[j + 1]) j++;
    lowerBand[bin] = j - 1;
    lowerWeight[bin] = f32(centers[j + 1] - position) / f32(centers[j + 1] - centers[j]);
  }
  const centersHz = Float64Array.from(centers.subarray(1, BAND_COUNT + 1), hzOf);
  return { firstBin, endBin, lowerBand, lowerWeight, centersHz };
}

/** c[0..27] in mel, in float32 steps. */
function melCenters(highestHz: number): Float32Array {
  const lowest = f32(melOf(LOWEST_HZ));
  const step = f32(f32(f32(melOf(highestHz)) - lowest) / (BAND_COUNT + 1));
  return Float32Array.from({ length: BAND_COUNT + 2 }, (_, m) => lowest + f32(m * step));
}

/** Hz to mel; 0 for what is not above 0 Hz. */
export function melOf(hz: number): number {
  return hz <= 0 ? 0 : MEL_SCALE * Math.log(1 + hz / MEL_CORNER_HZ);
}

/** Mel to Hz. */
export function hzOf(mel: number): number {
  return MEL_CORNER_HZ * (Math.exp(mel / MEL_SCALE) - 1);
}

/** Band energies of the frames whose power spectra stand in a region of the kernels' memory. */
export class MelBands {
  readonly bank: MelBank;
  /** Energies of the spectrum summed last. [26] */
  readonly energies: Float32Array<ArrayBuffer>;
  readonly #memory: KernelMemory;
  readonly #power: number;
  readonly #lower: number;
  readonly #weights: number;

  constructor(memory: KernelMemory, power: Float32Array<ArrayBuffer>, bank: MelBank) {
    this.bank = bank;
    this.#memory = memory;
    this.#power = power.byteOffset;
    // A place before and one after take what the outer flanks leave.
    this.energies = memory.floats(BAND_COUNT + 2).subarray(1, BAND_COUNT + 1);
    this.#lower = memory.integers(Uint32Array.from(bank.lowerBand, (band) => 4 * (band + 1))).byteOffset;
    this.#weights = memory.floats(bank.lowerWeight).byteOffset;
  }

  /** Computes `energies`. */
  sum(): void {
    const { firstBin, endBin } = this.bank;
    const places = this.energies.byteOffset - Float32Array.BYTES_PER_ELEMENT;
    const { kernels } = this.#memory;
    kernels.melBands(places, BAND_COUNT, this.#power, this.#lower, this.#weights, firstBin, endBin);
  }
}
