/**
 * One model's rows of the result, from the answers of its networks: evaluated, and compared with the original.
 *
 * In cross-validation the answers of all folds are evaluated as one; files, sizes and histories are those of the first fold.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { fingerprintOf } from "../core/fingerprint.ts";
import type { Random } from "../core/random.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { compare } from "../evaluation/compare.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { countParameters } from "../network/architecture.ts";
import { maskUpdates } from "../pruning/schedule.ts";
import type { SqueezeResult } from "../squeeze/squeeze-result.ts";
import { noteLook } from "../squeeze/test-looks.ts";
import { stepsPerEpoch } from "../training/batches.ts";
import { type Answers, pooledAnswers } from "./answers.ts";
import type { CompressedFold } from "./compress-model.ts";
import { seededModel } from "./model-run.ts";
import { type SeedVariant, squeezeOverSeeds, variantOverSeeds } from "./over-seeds.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";
import type { ModelResult, VariantResult } from "./result.ts";
import type { PlannedExperiment } from "./run-job.ts";
import type { SqueezedModel } from "./squeeze-model.ts";

/** What the jobs of a model with one seed have left. */
export interface GatheredModel {
  readonly folds: readonly CompressedFold[];
  readonly squeezed: SqueezedModel | null;
}

/** What a model's result is made with. */
export interface ModelGround extends PlannedExperiment {
  /** Labelled rows only. */
  readonly folds: readonly Partitions[];
  /** Where looks at test sets are counted. */
  readonly store: ArtifactStore;
}

/** The result of one model. @param seeds  Of each seed, the plan's own first. */
export async function modelResult(
  model: PlannedModel,
  { plan, data, folds, store }: ModelGround,
  seeds: readonly GatheredModel[],
): Promise<ModelResult> {
  const [first] = seeds;
  const [fold] = first?.folds ?? [];
  const [partitions] = folds;
  if (!first || !fold || !partitions)
    throw new RangeError("modelResult: there must be at least 1 seed and 1 fold, got none");
  const squeezed = await squeezedOf(seeds, store);
  const { random } = seededModel(model, plan, folds, 0);
  const pruningSteps =
    plan.pruning.training.epochs * stepsPerEpoch(partitions.train.ids.length, plan.training.batchSize);
  return {
    name: model.name,
    hidden: model.architecture.hidden,
    trainableParameters: countParameters(model.architecture).trainable,
    history: fold.history,
    pruningHistory: fold.pruningHistory,
    pruningUpdates: maskUpdates(plan.pruning.pruning, pruningSteps),
    pruningSteps,
    warnings: fold.warnings,
    variants: variantsOf(seeds, plan, random),
    // A verdict on the squeezed network alone needs the findings too.
    squeezed: squeezed && { ...squeezed, findings: data.description.findings },
  };
}

/** Rows of the four networks: of the only seed, or over all of them. */
function variantsOf(seeds: readonly GatheredModel[], plan: ExperimentPlan, random: Random): VariantResult[] {
  const [first] = seeds;
  const rows = evaluateVariants(first.folds, plan, random);
  if (seeds.length === 1) return rows;
  const answers = seeds.map(({ folds }) => answersOfVariants(folds));
  const originals = answers.map((own) => own[0]);
  const ofVariant = (v: number) =>
    seeds.map(({ folds }, seed): SeedVariant => {
      const [first] = folds;
      const { weight } = first.variants[v];
      return { weight, answers: answers[seed]?.[v] };
    });
  return rows.map((row, v) => variantOverSeeds(row, ofVariant(v), originals, plan.comparison));
}

/** The squeeze, its look at test counted; over all seeds where there are several. Null where there is none. */
async function squeezedOf(seeds: readonly GatheredModel[], store: ArtifactStore): Promise<SqueezeResult | null> {
  const squeezed = seeds.flatMap((seed) => (seed.squeezed ? [seed.squeezed] : []));
  const [first] = squeezed;
  if (!first) return null;
  const result =
    seeds.length > 1 && squeezed.length === seeds.length
      ? squeezeOverSeeds(
          squeezed,
          seeds.map(({ folds }) => answersOfVariants(folds)[0]),
        )
      : first.result;
  return withLookCounted(result as SqueezeResult, squeezed, store);
}

/** Each variant's answers of all folds, evaluated, and compared with the original's. */
function evaluateVariants(
  folds: readonly CompressedFold[],
  { comparison: options }: ExperimentPlan,
  random: Random,
): VariantResult[] {
  const [first] = folds;
  const answers = answersOfVariants(folds);
  const [reference] = answers;
  return (first?.variants ?? []).map(({ weight }, v) => {
    const own = answers[v];
    return {
      ...weight,
      devel: evaluate(own.devel, random.fork("bootstrap devel"), options),
      test: own.test ? evaluate(own.test, random.fork("bootstrap test"), options) : null,
      comparison: v === 0 || !reference ? null : compare(judgedAnswers(reference), judgedAnswers(own), options),
    };
  });
}

/** What each variant says of the recordings of all folds. */
function answersOfVariants(folds: readonly CompressedFold[]): Answers[] {
  return (folds[0]?.variants ?? []).map((_, v) =>
    pooledAnswers(folds.flatMap(({ variants }) => variants[v]?.answers ?? [])),
  );
}

/** Those on test, or on devel where test has no labels. */
function judgedAnswers({ devel, test }: Answers) {
  return test ?? devel;
}

/** All seeds together ask test one question. */
async function withLookCounted(
  result: SqueezeResult,
  seeds: readonly SqueezedModel[],
  store: ArtifactStore,
): Promise<SqueezeResult> {
  const looks = seeds.flatMap(({ look }) => (look ? [look] : []));
  const [first] = looks;
  if (!result.test || !first) return result;
  const question =
    looks.length === 1 ? first.question : await fingerprintOf({ seeds: looks.map((look) => look.question) });
  return { ...result, test: { ...result.test, look: await noteLook(store, first.test, question) } };
}
