/**
 * The four networks of a model, in either number format: their files and what those weigh.
 */

import { formatNamed } from "../formats/network-files.ts";
import { zipSizeBytes } from "../formats/zip.ts";
import type { Network } from "../network/network.ts";
import { canonicalZeros } from "../quantization/canonical-zeros.ts";
import { denseWeights } from "../quantization/dense-weights.ts";
import type { QuantizedNetwork } from "../quantization/quantized-network.ts";
import { countZeros, layerBill, type StoredKernel } from "./layer-bill.ts";
import type { VariantName } from "./paper.ts";
import type { VariantResult } from "./result.ts";

export type Variant =
  | { readonly name: VariantName; readonly file: string; readonly network: Network }
  | { readonly name: VariantName; readonly file: string; readonly quantized: QuantizedNetwork };

/** What is said of a variant without predicting anything. */
export type VariantWeight = Pick<
  VariantResult,
  "name" | "file" | "fileBytes" | "zipBytes" | "canonicalZipBytes" | "zeros" | "layers"
>;

/** The variant's file as chunks, in the format that its name promises. */
export function fileChunks(variant: Variant): Uint8Array[] {
  const format = formatNamed(variant.file);
  const chunks =
    "network" in variant
      ? format?.writeTrained?.({ network: variant.network, provenance: {} })
      : format?.writeQuantized?.write({ network: variant.quantized, madeFrom: "", provenance: {} });
  if (!chunks) throw new RangeError(`fileChunks: ${variant.file} is no format for this network`);
  return chunks;
}

/** Sizes, zeros and the bill of each layer. */
export async function weigh(variant: Variant): Promise<VariantWeight> {
  const chunks = fileChunks(variant);
  return {
    name: variant.name,
    file: variant.file,
    fileBytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    zipBytes: await zipSizeBytes(variant.file, chunks),
    canonicalZipBytes: await canonicalZipBytes(variant),
    zeros: zerosOf(variant),
    layers: storedKernels(variant).map(layerBill),
  };
}

/** Zip size with +0.0 for every −0.0; null where there is none of them. */
async function canonicalZipBytes(variant: Variant): Promise<number | null> {
  if (!("network" in variant) || variant.name !== "pruned") return null;
  return zipSizeBytes(variant.file, fileChunks({ ...variant, network: canonicalZeros(variant.network) }));
}

function storedKernels(variant: Variant): StoredKernel[] {
  if ("network" in variant)
    return variant.network.layers.map(({ inputs, outputs, weights }) => ({
      inputs,
      outputs,
      values: weights,
      scale: 1,
    }));
  return variant.quantized.layers.map(({ inputs, outputs, kernel }) =>
    kernel.kind === "int8"
      ? { inputs, outputs, values: kernel.codes, scale: kernel.scale }
      : { inputs, outputs, values: denseWeights(kernel), scale: 1 },
  );
}

/** Zeros among what training changes: kernels, biases and, where they are not merged away, gamma and beta. */
function zerosOf(variant: Variant): number {
  const kernels = storedKernels(variant).reduce((sum, { values }) => sum + countZeros(values), 0);
  const layers = "network" in variant ? variant.network.layers : variant.quantized.layers;
  const biases = layers.reduce((sum, { bias }) => sum + countZeros(bias), 0);
  if ("quantized" in variant) return kernels + biases;
  const { gamma, beta } = variant.network.normalization;
  return kernels + biases + countZeros(gamma) + countZeros(beta);
}
