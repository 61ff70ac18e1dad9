/**
 * Magnitude spectra of windowed frames.
 *
 *   M[k] = | Σ_n w[n] x[n] e^(2πi n k / N) |,   k = 0 .. N/2, no scaling; the frame lies in the middle of N zeros
 *
 * A float32 transform whose operations and roundings are fixed (fft-float32-spec.md): pairs of samples become H = N/2
 * complex numbers, blocks of which are split into quarters down to 8 or 4, then put in order and recombined. Each operation
 * rounds once and none are merged; linear prediction of smooth contours amplifies the last bit to a visible difference.
 * reference/fft.ts does the same one operation at a time.
 */

import type { KernelMemory } from "../assembly/kernel-memory.ts";
import {
  type BlockSet,
  bitReversal,
  blocksByLength,
  factorsA,
  factorsB,
  recombinationFactors,
} from "./fourier-plan.ts";
import type { FrameStream } from "./geometry.ts";

/** Lanes of a vector: blocks of the last two levels are done by fours. */
const LANES = 4;

type Step = () => void;

/** Transforms frames of one length. */
export class FrameSpectrum {
  /** M of the frame taken last. [N/2 + 1] */
  readonly magnitudes: Float32Array<ArrayBuffer>;
  /** M² of the frame taken last; after `square`. [N/2 + 1] */
  readonly power: Float32Array<ArrayBuffer>;
  readonly #memory: KernelMemory;
  readonly #frameLength: number;
  /** Frame length rounded up to whole vectors. */
  readonly #paddedLength: number;
  readonly #samples: Float32Array<ArrayBuffer>;
  readonly #window: Float32Array<ArrayBuffer>;
  /** Windowed frame in the middle of zeros. [N] */
  readonly #frame: Float32Array<ArrayBuffer>;
  /** Address of the first windowed sample. */
  readonly #windowed: number;
  readonly #steps: readonly Step[];

  /** @param window  [frame length] */
  constructor(memory: KernelMemory, { frameLength, fftLength }: FrameStream, window: Float32Array) {
    const half = fftLength / 2;
    this.#memory = memory;
    this.#frameLength = frameLength;
    this.#paddedLength = Math.ceil(frameLength / LANES) * LANES;
    this.#samples = memory.floats(this.#paddedLength);
    this.#window = memory.floats(this.#paddedLength);
    this.#window.set(window);
    // One vector more: a frame as long as the transform may be padded beyond its end.
    this.#frame = memory.floats(fftLength + LANES);
    this.#windowed = this.#frame.byteOffset + 4 * Math.floor((fftLength - frameLength) / 2);
    this.magnitudes = memory.floats(half + LANES).subarray(0, half + 1);
    this.power = memory.floats(half + LANES).subarray(0, half + 1);
    this.#steps = transformSteps(memory, this.#frame.byteOffset, this.magnitudes.byteOffset, half);
  }

  /** Takes a frame of a signal. */
  take(signal: Float32Array, start: number): void {
    for (let n = 0; n < this.#frameLength; n++) this.#samples[n] = signal[start + n];
  }

  /** Root mean square of the frame. */
  rms(): number {
    return this.#rms(this.#samples.byteOffset);
  }

  /** Root mean square of the windowed frame; after `window`. */
  windowedRms(): number {
    return this.#rms(this.#windowed);
  }

  window(): void {
    const { kernels } = this.#memory;
    kernels.windowFrame(this.#windowed, this.#samples.byteOffset, this.#window.byteOffset, this.#paddedLength);
  }

  /** Computes `magnitudes` from the windowed frame. */
  transform(): void {
    for (const step of this.#steps) step();
  }

  /** Computes `power` from `magnitudes`. */
  square(): void {
    const { magnitudes, power } = this;
    this.#memory.kernels.power(power.byteOffset, magnitudes.byteOffset, magnitudes.length);
  }

  #rms(address: number): number {
    return Math.fround(Math.sqrt(this.#memory.kernels.energy(address, this.#paddedLength) / this.#frameLength));
  }
}

/** The kernel calls of one transform. */
function transformSteps(memory: KernelMemory, frame: number, magnitudes: number, half: number): Step[] {
  const { kernels } = memory;
  const [re, im, orderedRe, orderedIm] = [0, 1, 2, 3].map(() => memory.floats(half).byteOffset) as [
    number,
    number,
    number,
    number,
  ];
  const order = memory.integers(bitReversal(half).map((place) => 4 * place)).byteOffset;
  const recombination = memory.floats(planes(recombinationFactors(2 * half), 2)).byteOffset;
  return [
    () => kernels.pack(re, im, frame, half),
    ...blocksByLength(half)
      .filter(({ length }) => length >= 4)
      .map((blocks) => splitStep(memory, re, im, blocks, half)),
    () => kernels.reorder(orderedRe, orderedIm, re, im, order, half),
    () => kernels.magnitudes(magnitudes, orderedRe, orderedIm, recombination, half),
  ];
}

function splitStep(
  memory: KernelMemory,
  re: number,
  im: number,
  { kind, length, starts }: BlockSet,
  half: number,
): Step {
  const { kernels } = memory;
  const bytes = starts.map((start) => 4 * start);
  if (length < 16) {
    const last = bytes.at(-1) as number;
    const padded = [...bytes, ...Array<number>((LANES - (bytes.length % LANES)) % LANES).fill(last)];
    const offsets = memory.integers(padded).byteOffset;
    const leaves = length === 8 ? (`leaves8${kind}` as const) : (`leaves4${kind}` as const);
    return () => kernels[leaves](re, im, offsets, padded.length);
  }
  const offsets = memory.integers(bytes).byteOffset;
  const quarter = length / 4;
  if (kind === "A") {
    const rows = factorsA(length, length === half);
    rows[0] = [
      [1, 0],
      [1, 0],
    ];
    const factors = memory.floats(planes(rows.flat(2), 4)).byteOffset;
    return () => kernels.splitA(re, im, offsets, bytes.length, quarter, factors);
  }
  const factors = memory.floats(planes(factorsB(length).flat(2), 8)).byteOffset;
  return () => kernels.splitB(re, im, offsets, bytes.length, quarter, factors);
}

/** Rows of `count` numbers, turned into `count` planes. */
function planes(rows: ArrayLike<number>, count: number): Float32Array {
  const length = rows.length / count;
  return Float32Array.from(rows, (_, n) => rows[(n % length) * count + Math.floor(n / length)]);
}
