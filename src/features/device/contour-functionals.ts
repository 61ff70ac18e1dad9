/**
 * Functionals of one contour after the other, in the memory of the float32 kernels.
 *
 *   contour [N] → without zeros, if the group wants that → accumulators → functionals → features
 */

import { type OwnMemory, WASM_PAGE_BYTES, wasmInstances } from "../../core/wasm-instance.ts";
import { WASM_BASE64 } from "./assembly/kernels.generated.ts";
import type { FunctionalKernels } from "./functional-kernels.ts";
import type { DeviceJob, DevicePart } from "./functional-plan.ts";
import { ACCUMULATORS, type AccumulatorName } from "./functional-set.ts";
import { type Accumulated, type StateAddress, WRITERS } from "./functional-writers.ts";

const instance = wasmInstances<FunctionalKernels>(WASM_BASE64);

const WORD_BYTES = 4;
/** Address 0 stands for nothing. */
const FIRST_BYTE = 64;
/** Most outputs of a functional; what the kernels of percentiles and of segments work in. */
const OUTPUT_WORDS = 12;
const BOUND_WORDS = 32;
const LENGTH_WORDS = 100;

const NAMES = Object.keys(ACCUMULATORS) as AccumulatorName[];

type Add = (begin: number, x: number, count: number) => void;

/** Computes functionals; keeps its memory from contour to contour. */
export class ContourFunctionals {
  readonly #kernels: FunctionalKernels & OwnMemory = instance();
  readonly #states: Readonly<Record<AccumulatorName, StateAddress>>;
  readonly #add: Readonly<Record<AccumulatorName, Add>>;
  readonly #out: number;
  readonly #bounds: number;
  readonly #lengths: number;
  readonly #contour: number;
  #words = new Float32Array();

  constructor() {
    let end = FIRST_BYTE;
    const take = (words: number) => {
      end += WORD_BYTES * words;
      return end - WORD_BYTES * words;
    };
    this.#states = byName((name) => ({
      floats: ACCUMULATORS[name].floats.map(take),
      ints: take(ACCUMULATORS[name].ints),
    }));
    this.#add = byName((name) => adder(this.#kernels, name, this.#states[name]));
    this.#out = take(OUTPUT_WORDS);
    this.#bounds = take(BOUND_WORDS);
    this.#lengths = take(LENGTH_WORDS);
    this.#contour = end;
  }

  /**
   * Writes a part's functionals of a contour to their places among the features; 0 for a contour without values.
   *
   * @param features  [6373]
   * @param contour   The frames that the part's group sees. [N]
   */
  summarizeInto(features: Float32Array, contour: Float32Array, part: DevicePart): void {
    const x = this.#contour;
    this.#reserve(contour.length);
    this.#words.set(contour, x / WORD_BYTES);
    const isSparse = part.group.nonZeroOnly;
    const count = isSparse ? this.#kernels.nonZerosInto(x, x, contour.length) : contour.length;
    if (count === 0) {
      clear(features, part.jobs);
      return;
    }
    for (const name of part.accumulators) this.#add[name](0, x, count);
    this.#writeInto(features, part.jobs, {
      states: this.#states,
      x,
      count,
      framesPerSecond: part.framesPerSecond,
      work: x + WORD_BYTES * count,
      bounds: this.#bounds,
      lengths: this.#lengths,
    });
  }

  #writeInto(features: Float32Array, jobs: readonly DeviceJob[], accumulated: Accumulated): void {
    const first = this.#out / WORD_BYTES;
    for (const { functional, offset } of jobs) {
      const { name, outputs } = functional;
      const value = WRITERS[name](this.#kernels, this.#out, accumulated);
      if (value !== undefined) this.#words[first] = value;
      this.#kernels.keepFinite(this.#out, outputs.length);
      for (let i = 0; i < outputs.length; i++) features[offset + i] = this.#words[first + i];
    }
  }

  /** Makes room for a contour of `count` values and as much to work in. */
  #reserve(count: number): void {
    const { memory } = this.#kernels;
    const missing = this.#contour + 2 * WORD_BYTES * count - memory.buffer.byteLength;
    if (missing > 0) memory.grow(Math.ceil(missing / WASM_PAGE_BYTES));
    if (this.#words.buffer !== memory.buffer) this.#words = new Float32Array(memory.buffer);
  }
}

function byName<Value>(make: (name: AccumulatorName) => Value): Readonly<Record<AccumulatorName, Value>> {
  return Object.fromEntries(NAMES.map((name) => [name, make(name)])) as Record<AccumulatorName, Value>;
}

/** The kernel of an accumulator with the addresses of its state. */
function adder(kernels: FunctionalKernels, name: AccumulatorName, { floats, ints }: StateAddress): Add {
  const pointers = [...floats, ...(ACCUMULATORS[name].ints > 0 ? [ints] : [])];
  const kernel: (...values: number[]) => void = kernels[`${name}Add`];
  return kernel.bind(undefined, ...pointers);
}

function clear(features: Float32Array, jobs: readonly DeviceJob[]): void {
  for (const { functional, offset } of jobs) features.fill(0, offset, offset + functional.outputs.length);
}
