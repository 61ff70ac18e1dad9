/**
 * Static rANS: symbols into as few bits as their probabilities allow, within 0.1 % of the entropy, at table speed.
 *
 *   encode   x ← ⌊x / f_s⌋ · 2¹² + (x mod f_s) + c_s          c_s = sum of the frequencies before s
 *   decode   s = symbol of (x mod 2¹²),   x ← f_s · ⌊x / 2¹²⌋ + (x mod 2¹²) − c_s
 *
 * From 4096 symbols on four states take turns (symbol i belongs to state i mod 4), so a processor works on four symbols at
 * a time; fewer have one state, which saves ten bytes. A state stays in [2¹⁵, 2³¹): signed 32-bit arithmetic; what would
 * leave it goes out or comes in by 16 bits.
 *
 * Bytes   the states, 32 bits each; then words of 16 bits in the order in which the decoder needs them; little-endian.
 * Source  J. Duda 2013, "Asymmetric numeral systems", arXiv 1311.2540; F. Giesen 2014, "Interleaved entropy coders",
 *         arXiv 1402.3392.
 */

import { FormatError } from "../core/errors.ts";
import { PRECISION_BITS, SYMBOLS, type SymbolModel } from "./symbol-model.ts";

const MOST_STATES = 4;
/** From here on sequences have four states. */
const LONG_SEQUENCE = 4096;
export const LOWEST_STATE = 1 << 15;
const WORD_BITS = 16;
const WORD_MASK = (1 << WORD_BITS) - 1;
/** From frequency · 2¹⁹ on, coding the symbol would lead out of 31 bits. */
const FULL_STATE_SHIFT = 15 - PRECISION_BITS + WORD_BITS;
const SLOTS = 1 << PRECISION_BITS;
const SLOT_MASK = SLOTS - 1;

/** How many states take turns in a sequence. @param count  Its symbols. */
export function stateCountOf(count: number): number {
  return count < LONG_SEQUENCE ? 1 : MOST_STATES;
}

/**
 * The coded symbols.
 *
 * @param symbols  Each must have a frequency in the model.
 */
export function encodeSymbols(symbols: Uint8Array, { frequencies }: SymbolModel): Uint8Array {
  const starts = startsOf(frequencies);
  const stateCount = stateCountOf(symbols.length);
  const states = new Int32Array(stateCount).fill(LOWEST_STATE);
  const words = new Uint16Array(symbols.length);
  let wordCount = 0;
  for (let i = symbols.length - 1; i >= 0; i--) {
    const symbol = symbols[i];
    const frequency = frequencies[symbol];
    let state = states[i % stateCount];
    if (state >>> FULL_STATE_SHIFT >= frequency) {
      words[wordCount++] = state & WORD_MASK;
      state >>>= WORD_BITS;
    }
    const quotient = (state / frequency) | 0;
    states[i % stateCount] = (quotient << PRECISION_BITS) + (state - quotient * frequency) + starts[symbol];
  }
  const bytes = new Uint8Array(4 * stateCount + 2 * wordCount);
  const view = new DataView(bytes.buffer);
  states.forEach((state, i) => {
    view.setUint32(4 * i, state, true);
  });
  for (let i = 0; i < wordCount; i++) view.setUint16(4 * stateCount + 2 * i, words[wordCount - 1 - i], true);
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

/** The plain decoder: for short sequences, and the reference of `assembly/wasm-symbol-decoder.ts`, kept as its oracle. */
export class SymbolDecoder implements SymbolSource {
  readonly #states: Int32Array;
  readonly #bytes: Uint8Array;
  readonly #where: string;
  /** By slot: the symbol, its frequency, and the slot's distance from the symbol's start. [SLOTS] */
  readonly #symbols = new Uint8Array(SLOTS);
  readonly #frequencies = new Uint16Array(SLOTS);
  readonly #offsets = new Uint16Array(SLOTS);
  /** Whose turn it is. */
  #turn = 0;
  /** Byte of the next word. */
  #next: number;

  /** @param count  Symbols of the sequence. @param where  What to call it in an error. */
  constructor(bytes: Uint8Array, count: number, { frequencies }: SymbolModel, where: string) {
    this.#states = initialStates(bytes, count, where);
    this.#bytes = bytes;
    this.#where = where;
    this.#next = this.#states.byteLength;
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
    const states = this.#states;
    const bytes = this.#bytes;
    let [turn, next] = [this.#turn, this.#next];
    for (let i = 0; i < count; i++) {
      let state = states[turn];
      const slot = state & SLOT_MASK;
      target[i] = this.#symbols[slot];
      state = (Math.imul(this.#frequencies[slot], state >>> PRECISION_BITS) + this.#offsets[slot]) | 0;
      if (state < LOWEST_STATE) {
        // A byte beyond the end is undefined, which is 0 here: wrong symbols, found out by `finish`.
        state = (state << WORD_BITS) | bytes[next] | (bytes[next + 1] << 8);
        next += 2;
      }
      states[turn] = state;
      turn = (turn + 1) % states.length;
    }
    [this.#turn, this.#next] = [turn, next];
  }

  finish(): void {
    assertFinished(this.#states, this.#bytes.length - this.#next, this.#where);
  }
}

/** The states that a sequence begins with. @throws FormatError if its bytes cannot be a sequence of `count` symbols. */
export function initialStates(bytes: Uint8Array, count: number, where: string): Int32Array {
  const stateCount = stateCountOf(count);
  if (bytes.length < 4 * stateCount || bytes.length % 2 !== 0)
    throw new FormatError(
      `${where}: ${bytes.length} bytes of coded symbols, expected an even number from ${4 * stateCount} on`,
    );
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Int32Array.from({ length: stateCount }, (_, i) => view.getInt32(4 * i, true));
}

/** Refuses a sequence whose states are not back at their start, or that has bytes left. */
export function assertFinished(states: Int32Array, bytesLeft: number, where: string): void {
  if (bytesLeft !== 0 || !states.every((state) => state === LOWEST_STATE))
    throw new FormatError(`${where}: coded symbols do not end where they should; the file is damaged, get a new copy`);
}

function startsOf(frequencies: Uint16Array): Uint16Array {
  const starts = new Uint16Array(SYMBOLS);
  for (let symbol = 1; symbol < SYMBOLS; symbol++) starts[symbol] = starts[symbol - 1] + frequencies[symbol - 1];
  return starts;
}
