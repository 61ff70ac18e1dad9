/**
 * The linear baseline's row: what a classifier of some thousand numbers does on the same tables.
 */

import { kibibytesText, shareText } from "../core/number-text.ts";
import type { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { classificationOf } from "../evaluation/classification.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { linearSizeBytes, predictLinear, trainLinear } from "../evaluation/linear-baseline.ts";
import { type Answers, pooledAnswers } from "./answers.ts";
import type { ExperimentPlan } from "./plan.ts";
import type { LinearResult } from "./result.ts";

/**
 * The baseline, its strength chosen on devel; of several rounds the answers are pooled, strength and size are the first's.
 *
 * @param rounds  Labelled rows only; test may be empty.
 */
export async function linearResult(
  rounds: readonly Partitions[],
  { comparison }: ExperimentPlan,
  observer: RunObserver,
  random: Random,
): Promise<LinearResult> {
  observer.start("linear baseline", rounds.length);
  const fits: { cost: number; bytes: number; answers: Answers }[] = [];
  for (const { train, devel, test } of rounds) {
    await observer.step(fits.length);
    const { model, cost } = trainLinear(train, devel, train.classes.length, random);
    const answers = {
      devel: classificationOf(devel, predictLinear(model, devel.values)),
      test: test.ids.length > 0 ? classificationOf(test, predictLinear(model, test.values)) : null,
    };
    fits.push({ cost, bytes: linearSizeBytes(model), answers });
  }
  const [first] = fits;
  if (!first) throw new RangeError("linearResult: there must be at least 1 round, got none");
  const { devel, test } = pooledAnswers(fits.map(({ answers }) => answers));
  const result = {
    strength: first.cost,
    bytes: first.bytes,
    devel: evaluate(devel, random.fork("bootstrap devel"), comparison),
    test: test ? evaluate(test, random.fork("bootstrap test"), comparison) : null,
  };
  const uars = [`devel UAR ${shareText(result.devel.uar.estimate)}`];
  if (result.test) uars.push(`test UAR ${shareText(result.test.uar.estimate)}`);
  observer.done(`${uars.join(", ")}, ${kibibytesText(result.bytes)} KiB`);
  return result;
}
