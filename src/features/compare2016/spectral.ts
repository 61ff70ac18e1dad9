/**
 * Spectral descriptors `pcm_fftMag_*` of a short frame: where its energy lies and how it is shaped.
 *
 * With M[k] the magnitudes, P = M², f = k·D, over bins k = 1 .. K (no DC), A = Σ P, B = Σ f P:
 *
 *   band energy [a, b] Hz   ( Σ P between, edge bins in proportion ) / K
 *   roll-off q              f of the first bin at which the running sum of P reaches q·A
 *   flux                    sqrt( Σ (M − M_previous)² / K ), 0 in the first frame
 *   centroid c              B / A                                    entropy   −Σ q log2 q,  q = max(P, 1e−7) / max(A, 1e−7)
 *   variance m₂             Σ (f − c)² P / A                         skewness  Σ (f − c)³ P / (A m₂^1.5)
 *   kurtosis                Σ (f − c)⁴ P / (A m₂²)                   slope     (K−1) (K B − A Σf) / (K Σf² − (Σf)²)
 *   sharpness               0.11 Σ z g(z) P / A over the Bark scale  harmonicity, see `spectralHarmonicity`
 *
 * Sums in double precision; each result is rounded once, where the text below does not say float32.
 *
 * Source  specification, section 8 and tables A.8, A.9; Bark scale: H. Traunmüller 1990, J. Acoust. Soc. Am. 88(1).
 */

import type { KernelMemory } from "../assembly/kernel-memory.ts";

const f32 = Math.fround;

/** Names after `pcm_fftMag_`, in the order of the results. */
export const SPECTRAL_NAMES = [
  "fband250-650",
  "fband1000-4000",
  "spectralRollOff25.0",
  "spectralRollOff50.0",
  "spectralRollOff75.0",
  "spectralRollOff90.0",
  "spectralFlux",
  "spectralCentroid",
  "spectralEntropy",
  "spectralVariance",
  "spectralSkewness",
  "spectralKurtosis",
  "spectralSlope",
  "psySharpness",
  "spectralHarmonicity",
] as const;

const FLUX = 6;
const CENTROID = 7;
const ENTROPY = 8;
const VARIANCE = 9;
const SKEWNESS = 10;
const KURTOSIS = 11;
const SLOPE = 12;
const SHARPNESS = 13;
const HARMONICITY = 14;

const BANDS_HZ = [
  [250, 650],
  [1000, 4000],
] as const;
export const ROLL_OFFS = [0.25, 0.5, 0.75, 0.9] as const;
const FIRST_ROLL_OFF = 2;
export const ENTROPY_FLOOR = 1e-7;
/** The floor of the sum has been rounded, so that silence has an entropy of 4.3e−6 bits. */
export const ENTROPY_SUM_FLOOR = f32(1e-7);
export const SHARPNESS_SCALE = 0.11;

/** A band whose edges lie between bins. */
export interface Band {
  readonly lowBin: number;
  readonly lowWeight: number;
  readonly highBin: number;
  readonly highWeight: number;
}

/** What does not depend on the frame. */
export interface SpectralTables {
  readonly binHz: number;
  /** K, the last bin. */
  readonly lastBin: number;
  readonly bands: readonly Band[];
  /** Bark number times emphasis of each bin. [K + 1] */
  readonly sharpness: Float64Array;
  readonly frequencySum: number;
  readonly frequencySquareSum: number;
}

/** The tables for spectra whose bins are `binHz` apart, up to bin `lastBin`. */
export function spectralTablesAt(binHz: number, lastBin: number): SpectralTables {
  const sharpness = Float64Array.from({ length: lastBin + 1 }, (_, bin) =>
    bin === 0 ? 0 : sharpnessWeight(bin * binHz),
  );
  const count = lastBin;
  return {
    binHz,
    lastBin,
    bands: BANDS_HZ.map(([low, high]) => bandBetween(low, high, binHz)),
    sharpness,
    frequencySum: (binHz * count * (count + 1)) / 2,
    frequencySquareSum: (binHz ** 2 * count * (count + 1) * (2 * count + 1)) / 6,
  };
}

function bandBetween(lowHz: number, highHz: number, binHz: number): Band {
  const lowBin = Math.floor(lowHz / binHz);
  const highBin = Math.floor(highHz / binHz);
  return {
    lowBin,
    lowWeight: ((lowBin + 1) * binHz - lowHz) / binHz,
    highBin,
    highWeight: highBin * binHz === highHz ? 1 : (highHz - highBin * binHz) / binHz,
  };
}

/** z·g(z): the Bark number of a frequency, with more weight above 16 Bark. */
function sharpnessWeight(hz: number): number {
  const raw = 26.81 / (1 + 1960 / hz) - 0.53;
  const bark = raw < 2 ? 0.85 * raw + 0.3 : raw > 20.1 ? 1.22 * raw - 0.22 * 20.1 : raw;
  return bark <= 16 ? bark : bark * (1 + ((bark - 16) / 4) ** 1.5849625);
}

/** Which of the dearer descriptors are wanted; the others are left as they are. */
export interface SpectralSelection {
  readonly rollOffs: boolean;
  readonly flux: boolean;
  readonly entropy: boolean;
  readonly moments: boolean;
  readonly sharpness: boolean;
  readonly harmonicity: boolean;
}

/** Descriptors of the frames whose magnitudes and powers stand in regions of the kernels' memory. */
export class SpectralShape {
  /** Of the frame described last, in the order of SPECTRAL_NAMES. [15] */
  readonly descriptors = new Float32Array(SPECTRAL_NAMES.length);
  readonly #memory: KernelMemory;
  readonly #tables: SpectralTables;
  readonly #magnitudes: number;
  readonly #power: Float32Array<ArrayBuffer>;
  /** Magnitudes of the frame before. */
  readonly #before: number;
  readonly #sharpness: number;
  readonly #sums: Float64Array<ArrayBuffer>;

  constructor(
    memory: KernelMemory,
    magnitudes: Float32Array<ArrayBuffer>,
    power: Float32Array<ArrayBuffer>,
    tables: SpectralTables,
  ) {
    this.#memory = memory;
    this.#tables = tables;
    this.#magnitudes = magnitudes.byteOffset;
    this.#power = power;
    this.#before = memory.floats(magnitudes.length).byteOffset;
    this.#sharpness = memory.doubles(tables.sharpness).byteOffset;
    this.#sums = memory.doubles(3);
  }

  /** Computes the wanted `descriptors`. @param first  Whether the frame is a recording's first: its flux is 0. */
  describe(wanted: SpectralSelection, first: boolean): void {
    const out = this.descriptors;
    const { kernels } = this.#memory;
    const { lastBin, binHz, bands, frequencySum, frequencySquareSum } = this.#tables;
    const power = this.#power.byteOffset;
    kernels.powerSums(this.#sums.byteOffset, power, lastBin);
    const total = this.#sums[0];
    const weighted = binHz * this.#sums[1];
    for (let band = 0; band < bands.length; band++) out[band] = bandEnergy(this.#power, bands[band]) / lastBin;
    out[CENTROID] = total > 0 ? weighted / total : 0;
    const determinant = lastBin * frequencySquareSum - frequencySum * frequencySum;
    out[SLOPE] = ((lastBin - 1) * (lastBin * weighted - frequencySum * total)) / determinant;
    if (wanted.rollOffs) this.#rollOffs(total);
    if (wanted.flux) {
      const change = kernels.changeSum(this.#magnitudes, this.#before, lastBin);
      out[FLUX] = first ? 0 : Math.sqrt(change / lastBin);
    }
    if (wanted.entropy) {
      const scale = Math.max(total, ENTROPY_SUM_FLOOR);
      out[ENTROPY] = -kernels.entropySum(power, lastBin, ENTROPY_FLOOR, scale) / Math.LN2;
    }
    if (wanted.moments) this.#moments(total);
    if (wanted.sharpness) {
      const sum = kernels.weightedSum(power, this.#sharpness, lastBin);
      out[SHARPNESS] = total > 0 ? SHARPNESS_SCALE * f32(sum / total) : 0;
    }
    if (wanted.harmonicity) out[HARMONICITY] = kernels.swingSum(power, lastBin) / 2 / lastBin;
  }

  #rollOffs(total: number): void {
    const { binHz, lastBin } = this.#tables;
    let sum = 0;
    let next = 0;
    for (let bin = 1; bin <= lastBin && next < ROLL_OFFS.length; bin++) {
      sum += this.#power[bin];
      while (next < ROLL_OFFS.length && sum >= (ROLL_OFFS[next] as number) * total) {
        this.descriptors[FIRST_ROLL_OFF + next++] = bin * binHz;
      }
    }
    // A sum in another order may miss the whole by its last bit.
    while (next < ROLL_OFFS.length) this.descriptors[FIRST_ROLL_OFF + next++] = lastBin * binHz;
  }

  #moments(total: number): void {
    const out = this.descriptors;
    const { lastBin, binHz } = this.#tables;
    this.#memory.kernels.centralSums(this.#sums.byteOffset, this.#power.byteOffset, lastBin, binHz, out[CENTROID]);
    const [second, third, fourth] = this.#sums;
    const variance = total > 0 ? second / total : 0;
    out[VARIANCE] = variance;
    out[SKEWNESS] = variance > 0 ? third / (total * variance ** 1.5) : 0;
    out[KURTOSIS] = variance > 0 ? fourth / (total * variance * variance) : 0;
  }
}

/** Sum of the powers in a band, its edge bins in proportion. */
export function bandEnergy(power: Float32Array, { lowBin, lowWeight, highBin, highWeight }: Band): number {
  let sum = lowWeight * power[lowBin];
  for (let bin = lowBin + 1; bin < highBin; bin++) sum += power[bin];
  return sum + highWeight * power[highBin];
}
