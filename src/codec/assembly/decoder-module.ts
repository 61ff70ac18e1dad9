/**
 * The WebAssembly module of the decoders: one instance for all of them, and who lies where in its single page of memory.
 *
 * Everything is brought along for each chunk (1 µs of the 20 µs that a chunk takes): an instance of one's own costs more
 * than decoding a small network.
 */

import { wasmInstances } from "../../core/wasm-instance.ts";
import { PRECISION_BITS } from "../symbol-model.ts";
import { WASM_BASE64 } from "./decoders.generated.ts";

/** Symbols that are decoded at a time. */
export const CHUNK = 4096;
/** States of a sequence that the module decodes. */
export const STATE_COUNT = 4;
/** Most low bits of a gap. */
const LARGEST_SHIFT = 16;

/** Addresses in bytes. */
const TABLE = 1024;
const STATES = TABLE + (4 << PRECISION_BITS);
const END = STATES + 4 * STATE_COUNT;
const SYMBOLS = END + 8;
const WORDS = SYMBOLS + CHUNK;
const PLACES = WORDS + 2 * CHUNK;
const LOW_BITS = PLACES + 4 * CHUNK;
export const ADDRESSES = { TABLE, STATES, END, SYMBOLS, WORDS, PLACES, LOW_BITS } as const;

/** The module's functions, and its memory in views. */
export interface DecoderModule {
  rans_decode(target: number, count: number, states: number, words: number, table: number): number;
  places_of_gaps(
    places: number,
    symbols: number,
    symbolCount: number,
    shift: number,
    lowBits: number,
    bit: number,
    end: number,
  ): number;
  /** [2^12] */
  readonly table: Int32Array;
  readonly states: Int32Array;
  /** One uint64, low half first. [2] */
  readonly end: Uint32Array;
  /** [CHUNK] */
  readonly symbols: Uint8Array;
  /** 16-bit words. [2 · CHUNK] */
  readonly words: Uint8Array;
  /** [CHUNK] */
  readonly places: Uint32Array;
  /** Of a chunk that may begin within a byte, and 4 bytes. */
  readonly lowBits: Uint8Array;
}

const moduleInstance = wasmInstances<Pick<DecoderModule, "rans_decode" | "places_of_gaps">>(WASM_BASE64);

let instance: DecoderModule | null = null;

/** The one instance, made when it is first asked for. */
export function decoderModule(): DecoderModule {
  instance ??= instantiate();
  return instance;
}

function instantiate(): DecoderModule {
  const { memory, rans_decode, places_of_gaps } = moduleInstance();
  memory.grow(1);
  const { buffer } = memory;
  return {
    rans_decode,
    places_of_gaps,
    table: new Int32Array(buffer, TABLE, 1 << PRECISION_BITS),
    states: new Int32Array(buffer, STATES, STATE_COUNT),
    end: new Uint32Array(buffer, END, 2),
    symbols: new Uint8Array(buffer, SYMBOLS, CHUNK),
    words: new Uint8Array(buffer, WORDS, 2 * CHUNK),
    places: new Uint32Array(buffer, PLACES, CHUNK),
    lowBits: new Uint8Array(buffer, LOW_BITS, (LARGEST_SHIFT * CHUNK) / 8 + 5),
  };
}
