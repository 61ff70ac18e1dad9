/**
 * What is in one of our files, as plain data: for `coldpress inspect`, for reports, and for checking someone's claim.
 *
 * Reading a file checks it: what comes back has passed its checksums.
 */

import { entropyBits } from "../codec/entropy.ts";
import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError } from "../core/errors.ts";
import type { Architecture } from "../network/architecture.ts";
import type { Kernel, QuantizedNetwork } from "../quantization/quantized-network.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { type BillOfBytes, billOfBytes } from "./container/bill-of-bytes.ts";
import { decodeContainer } from "./container/container-file.ts";
import { looksLikeContainer } from "./container/container-sections.ts";
import { crc32Hex } from "./crc32.ts";
import type { JsonRecord } from "./json.ts";
import { decodeModelFile, kindOf, type ModelFile } from "./model-file.ts";
import { decodeSafetensors, looksLikeSafetensors, type TensorData } from "./safetensors.ts";
import { looksLikeTflite } from "./tflite/read-graph.ts";
import { decodeTflite } from "./tflite/tflite-file.ts";

export interface Inspection {
  readonly kind: "network" | "checkpoint" | "tflite" | "container";
  readonly sizeBytes: number;
  /** CRC-32 of the whole file, to tell two files apart; the file's own checksums were found right. */
  readonly crc32: string;
  readonly architecture: Architecture;
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /** Where the network comes from, as its maker says. */
  readonly provenance: JsonRecord;
  /** As stored; of a container, as decoded: kernels in codes or indices. */
  readonly tensors: readonly TensorInspection[];
  /** Of a container: where its bytes go. */
  readonly bill?: BillOfBytes;
  /** Of the kernels alone. */
  readonly kernels: SparsityInspection;
}

export interface SparsityInspection {
  readonly weights: number;
  readonly positiveZeros: number;
  readonly negativeZeros: number;
  /** Weights that are not zero. */
  readonly survivors: number;
  /** Share of zeros, 0 to 1. */
  readonly sparsity: number;
}

export interface TensorInspection extends SparsityInspection {
  readonly name: string;
  readonly shape: readonly number[];
  /** float32, int32, int8 or uint8 */
  readonly type: string;
  readonly sizeBytes: number;
  readonly smallest: number;
  readonly largest: number;
  readonly distinctValues: number;
  /** Zero-order entropy of the values, bits each: what a coder that looks at one value at a time cannot beat. */
  readonly entropyBits: number;
}

const TYPE_NAMES = new Map<unknown, string>([
  [Float32Array, "float32"],
  [Int32Array, "int32"],
  [Int8Array, "int8"],
  [Uint8Array, "uint8"],
]);

/**
 * The contents of a model file, a checkpoint, a .tflite file or a container of ours.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is none of ours, cut or changed.
 */
export function inspectFile(file: ByteInput, name: string): Inspection {
  const bytes = bytesOf(file, "inspectFile");
  const inspect = looksLikeTflite(bytes)
    ? inspectTflite
    : looksLikeContainer(bytes)
      ? inspectContainer
      : inspectSafetensors;
  const found = inspect(bytes, name);
  const kernels = found.tensors.filter(({ name: tensor }) => /^layers.\d+.weights$/.test(tensor));
  return { sizeBytes: bytes.length, crc32: crc32Hex(bytes), ...found, kernels: sumOf(kernels) };
}

/** Zeros, survivors and entropy of some numbers. */
export function inspectTensor(name: string, shape: readonly number[], data: TensorData): TensorInspection {
  let positiveZeros = 0;
  let negativeZeros = 0;
  let smallest = Number.POSITIVE_INFINITY;
  let largest = Number.NEGATIVE_INFINITY;
  for (const value of data) {
    if (value === 0) {
      if (Object.is(value, -0)) negativeZeros++;
      else positiveZeros++;
    }
    if (value < smallest) smallest = value;
    if (value > largest) largest = value;
  }
  const counts = data.BYTES_PER_ELEMENT === 1 ? byteCounts(data) : wordCounts(data);
  return {
    name,
    shape,
    type: TYPE_NAMES.get(data.constructor) ?? "",
    sizeBytes: data.byteLength,
    smallest,
    largest,
    distinctValues: counts.length,
    entropyBits: entropyBits(counts),
    ...sparsityOf(data.length, positiveZeros, negativeZeros),
  };
}

function inspectSafetensors(bytes: Uint8Array, name: string) {
  if (!looksLikeSafetensors(bytes))
    throw new FormatError(`${name}: is none of coldpress's files (model file, checkpoint, .tflite, container)`);
  const file = decodeSafetensors(bytes, name);
  const isCheckpoint = kindOf(file, name) === "checkpoint";
  const { network, provenance } = isCheckpoint ? checkpointNetwork(bytes, name) : decodeModelFile(bytes, name);
  const { architecture, features, classes } = network;
  const tensors = [...file.tensors].map(([tensor, { shape, data }]) => inspectTensor(tensor, shape, data));
  return {
    kind: isCheckpoint ? ("checkpoint" as const) : ("network" as const),
    architecture,
    features,
    classes,
    provenance,
    tensors,
  };
}

function inspectTflite(bytes: Uint8Array, name: string) {
  const { network, provenance } = decodeTflite(bytes, name);
  const { architecture, features, classes } = network;
  return {
    kind: "tflite" as const,
    architecture,
    features,
    classes,
    provenance,
    tensors: inspectQuantized(network),
  };
}

function inspectContainer(bytes: Uint8Array, name: string) {
  const { network, provenance, madeFrom } = decodeContainer(bytes, name);
  const { architecture, features, classes } = network;
  return {
    kind: "container" as const,
    architecture,
    features,
    classes,
    provenance: { madeFrom, ...provenance },
    tensors: inspectQuantized(network),
    bill: billOfBytes(bytes, name),
  };
}

function inspectQuantized({ normalization, layers }: QuantizedNetwork): TensorInspection[] {
  const { scale, offset } = normalization;
  return [
    inspectTensor("normalization.scale", [scale.length], scale),
    inspectTensor("normalization.offset", [offset.length], offset),
    ...layers.flatMap(({ inputs, outputs, kernel, bias }, layer) => [
      inspectTensor(`layers.${layer}.weights`, [outputs, inputs], storedNumbers(kernel)),
      inspectTensor(`layers.${layer}.bias`, [outputs], bias),
    ]),
  ];
}

function storedNumbers(kernel: Kernel): TensorData {
  return kernel.kind === "int8" ? kernel.codes : kernel.kind === "codebook" ? kernel.indices : kernel.weights;
}

function sumOf(kernels: readonly SparsityInspection[]): SparsityInspection {
  const total = (count: (kernel: SparsityInspection) => number) =>
    kernels.reduce((sum, kernel) => sum + count(kernel), 0);
  return sparsityOf(
    total(({ weights }) => weights),
    total(({ positiveZeros }) => positiveZeros),
    total(({ negativeZeros }) => negativeZeros),
  );
}

function sparsityOf(weights: number, positiveZeros: number, negativeZeros: number): SparsityInspection {
  const zeros = positiveZeros + negativeZeros;
  const sparsity = weights === 0 ? 0 : zeros / weights;
  return { weights, positiveZeros, negativeZeros, survivors: weights - zeros, sparsity };
}

function checkpointNetwork(bytes: Uint8Array, name: string): ModelFile {
  const { state, provenance } = decodeCheckpoint(bytes, name);
  return { network: state.network, provenance };
}

/** How often each value occurs that occurs at all: by sorting the bit patterns, one copy and no table of millions of keys. */
function wordCounts(values: TensorData): number[] {
  const patterns = new Uint32Array(values.buffer, values.byteOffset, values.length).slice().sort();
  const counts: number[] = [];
  let start = 0;
  for (let i = 1; i <= patterns.length; i++)
    if (i === patterns.length || patterns[i] !== patterns[start]) {
      counts.push(i - start);
      start = i;
    }
  return counts;
}

function byteCounts(values: TensorData): number[] {
  const counts = new Float64Array(256);
  for (const value of values) counts[value & 0xff] = counts[value & 0xff] + 1;
  return [...counts].filter((count) => count > 0);
}
