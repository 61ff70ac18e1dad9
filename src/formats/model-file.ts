/**
 * The model file: a float32 network with its names and its origin, as safetensors (`.safetensors`).
 *
 *   __metadata__   format "coldpress", kind "network", version, network (JSON: architecture, features, classes),
 *                  provenance (JSON of whoever made it: seed, tool version, data)
 *   tensors        normalization.{gamma,beta,moving_mean,moving_variance} [I], layers.<l>.weights [O × I], layers.<l>.bias [O]
 *
 * Every number comes back bit for bit, −0.0 and the sign of a pruned weight included.
 * The bytes are documented in docs/formats/model-file.md.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError, type UserError } from "../core/errors.ts";
import { FEATURE_PROFILES, type FeatureProfile, mentioned, type Profiled } from "../features/feature-profile.ts";
import { type Architecture, checkedArchitecture, layerShapes } from "../network/architecture.ts";
import type { DenseLayer, Network } from "../network/network.ts";
import { assertFiniteAsRead, assertFiniteToWrite } from "./finite-numbers.ts";
import { isNameList, isRecord, type JsonRecord, parseJsonRecord } from "./json.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor, type TensorFile } from "./safetensors.ts";

/** Counts up when an older reader would misread the file. */
const VERSION = "1";

/** A network and where it comes from. */
export interface ModelFile {
  readonly network: Network;
  /** Seed, version of the tool, the data and the settings: whatever the maker says, as JSON. */
  readonly provenance: JsonRecord;
}

/** What a network is without its numbers. */
export type NetworkDescription = Pick<Network, "architecture" | "features" | "classes"> & Profiled;

/**
 * The chunks of a model file, to be written one after the other; they are views of the network's own arrays.
 *
 * @throws UserError if one of its numbers is not finite.
 */
export function encodeModelFile({ network, provenance }: ModelFile): Uint8Array[] {
  return encodeSafetensors({
    tensors: new Map(networkTensors(network)),
    metadata: { ...networkMetadata("network", network), provenance: JSON.stringify(provenance) },
  });
}

/**
 * The network of a model file; its arrays are views of the bytes.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, changed, or not a model file.
 */
export function decodeModelFile(bytes: ByteInput, name: string): ModelFile {
  const file = decodeSafetensors(bytesOf(bytes, "decodeModelFile"), name);
  const network = networkOf(file, "network", name);
  const expected = 4 + 2 * network.layers.length;
  if (file.tensors.size !== expected)
    throw new FormatError(`${name}: ${file.tensors.size} tensors found, the architecture has ${expected}`);
  const { provenance = "" } = file.metadata;
  return { network, provenance: parseJsonRecord(provenance, `${name}: metadata provenance`) };
}

/** Which of our kinds of safetensors a file is: "network", "checkpoint", or whatever else it claims. */
export function kindOf({ metadata }: TensorFile, name: string): string {
  const { format, version, kind = "" } = metadata;
  if (format !== "coldpress")
    throw new FormatError(`${name}: metadata format is ${JSON.stringify(format)}, expected "coldpress"`);
  if (version !== VERSION)
    throw new FormatError(`${name}: version is ${JSON.stringify(version)}, this program reads "${VERSION}"`);
  return kind;
}

/** The part of the metadata that describes a network. */
export function networkMetadata(kind: string, network: Network): Record<string, string> {
  const { architecture, features, classes, profile } = network;
  return {
    format: "coldpress",
    version: VERSION,
    kind,
    network: JSON.stringify({ architecture, features, classes, ...mentioned(profile) }),
  };
}

/** The arrays of a network under their names in the file. @throws UserError if a number is not finite. */
export function networkTensors(network: Network): [string, Tensor][] {
  const tensors = namedTensors(network);
  assertFiniteToWrite("network", numbersIn(tensors));
  return tensors;
}

function numbersIn(tensors: readonly [string, Tensor][]): [string, Float32Array][] {
  return tensors.map(([name, { data }]) => [name, data as Float32Array]);
}

function namedTensors({ normalization, layers }: Network): [string, Tensor][] {
  const { gamma, beta, movingMean, movingVariance } = normalization;
  return [
    ["normalization.gamma", vector(gamma)],
    ["normalization.beta", vector(beta)],
    ["normalization.moving_mean", vector(movingMean)],
    ["normalization.moving_variance", vector(movingVariance)],
    ...layers.flatMap(({ inputs, outputs, weights, bias }, layer): [string, Tensor][] => [
      [`layers.${layer}.weights`, { shape: [outputs, inputs], data: weights }],
      [`layers.${layer}.bias`, vector(bias)],
    ]),
  ];
}

/** The network in a file, after a check of its kind, its names and the shape of each array. */
export function networkOf(file: TensorFile, kind: string, name: string): Network {
  const found = kindOf(file, name);
  if (found !== kind) throw new FormatError(`${name}: holds a ${JSON.stringify(found)}, expected a "${kind}"`);
  const { network: description = "" } = file.metadata;
  const where = `${name}: metadata network`;
  const checked = checkedDescription(parseJsonRecord(description, where), where);
  const { architecture } = checked;
  const vectorOf = (tensor: string, length: number) => floatTensor(file, tensor, [length], name);
  const layers = layerShapes(architecture).map(
    ({ inputs, outputs }, layer): DenseLayer => ({
      inputs,
      outputs,
      weights: floatTensor(file, `layers.${layer}.weights`, [outputs, inputs], name),
      bias: vectorOf(`layers.${layer}.bias`, outputs),
    }),
  );
  const normalization = {
    gamma: vectorOf("normalization.gamma", architecture.inputs),
    beta: vectorOf("normalization.beta", architecture.inputs),
    movingMean: vectorOf("normalization.moving_mean", architecture.inputs),
    movingVariance: vectorOf("normalization.moving_variance", architecture.inputs),
  };
  const network = { ...checked, normalization, layers };
  assertFiniteAsRead(name, numbersIn(namedTensors(network)));
  const negative = normalization.movingVariance.findIndex((variance) => variance < 0);
  if (negative >= 0) throw new FormatError(`${name}: number ${negative} of normalization.moving_variance is negative`);
  return network;
}

/** A float32 tensor of the file, which must be there with just this shape. */
export function floatTensor(file: TensorFile, tensor: string, shape: readonly number[], name: string): Float32Array {
  const found = file.tensors.get(tensor);
  const size = found ? `[${found.shape.join()}]` : "missing";
  if (!(found?.data instanceof Float32Array) || size !== `[${shape.join()}]`)
    throw new FormatError(`${name}: tensor "${tensor}" is ${size}, expected float32 [${shape.join()}]`);
  return found.data;
}

/**
 * Architecture and names of a network from their JSON, found to fit each other.
 *
 * @param where  What to call the place in an error.
 */
export function checkedDescription(value: unknown, where: string): NetworkDescription {
  const { architecture, features, classes, profile } = isRecord(value) ? value : {};
  const { inputs, hidden, classes: outputs, activations } = isRecord(architecture) ? architecture : {};
  if (typeof inputs !== "number" || !Array.isArray(hidden) || typeof outputs !== "number")
    throw new FormatError(`${where}: must have an architecture with inputs, hidden and classes`);
  if (!isNameList(features) || features.length !== inputs || !isNameList(classes) || classes.length !== outputs)
    throw new FormatError(`${where}: must name ${inputs} different features and ${outputs} different classes`);
  try {
    const read = { inputs, hidden, classes: outputs, activations } as Architecture;
    return { architecture: checkedArchitecture(read), features, classes, ...mentioned(readProfile(profile, where)) };
  } catch (cause) {
    throw new FormatError(`${where}: ${(cause as UserError).message}`, { cause });
  }
}

/** The profile that a file mentions. @throws FormatError if there is none of that name. */
export function readProfile(profile: unknown, where: string): FeatureProfile | undefined {
  if (profile === undefined) return undefined;
  const known = FEATURE_PROFILES.find((own) => own === profile);
  if (known !== undefined) return known;
  throw new FormatError(
    `${where}: the profile of features is ${FEATURE_PROFILES.join(" or ")}, found ${JSON.stringify(profile)}`,
  );
}

function vector(data: Float32Array): Tensor {
  return { shape: [data.length], data };
}
