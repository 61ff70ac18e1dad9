/**
 * The linear baseline's row: what a classifier of some thousand numbers does on the same tables.
 */

import { kibibytesText, shareText } from "../core/number-text.ts";
import type { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { createSparseEngine } from "../engine/sparse/create-sparse-engine.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import {
  type LinearModel,
  linearProbabilities,
  linearSizeBytes,
  predictLinear,
  trainLinear,
} from "../evaluation/linear-baseline.ts";
import { explainNetwork } from "../explanation/explain-network.ts";
import type { Explanation } from "../explanation/explanation.ts";
import { linearNetwork } from "../squeeze/search-paths.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { type Answers, pooledAnswers } from "./answers.ts";
import type { ExperimentPlan } from "./plan.ts";
import type { LinearResult } from "./result.ts";

/**
 * The baseline, its strength chosen on devel; of several folds the answers are pooled, strength and size are the first's.
 *
 * @param folds  Labelled rows only; test may be empty.
 */
export async function linearResult(
  folds: readonly Partitions[],
  { comparison }: ExperimentPlan,
  observer: RunObserver,
  random: Random,
): Promise<LinearResult> {
  observer.start("linear baseline", folds.length);
  const fits: { cost: number; bytes: number; answers: Answers; model: LinearModel }[] = [];
  for (const { train, devel, test } of folds) {
    await observer.step(fits.length);
    const { model, cost } = trainLinear(train, devel, train.classes.length, random);
    const answers = {
      devel: linearAnswers(model, devel),
      test: test.ids.length > 0 ? linearAnswers(model, test) : null,
    };
    fits.push({ cost, bytes: linearSizeBytes(model), answers, model });
  }
  const [first] = fits;
  if (!first) throw new RangeError("linearResult: there must be at least 1 fold, got none");
  const { devel, test } = pooledAnswers(fits.map(({ answers }) => answers));
  const result = {
    strength: first.cost,
    bytes: first.bytes,
    devel: evaluate(devel, random.fork("bootstrap devel"), comparison),
    test: test ? evaluate(test, random.fork("bootstrap test"), comparison) : null,
    explanation: await explained(first.model, folds[0].devel, random.fork("explanation")),
  };
  const uars = [`devel UAR ${shareText(result.devel.uar.estimate)}`];
  if (result.test) uars.push(`test UAR ${shareText(result.test.uar.estimate)}`);
  observer.done(`${uars.join(", ")}, ${kibibytesText(result.bytes)} KiB`);
  return result;
}

function linearAnswers(model: LinearModel, rows: FeatureTable): Classification {
  return classificationOf(rows, predictLinear(model, rows.values), linearProbabilities(model, rows.values));
}

/** What the classifier listens to, on devel; of several folds the first one's. */
function explained(model: LinearModel, devel: FeatureTable, random: Random): Promise<Explanation> {
  const { features, classes } = devel;
  const normalization = { scale: new Float32Array(features.length).fill(1), offset: new Float32Array(features.length) };
  // Without hidden layers no engine is asked.
  const engine = createSparseEngine({ kind: "reference" });
  return explainNetwork(linearNetwork(model, { normalization, features, classes }), devel, engine, random);
}
