/**
 * From a recording's sound to an answer: the features that a network needs, and no others, then its class probabilities.
 *
 * Beside the runtime and not in it: without the extraction of features the runtime is half as large.
 */

import type { Signal } from "../audio/signal.ts";
import { UserError } from "../core/errors.ts";
import { Compare2016Extractor } from "../features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../features/compare2016/feature-set.ts";
import { profileOf } from "../features/feature-profile.ts";
import type { LoadedNetwork } from "../runtime/load-network.ts";

/** What a network says of a recording. */
export interface Prediction {
  /** The most probable class; the first of equals. */
  readonly predicted: string;
  /** In the order of the network's classes. [C] */
  readonly probabilities: Float32Array;
}

/**
 * A function that answers for one recording after the other, with one set of tables and buffers.
 *
 * @throws TypeError for what is no loaded network; UserError if it needs a feature that is none of ComParE_2016; when called,
 *         if the sound is shorter than 60 ms or the network's answer is not a number.
 * @example
 * const classify = recordingClassifier(await loadNetwork(bytes));
 * const { predicted, probabilities } = classify(decodeWav(wav));
 */
export function recordingClassifier(
  network: Pick<LoadedNetwork, "features" | "classes" | "profile" | "predict">,
): (signal: Signal) => Prediction {
  assertLoaded(network);
  const { features, classes } = network;
  const only = extractableFeatures(features, "recordingClassifier");
  const extractor = new Compare2016Extractor({ only, profile: profileOf(network) });
  return (signal) => predictionOf(network.predict(extractor.extract(signal).values), classes);
}

/** @throws TypeError for a value that is no network with its runtime, such as the promise of one. */
function assertLoaded(network: unknown): void {
  const { features, classes, predict } = Object(network) as Partial<LoadedNetwork>;
  if (Array.isArray(features) && Array.isArray(classes) && typeof predict === "function") return;
  const mend = network instanceof Promise ? "await loadNetwork(bytes)" : "give what loadNetwork(bytes) resolves to";
  throw new TypeError(`recordingClassifier: expected a network that is loaded; ${mend}`);
}

/**
 * The same features, found to be ones that can be computed from sound.
 *
 * @param needer  What to call who needs them in an error, such as a model's file.
 */
export function extractableFeatures(features: readonly string[], needer: string): readonly string[] {
  const known = new Set(COMPARE2016_NAMES);
  const strange = features.find((name) => !known.has(name));
  if (strange !== undefined)
    throw new UserError(
      `${needer}: the network needs the feature "${strange}", which is none of ComParE_2016; recordings cannot be asked about, a table of its features can`,
    );
  return features;
}

/** The answer that probabilities are. @param probabilities  Of one recording. [C] @throws UserError if one is not a number. */
export function predictionOf(probabilities: Float32Array, classes: readonly string[]): Prediction {
  if (!probabilities.every(Number.isFinite)) throw new UserError("the network's answer is not a number");
  let best = 0;
  for (let c = 1; c < classes.length; c++) if (probabilities[c] > probabilities[best]) best = c;
  return { predicted: classes[best], probabilities };
}
