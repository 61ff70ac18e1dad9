/**
 * What each kind of file holds, tensor by tensor: the part of an inspection that depends on the format.
 */

import { mentioned, type Profiled } from "../features/feature-profile.ts";
import { type Architecture, layerShapes } from "../network/architecture.ts";
import type { MergedNormalization } from "../network/merge-normalization.ts";
import type { Kernel, QuantizedNetwork } from "../quantization/quantized-network.ts";
import { decodeCheckpoint } from "./checkpoint.ts";
import { decodeBias } from "./container/bias-section.ts";
import { type BillOfBytes, billOfBytes } from "./container/bill-of-bytes.ts";
import { readContainer } from "./container/container-file.ts";
import type { ContainerSections } from "./container/container-sections.ts";
import { decodeStoredSurvivors, kernelName } from "./container/container-survivors.ts";
import { decodeNormalization } from "./container/normalization-section.ts";
import { inspectTensor, type TensorInspection } from "./inspect-tensors.ts";
import type { JsonRecord } from "./json.ts";
import { decodeModelFile, kindOf, type ModelFile } from "./model-file.ts";
import { decodeSafetensors, type TensorData } from "./safetensors.ts";
import { decodeTflite } from "./tflite/tflite-file.ts";

export type FileKind = "network" | "checkpoint" | "tflite" | "container";

/** What a file holds besides its numbers. */
export interface FileContents extends Profiled {
  readonly kind: FileKind;
  readonly architecture: Architecture;
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /** Where the network comes from, as its maker says. */
  readonly provenance: JsonRecord;
  readonly tensors: readonly TensorInspection[];
  readonly bill?: BillOfBytes;
}

/** Of a network or a checkpoint in safetensors. */
export function safetensorsContents(bytes: Uint8Array, name: string): FileContents {
  const file = decodeSafetensors(bytes, name);
  const isCheckpoint = kindOf(file, name) === "checkpoint";
  const { network, provenance } = isCheckpoint ? checkpointNetwork(bytes, name) : decodeModelFile(bytes, name);
  const { architecture, features, classes, profile } = network;
  const tensors = [...file.tensors].map(([tensor, { shape, data }]) => inspectTensor(tensor, shape, data));
  const kind = isCheckpoint ? "checkpoint" : "network";
  return { kind, architecture, features, classes, ...mentioned(profile), provenance, tensors };
}

/** Of a .tflite file. */
export function tfliteContents(bytes: Uint8Array, name: string): FileContents {
  const { network, provenance } = decodeTflite(bytes, name);
  const { architecture, features, classes, profile } = network;
  const tensors = inspectQuantized(network);
  return { kind: "tflite", architecture, features, classes, ...mentioned(profile), provenance, tensors };
}

/** Of a container. */
export function containerContents(bytes: Uint8Array, name: string): FileContents {
  const sections = readContainer(bytes, name);
  const { description, provenance, madeFrom } = sections;
  return {
    kind: "container",
    ...description,
    provenance: { madeFrom, ...provenance },
    tensors: inspectSections(sections, name),
    bill: billOfBytes(bytes, name),
  };
}

function inspectSections({ description, normalization, layers }: ContainerSections, name: string): TensorInspection[] {
  const shapes = layerShapes(description.architecture);
  return [
    ...inspectNormalization(decodeNormalization(normalization, description.architecture.inputs)),
    ...layers.flatMap(({ kernel, bias }, layer) => {
      const shape = shapes[layer];
      const { inputs, outputs } = shape;
      const { codes } = decodeStoredSurvivors(kernel, shape, kernelName(name, layer));
      return [
        inspectTensor(`layers.${layer}.weights`, [outputs, inputs], codes, inputs * outputs - codes.length),
        inspectTensor(`layers.${layer}.bias`, [outputs], decodeBias(bias)),
      ];
    }),
  ];
}

function inspectNormalization({ scale, offset }: MergedNormalization): TensorInspection[] {
  return [
    inspectTensor("normalization.scale", [scale.length], scale),
    inspectTensor("normalization.offset", [offset.length], offset),
  ];
}

function inspectQuantized({ normalization, layers }: QuantizedNetwork): TensorInspection[] {
  return [
    ...inspectNormalization(normalization),
    ...layers.flatMap(({ inputs, outputs, kernel, bias }, layer) => [
      inspectTensor(`layers.${layer}.weights`, [outputs, inputs], storedNumbers(kernel)),
      inspectTensor(`layers.${layer}.bias`, [outputs], bias),
    ]),
  ];
}

function storedNumbers(kernel: Kernel): TensorData {
  return kernel.kind === "int8" ? kernel.codes : kernel.kind === "codebook" ? kernel.indices : kernel.weights;
}

function checkpointNetwork(bytes: Uint8Array, name: string): ModelFile {
  const { state, provenance } = decodeCheckpoint(bytes, name);
  return { network: state.network, provenance };
}
