/**
 * What test says of the original and of networks that were chosen: answers, and how far they are from the original's.
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { mostProbableClasses, predictNetwork } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { COMPARE_DEFAULTS, compare } from "../evaluation/compare.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { decodeContainerSurvivors } from "../formats/container/container-survivors.ts";
import type { Network } from "../network/network.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import type { SqueezeOptions } from "./options.ts";
import type { SearchTools } from "./search-task.ts";
import type { TestedNetwork } from "./squeeze-result.ts";

/** The original's answers. @param test  Labelled rows, with the network's features in its order. */
export async function answersOfOriginal(
  network: Network,
  test: FeatureTable,
  { denseEngine }: Pick<SearchTools, "denseEngine">,
): Promise<Classification> {
  const probabilities = await predictNetwork(denseEngine, network, test.values);
  return classificationOf(test, mostProbableClasses(probabilities, test.classes.length), probabilities);
}

/** The answers of a network that the store has as a container. @throws UserError if it is gone. */
export async function answersOfKept(
  file: string,
  test: FeatureTable,
  { engine, store }: Pick<SearchTools, "engine" | "store">,
): Promise<Classification> {
  const container = await store.read(file);
  if (!container) throw new UserError(`${file}: was there a moment ago and is gone; run the search again`);
  const network = decodeContainerSurvivors(container, file).network;
  const { values } = selectFeatures(test, network.features, file);
  const probabilities = await predictNetwork(engine, network, values);
  return classificationOf(test, mostProbableClasses(probabilities, test.classes.length), probabilities);
}

/** A network's answers beside the original's. */
export interface TestedAnswers {
  readonly name: string;
  readonly original: Classification;
  readonly answers: Classification;
  /** The choice is judged; of the others there is an estimate. */
  readonly isChoice: boolean;
}

/** What the answers show. */
export function testedNetwork(
  { name, original, answers, isChoice }: TestedAnswers,
  { margin, alpha }: Pick<SqueezeOptions, "margin" | "alpha">,
  random: Random,
): TestedNetwork {
  const settings = { ...COMPARE_DEFAULTS, margin, alpha };
  const comparison = compare(original, answers, settings);
  return {
    name,
    evaluation: evaluate(answers, random),
    uarDrop: comparison.uarDrop,
    comparison: isChoice ? comparison : null,
    overRecordings:
      isChoice && comparison.nonInferiority.tooFewUnits && original.speakers
        ? compare(withoutSpeakers(original), withoutSpeakers(answers), settings)
        : null,
  };
}

function withoutSpeakers({ classes, labels, predicted }: Classification): Classification {
  return { classes, labels, predicted };
}
