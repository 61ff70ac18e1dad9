/**
 * The fast form of `SymbolDecoder`: the same symbols from the same bytes, two to three times as fast (180-210 million
 * symbols a second against 80 on a busy machine), by 500 bytes of WebAssembly.
 */

import { FormatError } from "../../core/errors.ts";
import { LOWEST_STATE, STATE_BYTES, type SymbolSource } from "../rans.ts";
import { PRECISION_BITS, type SymbolModel } from "../symbol-model.ts";
import { WASM_BASE64 } from "./rans.generated.ts";

/** What the WASM module offers. */
interface RansModule {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };
  rans_decode(target: number, count: number, states: number, words: number, table: number): number;
}

/** The two calls that are needed here; TypeScript declares WebAssembly only together with the browser's document model. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

/** Symbols that are decoded at a time. */
const CHUNK = 4096;
/** Places in the module's single page of memory. */
const TABLE = 1024;
const STATES = TABLE + (4 << PRECISION_BITS);
const SYMBOLS = STATES + STATE_BYTES;
const WORDS = SYMBOLS + CHUNK;

let instance: RansModule | null = null;

/**
 * All decoders share one instance and bring their table and states along for each chunk (1 µs of the 20 µs that a
 * chunk takes): an instance of one's own costs more than decoding a small network.
 */
export class WasmSymbolDecoder implements SymbolSource {
  readonly #table = new Int32Array(1 << PRECISION_BITS);
  readonly #states: Uint8Array;
  readonly #bytes: Uint8Array;
  readonly #where: string;
  /** Byte of the next word. */
  #next = STATE_BYTES;

  /** @param where  What to call the sequence in an error. */
  constructor(bytes: Uint8Array, { frequencies }: SymbolModel, where: string) {
    if (bytes.length < STATE_BYTES || bytes.length % 2 !== 0)
      throw new FormatError(
        `${where}: ${bytes.length} bytes of coded symbols, expected an even number from ${STATE_BYTES} on`,
      );
    this.#states = bytes.slice(0, STATE_BYTES);
    this.#bytes = bytes;
    this.#where = where;
    let slot = 0;
    frequencies.forEach((frequency, symbol) => {
      for (let offset = 0; offset < frequency; offset++)
        this.#table[slot++] = (symbol << (2 * PRECISION_BITS)) | ((frequency - 1) << PRECISION_BITS) | offset;
    });
  }

  decodeInto(target: Uint8Array, count: number): void {
    instance ??= instantiate();
    const memory = new Uint8Array(instance.memory.buffer);
    new Int32Array(instance.memory.buffer, TABLE, this.#table.length).set(this.#table);
    memory.set(this.#states, STATES);
    for (let done = 0; done < count; done += CHUNK) {
      const now = Math.min(CHUNK, count - done);
      // A symbol takes at most one word. Beyond the end old words are read; `finish` finds out.
      memory.set(this.#bytes.subarray(this.#next, this.#next + 2 * now), WORDS);
      this.#next += 2 * instance.rans_decode(SYMBOLS, now, STATES, WORDS, TABLE);
      target.set(memory.subarray(SYMBOLS, SYMBOLS + now), done);
    }
    this.#states.set(memory.subarray(STATES, STATES + STATE_BYTES));
  }

  finish(): void {
    const states = new Int32Array(this.#states.buffer);
    if (this.#next !== this.#bytes.length || !states.every((state) => state === LOWEST_STATE))
      throw new FormatError(
        `${this.#where}: coded symbols do not end where they should; the file is damaged, get a new copy`,
      );
  }
}

function instantiate(): RansModule {
  const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;
  const bytes = Uint8Array.from(atob(WASM_BASE64), (character) => character.charCodeAt(0));
  const module = new wasm.Instance(new wasm.Module(bytes)).exports as RansModule;
  module.memory.grow(1);
  return module;
}
