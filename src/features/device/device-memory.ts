/**
 * The compiled kernels of the device profile together with the memory they work in.
 *
 * Regions are handed out from the bottom up and never given back. The memory grows with them, and views into a memory that
 * has grown are empty: so a region is an address that makes its view anew when it must.
 */

import { type OwnMemory, WASM_PAGE_BYTES, wasmInstances } from "../../core/wasm-instance.ts";
import { WASM_BASE64 } from "./assembly/kernels.generated.ts";
import type { DeviceKernels } from "./device-kernels.ts";

const instance = wasmInstances<DeviceKernels>(WASM_BASE64);

/** Regions begin at multiples of a cache line. */
const ALIGNMENT_BYTES = 64;

type Numbers = Float32Array<ArrayBuffer> | Int32Array<ArrayBuffer> | Int16Array<ArrayBuffer> | Uint8Array<ArrayBuffer>;

/** Numbers of one type in the kernels' memory. */
export class Region<View extends Numbers> {
  readonly address: number;
  readonly length: number;
  readonly #module: OwnMemory;
  readonly #make: (buffer: ArrayBuffer, address: number, length: number) => View;
  #view: View;

  constructor(
    module: OwnMemory,
    address: number,
    length: number,
    make: (buffer: ArrayBuffer, address: number, length: number) => View,
  ) {
    this.address = address;
    this.length = length;
    this.#module = module;
    this.#make = make;
    this.#view = make(module.memory.buffer, address, length);
  }

  /** The numbers themselves, until the next region is taken. */
  get view(): View {
    const { buffer } = this.#module.memory;
    if (this.#view.buffer !== buffer) this.#view = this.#make(buffer, this.address, this.length);
    return this.#view;
  }
}

/** A region of float32 numbers. */
export type FloatRegion = Region<Float32Array<ArrayBuffer>>;

const makeFloats = (buffer: ArrayBuffer, at: number, length: number) => new Float32Array(buffer, at, length);
const makeIntegers = (buffer: ArrayBuffer, at: number, length: number) => new Int32Array(buffer, at, length);
const makeShorts = (buffer: ArrayBuffer, at: number, length: number) => new Int16Array(buffer, at, length);
const makeBytes = (buffer: ArrayBuffer, at: number, length: number) => new Uint8Array(buffer, at, length);

/** The kernels, and regions of their memory. */
export class DeviceMemory {
  readonly kernels: DeviceKernels;
  readonly #module: DeviceKernels & OwnMemory;
  #used = ALIGNMENT_BYTES;

  constructor() {
    this.#module = instance();
    this.kernels = this.#module;
  }

  /** A region of float32 numbers, all 0 or a copy of the values. */
  floats(content: number | Float32Array): FloatRegion {
    return this.#region(content, Float32Array.BYTES_PER_ELEMENT, makeFloats);
  }

  /** A region of 32-bit integers, all 0. */
  integers(length: number): Region<Int32Array<ArrayBuffer>> {
    return this.#region(length, Int32Array.BYTES_PER_ELEMENT, makeIntegers);
  }

  /** A region of 16-bit integers, all 0 or a copy of the values. */
  shorts(content: number | Int16Array): Region<Int16Array<ArrayBuffer>> {
    return this.#region(content, Int16Array.BYTES_PER_ELEMENT, makeShorts);
  }

  /** A region of bytes, all 0. */
  bytes(length: number): Region<Uint8Array<ArrayBuffer>> {
    return this.#region(length, 1, makeBytes);
  }

  #region<View extends Numbers>(
    content: number | ArrayLike<number>,
    elementBytes: number,
    make: (buffer: ArrayBuffer, address: number, length: number) => View,
  ): Region<View> {
    const length = typeof content === "number" ? content : content.length;
    const region = new Region(this.#module, this.#take(elementBytes * length), length, make);
    if (typeof content !== "number") region.view.set(content);
    return region;
  }

  #take(bytes: number): number {
    const begin = this.#used;
    this.#used += Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const { memory } = this.#module;
    const missing = this.#used - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    return begin;
  }
}
