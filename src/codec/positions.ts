/**
 * Where the survivors of a pruned kernel lie: the gaps between them, in row-major order, entropy-coded.
 *
 *   gap = places without survivor since the last one = symbol · 2^shift + low bits
 *
 * The symbol (0 to 254) is rANS-coded, the low bits stand as they are: within 2^shift neighbouring gaps all are about
 * equally probable. The shift keeps symbols around 8 or less. Symbol 255 is an escape: 255 · 2^shift places without a
 * survivor, more to come.
 *
 * For survivors that lie at random the cost is size · H₂(density), within 0.1 %.
 *
 * The model of the symbols is either a table or follows from the density alone ("geometric"), whichever is shorter.
 */

import { FormatError } from "../core/errors.ts";
import { CHUNK } from "./assembly/decoder-module.ts";
import { wasmPlacesInto } from "./assembly/wasm-places.ts";
import { symbolDecoder } from "./assembly/wasm-symbol-decoder.ts";
import { ESCAPE } from "./places.ts";
import { encodeSymbols, type SymbolSource } from "./rans.ts";
import { cheapestModel, codedBits, decodeModel, encodeModel, geometricModel, SYMBOLS } from "./symbol-model.ts";

/** Places of survivors among `size` places. */
export interface CodedPositions {
  readonly size: number;
  readonly survivors: number;
  /** Low bits of a gap that are not entropy-coded. */
  readonly shift: number;
  /** Gap symbols, escapes included. */
  readonly symbolCount: number;
  /** Table of the symbols' frequencies; none for the geometric model. */
  readonly table: Uint8Array;
  readonly symbols: Uint8Array;
  /** `shift` bits a survivor, lowest first, filled up to a byte. */
  readonly lowBits: Uint8Array;
}

/** Mean of the symbols that the shift aims at: the alphabet is short then, and the low bits nearly random. */
const LARGEST_MEAN = 8;
/** Wide enough for one survivor in half a million; escapes bridge what is longer. */
const LARGEST_SHIFT = 16;

/** The positions of all values that are not zero. */
export function encodePositions(values: Int8Array | Uint8Array | Float32Array): CodedPositions {
  const size = values.length;
  let survivors = 0;
  for (let i = 0; i < size; i++) if (values[i] !== 0) survivors++;
  const shift = shiftFor(size, survivors);
  const { symbols, lowBits } = gapsOf(values, survivors, shift);
  const counts = new Float64Array(SYMBOLS);
  for (const symbol of symbols) counts[symbol]++;
  if (symbols.length === 0)
    return { size, survivors, shift, symbolCount: 0, table: new Uint8Array(), symbols, lowBits };

  const own = cheapestModel(counts);
  const table = encodeModel(own);
  const geometric = geometricModel(stayOf(size, survivors, shift));
  const fits = symbols.every((symbol) => geometric.frequencies[symbol] > 0);
  const isOwn = !fits || codedBits(own, counts) + 8 * table.length < codedBits(geometric, counts);
  return {
    size,
    survivors,
    shift,
    symbolCount: symbols.length,
    table: isOwn ? table : new Uint8Array(),
    symbols: encodeSymbols(symbols, isOwn ? own : geometric),
    lowBits,
  };
}

/** The positions of survivors, as many at a time as are wanted, in rising order. */
export class PositionDecoder {
  readonly #coded: CodedPositions;
  readonly #decoder: SymbolSource | null;
  readonly #where: string;
  readonly #symbols: Uint8Array;
  readonly #places: Uint32Array;
  /** Places of the chunk that were given out, and that it holds. */
  #used = 0;
  #filled = 0;
  #symbolsLeft: number;
  #survivorsBefore = 0;
  #end = 0;

  /** @param where  What to call the positions in an error. @throws FormatError if sizes and counts do not fit. */
  constructor(coded: CodedPositions, where: string) {
    const { size, survivors, shift, symbolCount, table, symbols, lowBits } = coded;
    const escapes = symbolCount - survivors;
    const isPossible =
      survivors <= size &&
      shift <= LARGEST_SHIFT &&
      escapes >= 0 &&
      escapes * ESCAPE * 2 ** shift <= size &&
      lowBits.length === Math.ceil((survivors * shift) / 8) &&
      symbolCount > 0 === symbols.length > 0;
    if (!isPossible)
      throw new FormatError(`${where}: ${survivors} survivors in ${symbolCount} gaps do not fit into ${size} places`);
    const model = () => (table.length > 0 ? decodeModel(table, where) : geometricModel(stayOf(size, survivors, shift)));
    this.#decoder = symbolCount === 0 ? null : symbolDecoder(symbols, symbolCount, model(), where);
    this.#symbols = new Uint8Array(Math.min(CHUNK, symbolCount));
    this.#places = new Uint32Array(this.#symbols.length);
    this.#coded = coded;
    this.#where = where;
    this.#symbolsLeft = symbolCount;
  }

  /**
   * The next positions.
   *
   * @param positions  Receives `count` places, from its start on.
   */
  decodeInto(positions: Uint32Array, count: number): void {
    for (let done = 0; done < count; ) {
      while (this.#used === this.#filled) this.#refill();
      const now = Math.min(count - done, this.#filled - this.#used);
      positions.set(this.#places.subarray(this.#used, this.#used + now), done);
      this.#used += now;
      done += now;
    }
  }

  /** To be called after the last position. */
  finish(): void {
    if (this.#symbolsLeft > 0 || this.#used < this.#filled)
      throw new FormatError(`${this.#where}: more gaps than survivors; the file is damaged, get a new copy`);
    this.#decoder?.finish();
  }

  #refill(): void {
    const { size, shift, lowBits } = this.#coded;
    const symbolCount = Math.min(CHUNK, this.#symbolsLeft);
    if (symbolCount === 0)
      throw new FormatError(`${this.#where}: fewer gaps than survivors; the file is damaged, get a new copy`);
    this.#decoder?.decodeInto(this.#symbols, symbolCount);
    this.#symbolsLeft -= symbolCount;
    const firstBit = shift * this.#survivorsBefore;
    const gaps = { symbols: this.#symbols, symbolCount, shift, lowBits, firstBit, start: this.#end };
    const { count, end } = wasmPlacesInto(this.#places, gaps);
    if (this.#symbolsLeft === 0 && this.#symbols[symbolCount - 1] === ESCAPE)
      throw new FormatError(`${this.#where}: more gaps than survivors; the file is damaged, get a new copy`);
    if (end > size) throw new FormatError(`${this.#where}: a survivor lies at ${end - 1} of ${size} places`);
    this.#survivorsBefore += count;
    this.#end = end;
    this.#used = 0;
    this.#filled = count;
  }
}

/** The smallest shift with which the mean symbol is at most LARGEST_MEAN. */
function shiftFor(size: number, survivors: number): number {
  const meanGap = (size - survivors) / Math.max(1, survivors);
  let shift = 0;
  while (meanGap > LARGEST_MEAN * 2 ** shift && shift < LARGEST_SHIFT) shift++;
  return shift;
}

/** Probability that 2^shift places in a row hold no survivor: by squaring, exact to the same bit everywhere. */
function stayOf(size: number, survivors: number, shift: number): number {
  let stay = 1 - survivors / size;
  for (let i = 0; i < shift; i++) stay *= stay;
  return stay;
}

function gapsOf(values: Int8Array | Uint8Array | Float32Array, survivors: number, shift: number) {
  const escapeLength = ESCAPE * 2 ** shift;
  const mask = 2 ** shift - 1;
  const symbols = new Uint8Array(survivors + Math.ceil(values.length / escapeLength));
  const lowBits = new Uint8Array(Math.ceil((survivors * shift) / 8));
  let count = 0;
  let bit = 0;
  let next = 0;
  for (let place = 0; place < values.length; place++) {
    if (values[place] === 0) continue;
    let gap = place - next;
    for (; gap >= escapeLength; gap -= escapeLength) symbols[count++] = ESCAPE;
    symbols[count++] = gap >>> shift;
    for (let low = gap & mask, i = 0; i < shift; i++, bit++) lowBits[bit >>> 3] |= ((low >>> i) & 1) << (bit & 7);
    next = place + 1;
  }
  return { symbols: symbols.slice(0, count), lowBits };
}
