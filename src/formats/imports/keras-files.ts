/**
 * Keras files: `.h5`, and `.keras`, a zip with one inside. HDF5 is read by whoever calls (node/read-hdf5.ts).
 */

import { unzipSync } from "fflate";
import { FormatError } from "../../core/errors.ts";
import { parseJsonRecord } from "../json.ts";
import { type Datasets, importKeras } from "./import-keras.ts";
import type { ImportedSteps } from "./imported-steps.ts";

/** What is read of an HDF5 file. */
export interface Hdf5Contents {
  readonly datasets: Datasets;
  /** Texts of the root by name; empty where there is none. */
  readonly attributes: ReadonlyMap<string, string>;
}

/** Reads all data sets and the named texts of the root. @param name  What to call the file in an error. */
export type Hdf5Reader = (bytes: Uint8Array, attributes: readonly string[], name: string) => Promise<Hdf5Contents>;

/** @throws FormatError if it is damaged or no dense network. */
export async function importKerasH5(bytes: Uint8Array, name: string, hdf5: Hdf5Reader): Promise<ImportedSteps> {
  const { datasets, attributes } = await hdf5(bytes, ["model_config"], name);
  const config = attributes.get("model_config");
  if (!config)
    throw new FormatError(`${name}: has no attribute model_config, perhaps it has weights alone; save the whole model`);
  return importKeras(parseJsonRecord(config, `${name}: model_config`), datasets, name);
}

/** The same of a `.keras` file. */
export async function importKerasZip(bytes: Uint8Array, name: string, hdf5: Hdf5Reader): Promise<ImportedSteps> {
  const files = unzipped(bytes, name);
  const { "config.json": config, "model.weights.h5": weights } = files;
  if (!config || !weights)
    throw new FormatError(`${name}: is a zip archive without config.json and model.weights.h5, no Keras model`);
  const { datasets } = await hdf5(weights, [], `${name}: model.weights.h5`);
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
