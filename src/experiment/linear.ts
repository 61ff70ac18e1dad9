/**
 * The linear baseline's row: what a classifier of some thousand numbers does on the same tables.
 */

import type { Random } from "../core/random.ts";
import { type Evaluation, evaluate } from "../evaluation/evaluate.ts";
import { linearSizeBytes, predictLinear, trainLinear } from "../evaluation/linear-baseline.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import type { ExperimentData } from "./describe-data.ts";
import type { ExperimentObserver } from "./phases.ts";
import type { ExperimentPlan } from "./plan.ts";
import type { LinearResult } from "./result.ts";

/** The baseline, its strength chosen on devel. @param test  Labelled rows only; may be empty. */
export async function linearResult(
  { train, devel, test }: ExperimentData["partitions"],
  { comparison }: ExperimentPlan,
  observer: ExperimentObserver,
  random: Random,
): Promise<LinearResult> {
  observer.start("linear baseline", 1);
  await observer.step(0);
  const { model, cost } = trainLinear(train, devel, train.classes.length, random);
  const evaluated = (table: FeatureTable, partition: string): Evaluation => {
    const { classes, labels, values, speakers } = table;
    const classification = { classes, labels, predicted: predictLinear(model, values), speakers };
    return evaluate(classification, random.fork(`bootstrap ${partition}`), comparison);
  };
  const result = {
    strength: cost,
    bytes: linearSizeBytes(model),
    devel: evaluated(devel, "devel"),
    test: test.ids.length > 0 ? evaluated(test, "test") : null,
  };
  const uars = [`devel UAR ${result.devel.uar.estimate.toFixed(3)}`];
  if (result.test) uars.push(`test UAR ${result.test.uar.estimate.toFixed(3)}`);
  observer.done(`${uars.join(", ")}, ${(result.bytes / 1024).toFixed(1)} KiB`);
  return result;
}
