/**
 * How probable each of 256 symbols is, in 4096ths: what the rANS coder codes by.
 *
 * A symbol of frequency f costs log2(4096 / f) bits. Every symbol that occurs keeps at least 1/4096; with twelve bits the
 * decoder's tables stay in a 32 KB cache, and rounding costs less than 0.1 % on the weights of these networks.
 */

import { FormatError } from "../core/errors.ts";

export const SYMBOLS = 256;
export const PRECISION_BITS = 12;
const TOTAL = 1 << PRECISION_BITS;
/** Rarest gap of the geometric model; rarer ones would take up frequencies and never occur in a network that is small. */
const RAREST = 2 ** -17;

export interface SymbolModel {
  /** Sum is 4096. [SYMBOLS] */
  readonly frequencies: Uint16Array;
}

/**
 * The model that codes these counts in the fewest bits, nearly: shares rounded, then the sum put right where it costs least.
 *
 * @param counts  Not negative, not all zero. [SYMBOLS]
 */
export function modelOfCounts(counts: ArrayLike<number>): SymbolModel {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const frequencies = Uint16Array.from(counts, (count) =>
    count > 0 ? Math.max(1, Math.round((count / total) * TOTAL)) : 0,
  );
  let excess = frequencies.reduce((sum, frequency) => sum + frequency, 0) - TOTAL;
  for (; excess !== 0; excess -= Math.sign(excess)) {
    const step = -Math.sign(excess);
    const cheapest = symbolOfLeastLoss(counts, frequencies, step);
    frequencies[cheapest] = frequencies[cheapest] + step;
  }
  return { frequencies };
}

/**
 * The model of gaps between survivors that lie at random: P(gap = k) = (1 − density)^k · density, the last symbol is "longer".
 *
 * Gaps that are too rare for a frequency of their own have none: who needs one needs a table.
 * Only products and quotients of float64: the same on every machine, so a decoder can make it anew from the density.
 *
 * @param stay  Probability that the next place holds no survivor either. 0 to 1
 */
export function geometricModel(stay: number): SymbolModel {
  const counts = new Float64Array(SYMBOLS);
  let remaining = 1;
  for (let gap = 0; gap < SYMBOLS; gap++) {
    const probability = gap === SYMBOLS - 1 ? remaining : remaining * (1 - stay);
    counts[gap] = probability < RAREST ? 0 : probability;
    remaining *= stay;
  }
  return modelOfCounts(counts);
}

/** Bits that the symbols of these counts cost under a model, without the table. */
export function codedBits({ frequencies }: SymbolModel, counts: ArrayLike<number>): number {
  return Array.from(counts).reduce(
    (bits, count, symbol) => (count === 0 ? bits : bits + count * Math.log2(TOTAL / frequencies[symbol])),
    0,
  );
}

/**
 * A model as bytes: frequency by frequency, low seven bits first, the high bit for "more"; a zero frequency is followed
 * by how many more zeros come (one byte). Ends after the last symbol that occurs.
 */
export function encodeModel({ frequencies }: SymbolModel): Uint8Array {
  const bytes: number[] = [];
  const end = frequencies.findLastIndex((frequency) => frequency > 0) + 1;
  for (let symbol = 0; symbol < end; symbol++) {
    const frequency = frequencies[symbol] as number;
    if (frequency >= 0x80) bytes.push((frequency & 0x7f) | 0x80, frequency >> 7);
    else bytes.push(frequency);
    if (frequency > 0) continue;
    const first = symbol;
    while (frequencies[symbol + 1] === 0) symbol++;
    bytes.push(symbol - first);
  }
  return Uint8Array.from(bytes);
}

/** The model of some bytes. @throws FormatError if they are none. */
export function decodeModel(bytes: Uint8Array, where: string): SymbolModel {
  const frequencies = new Uint16Array(SYMBOLS);
  let symbol = 0;
  let sum = 0;
  for (let i = 0; i < bytes.length && symbol < SYMBOLS; i++, symbol++) {
    let frequency = bytes[i] as number;
    if (frequency >= 0x80) frequency = (frequency & 0x7f) | ((bytes[++i] ?? 0) << 7);
    if (frequency === 0) symbol += bytes[++i] ?? 0;
    else frequencies[symbol] = frequency;
    sum += frequency;
  }
  if (sum !== TOTAL || frequencies.reduce((total, frequency) => total + frequency, 0) !== TOTAL)
    throw new FormatError(`${where}: frequencies of symbols sum to ${sum}, expected ${TOTAL}`);
  return { frequencies };
}

/** Where one more (step 1) or one less (step −1) changes the cost least; a symbol that occurs keeps a frequency. */
function symbolOfLeastLoss(counts: ArrayLike<number>, frequencies: Uint16Array, step: number): number {
  let best = -1;
  let leastLoss = Number.POSITIVE_INFINITY;
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const frequency = frequencies[symbol] as number;
    if (frequency === 0 || frequency + step === 0) continue;
    // d(count · −log2 f) ≈ −count / (f + ½ step) per step; the logarithm itself differs in the last bit between machines.
    const loss = (-step * (counts[symbol] as number)) / (frequency + 0.5 * step);
    if (loss < leastLoss) {
      leastLoss = loss;
      best = symbol;
    }
  }
  return best;
}
