/**
 * The four networks of a model: their files, what those weigh, and how they answer. What float32 and int8 do differently
 * stands in the two functions that make a variant, and nowhere else.
 */

import type { Engine, RunnableNetwork } from "../engine/engine.ts";
import { predictAll } from "../engine/predict.ts";
import { formatNamed } from "../formats/network-files.ts";
import { zipSizeBytes } from "../formats/zip.ts";
import type { Network } from "../network/network.ts";
import { canonicalZeros } from "../quantization/canonical-zeros.ts";
import { denseWeights } from "../quantization/dense-weights.ts";
import { predictQuantized } from "../quantization/hybrid-forward.ts";
import type { QuantizedNetwork } from "../quantization/quantized-network.ts";
import { countZeros, layerBill, type StoredKernel } from "./layer-bill.ts";
import type { VariantName } from "./paper.ts";
import type { VariantResult } from "./result.ts";

/** A network of the experiment in the form of its file. */
export interface Variant {
  readonly name: VariantName;
  readonly file: string;
  /** The file as chunks, made anew by every call: it may have hundreds of MB. */
  readonly chunks: () => Uint8Array[];
  /** The same with +0.0 for every −0.0; null where the format has no −0.0. */
  readonly canonicalChunks: (() => Uint8Array[]) | null;
  readonly kernels: readonly StoredKernel[];
  /** What else training changed and the file holds: biases and, where they are not merged away, gamma and beta. */
  readonly vectors: readonly Float32Array[];
  readonly open: (engine: Engine) => OpenVariant;
}

/** A variant that is asked. */
export interface OpenVariant {
  /** Class probabilities. [N × C] @param values  [N × I] */
  readonly predict: (values: Float32Array) => Promise<Float32Array>;
  readonly release: () => void;
}

/** What is said of a variant without predicting anything. */
export type VariantWeight = Pick<
  VariantResult,
  "name" | "file" | "fileBytes" | "zipBytes" | "canonicalZipBytes" | "zeros" | "layers"
>;

/** Rows that are predicted at once. */
const PREDICTION_BATCH = 32;

/** In float32, with all that training needs; the engine answers. */
export function trainedVariant(name: VariantName, file: string, network: Network): Variant {
  const chunksOf = (own: Network) => written(file, formatNamed(file)?.writeTrained?.({ network: own, provenance: {} }));
  const { layers, normalization } = network;
  return {
    name,
    file,
    chunks: () => chunksOf(network),
    canonicalChunks: () => chunksOf(canonicalZeros(network)),
    kernels: layers.map(({ inputs, outputs, weights }) => ({ inputs, outputs, values: weights, scale: 1 })),
    vectors: [...layers.map(({ bias }) => bias), normalization.gamma, normalization.beta],
    open: (engine) => {
      const resident = engine.load(network, { batchSize: PREDICTION_BATCH, trainable: false });
      return { predict: (values) => allAnswers(resident, network, values), release: () => resident.release() };
    },
  };
}

/** As it is shipped; the hybrid forward pass answers. */
export function quantizedVariant(name: VariantName, file: string, network: QuantizedNetwork): Variant {
  return {
    name,
    file,
    chunks: () => written(file, formatNamed(file)?.writeQuantized?.write({ network, madeFrom: "", provenance: {} })),
    canonicalChunks: null,
    kernels: network.layers.map(({ inputs, outputs, kernel }) =>
      kernel.kind === "int8"
        ? { inputs, outputs, values: kernel.codes, scale: kernel.scale }
        : { inputs, outputs, values: denseWeights(kernel), scale: 1 },
    ),
    vectors: network.layers.map(({ bias }) => bias),
    open: () => ({ predict: async (values) => predictQuantized(network, values), release: () => {} }),
  };
}

/** Sizes, zeros and the bill of each layer. */
export async function weigh({
  name,
  file,
  chunks,
  canonicalChunks,
  kernels,
  vectors,
}: Variant): Promise<VariantWeight> {
  const own = chunks();
  return {
    name,
    file,
    fileBytes: own.reduce((sum, chunk) => sum + chunk.length, 0),
    zipBytes: await zipSizeBytes(file, own),
    // Pruning multiplies by a mask, which leaves −0.0 for negative weights.
    canonicalZipBytes: name === "pruned" && canonicalChunks ? await zipSizeBytes(file, canonicalChunks()) : null,
    zeros: [...kernels.map(({ values }) => values), ...vectors].reduce((sum, values) => sum + countZeros(values), 0),
    layers: kernels.map(layerBill),
  };
}

function written(file: string, chunks: Uint8Array[] | undefined): Uint8Array[] {
  if (!chunks) throw new RangeError(`${file}: its format does not take this network`);
  return chunks;
}

function allAnswers(resident: RunnableNetwork, { architecture }: Network, values: Float32Array): Promise<Float32Array> {
  const { inputs: inputCount, classes: classCount } = architecture;
  return predictAll(resident, values, { inputCount, classCount, batchSize: PREDICTION_BATCH });
}
