/**
 * Keras files: `.h5`, and `.keras`, a zip with one inside.
 */

import { unzipSync } from "fflate";
import { FormatError } from "../../core/errors.ts";
import { readHdf5 } from "../hdf5/read-hdf5.ts";
import { parseJsonRecord } from "../json.ts";
import { importKeras } from "./import-keras.ts";
import type { ImportedSteps } from "./imported-steps.ts";

/** The attribute of the root that is the configuration. */
const CONFIG = "model_config";

/** @throws FormatError if it is damaged or no dense network. */
export function importKerasH5(bytes: Uint8Array, name: string): ImportedSteps {
  const { datasets, text: config } = readHdf5(bytes, CONFIG, name);
  if (!config)
    throw new FormatError(`${name}: has no attribute model_config, perhaps it has weights alone; save the whole model`);
  return importKeras(parseJsonRecord(config, `${name}: model_config`), datasets, name);
}

/** The same of a `.keras` file. */
export function importKerasZip(bytes: Uint8Array, name: string): ImportedSteps {
  const files = unzipped(bytes, name);
  const { "config.json": config, "model.weights.h5": weights } = files;
  if (!config || !weights)
    throw new FormatError(`${name}: is a zip archive without config.json and model.weights.h5, no Keras model`);
  const { datasets } = readHdf5(weights, CONFIG, `${name}: model.weights.h5`);
  return importKeras(parseJsonRecord(config, `${name}: config.json`), datasets, name);
}

/** What deflate can pack at most, and what weights do not reach. */
const LARGEST_INFLATION = 16;

function unzipped(bytes: Uint8Array, name: string): Readonly<Record<string, Uint8Array>> {
  let left = LARGEST_INFLATION * bytes.length;
  try {
    return unzipSync(bytes, {
      filter: ({ name: file, originalSize }) => {
        if (file !== "config.json" && file !== "model.weights.h5") return false;
        left -= originalSize;
        if (left < 0) throw new FormatError(`${file} is said to have ${originalSize} bytes`);
        return true;
      },
    });
  } catch (error) {
    throw new FormatError(`${name}: is no zip archive that can be read: ${(error as Error).message}`, { cause: error });
  }
}
