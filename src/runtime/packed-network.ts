/**
 * A network in the memory of its kernels: packed rows, biases and normalisation as compact as they stand in the file, and
 * the buffers that activations take.
 *
 *   address 1024: operands of the sums | arrays of the network | buffers for one row | buffers for sixteen rows, once needed
 *
 * Every array is filled up with zeros to a multiple of 16 bytes and followed by as much: vectors may run over an end, and rows
 * that are filled up read the column behind the last, whose weight is 0.
 */

import { UserError } from "../core/errors.ts";
import type { BiasSection } from "../formats/container/bias-section.ts";
import type { ContainerSections } from "../formats/container/container-sections.ts";
import type { NormalizationSection } from "../formats/container/normalization-section.ts";
import { type Activation, activationOf } from "../network/activation.ts";
import { type LayerShape, layerShapes } from "../network/architecture.ts";
import { packDenseInto } from "./dense-rows.ts";
import type { Kernels } from "./kernel-module.ts";
import {
  ALIGNMENT,
  type LayerSumKind,
  operandBytes,
  orderOf,
  type PlannedLayer,
  placesOf,
  planLayers,
  sumKindOf,
} from "./layer-plan.ts";
import { type KernelPlan, packRowsInto } from "./packed-rows.ts";
import { rowOfPlaces } from "./pieces.ts";

/** Where the kernels expect operands (assembly/operands.as.ts). */
const OPERANDS = 1024;
/** Rows of a batch that are computed together. */
export const BATCH_ROWS = 16;
/** Scales of the inputs that four bits tell apart. */
const PALETTE_SIZE = 16;
/** Numbers behind a row of activations that are kept at zero: the column behind the last, and what the last vector takes in. */
export const SLACK = 8;
const PAGE_BYTES = 65536;

/** A layer by its addresses. */
export interface ResidentLayer extends LayerShape {
  readonly kind: LayerSumKind;
  /** As in its plan (packed-rows.ts, dense-rows.ts). */
  readonly lanes: number;
  readonly codeBits: number;
  /** Row of each place, where rows were cut into pieces; otherwise none. */
  readonly rowOf: Uint32Array;
  readonly words: number;
  /** Of packed rows. */
  readonly runs: number;
  readonly runCount: number;
  /** Keys at which rows begin, and bytes from one slice's to the next one's. */
  readonly starts: number;
  readonly startBytes: number;
  /** Of dense rows. */
  readonly slices: number;
  readonly columns: number;
  /** Codebook, or values of a float32 kernel. */
  readonly numbers: number;
  /** Of an int8 kernel. */
  readonly scale: number;
  readonly bias: ResidentBias;
  /** Of a hidden layer. */
  readonly activation: Activation;
}

/** A layer's biases in memory: value = scale · number. */
export interface ResidentBias {
  readonly kind: "f32" | "f16" | "i8";
  readonly at: number;
  readonly scale: number;
}

export type ResidentNormalization =
  | { readonly kind: "identity" }
  | { readonly kind: "float32"; readonly scale: number; readonly offset: number }
  | { readonly kind: "exponents"; readonly exponents: number }
  | {
      readonly kind: "palette";
      readonly codes: number;
      readonly palette: number;
      readonly exceptions: number;
      readonly exceptionCount: number;
    };

/** Buffers of activations; `x` and `y` change places after each layer. */
export interface Buffers {
  /** Rows as they come. */
  readonly input: number;
  readonly x: number;
  readonly y: number;
  readonly probabilities: number;
}

/** What else sixteen rows need. */
export interface BatchBuffers extends Buffers {
  /** Codes of the inputs, their scales, and a layer's biases as float32. */
  readonly codes: number;
  readonly scales: number;
  readonly bias: number;
}

/** A container's network, laid out for the kernels. */
export class PackedNetwork {
  readonly kernels: Kernels;
  readonly normalization: ResidentNormalization;
  readonly layers: readonly ResidentLayer[];
  readonly buffers: Buffers;
  /** Bytes of all that is kept of the network. */
  readonly networkBytes: number;
  readonly #widest: number;
  #batchBuffers: BatchBuffers | null = null;
  #end: number;

  /** @param name  What to call the network in an error. @throws FormatError if its bytes are damaged. */
  constructor(kernels: Kernels, { description, normalization, layers }: ContainerSections, name: string) {
    this.kernels = kernels;
    const shapes = layerShapes(description.architecture);
    const coded = planLayers(shapes, layers, name);
    this.#end = OPERANDS + largestOf(coded, operandBytes);
    const start = this.#end;
    this.normalization = this.#storeNormalization(normalization);
    this.layers = coded.map((layer, at) => ({
      ...this.#storeLayer(layer, (layers[at] as { readonly bias: BiasSection }).bias),
      activation: activationOf(description.architecture, at),
    }));
    this.networkBytes = this.#end - start + this.layers.reduce((sum, { rowOf }) => sum + rowOf.byteLength, 0);
    this.#widest = SLACK + largestOf(coded, ({ kernel, plan }) => Math.max(kernel.inputs, placesOf(plan)));
    this.buffers = this.#takeBuffers(description.architecture.inputs, description.architecture.classes, 1);
  }

  /** Bytes of operands and activations: those for sixteen rows only after they were used. */
  get activationBytes(): number {
    return this.#end - this.networkBytes;
  }

  /** Buffers for sixteen rows, taken at the first call. */
  batchBuffers(): BatchBuffers {
    const first = this.layers[0];
    const last = this.layers.at(-1) as ResidentLayer;
    this.#batchBuffers ??= {
      ...this.#takeBuffers(first.inputs, last.outputs, BATCH_ROWS),
      codes: this.#take(BATCH_ROWS * this.#widest),
      scales: this.#take(4 * BATCH_ROWS),
      bias: this.#take(4 * this.#widest),
    };
    return this.#batchBuffers;
  }

  /** A view of some float32 numbers; valid until the next call that may take memory. */
  floats(at: number, length: number): Float32Array {
    return new Float32Array(this.kernels.memory.buffer, at, length);
  }

  /** The same of int32 numbers. */
  integers(at: number, length: number): Int32Array {
    return new Int32Array(this.kernels.memory.buffer, at, length);
  }

  #storeNormalization(section: NormalizationSection): ResidentNormalization {
    switch (section.kind) {
      case "identity":
        return section;
      case "float32":
        return { kind: "float32", scale: this.#store(section.scale), offset: this.#store(section.offset) };
      case "exponents":
        return this.#storeExponents(section.exponents);
    }
  }

  /** Four bits an input: the sixteen most frequent exponents in a palette, the others apart; a byte an input if that is less. */
  #storeExponents(exponents: Int8Array): ResidentNormalization {
    const counts = new Map<number, number>();
    for (const exponent of exponents) counts.set(exponent, (counts.get(exponent) ?? 0) + 1);
    const frequent = [...counts.keys()].sort((a, b) => (counts.get(b) as number) - (counts.get(a) as number));
    frequent.length = Math.min(frequent.length, PALETTE_SIZE);
    const codes = new Uint8Array(Math.ceil(exponents.length / 2));
    const exceptions: number[] = [];
    exponents.forEach((exponent, i) => {
      const code = frequent.indexOf(exponent);
      if (code < 0) exceptions.push(i * 256 + (exponent & 0xff));
      else codes[i >> 1] = codes[i >> 1] | (code << (i & 1 ? 4 : 0));
    });
    if (codes.length + 4 * exceptions.length >= exponents.length)
      return { kind: "exponents", exponents: this.#store(exponents) };
    const palette = new Float32Array(PALETTE_SIZE);
    palette.set(frequent.map((exponent) => 2 ** exponent));
    return {
      kind: "palette",
      codes: this.#store(codes),
      palette: this.#store(palette),
      exceptions: this.#store(Uint32Array.from(exceptions)),
      exceptionCount: exceptions.length,
    };
  }

  #storeLayer({ kernel, plan }: PlannedLayer, bias: BiasSection): Omit<ResidentLayer, "activation"> {
    const { inputs, outputs, section } = kernel;
    const { lanes, codeBits, firstPieces, placeOf, wordCount } = plan;
    const words = this.#take(8 * wordCount);
    const isFloat = section.kind === "float32";
    const codebook = new Float32Array(2 ** codeBits);
    if (section.kind === "codebook") codebook.set(section.codebook);
    const numbers = isFloat ? this.#take(4 * lanes * wordCount) : this.#store(codebook);
    const runs = plan.form === "packed" ? plan.runs : new Uint32Array();
    const { buffer } = this.kernels.memory;
    const packed = new Uint32Array(buffer, words, 2 * wordCount);
    if (plan.form === "dense") packDenseInto(packed, kernel, plan);
    else packRowsInto(packed, new Float32Array(buffer, numbers, isFloat ? lanes * wordCount : 0), kernel, plan);
    return {
      inputs,
      outputs,
      kind: sumKindOf({ kernel, plan }),
      lanes,
      codeBits,
      rowOf: firstPieces ? rowOfPlaces(firstPieces, placeOf) : new Uint32Array(),
      words,
      runs: this.#store(runs),
      runCount: runs.length / 2,
      starts: this.#store(plan.starts),
      startBytes: firstPieces ? 4 * lanes : 0,
      slices: plan.starts.length / lanes,
      columns: plan.form === "packed" ? 0 : plan.columns,
      numbers,
      scale: section.scale,
      bias: this.#storeBias(bias, plan),
    };
  }

  /** The biases in the order of the packed rows. */
  #storeBias({ scale, values }: BiasSection, plan: KernelPlan): ResidentBias {
    const ordered = values.slice();
    orderOf(plan).forEach((place, row) => {
      ordered[place] = values[row];
    });
    const kind = values instanceof Float32Array ? "f32" : values instanceof Uint16Array ? "f16" : "i8";
    return { kind, at: this.#store(ordered), scale };
  }

  #takeBuffers(inputs: number, classes: number, rows: number): Buffers {
    return {
      input: this.#take(4 * inputs * rows),
      x: this.#take(4 * this.#widest * rows),
      y: this.#take(4 * this.#widest * rows),
      probabilities: this.#take(4 * classes * rows),
    };
  }

  #store(array: Float32Array | Uint32Array | Uint16Array | Uint8Array | Int8Array): number {
    const at = this.#take(array.byteLength);
    new Uint8Array(this.kernels.memory.buffer, at).set(
      new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    );
    return at;
  }

  /** Address of new bytes, zeros, with one vector behind them. */
  #take(bytes: number): number {
    const at = this.#end;
    const end = at + Math.ceil(bytes / ALIGNMENT) * ALIGNMENT + ALIGNMENT;
    const { memory } = this.kernels;
    const missing = Math.ceil((end - memory.buffer.byteLength) / PAGE_BYTES);
    try {
      if (missing > 0) memory.grow(missing);
    } catch (cause) {
      throw new UserError(`loadNetwork: ${Math.ceil(end / 2 ** 20)} MiB of memory cannot be had here`, { cause });
    }
    this.#end = end;
    return at;
  }
}

/** The largest size of a layer. A loop: a call takes fewer arguments than a file can have layers. */
function largestOf(layers: readonly PlannedLayer[], sizeOf: (layer: PlannedLayer) => number): number {
  return layers.reduce((most, layer) => Math.max(most, sizeOf(layer)), 0);
}
