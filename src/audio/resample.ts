/**
 * Change of the sampling rate by a windowed sinc in polyphase form.
 *
 *   y[m] = Σ_n x[n] h(m·M/L − n),   rate out / rate in = L/M in lowest terms,   h: sinc-filter.ts
 *
 * Each of the L phases has its own row of coefficients. The signal is taken as silent outside. Output m lies at the time
 * m / rate out; there are ⌈N·L/M⌉ of them. Nothing folds back: the stop band begins at half the lower rate.
 *
 * Error   two-tone tests: at least 100 dB below the tones, 44.1, 48, 22.05 and 8 kHz to 16 kHz (test/audio/resample.test.ts).
 */

import { wasmInstances } from "../core/wasm-instance.ts";
import { WASM_BASE64 } from "./assembly/polyphase.generated.ts";
import { checkedSignal, type Signal } from "./signal.ts";
import { SincFilter } from "./sinc-filter.ts";

interface PolyphaseKernel {
  polyphase(
    out: number,
    signal: number,
    rows: number,
    taps: number,
    phase: number,
    up: number,
    down: number,
    count: number,
  ): void;
}

const kernelInstance = wasmInstances<PolyphaseKernel>(WASM_BASE64);

/** Coefficients of a phase are padded with zeros to a multiple of this. */
const TAP_BLOCK = 8;
/** Input samples that are filtered at a time. */
const BLOCK_LENGTH = 16_384;
/** Coefficients of all phases that fit into the kernel's memory; more are computed as they are needed. */
const MOST_COEFFICIENTS = 2 ** 21;

/**
 * The signal at another rate; the same one if it has that rate already.
 *
 * @throws RangeError if a rate is not a positive whole number, TypeError if the samples are integers.
 */
export function resample(source: Signal, sampleRateHz: number): Signal {
  const signal = checkedSignal(source, "resample", Number.POSITIVE_INFINITY);
  if (!isRate(sampleRateHz))
    throw new RangeError(`resample: rates must be positive whole numbers, got ${sampleRateHz}`);
  if (signal.sampleRateHz === sampleRateHz) return signal;
  const divisor = greatestCommonDivisor(signal.sampleRateHz, sampleRateHz);
  const up = sampleRateHz / divisor;
  const down = signal.sampleRateHz / divisor;
  const samples = new Float32Array(Math.ceil((signal.samples.length * up) / down));
  const filter = new SincFilter(up / down);
  if (up * paddedTaps(filter) <= MOST_COEFFICIENTS)
    polyphaseFilter(filter, up, down).filterInto(samples, signal.samples);
  else filterOneByOneInto(samples, signal.samples, filter, up, down);
  return { samples, sampleRateHz };
}

function isRate(hz: number): boolean {
  return Number.isInteger(hz) && hz >= 1;
}

function paddedTaps({ reach }: SincFilter): number {
  return Math.ceil((2 * reach) / TAP_BLOCK) * TAP_BLOCK;
}

/** The filter of the ratio used last: a corpus has one rate, and its table takes longer to make than a second to filter. */
let lastFilter: PolyphaseFilter | undefined;

function polyphaseFilter(filter: SincFilter, up: number, down: number): PolyphaseFilter {
  if (lastFilter?.up !== up || lastFilter.down !== down) lastFilter = new PolyphaseFilter(filter, up, down);
  return lastFilter;
}

class PolyphaseFilter {
  readonly up: number;
  readonly down: number;
  readonly #kernel = kernelInstance();
  readonly #reach: number;
  readonly #taps: number;
  readonly #rows: Float32Array<ArrayBuffer>;
  readonly #input: Float32Array<ArrayBuffer>;
  readonly #output: Float32Array<ArrayBuffer>;

  constructor(filter: SincFilter, up: number, down: number) {
    const { buffer } = this.#kernel.memory;
    this.up = up;
    this.down = down;
    this.#reach = filter.reach;
    this.#taps = paddedTaps(filter);
    this.#rows = new Float32Array(buffer, TAP_BLOCK * 4, up * this.#taps);
    for (let phase = 0; phase < up; phase++) this.#rows.set(filter.coefficients(phase / up), phase * this.#taps);
    const rowsEnd = this.#rows.byteOffset + this.#rows.byteLength;
    this.#input = new Float32Array(buffer, rowsEnd, BLOCK_LENGTH + this.#taps);
    const inputEnd = rowsEnd + this.#input.byteLength;
    this.#output = new Float32Array(buffer, inputEnd, Math.floor((buffer.byteLength - inputEnd) / 4));
  }

  filterInto(out: Float32Array, x: Float32Array): void {
    const { up, down } = this;
    const blockOutputs = Math.min(Math.floor((BLOCK_LENGTH * up) / down) - 1, this.#output.length);
    for (let m = 0; m < out.length; m += blockOutputs) {
      const count = Math.min(blockOutputs, out.length - m);
      const phase = (m * down) % up;
      this.#load(x, (m * down - phase) / up - this.#reach + 1);
      const [y, input, rows] = [this.#output, this.#input, this.#rows].map(({ byteOffset }) => byteOffset) as [
        number,
        number,
        number,
      ];
      this.#kernel.polyphase(y, input, rows, this.#taps, phase, up, down, count);
      out.set(this.#output.subarray(0, count), m);
    }
  }

  /** Fills the input from sample `first` of the signal on, with silence outside of it. */
  #load(x: Float32Array, first: number): void {
    const input = this.#input;
    const before = Math.min(Math.max(-first, 0), input.length);
    const part = x.subarray(first + before, first + input.length);
    input.fill(0, 0, before);
    input.set(part, before);
    input.fill(0, before + part.length);
  }
}

/** The same without a table, for rates with so many phases that no table holds them. */
function filterOneByOneInto(out: Float32Array, x: Float32Array, filter: SincFilter, up: number, down: number): void {
  for (let m = 0; m < out.length; m++) {
    const phase = (m * down) % up;
    const first = (m * down - phase) / up - filter.reach + 1;
    const coefficients = filter.coefficients(phase / up);
    const begin = Math.max(0, -first);
    const end = Math.min(coefficients.length, x.length - first);
    let sum = 0;
    for (let i = begin; i < end; i++) sum += x[first + i] * coefficients[i];
    out[m] = sum;
  }
}

function greatestCommonDivisor(a: number, b: number): number {
  return b === 0 ? a : greatestCommonDivisor(b, a % b);
}
