/**
 * How probable each of 256 symbols is, in 4096ths: what the rANS coder codes by.
 *
 * A symbol of frequency f costs log2(4096 / f) bits. Every symbol that occurs keeps at least 1/4096; with twelve bits the
 * decoder's tables stay in a 32 KB cache, and rounding costs less than 0.1 % on the weights of these networks.
 */

import { FormatError } from "../core/errors.ts";
import { BitReader, BitWriter, golombBits } from "./bits.ts";

export const SYMBOLS = 256;
export const PRECISION_BITS = 12;
const TOTAL = 1 << PRECISION_BITS;
/** Rarest gap of the geometric model; rarer ones would take up frequencies and never occur in a network that is small. */
const RAREST = 2 ** -17;

/** How often each symbol occurs, as the coder assumes it. */
export interface SymbolModel {
  /** Sum is 4096. [SYMBOLS] */
  readonly frequencies: Uint16Array;
}

/**
 * The model that codes these counts in the fewest bits, nearly: shares rounded, then the sum put right where it costs least.
 *
 * @param counts         Not negative, not all zero. [SYMBOLS]
 * @param precisionBits  Frequencies are multiples of 2^(12 − this): coarser ones need a shorter table. At least log2 of how
 *                       many symbols occur, at most 12.
 */
export function modelOfCounts(counts: ArrayLike<number>, precisionBits = PRECISION_BITS): SymbolModel {
  const total = Array.from(counts).reduce((sum, count) => sum + count, 0);
  const shares = 2 ** precisionBits;
  const frequencies = Uint16Array.from(counts, (count) =>
    count > 0 ? Math.max(1, Math.round((count / total) * shares)) : 0,
  );
  let excess = frequencies.reduce((sum, frequency) => sum + frequency, 0) - shares;
  for (; excess !== 0; excess -= Math.sign(excess)) {
    const step = -Math.sign(excess);
    const cheapest = symbolOfLeastLoss(counts, frequencies, step);
    frequencies[cheapest] += step;
  }
  return { frequencies: frequencies.map((frequency) => frequency << (PRECISION_BITS - precisionBits)) };
}

/** The model whose table and symbols together take the fewest bits. @param counts  Not negative, not all zero. [SYMBOLS] */
export function cheapestModel(counts: ArrayLike<number>): SymbolModel {
  const occurring = Array.from(counts).filter((count) => count > 0).length;
  let best = modelOfCounts(counts);
  let fewestBits = Number.POSITIVE_INFINITY;
  for (let precisionBits = Math.ceil(Math.log2(occurring)); precisionBits <= PRECISION_BITS; precisionBits++) {
    const model = modelOfCounts(counts, precisionBits);
    const bits = codedBits(model, counts) + 8 * encodeModel(model).length;
    if (bits < fewestBits) [best, fewestBits] = [model, bits];
  }
  return best;
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
 * A model as bits (bits.ts): the precision p and an order k, four bits each; then the frequencies of the symbols 0, 1, … in
 * units of 2^(12 − p), exponential Golomb of order k. A zero is followed by how many more zeros come, of order 0. When
 * the frequencies sum to 2^p, the other symbols have none.
 */
export function encodeModel({ frequencies }: SymbolModel): Uint8Array {
  const unitBits = Math.min(...Array.from(frequencies, (f) => (f === 0 ? PRECISION_BITS : trailingZeros(f))));
  const end = frequencies.findLastIndex((frequency) => frequency > 0) + 1;
  const units = Array.from(frequencies.subarray(0, end), (frequency) => frequency >> unitBits);
  const order = orderOf(units);
  const writer = new BitWriter();
  writer.bits(PRECISION_BITS - unitBits, 4);
  writer.bits(order, 4);
  for (let symbol = 0; symbol < end; symbol++) {
    writer.golomb(units[symbol], order);
    if (units[symbol] !== 0) continue;
    const first = symbol;
    while (units[symbol + 1] === 0) symbol++;
    writer.golomb(symbol - first, 0);
  }
  return writer.joined();
}

/** The model of some bytes. @throws FormatError if they are none. */
export function decodeModel(bytes: Uint8Array, where: string): SymbolModel {
  const frequencies = new Uint16Array(SYMBOLS);
  const reader = new BitReader(bytes, where);
  const precisionBits = reader.bits(4);
  const order = reader.bits(4);
  let left = 2 ** precisionBits;
  for (let symbol = 0; symbol < SYMBOLS && left > 0; symbol++) {
    const units = reader.golomb(order);
    if (units === 0) symbol += reader.golomb(0);
    else if (units <= left) frequencies[symbol] = units << (PRECISION_BITS - precisionBits);
    left -= units;
  }
  if (left !== 0 || precisionBits > PRECISION_BITS || !reader.isAtEnd())
    throw new FormatError(`${where}: frequencies of symbols do not sum to 2^${precisionBits}; get a new copy`);
  return { frequencies };
}

/** The order with which the frequencies take the fewest bits. */
function orderOf(units: readonly number[]): number {
  const bitsOf = (order: number) => units.reduce((bits, unit) => bits + golombBits(unit, order), 0);
  let best = 0;
  for (let order = 1; order <= PRECISION_BITS; order++) if (bitsOf(order) < bitsOf(best)) best = order;
  return best;
}

function trailingZeros(value: number): number {
  return 31 - Math.clz32(value & -value);
}

/** Where one more (step 1) or one less (step −1) changes the cost least; a symbol that occurs keeps a frequency. */
function symbolOfLeastLoss(counts: ArrayLike<number>, frequencies: Uint16Array, step: number): number {
  let best = -1;
  let leastLoss = Number.POSITIVE_INFINITY;
  for (let symbol = 0; symbol < SYMBOLS; symbol++) {
    const frequency = frequencies[symbol];
    if (frequency === 0 || frequency + step === 0) continue;
    // d(count · −log2 f) ≈ −count / (f + ½ step) per step; the logarithm itself differs in the last bit between machines.
    const loss = (-step * counts[symbol]) / (frequency + 0.5 * step);
    if (loss < leastLoss) {
      leastLoss = loss;
      best = symbol;
    }
  }
  return best;
}
