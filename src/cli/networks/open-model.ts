/**
 * Any of our model files as something that predicts.
 */

import { extname } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { Engine } from "../../engine/engine.ts";
import { predictNetwork } from "../../engine/predict.ts";
import { decodeContainer } from "../../formats/container/container-file.ts";
import { decodeModelFile } from "../../formats/model-file.ts";
import { decodeTflite } from "../../formats/tflite/tflite-file.ts";
import { readWholeFile } from "../../node/read-file.ts";
import { predictQuantized } from "../../quantization/hybrid-forward.ts";
import { type FeatureTable, selectFeatures } from "../../table/index.ts";

export interface OpenModel {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /**
   * Class probabilities of every recording. [N × C]
   *
   * @throws UserError if the table's features are not what the model needs.
   */
  predict(table: FeatureTable): Float32Array;
}

/**
 * The network in a file: .safetensors, .tflite or .coldpress.
 *
 * The first two need a table of just their features; a container may need few of many and takes them by name.
 *
 * @throws UserError for another kind of file.
 */
export function openModel(path: string, engine: Engine): OpenModel {
  const bytes = readWholeFile(path);
  switch (extname(path)) {
    case ".coldpress": {
      const { network } = decodeContainer(bytes, path);
      const valuesOf = (table: FeatureTable) => selectFeatures(table, network.features, path).values;
      return { ...network, predict: (table) => predictQuantized(network, valuesOf(table)) };
    }
    case ".tflite": {
      const { network } = decodeTflite(bytes, path);
      return { ...network, predict: (table) => predictQuantized(network, checkedValues(network, table, path)) };
    }
    case ".safetensors": {
      const { network } = decodeModelFile(bytes, path);
      return { ...network, predict: (table) => predictNetwork(engine, network, checkedValues(network, table, path)) };
    }
    default:
      throw new UserError(
        `${path}: unknown type of model; expected is a .safetensors, .tflite or .coldpress file of coldpress`,
      );
  }
}

/** The table's numbers; refuses features that are not those of the model, naming the first that differs. */
function checkedValues(
  { features }: { readonly features: readonly string[] },
  table: FeatureTable,
  path: string,
): Float32Array {
  const different = features.findIndex((name, i) => name !== table.features[i]);
  if (different >= 0 || features.length !== table.features.length)
    throw new UserError(
      `${path}: expects ${features.length} features, the table has ${table.features.length}` +
        (different >= 0
          ? `; feature ${different + 1} must be "${features[different]}", found "${table.features[different] ?? "none"}"`
          : ""),
    );
  return table.values;
}
