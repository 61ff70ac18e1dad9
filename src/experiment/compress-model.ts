/**
 * One model's way through one fold of the experiment: trained, pruned, quantised and both; weighed, and asked.
 */

import { mebibytesText, shareText } from "../core/number-text.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { confusionMatrix } from "../evaluation/confusion.ts";
import { uar } from "../evaluation/uar.ts";
import type { Network } from "../network/network.ts";
import { LEAST_PRUNING } from "../pruning/prune.ts";
import { quantizeInt8 } from "../quantization/int8.ts";
import type { EpochRecord } from "../training/history.ts";
import { LEAST_TRAINING } from "../training/run-length.ts";
import type { TrainingRun } from "../training/train.ts";
import { trainingWarnings } from "../training/training-warnings.ts";
import { type Answers, answersOf } from "./answers.ts";
import { type ExperimentTools, type ModelRun, prunedModel, trainedModel } from "./model-run.ts";
import { quantizedVariant, trainedVariant, type VariantWeight, weigh } from "./variant.ts";

/** What one fold gives. */
export interface CompressedFold {
  readonly history: readonly EpochRecord[];
  readonly pruningHistory: readonly EpochRecord[];
  /** What speaks against taking the networks for all that training can make of the data. */
  readonly warnings: readonly string[];
  readonly variants: readonly WeighedVariant[];
}

/** What a network weighs, and what it says of devel and test. */
export interface WeighedVariant {
  readonly weight: VariantWeight;
  readonly answers: Answers;
}

/** The original, and all that came of it. */
export interface Compressed {
  readonly original: Network;
  readonly fold: CompressedFold;
}

/** Trains and compresses; what an earlier run left in the store is taken. */
export async function compressModel(
  run: ModelRun & { readonly data: Partitions },
  tools: ExperimentTools,
): Promise<Compressed> {
  const original = await trainedModel(run, tools);
  const pruned = await prunedModel(run, original.network, tools);
  const variants = await weighedVariants(run, original.network, pruned.network, tools);
  const { history } = original;
  const warnings = warningsOf(run, original, pruned);
  return { original: original.network, fold: { history, pruningHistory: pruned.history, warnings, variants } };
}

async function weighedVariants(
  { label, folder, data }: ModelRun & { readonly data: Partitions },
  original: Network,
  pruned: Network,
  { store, observer, engine }: ExperimentTools,
): Promise<WeighedVariant[]> {
  // Those are in the store already: the runs that made them have left them.
  const trained = [
    trainedVariant("original", `${folder}/original.safetensors`, original),
    trainedVariant("pruned", `${folder}/pruned.safetensors`, pruned),
  ];
  const quantized = [
    quantizedVariant("quantized", `${folder}/quantized.tflite`, quantizeInt8(original)),
    quantizedVariant("pruned-quantized", `${folder}/pruned-quantized.tflite`, quantizeInt8(pruned)),
  ];
  const variants = [...trained, ...quantized];
  observer.start(`${label} evaluation`, variants.length);
  // Zips take seconds each and run on the platform's own threads: all at once.
  const weights = Promise.all(variants.map(weigh));
  const answers: Answers[] = [];
  for (const variant of variants) {
    await observer.step(answers.length, variant.name);
    if (quantized.includes(variant)) await store.write(variant.file, variant.chunks());
    answers.push(await answersOf(variant, data, engine));
  }
  const weighed = (await weights).map((weight, v) => ({ weight, answers: answers[v] }));
  observer.done(weighed.map(outcomeText).join("; "));
  return weighed;
}

/** The row of a variant in a few words: size, and UAR on test or, where that has no labels, on devel. */
function outcomeText({ weight, answers }: WeighedVariant): string {
  const shown = answers.test ?? answers.devel;
  return `${weight.name} ${mebibytesText(weight.zipBytes)} MiB, UAR ${shareText(uar(confusionMatrix(shown)))}`;
}

function warningsOf({ data, plan, model }: ModelRun, original: TrainingRun, pruned: TrainingRun): string[] {
  const training = { name: "Training", least: LEAST_TRAINING, data, options: plan.training, run: original };
  return [
    ...(model.original ? [] : trainingWarnings(training)),
    ...trainingWarnings({
      name: "Pruning",
      least: LEAST_PRUNING,
      data,
      options: plan.pruning.training,
      run: pruned,
    }),
  ];
}
