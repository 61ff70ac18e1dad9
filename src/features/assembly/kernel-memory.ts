/**
 * The compiled kernels of the feature extraction together with the memory they work in.
 *
 * The memory has a fixed size, so views into it stay valid. Regions are handed out from the bottom up and never given
 * back: an analysis takes what it needs when it is made. A region is a view whose `byteOffset` is its address.
 */

import { wasmInstances } from "../../core/wasm-instance.ts";
import { WASM_BASE64 } from "./kernels.generated.ts";

/** Addresses and counts in, see the sources `*.as.ts` of the same names. */
export interface FeatureKernels {
  windowFrame(out: number, samples: number, window: number, count: number): void;
  energy(samples: number, count: number): number;
  pack(re: number, im: number, frame: number, half: number): void;
  splitA(re: number, im: number, offsets: number, count: number, quarter: number, factors: number): void;
  splitB(re: number, im: number, offsets: number, count: number, quarter: number, factors: number): void;
  leaves8A(re: number, im: number, offsets: number, count: number): void;
  leaves8B(re: number, im: number, offsets: number, count: number): void;
  leaves4A(re: number, im: number, offsets: number, count: number): void;
  leaves4B(re: number, im: number, offsets: number, count: number): void;
  reorder(outRe: number, outIm: number, re: number, im: number, order: number, half: number): void;
  magnitudes(out: number, re: number, im: number, factors: number, half: number): void;
  keepPeaks(out: number, magnitudes: number, count: number): void;
  smooth(y: number, count: number): void;
  curvatures(m: number, y: number, tables: number, count: number): void;
  readSpline(out: number, y: number, m: number, points: number, count: number): void;
  subHarmonicSum(out: number, spectrum: number, shifts: number, gains: number, harmonics: number, count: number): void;
  total(x: number, count: number): number;
  localMaxima(out: number, x: number, count: number): number;
  power(out: number, magnitudes: number, count: number): void;
  melBands(
    bands: number,
    bandCount: number,
    power: number,
    lower: number,
    weights: number,
    first: number,
    end: number,
  ): void;
  powerSums(out: number, power: number, last: number): void;
  centralSums(out: number, power: number, last: number, binHz: number, centroid: number): void;
  changeSum(magnitudes: number, before: number, last: number): number;
  entropySum(power: number, last: number, floor: number, scale: number): number;
  weightedSum(power: number, weights: number, last: number): number;
  swingSum(power: number, last: number): number;
  totals(sums: number, squares: number, samples: number, count: number): void;
  correlations(
    out: number,
    samples: number,
    sums: number,
    squares: number,
    start: number,
    least: number,
    most: number,
    leastVariance: number,
  ): void;
}

const instance = wasmInstances<FeatureKernels>(WASM_BASE64);

/** Regions begin at multiples of a cache line. */
const ALIGNMENT_BYTES = 64;

/** The kernels, and regions of their memory. */
export class KernelMemory {
  readonly kernels: FeatureKernels;
  readonly #buffer: ArrayBuffer;
  #used = ALIGNMENT_BYTES;

  constructor() {
    const exports = instance();
    this.kernels = exports;
    this.#buffer = exports.memory.buffer;
  }

  /** A region of float32 numbers, all 0 or a copy of the values. */
  floats(content: number | ArrayLike<number>): Float32Array<ArrayBuffer> {
    const length = typeof content === "number" ? content : content.length;
    const region = new Float32Array(this.#buffer, this.#take(4 * length), length);
    if (typeof content !== "number") region.set(content);
    return region;
  }

  /** A region of float64 numbers, all 0 or a copy of the values. */
  doubles(content: number | ArrayLike<number>): Float64Array<ArrayBuffer> {
    const length = typeof content === "number" ? content : content.length;
    const region = new Float64Array(this.#buffer, this.#take(8 * length), length);
    if (typeof content !== "number") region.set(content);
    return region;
  }

  /** A region with a copy of 32-bit integers. */
  integers(values: ArrayLike<number>): Uint32Array<ArrayBuffer> {
    const region = new Uint32Array(this.#buffer, this.#take(4 * values.length), values.length);
    region.set(values);
    return region;
  }

  #take(bytes: number): number {
    const begin = this.#used;
    this.#used += Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    if (this.#used > this.#buffer.byteLength)
      throw new RangeError(`KernelMemory: ${this.#used} bytes are needed, the memory has ${this.#buffer.byteLength}`);
    return begin;
  }
}
