/**
 * A device network in Node and browsers: the kernels that a firmware's C is translated from, on the same compact form, so with
 * the same bits.
 */

import { UserError } from "../core/errors.ts";
import { type OwnMemory, WASM_PAGE_BYTES, wasmInstances } from "../core/wasm-instance.ts";
import type { Activation } from "../network/activation.ts";
import { WASM_BASE64 } from "./assembly/kernels.generated.ts";
import type { CompactLayer, CompactNetwork } from "./compact-network.ts";

/** Addresses, counts and bits in, see the sources `*.as.ts`. */
interface NetworkKernels {
  areFinite(x: number, count: number): number;
  copyInto(y: number, x: number, count: number): void;
  normalizeInto(y: number, x: number, scale: number, offset: number, count: number): void;
  scaleInto(y: number, x: number, first: number, codes: number, codeBits: number, scales: number, count: number): void;
  addSurvivorsInto(
    sums: number,
    h: number,
    first: number,
    count: number,
    outputs: number,
    cursor: number,
    gaps: number,
    gapBits: number,
    gapCount: number,
    codes: number,
    codeBits: number,
    values: number,
  ): void;
  addInputsInto(
    sums: number,
    h: number,
    first: number,
    count: number,
    outputs: number,
    codes: number,
    codeBits: number,
    values: number,
  ): void;
  largestOf(h: number, count: number, largest: number): number;
  quantizeInto(codes: number, h: number, count: number, largest: number): void;
  stepSizeOf(largest: number): number;
  addSurvivorDotsInto(
    dots: number,
    inputCodes: number,
    first: number,
    count: number,
    outputs: number,
    cursor: number,
    gaps: number,
    gapBits: number,
    gapCount: number,
    codes: number,
    codeBits: number,
    values: number,
  ): void;
  addInputDotsInto(
    dots: number,
    inputCodes: number,
    first: number,
    count: number,
    outputs: number,
    codes: number,
    codeBits: number,
    values: number,
  ): void;
  addDotsInto(sums: number, dots: number, step: number, count: number): void;
  sigmoidInto(y: number, count: number): void;
  tanhInto(y: number, count: number): void;
  reluInto(y: number, count: number): void;
  geluInto(y: number, count: number): void;
  leakyReluInto(y: number, count: number, slope: number): void;
  softmaxInto(p: number, sums: number, count: number): void;
}

/** As the bits of a code: every survivor has a value of its own (assembly/network.as.ts). */
export const OWN_VALUES = 32;
/** Where the survivors of the next input begin. */
const CURSOR_INTS = 4;

const instance = wasmInstances<NetworkKernels>(WASM_BASE64);
const ALIGNMENT_BYTES = 16;

/** A network that answers for one recording's features at a time. */
export class DeviceNetwork {
  readonly #network: CompactNetwork;
  readonly #kernels = instance();
  #end = ALIGNMENT_BYTES;
  readonly #features: number;
  readonly #run: (features: number) => number;

  constructor(network: CompactNetwork) {
    this.#network = network;
    const { features, layers } = network;
    this.#features = this.#take(4 * features.length);
    const normalized = this.#take(4 * features.length);
    const normalize = this.#normalization(normalized);
    const steps = layers.map((layer) => this.#layer(layer));
    this.#run = (input) => {
      normalize(input);
      return steps.reduce((h, step) => step(h), normalized);
    };
  }

  /**
   * Class probabilities, with the bits of the exported C. [C]
   *
   * @param features  In the order of the network's, finite. [F]
   * @throws RangeError if these are not as many numbers, or one is not finite; UserError if the sums are beyond float32.
   */
  predict(features: Float32Array): Float32Array {
    const { features: names, classes } = this.#network;
    if (features.length !== names.length)
      throw new RangeError(`predict: the network has ${names.length} features, got ${features.length} numbers`);
    const broken = features.findIndex((value) => !Number.isFinite(value));
    if (broken >= 0)
      throw new RangeError(`predict: ${names[broken]} is ${features[broken]}; all features must be finite`);
    new Float32Array(this.#kernels.memory.buffer, this.#features, features.length).set(features);
    const p = new Float32Array(this.#kernels.memory.buffer, this.#run(this.#features), classes.length).slice();
    if (!p.every(Number.isFinite))
      throw new UserError("predict: the network's sums are beyond float32; its features are too large for it");
    return p;
  }

  #normalization(to: number): (from: number) => void {
    const { normalization, features } = this.#network;
    const kernels = this.#kernels;
    const count = features.length;
    switch (normalization.kind) {
      case "identity":
        return (from) => kernels.copyInto(to, from, count);
      case "affine": {
        const [scale, offset] = [this.#store(normalization.scale), this.#store(normalization.offset)];
        return (from) => kernels.normalizeInto(to, from, scale, offset, count);
      }
      case "scales": {
        const { bits, bytes } = normalization.codes;
        const [codes, scales] = [this.#store(bytes), this.#store(normalization.scales)];
        return (from) => kernels.scaleInto(to, from, 0, codes, bits, scales, count);
      }
    }
  }

  /** What a layer does with its inputs; it gives the address of its outputs. */
  #layer(layer: CompactLayer): (h: number) => number {
    const kernels = this.#kernels;
    const { outputs, activation } = layer;
    const bias = this.#store(layer.bias);
    const sums = this.#take(4 * outputs);
    const add = layer.weights.kind === "int8" ? this.#integerSums(layer, sums) : this.#floatSums(layer, sums);
    return (h) => {
      kernels.copyInto(sums, bias, outputs);
      add(h);
      if (activation) this.#activate(sums, outputs, activation);
      else kernels.softmaxInto(sums, sums, outputs);
      return sums;
    };
  }

  #floatSums({ inputs, outputs, gaps, weights }: CompactLayer, sums: number): (h: number) => void {
    const kernels = this.#kernels;
    const isCoded = weights.kind === "codes";
    const codes = isCoded ? this.#store(weights.codes.bytes) : 0;
    const codeBits = isCoded ? weights.codes.bits : OWN_VALUES;
    const values = this.#store(weights.values as Float32Array);
    if (!gaps) return (h) => kernels.addInputsInto(sums, h, 0, inputs, outputs, codes, codeBits, values);
    const at = this.#store(gaps.bytes);
    const cursor = this.#take(4 * CURSOR_INTS);
    const { bits, count } = gaps;
    return (h) => {
      new Int32Array(kernels.memory.buffer, cursor, CURSOR_INTS).fill(0);
      kernels.addSurvivorsInto(sums, h, 0, inputs, outputs, cursor, at, bits, count, codes, codeBits, values);
    };
  }

  #integerSums({ inputs, outputs, gaps, weights }: CompactLayer, sums: number): (h: number) => void {
    if (weights.kind !== "int8") throw new RangeError("integerSums: the kernel is not int8");
    const kernels = this.#kernels;
    const { bits } = weights.codes;
    const codes = this.#store(weights.codes.bytes);
    const values = weights.values ? this.#store(weights.values) : 0;
    const at = gaps ? this.#store(gaps.bytes) : 0;
    const [inputCodes, dots, cursor] = [this.#take(inputs), this.#take(4 * outputs), this.#take(4 * CURSOR_INTS)];
    const add = gaps
      ? () =>
          kernels.addSurvivorDotsInto(
            dots,
            inputCodes,
            0,
            inputs,
            outputs,
            cursor,
            at,
            gaps.bits,
            gaps.count,
            codes,
            bits,
            values,
          )
      : () => kernels.addInputDotsInto(dots, inputCodes, 0, inputs, outputs, codes, bits, values);
    return (h) => {
      const largest = kernels.largestOf(h, inputs, 0);
      kernels.quantizeInto(inputCodes, h, inputs, largest);
      new Int32Array(kernels.memory.buffer, dots, outputs).fill(0);
      new Int32Array(kernels.memory.buffer, cursor, CURSOR_INTS).fill(0);
      add();
      kernels.addDotsInto(sums, dots, Math.fround(kernels.stepSizeOf(largest) * weights.scale), outputs);
    };
  }

  #activate(y: number, count: number, activation: Activation): void {
    const kernels = this.#kernels;
    if (activation.kind === "leaky-relu") kernels.leakyReluInto(y, count, activation.slope);
    else kernels[`${activation.kind}Into`](y, count);
  }

  #store(array: Float32Array | Uint8Array | Int8Array): number {
    const at = this.#take(array.byteLength);
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    new Uint8Array(this.#kernels.memory.buffer, at).set(bytes);
    return at;
  }

  /** Address of new bytes. */
  #take(bytes: number): number {
    const at = this.#end;
    this.#end = at + Math.ceil(bytes / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    const { memory } = this.#kernels as OwnMemory;
    const missing = Math.ceil((this.#end - memory.buffer.byteLength) / WASM_PAGE_BYTES);
    if (missing > 0) memory.grow(missing);
    return at;
  }
}
