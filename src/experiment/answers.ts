/**
 * What a network says of the labelled recordings of devel and test, and the answers of several folds as one.
 */

import type { Partitions } from "../corpus/partitions.ts";
import type { Engine } from "../engine/engine.ts";
import { mostProbableClasses } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { joinedProbabilities } from "../evaluation/pool-folds.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import type { Variant } from "./variant.ts";

/** Answers of a network on devel and test. */
export interface Answers {
  readonly devel: Classification;
  /** Null where test has no labels. */
  readonly test: Classification | null;
}

/** The variant's answers. @param partitions  Labelled rows only; test may be empty. */
export async function answersOf(variant: Variant, { devel, test }: Partitions, engine: Engine): Promise<Answers> {
  const { predict, release } = variant.open(engine);
  const answer = async (table: FeatureTable): Promise<Classification> => {
    const found = await predict(table.values);
    return classificationOf(table, mostProbableClasses(found, table.classes.length), found);
  };
  try {
    return { devel: await answer(devel), test: test.ids.length > 0 ? await answer(test) : null };
  } finally {
    release();
  }
}

/** The answers of all folds of a cross-validation as one: every recording is tested once. */
export function pooledAnswers(folds: readonly Answers[]): Answers {
  const tests = folds.map(({ test }) => test);
  return {
    devel: pooled(folds.map(({ devel }) => devel)),
    test: tests.every((test) => test !== null) ? pooled(tests) : null,
  };
}

function pooled(folds: readonly Classification[]): Classification {
  const [first] = folds;
  if (!first) throw new RangeError("pooledAnswers: there must be at least 1 fold, got none");
  if (folds.length === 1) return first;
  const join = (of: (fold: Classification) => Int32Array) => Int32Array.from(folds.flatMap((fold) => [...of(fold)]));
  return {
    classes: first.classes,
    labels: join(({ labels }) => labels),
    predicted: join(({ predicted }) => predicted),
    speakers: first.speakers && folds.flatMap(({ speakers }) => [...(speakers ?? [])]),
    probabilities: joinedProbabilities(folds),
    // One fold is tested, one is devel, all others train.
    testPerTrain: folds.length > 2 ? 1 / (folds.length - 2) : undefined,
  };
}
