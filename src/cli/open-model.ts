/**
 * Any of our model files as something that predicts.
 */

import { extname } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { predictAll } from "../engine/predict.ts";
import { decodeModelFile } from "../formats/model-file.ts";
import { decodeTflite } from "../formats/tflite/tflite-file.ts";
import { predictQuantized } from "../quantization/hybrid-forward.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { readWholeFile } from "./read-file.ts";

/** Rows that go through a float32 network at once. */
const BATCH_ROWS = 32;

export interface OpenModel {
  readonly features: readonly string[];
  readonly classes: readonly string[];
  /** Class probabilities. @param values  [N × F] */
  predict(values: Float32Array): Float32Array;
}

/** The network in a file: .safetensors or .tflite. @throws UserError for another kind of file. */
export function openModel(path: string, engine: Engine): OpenModel {
  const bytes = readWholeFile(path);
  if (extname(path) === ".tflite") {
    const { network } = decodeTflite(bytes, path);
    return { ...network, predict: (values) => predictQuantized(network, values) };
  }
  if (extname(path) !== ".safetensors")
    throw new UserError(`${path}: unknown type of model; expected is a .safetensors or .tflite file of coldpress`);
  const { network } = decodeModelFile(bytes, path);
  const { inputs: inputCount, classes: classCount } = network.architecture;
  return {
    ...network,
    predict: (values) => {
      const resident = engine.load(network, { batchSize: BATCH_ROWS, trainable: false });
      try {
        return predictAll(resident, values, { inputCount, classCount, batchSize: BATCH_ROWS });
      } finally {
        resident.release();
      }
    },
  };
}

/** Refuses a table whose features are not those of the model, naming the first that differs. */
export function checkFeatures({ features }: OpenModel, table: FeatureTable, path: string): void {
  const different = features.findIndex((name, i) => name !== table.features[i]);
  if (different >= 0 || features.length !== table.features.length)
    throw new UserError(
      `${path}: expects ${features.length} features, the table has ${table.features.length}` +
        (different >= 0
          ? `; feature ${different + 1} must be "${features[different]}", found "${table.features[different] ?? "none"}"`
          : ""),
    );
}
