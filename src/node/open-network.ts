/**
 * Any of our network files as something that can be asked.
 */

import type { Engine } from "../engine/engine.ts";
import { predictNetwork } from "../engine/predict.ts";
import { mentioned, type Profiled } from "../features/feature-profile.ts";
import type { JsonRecord } from "../formats/json.ts";
import { type NetworkFile, readNetworkFile } from "../formats/network-files.ts";
import { predictCoded } from "../quantization/coded-network.ts";
import { predictQuantized } from "../quantization/hybrid-forward.ts";
import { mergedNetwork } from "../quantization/merged-network.ts";
import { readWholeFile } from "./read-file.ts";

/** A network that is ready to be asked. */
export interface OpenNetwork extends Profiled {
  /** What to call it in an error. */
  readonly name: string;
  /** Names of the inputs, in this order. [F] */
  readonly features: readonly string[];
  /** Names of the outputs. [C] */
  readonly classes: readonly string[];
  /** What its file says of how it was made. */
  readonly provenance: JsonRecord;
  /** Class probabilities of some rows [N × C] from their features, row-major and finite. [N × F] */
  readonly predict: (values: Float32Array) => Promise<Float32Array>;
}

/**
 * The network in a file: .safetensors, .tflite or .coldpress of coldpress.
 *
 * @param engine  What runs a network that was not compressed; without one it is summed in float64, slower.
 * @throws UserError if the file is not there, or FormatError if it is no network of ours.
 */
export function openNetwork(path: string, { engine }: { engine?: Engine } = {}): OpenNetwork {
  const file = readNetworkFile(readWholeFile(path), path);
  const { features, classes, profile } = file.network;
  const predictValues = predictor(file, engine);
  const { provenance } = file;
  const predict: OpenNetwork["predict"] = async (values) => predictValues(values);
  return { ...mentioned(profile), name: path, features, classes, provenance, predict };
}

function predictor(
  file: NetworkFile,
  engine: Engine | undefined,
): (values: Float32Array) => Float32Array | Promise<Float32Array> {
  if (file.holds === "survivors") return (values) => predictCoded(file.network, values);
  if (file.holds === "quantized") return (values) => predictQuantized(file.network, values);
  if (engine) return (values) => predictNetwork(engine, file.network, values);
  const merged = mergedNetwork(file.network);
  return (values) => predictQuantized(merged, values);
}
