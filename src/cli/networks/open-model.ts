/**
 * Any of our network files as something that predicts.
 */

import type { Answer, Engine } from "../../engine/engine.ts";
import { predictNetwork } from "../../engine/predict.ts";
import { type NetworkFile, readNetworkFile } from "../../formats/network-files.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { predictCoded } from "../../quantization/coded-network.ts";
import { predictQuantized } from "../../quantization/hybrid-forward.ts";
import { type FeatureTable, selectFeatures } from "../../table/index.ts";

export interface OpenModel {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /**
   * Class probabilities of every recording. [N × C]
   *
   * @throws UserError if the table lacks a feature that the network needs; it takes them by name.
   */
  predict(table: FeatureTable): Answer<Float32Array>;
}

/** The network in a file. @throws UserError for another kind of file. */
export function openModel(path: string, engine: Engine): OpenModel {
  const file = readNetworkFile(readWholeFile(path), path);
  const { features, classes } = file.network;
  const predictValues = predictor(file, engine);
  return { features, classes, predict: (table) => predictValues(selectFeatures(table, features, path).values) };
}

function predictor(file: NetworkFile, engine: Engine): (values: Float32Array) => Answer<Float32Array> {
  if (file.holds === "trained") return (values) => predictNetwork(engine, file.network, values);
  if (file.holds === "survivors") return (values) => predictCoded(file.network, values);
  return (values) => predictQuantized(file.network, values);
}
