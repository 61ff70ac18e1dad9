/**
 * What a network says of the labelled recordings of devel and test, and the answers of several folds as one.
 */

import type { Partitions } from "../corpus/partitions.ts";
import type { Engine } from "../engine/engine.ts";
import { mostProbableClasses, predictAll } from "../engine/predict.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { joinedProbabilities } from "../evaluation/pool-folds.ts";
import { predictQuantized } from "../quantization/hybrid-forward.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import type { Variant } from "./variant.ts";

export interface Answers {
  readonly devel: Classification;
  /** Null where test has no labels. */
  readonly test: Classification | null;
}

/** Rows that are predicted at once. */
const PREDICTION_BATCH = 32;

/** The variant's answers. @param partitions  Labelled rows only; test may be empty. */
export async function answersOf(variant: Variant, { devel, test }: Partitions, engine: Engine): Promise<Answers> {
  const probabilities = predictor(variant, engine);
  const answer = async (table: FeatureTable): Promise<Classification> => {
    const found = await probabilities.of(table.values);
    return classificationOf(table, mostProbableClasses(found, table.classes.length), found);
  };
  try {
    return { devel: await answer(devel), test: test.ids.length > 0 ? await answer(test) : null };
  } finally {
    probabilities.release();
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
    // One fold is tested, one is devel, all others train
    testPerTrain: folds.length > 2 ? 1 / (folds.length - 2) : undefined,
  };
}

/** Class probabilities of rows, by the engine for float32 networks and by the hybrid pass for int8 ones. */
function predictor(variant: Variant, engine: Engine) {
  if ("quantized" in variant)
    return { of: async (values: Float32Array) => predictQuantized(variant.quantized, values), release: () => {} };
  const { inputs: inputCount, classes: classCount } = variant.network.architecture;
  const resident = engine.load(variant.network, { batchSize: PREDICTION_BATCH, trainable: false });
  return {
    of: (values: Float32Array) => predictAll(resident, values, { inputCount, classCount, batchSize: PREDICTION_BATCH }),
    release: () => resident.release(),
  };
}
