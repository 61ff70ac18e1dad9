/**
 * Static rANS: symbols into as few bits as their probabilities allow, within 0.1 % of the entropy, at table speed.
 *
 *   encode   x ← ⌊x / f_s⌋ · 2¹² + (x mod f_s) + c_s          c_s = sum of the frequencies before s
 *   decode   s = symbol of (x mod 2¹²),   x ← f_s · ⌊x / 2¹²⌋ + (x mod 2¹²) − c_s
 *
 * Four states take turns (symbol i belongs to state i mod 4), so a processor works on four symbols at a time. A state
 * stays in [2¹⁵, 2³¹): signed 32-bit arithmetic; what would leave it goes out or comes in by 16 bits.
 *
 * Bytes   four states, 32 bits each; then words of 16 bits in the order in which the decoder needs them; little-endian.
 * Source  J. Duda 2013, "Asymmetric numeral systems", arXiv 1311.2540; F. Giesen 2014, "Interleaved entropy coders",
 *         arXiv 1402.3392.
 */

import { FormatError } from "../core/errors.ts";
import { PRECISION_BITS, SYMBOLS, type SymbolModel } from "./symbol-model.ts";

const STATES = 4;
export const STATE_BYTES = 4 * STATES;
export const LOWEST_STATE = 1 << 15;
const WORD_BITS = 16;
const WORD_MASK = (1 << WORD_BITS) - 1;
/** From frequency · 2¹⁹ on, coding the symbol would lead out of 31 bits. */
const FULL_STATE_SHIFT = 15 - PRECISION_BITS + WORD_BITS;
const SLOTS = 1 << PRECISION_BITS;
const SLOT_MASK = SLOTS - 1;

/**
 * The coded symbols.
 *
 * @param symbols  Each must have a frequency in the model.
 */
export function encodeSymbols(symbols: Uint8Array, { frequencies }: SymbolModel): Uint8Array {
  const starts = startsOf(frequencies);
  const states = new Int32Array(STATES).fill(LOWEST_STATE);
  const words = new Uint16Array(symbols.length);
  let wordCount = 0;
  for (let i = symbols.length - 1; i >= 0; i--) {
    const symbol = symbols[i] as number;
    const frequency = frequencies[symbol] as number;
    let state = states[i % STATES] as number;
    if (state >>> FULL_STATE_SHIFT >= frequency) {
      words[wordCount++] = state & WORD_MASK;
      state >>>= WORD_BITS;
    }
    const quotient = (state / frequency) | 0;
    states[i % STATES] = (quotient << PRECISION_BITS) + (state - quotient * frequency) + starts[symbol];
  }
  const bytes = new Uint8Array(STATE_BYTES + 2 * wordCount);
  const view = new DataView(bytes.buffer);
  states.forEach((state, i) => {
    view.setUint32(4 * i, state, true);
  });
  for (let i = 0; i < wordCount; i++) view.setUint16(STATE_BYTES + 2 * i, words[wordCount - 1 - i], true);
  return bytes;
}

/** Symbols of a coded sequence, as many at a time as are wanted. */
export interface SymbolSource {
  /**
   * The next symbols.
   *
   * @param target  Receives them from its start on.
   * @param count   A multiple of 4, but for the last call.
   */
  decodeInto(target: Uint8Array, count: number): void;
  /** To be called after the last symbol. @throws FormatError if the bytes held other symbols than were read. */
  finish(): void;
}

/** The plain decoder: the reference of `assembly/wasm-symbol-decoder.ts`, kept as its oracle. */
export class SymbolDecoder implements SymbolSource {
  readonly #states: Int32Array;
  readonly #words: Uint16Array;
  readonly #where: string;
  /** By slot: the symbol, its frequency, and the slot's distance from the symbol's start. [SLOTS] */
  readonly #symbols = new Uint8Array(SLOTS);
  readonly #frequencies = new Uint16Array(SLOTS);
  readonly #offsets = new Uint16Array(SLOTS);
  #next = 0;

  /** @param where  What to call the sequence in an error. */
  constructor(bytes: Uint8Array, { frequencies }: SymbolModel, where: string) {
    if (bytes.length < STATE_BYTES || bytes.length % 2 !== 0)
      throw new FormatError(
        `${where}: ${bytes.length} bytes of coded symbols, expected an even number from ${STATE_BYTES} on`,
      );
    const { buffer, byteOffset } = bytes.byteOffset % 2 === 0 ? bytes : bytes.slice();
    const view = new DataView(buffer, byteOffset);
    this.#states = Int32Array.from({ length: STATES }, (_, i) => view.getInt32(4 * i, true));
    this.#words = new Uint16Array(buffer, byteOffset + STATE_BYTES, (bytes.length - STATE_BYTES) / 2);
    this.#where = where;
    let slot = 0;
    frequencies.forEach((frequency, symbol) => {
      for (let offset = 0; offset < frequency; offset++, slot++) {
        this.#symbols[slot] = symbol;
        this.#frequencies[slot] = frequency;
        this.#offsets[slot] = offset;
      }
    });
  }

  decodeInto(target: Uint8Array, count: number): void {
    const symbols = this.#symbols;
    const frequencies = this.#frequencies;
    const offsets = this.#offsets;
    const words = this.#words;
    let [a, b, c, d] = this.#states as unknown as [number, number, number, number];
    let next = this.#next;
    // A word beyond the end is undefined, which is 0 here: wrong symbols, found out by `finish`.
    for (let i = 0; i < count; i += STATES) {
      let slot = a & SLOT_MASK;
      target[i] = symbols[slot];
      a = (Math.imul(frequencies[slot], a >>> PRECISION_BITS) + offsets[slot]) | 0;
      if (a < LOWEST_STATE) a = (a << WORD_BITS) | words[next++];
      if (i + 1 >= count) break;
      slot = b & SLOT_MASK;
      target[i + 1] = symbols[slot];
      b = (Math.imul(frequencies[slot], b >>> PRECISION_BITS) + offsets[slot]) | 0;
      if (b < LOWEST_STATE) b = (b << WORD_BITS) | words[next++];
      if (i + 2 >= count) break;
      slot = c & SLOT_MASK;
      target[i + 2] = symbols[slot];
      c = (Math.imul(frequencies[slot], c >>> PRECISION_BITS) + offsets[slot]) | 0;
      if (c < LOWEST_STATE) c = (c << WORD_BITS) | words[next++];
      if (i + 3 >= count) break;
      slot = d & SLOT_MASK;
      target[i + 3] = symbols[slot];
      d = (Math.imul(frequencies[slot], d >>> PRECISION_BITS) + offsets[slot]) | 0;
      if (d < LOWEST_STATE) d = (d << WORD_BITS) | words[next++];
    }
    this.#states.set([a, b, c, d]);
    this.#next = next;
  }

  finish(): void {
    if (this.#next !== this.#words.length || !this.#states.every((state) => state === LOWEST_STATE))
      throw new FormatError(
        `${this.#where}: coded symbols do not end where they should; the file is damaged, get a new copy`,
      );
  }
}

function startsOf(frequencies: Uint16Array): Uint16Array {
  const starts = new Uint16Array(SYMBOLS);
  for (let symbol = 1; symbol < SYMBOLS; symbol++) starts[symbol] = starts[symbol - 1] + frequencies[symbol - 1];
  return starts;
}
