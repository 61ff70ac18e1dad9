/**
 * One model's way through the experiment: trained, pruned, quantised and both, weighed and compared; then squeezed.
 *
 * In cross-validation this happens once per round; the answers of all rounds are evaluated as one, and files, sizes and
 * histories are those of the first round. Every round is squeezed then, after all are trained (squeeze-model.ts).
 */

import { mebibytesText, shareText } from "../core/number-text.ts";
import type { Random } from "../core/random.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { compare } from "../evaluation/compare.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { evaluate } from "../evaluation/evaluate.ts";
import { uar } from "../evaluation/uar.ts";
import { countParameters } from "../network/architecture.ts";
import { LEAST_PRUNING } from "../pruning/prune.ts";
import { maskUpdates } from "../pruning/schedule.ts";
import { quantizeInt8 } from "../quantization/int8.ts";
import type { SqueezeOptions } from "../squeeze/options.ts";
import type { SqueezeResult } from "../squeeze/squeeze-result.ts";
import { stepsPerEpoch } from "../training/batches.ts";
import type { EpochRecord } from "../training/history.ts";
import { LEAST_TRAINING } from "../training/run-length.ts";
import { trainingWarnings } from "../training/training-warnings.ts";
import { type Answers, answersOf, pooledAnswers } from "./answers.ts";
import type { ExperimentData } from "./describe-data.ts";
import { type ExperimentTools, type ModelRun, prunedModel, trainedModel } from "./model-run.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";
import type { ModelResult, VariantResult } from "./result.ts";
import { squeezeModel, squeezeModelInRounds } from "./squeeze-model.ts";
import { fileChunks, type Variant, type VariantWeight, weigh } from "./variant.ts";

/** What one round gives. */
interface Round {
  readonly history: readonly EpochRecord[];
  readonly pruningHistory: readonly EpochRecord[];
  readonly warnings: readonly string[];
  readonly variants: readonly { readonly weight: VariantWeight; readonly answers: Answers }[];
  readonly squeezed: SqueezeResult | null;
}

/** The result of one model. @param random  The model's own stream. */
export async function compressModel(
  model: PlannedModel,
  plan: ExperimentPlan,
  experiment: ExperimentData,
  tools: ExperimentTools,
  random: Random,
): Promise<ModelResult> {
  const { rounds: folds } = experiment;
  const rounds: Round[] = [];
  const runs: (ModelRun & { readonly data: Partitions })[] = [];
  for (const [index, data] of folds.entries()) {
    const single = folds.length === 1;
    const label = single ? model.name : `${model.name} fold ${index + 1}/${folds.length}`;
    const folder = single ? model.name : `${model.name}/fold-${index + 1}`;
    const stream = single ? random : random.fork(`fold ${index + 1}`);
    const run = { label, folder, model, plan, data, random: stream };
    runs.push(run);
    rounds.push(await compressOnce(run, data, tools, single ? plan.squeeze : null));
  }
  const [first] = rounds;
  const [data] = folds;
  if (!first || !data) throw new RangeError("compressModel: there must be at least 1 round, got none");
  const squeezed =
    plan.squeeze && runs.length > 1 ? await squeezeModelInRounds(runs, plan.squeeze, random, tools) : first.squeezed;
  const pruningSteps = plan.pruning.training.epochs * stepsPerEpoch(data.train.ids.length, plan.training.batchSize);
  return {
    name: model.name,
    hidden: model.architecture.hidden,
    trainableParameters: countParameters(model.architecture).trainable,
    history: first.history,
    pruningHistory: first.pruningHistory,
    pruningUpdates: maskUpdates(plan.pruning.pruning, pruningSteps),
    pruningSteps,
    warnings: first.warnings,
    variants: evaluateVariants(rounds, plan, random),
    // A verdict on the squeezed network alone needs them too.
    squeezed: squeezed && { ...squeezed, findings: experiment.description.findings },
  };
}

async function compressOnce(
  run: ModelRun,
  partitions: Partitions,
  tools: ExperimentTools,
  squeeze: SqueezeOptions | null,
): Promise<Round> {
  const { label, folder } = run;
  const original = await trainedModel(run, tools);
  const pruned = await prunedModel(run, original.network, tools);
  const variants: Variant[] = [
    { name: "original", file: `${folder}/original.safetensors`, network: original.network },
    { name: "pruned", file: `${folder}/pruned.safetensors`, network: pruned.network },
    { name: "quantized", file: `${folder}/quantized.tflite`, quantized: quantizeInt8(original.network) },
    { name: "pruned-quantized", file: `${folder}/pruned-quantized.tflite`, quantized: quantizeInt8(pruned.network) },
  ];
  tools.observer.start(`${label} evaluation`, variants.length);
  // Zips take seconds each and run on the platform's own threads: all at once.
  const weights = Promise.all(variants.map(weigh));
  const answers: Answers[] = [];
  for (const variant of variants) {
    await tools.observer.step(answers.length, variant.name);
    if ("quantized" in variant) await tools.store.write(variant.file, fileChunks(variant));
    answers.push(await answersOf(variant, partitions, tools.engine));
  }
  const outcomes = (await weights).map((weight, v) => ({ weight, answers: answers[v] as Answers }));
  tools.observer.done(outcomes.map(outcomeText).join("; "));
  const [first] = outcomes;
  const task = { run, original: original.network, partitions };
  const squeezed =
    squeeze && first
      ? await squeezeModel(
          { ...task, file: first.weight.file, zipBytes: first.weight.zipBytes, options: squeeze },
          tools,
        )
      : null;
  const warnings = [
    ...trainingWarnings({
      name: "Training",
      least: LEAST_TRAINING,
      data: partitions,
      options: run.plan.training,
      run: original,
    }),
    ...trainingWarnings({
      name: "Pruning",
      least: LEAST_PRUNING,
      data: partitions,
      options: run.plan.pruning.training,
      run: pruned,
    }),
  ];
  return { history: original.history, pruningHistory: pruned.history, warnings, variants: outcomes, squeezed };
}

/** The row of a variant in a few words: size, and UAR on test or, where that has no labels, on devel. */
function outcomeText({ weight, answers }: Round["variants"][number]): string {
  const shown = answers.test ?? answers.devel;
  return `${weight.name} ${mebibytesText(weight.zipBytes)} MiB, UAR ${shareText(uar(confusionMatrix(shown)))}`;
}

/** Each variant's answers of all rounds, evaluated, and compared with the original's. */
function evaluateVariants(
  rounds: readonly Round[],
  { comparison: options }: ExperimentPlan,
  random: Random,
): VariantResult[] {
  const [first] = rounds;
  const answers = (first?.variants ?? []).map((_, v) =>
    pooledAnswers(rounds.flatMap(({ variants }) => variants[v]?.answers ?? [])),
  );
  const [reference] = answers;
  const paired = (of: Answers) => of.test ?? of.devel;
  return (first?.variants ?? []).map(({ weight }, v) => {
    const own = answers[v] as Answers;
    return {
      ...weight,
      devel: evaluate(own.devel, random.fork("bootstrap devel"), options),
      test: own.test ? evaluate(own.test, random.fork("bootstrap test"), options) : null,
      comparison: v === 0 || !reference ? null : compare(paired(reference), paired(own), options),
    };
  });
}
