/**
 * A compressed network that runs as it is: from the bytes of a container to class probabilities, without the dense network
 * ever being made. One thread, no dependencies; Node and browsers.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { UserError } from "../core/errors.ts";
import { mentioned, type Profiled } from "../features/feature-profile.ts";
import { packedMetadata, readSections } from "../formats/container/container-sections.ts";
import type { JsonRecord } from "../formats/json.ts";
import { predictInto } from "./forward.ts";
import { inflate } from "./inflate.ts";
import { bestKind, instantiateKernels, type KernelKind } from "./kernel-module.ts";
import { PackedNetwork } from "./packed-network.ts";

/** How a container is loaded; each option has a default. */
export interface LoadOptions {
  /** Which build of the kernels runs; by default the fastest that the machine knows. */
  readonly kernels?: KernelKind;
  /** What to call the file in an error. */
  readonly name?: string;
}

export const LOAD_DEFAULTS = { name: "network" } as const;

/** A network that is ready to run. */
export interface LoadedNetwork extends Profiled {
  /** Names of the inputs: the features that must be extracted, in this order. [F] */
  readonly features: readonly string[];
  /** Names of the outputs. [C] */
  readonly classes: readonly string[];
  /** Hash of the file that the network was compressed from, such as "sha256:…"; empty where there is none. */
  readonly madeFrom: string;
  /** What its maker says about it. */
  readonly provenance: JsonRecord;
  /** Which build of the kernels runs. */
  readonly kernels: KernelKind;
  /** Bytes in use: the network in the form in which it is executed, and what a prediction needs beside it. */
  readonly memoryBytes: { readonly network: number; readonly activations: number };

  /**
   * Class probabilities of some rows. [N × C]
   *
   * @param values  Features of each row, in the order of `features`, finite; row-major. [N × F]
   * @throws RangeError if these are no whole rows, or a number is not finite (names its row and feature); UserError if the
   *   features of a row are so large that its sums are beyond float32.
   */
  predict(values: Float32Array): Float32Array;
}

/**
 * The network of a container (`.coldpress`), ready to run. An ArrayBuffer, or any view of one.
 *
 * @throws FormatError if the file is cut, changed, or no container: the same as `decodeContainer`'s.
 * @example
 * const network = await loadNetwork(await (await fetch("cold.coldpress")).arrayBuffer());
 * const [healthy, cold] = network.predict(features);
 */
export async function loadNetwork(file: ByteInput, options: LoadOptions = {}): Promise<LoadedNetwork> {
  const bytes = bytesOf(file, "loadNetwork");
  const { name, kernels = bestKind() } = { ...LOAD_DEFAULTS, ...options };
  const metadata = packedMetadata(bytes, name);
  const sections = readSections(bytes, name, metadata, await inflate(metadata));
  const resident = new PackedNetwork(await instantiateKernels(kernels), sections, name);
  const { features, classes, profile } = sections.description;
  return {
    ...mentioned(profile),
    features,
    classes,
    madeFrom: sections.madeFrom,
    provenance: sections.provenance,
    kernels,
    get memoryBytes() {
      return { network: resident.networkBytes, activations: resident.activationBytes };
    },
    predict(values) {
      const rows = values.length / features.length;
      if (!Number.isInteger(rows))
        throw new RangeError(`predict: ${values.length} numbers are no whole rows of ${features.length} features`);
      const probabilities = new Float32Array(rows * classes.length);
      if (!predictInto(probabilities, values, rows, resident)) throw notFinite(values, features);
      const broken = probabilities.findIndex(Number.isNaN);
      if (broken >= 0) throw overflow(Math.floor(broken / classes.length));
      return probabilities;
    },
  };
}

function overflow(row: number): UserError {
  return new UserError(
    `predict: the sums of row ${row} are beyond float32; its features are too large for this network, check their units and columns`,
  );
}

function notFinite(values: Float32Array, features: readonly string[]): RangeError {
  const at = values.findIndex((value) => !Number.isFinite(value));
  const row = Math.floor(at / features.length);
  const feature = features[at % features.length];
  return new RangeError(`predict: ${feature} of row ${row} is ${values[at]}; all features must be finite`);
}
