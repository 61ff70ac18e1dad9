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
const ROLL_OFFS = [0.25, 0.5, 0.75, 0.9] as const;
const FIRST_ROLL_OFF = 2;
const ENTROPY_FLOOR = 1e-7;
/** The floor of the sum has been rounded, so that silence has an entropy of 4.3e−6 bits. */
const ENTROPY_SUM_FLOOR = f32(1e-7);
const SHARPNESS_SCALE = 0.11;

/** A band whose edges lie between bins. */
interface Band {
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

/**
 * Writes the 15 descriptors of one frame.
 *
 * @param out         In the order of SPECTRAL_NAMES. [15]
 * @param magnitudes  M of this frame. [K + 1]
 * @param previous    M of the frame before, or the same array for the first. [K + 1]
 * @param power       P of this frame. [K + 1]
 */
export function spectralInto(
  out: Float32Array,
  magnitudes: Float32Array,
  previous: Float32Array,
  power: Float32Array,
  tables: SpectralTables,
  wanted: SpectralSelection,
): void {
  const { binHz, lastBin } = tables;
  let total = 0;
  let weighted = 0;
  for (let bin = 1; bin <= lastBin; bin++) {
    total += power[bin];
    weighted += binHz * bin * power[bin];
  }
  for (let band = 0; band < BANDS_HZ.length; band++)
    out[band] = bandEnergy(power, tables.bands[band] as Band) / lastBin;
  out[CENTROID] = total > 0 ? weighted / total : 0;
  const { frequencySum, frequencySquareSum } = tables;
  const determinant = lastBin * frequencySquareSum - frequencySum * frequencySum;
  out[SLOPE] = ((lastBin - 1) * (lastBin * weighted - frequencySum * total)) / determinant;
  if (wanted.rollOffs) rollOffsInto(out, power, total, tables);
  if (wanted.flux) out[FLUX] = spectralFlux(magnitudes, previous);
  if (wanted.entropy) out[ENTROPY] = spectralEntropy(power, total);
  if (wanted.moments) momentsInto(out, power, total, tables);
  if (wanted.sharpness) out[SHARPNESS] = sharpness(power, total, tables.sharpness);
  if (wanted.harmonicity) out[HARMONICITY] = spectralHarmonicity(power);
}

function bandEnergy(power: Float32Array, { lowBin, lowWeight, highBin, highWeight }: Band): number {
  let sum = lowWeight * power[lowBin];
  for (let bin = lowBin + 1; bin < highBin; bin++) sum += power[bin];
  return sum + highWeight * power[highBin];
}

function rollOffsInto(out: Float32Array, power: Float32Array, total: number, { binHz, lastBin }: SpectralTables): void {
  let sum = 0;
  let next = 0;
  for (let bin = 1; bin <= lastBin && next < ROLL_OFFS.length; bin++) {
    sum += power[bin];
    while (next < ROLL_OFFS.length && sum >= (ROLL_OFFS[next] as number) * total) {
      out[FIRST_ROLL_OFF + next++] = bin * binHz;
    }
  }
}

function spectralFlux(magnitudes: Float32Array, previous: Float32Array): number {
  let sum = 0;
  for (let bin = 1; bin < magnitudes.length; bin++) {
    const change = magnitudes[bin] - previous[bin];
    sum += change * change;
  }
  return Math.sqrt(sum / (magnitudes.length - 1));
}

/** In bits. */
function spectralEntropy(power: Float32Array, total: number): number {
  const scale = Math.max(total, ENTROPY_SUM_FLOOR);
  let sum = 0;
  for (let bin = 1; bin < power.length; bin++) {
    const share = Math.max(power[bin], ENTROPY_FLOOR) / scale;
    sum += share * Math.log2(share);
  }
  return -sum;
}

function momentsInto(out: Float32Array, power: Float32Array, total: number, { binHz, lastBin }: SpectralTables): void {
  const centroid = out[CENTROID];
  let second = 0;
  let third = 0;
  let fourth = 0;
  for (let bin = 1; bin <= lastBin; bin++) {
    const distance = bin * binHz - centroid;
    const square = distance * distance * power[bin];
    second += square;
    third += square * distance;
    fourth += square * distance * distance;
  }
  const variance = total > 0 ? second / total : 0;
  out[VARIANCE] = variance;
  out[SKEWNESS] = variance > 0 ? third / (total * variance ** 1.5) : 0;
  out[KURTOSIS] = variance > 0 ? fourth / (total * variance * variance) : 0;
}

function sharpness(power: Float32Array, total: number, weights: Float64Array): number {
  if (total <= 0) return 0;
  let sum = 0;
  for (let bin = 1; bin < power.length; bin++) sum = f32(sum + f32(weights[bin] * power[bin]));
  return SHARPNESS_SCALE * f32(sum / total);
}

/**
 * Mean height of the swings of the power spectrum: half the sum of |P − P of the extremum before| over all bins that are
 * higher, or lower, than their two neighbours on either side, divided by K. Kinds need not alternate. Float32 sum.
 */
function spectralHarmonicity(power: Float32Array): number {
  const lastBin = power.length - 1;
  let sum = 0;
  let last = 0;
  let found = false;
  for (let bin = 3; bin <= lastBin - 2; bin++) {
    const p = power[bin];
    const a = power[bin - 2];
    const b = power[bin - 1];
    const c = power[bin + 1];
    const d = power[bin + 2];
    if ((p > a && p > b && p > c && p > d) || (p < a && p < b && p < c && p < d)) {
      if (found) sum = f32(sum + Math.abs(f32(p - last)));
      last = p;
      found = true;
    }
  }
  return sum / 2 / lastBin;
}
