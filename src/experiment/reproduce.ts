/**
 * The paper's experiment: each model trained, pruned, quantised and both; sizes, UAR and tests of each network.
 *
 *   tables -> train -> prune -> quantize (original and pruned) -> files -> evaluate and compare -> ExperimentResult
 */

import { Random } from "../core/random.ts";
import { mostProbableClasses, predictAll } from "../engine/predict.ts";
import type { Classification } from "../evaluation/classification.ts";
import { compare } from "../evaluation/compare.ts";
import { type Evaluation, evaluate } from "../evaluation/evaluate.ts";
import { encodeModelFile } from "../formats/model-file.ts";
import { encodeTflite } from "../formats/tflite/tflite-file.ts";
import { zipSizeBytes } from "../formats/zip.ts";
import { countParameters } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import { maskUpdates } from "../pruning/schedule.ts";
import { canonicalZeros } from "../quantization/canonical-zeros.ts";
import { denseWeights } from "../quantization/dense-weights.ts";
import { predictQuantized } from "../quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../quantization/int8.ts";
import type { QuantizedNetwork } from "../quantization/quantized-network.ts";
import { type FeatureTable, selectRows, UNKNOWN_LABEL } from "../table/index.ts";
import { stepsPerEpoch } from "../training/batches.ts";
import type { ArtifactStore } from "./artifact-store.ts";
import type { ExperimentData } from "./describe-data.ts";
import { differencesFromPaper } from "./differences.ts";
import { countZeros, layerBill, type StoredKernel } from "./layer-bill.ts";
import { linearResult } from "./linear.ts";
import type { VariantName } from "./paper.ts";
import { type ExperimentTools, type ModelRun, pruningPhase, trainingPhase } from "./phases.ts";
import type { ExperimentPlan } from "./plan.ts";
import {
  type ExperimentResult,
  type ExperimentSettings,
  type MadeWith,
  type ModelResult,
  RESULT_SCHEMA,
  RESULT_VERSION,
  type VariantResult,
} from "./result.ts";

/** Rows that are predicted at once. */
const PREDICTION_BATCH = 32;

/** One of the four networks, in either number format. */
type Variant =
  | { readonly name: VariantName; readonly file: string; readonly network: Network }
  | { readonly name: VariantName; readonly file: string; readonly quantized: QuantizedNetwork };

type Partitions = ExperimentData["partitions"];

/** What was predicted for the labelled rows of devel and test. */
interface Answers {
  readonly devel: Classification;
  readonly test: Classification | null;
}

/**
 * Runs the experiment. Files go to the store as they are made; an interrupted run goes on where it was.
 *
 * @param made  Who ran it, where and when: written into the result.
 */
export async function reproduce(
  plan: ExperimentPlan,
  experiment: ExperimentData,
  tools: ExperimentTools,
  made: MadeWith,
): Promise<ExperimentResult> {
  const data = experiment.description;
  const random = new Random(plan.seed);
  const partitions = { ...experiment.partitions, test: labeledRows(experiment.partitions.test) };
  const linear = await linearResult(partitions, plan, tools.observer, random.fork("linear"));
  const models: ModelResult[] = [];
  for (const model of plan.models) {
    const run = { model, plan, data: partitions, dataHash: data.hash, random: random.fork(`model ${model.name}`) };
    models.push(await compressModel(run, partitions, tools));
  }
  return {
    schema: RESULT_SCHEMA,
    version: RESULT_VERSION,
    made,
    settings: settingsOf(plan),
    data,
    differences: differencesFromPaper(data, plan),
    linear,
    models,
  };
}

async function compressModel(run: ModelRun, partitions: Partitions, tools: ExperimentTools): Promise<ModelResult> {
  const { model, plan } = run;
  const original = await trainingPhase(run, tools);
  const pruned = await pruningPhase(run, original.network, tools);
  const variants: Variant[] = [
    { name: "original", file: `${model.name}/original.safetensors`, network: original.network },
    { name: "pruned", file: `${model.name}/pruned.safetensors`, network: pruned.network },
    { name: "quantized", file: `${model.name}/quantized.tflite`, quantized: quantizeInt8(original.network) },
    {
      name: "pruned-quantized",
      file: `${model.name}/pruned-quantized.tflite`,
      quantized: quantizeInt8(pruned.network),
    },
  ];

  tools.observer.start(`${model.name} evaluation`, variants.length);
  const results: VariantResult[] = [];
  let reference: Answers | undefined;
  for (const variant of variants) {
    await tools.observer.step(results.length, variant.name);
    const answers = await answersOf(variant, partitions, tools);
    results.push(await variantResult(variant, { answers, reference }, run, tools.store));
    reference ??= answers;
  }
  tools.observer.done(results.map(({ name, zipBytes }) => `${name} ${(zipBytes / 2 ** 20).toFixed(1)} MiB`).join(", "));

  const pruningSteps =
    plan.pruning.training.epochs * stepsPerEpoch(partitions.train.ids.length, plan.training.batchSize);
  return {
    name: model.name,
    hidden: model.architecture.hidden,
    trainableParameters: countParameters(model.architecture).trainable,
    history: original.history,
    pruningHistory: pruned.history,
    pruningUpdates: maskUpdates(plan.pruning.pruning, pruningSteps),
    pruningSteps,
    variants: results,
  };
}

async function variantResult(
  variant: Variant,
  { answers, reference }: { answers: Answers; reference: Answers | undefined },
  { plan: { comparison }, random }: ModelRun,
  store: ArtifactStore,
): Promise<VariantResult> {
  const chunks = fileChunks(variant);
  if ("quantized" in variant) await store.write(variant.file, chunks);
  const evaluated = (classification: Classification, partition: string): Evaluation =>
    evaluate(classification, random.fork(`bootstrap ${partition}`), comparison);
  const paired = (of: Answers) => of.test ?? of.devel;
  return {
    name: variant.name,
    file: variant.file,
    fileBytes: chunks.reduce((sum, chunk) => sum + chunk.length, 0),
    zipBytes: await zipSizeBytes(variant.file, chunks),
    canonicalZipBytes: await canonicalZipBytes(variant),
    zeros: zerosOf(variant),
    layers: storedKernels(variant).map(layerBill),
    devel: evaluated(answers.devel, "devel"),
    test: answers.test ? evaluated(answers.test, "test") : null,
    comparison: reference ? compare(paired(reference), paired(answers), random.fork("comparison"), comparison) : null,
  };
}

function fileChunks(variant: Variant): Uint8Array[] {
  if ("network" in variant) return encodeModelFile({ network: variant.network, provenance: {} });
  return encodeTflite({ network: variant.quantized, provenance: {} });
}

/** Zip size with +0.0 for every −0.0; null where there is none of them. */
async function canonicalZipBytes(variant: Variant): Promise<number | null> {
  if (!("network" in variant) || variant.name !== "pruned") return null;
  return zipSizeBytes(variant.file, encodeModelFile({ network: canonicalZeros(variant.network), provenance: {} }));
}

async function answersOf(variant: Variant, partitions: Partitions, tools: ExperimentTools): Promise<Answers> {
  const probabilities = predictor(variant, tools);
  const answer = ({ values, labels, classes, speakers }: FeatureTable): Classification => ({
    classes,
    labels,
    predicted: mostProbableClasses(probabilities.of(values), classes.length),
    speakers,
  });
  try {
    const { devel, test } = partitions;
    return { devel: answer(devel), test: test.ids.length > 0 ? answer(test) : null };
  } finally {
    probabilities.release();
  }
}

/** Class probabilities of rows, by the engine for float32 networks and by the hybrid pass for int8 ones. */
function predictor(variant: Variant, { engine }: ExperimentTools) {
  if ("quantized" in variant)
    return { of: (values: Float32Array) => predictQuantized(variant.quantized, values), release: () => {} };
  const { inputs: inputCount, classes: classCount } = variant.network.architecture;
  const resident = engine.load(variant.network, { batchSize: PREDICTION_BATCH, trainable: false });
  return {
    of: (values: Float32Array) => predictAll(resident, values, { inputCount, classCount, batchSize: PREDICTION_BATCH }),
    release: () => resident.release(),
  };
}

function storedKernels(variant: Variant): StoredKernel[] {
  if ("network" in variant)
    return variant.network.layers.map(({ inputs, outputs, weights }) => ({
      inputs,
      outputs,
      values: weights,
      scale: 1,
    }));
  return variant.quantized.layers.map(({ inputs, outputs, kernel }) =>
    kernel.kind === "int8"
      ? { inputs, outputs, values: kernel.codes, scale: kernel.scale }
      : { inputs, outputs, values: denseWeights(kernel), scale: 1 },
  );
}

/** Zeros among what training changes: kernels, biases and, where they are not folded away, gamma and beta. */
function zerosOf(variant: Variant): number {
  const kernels = storedKernels(variant).reduce((sum, { values }) => sum + countZeros(values), 0);
  const layers = "network" in variant ? variant.network.layers : variant.quantized.layers;
  const biases = layers.reduce((sum, { bias }) => sum + countZeros(bias), 0);
  if ("quantized" in variant) return kernels + biases;
  const { gamma, beta } = variant.network.normalization;
  return kernels + biases + countZeros(gamma) + countZeros(beta);
}

function labeledRows(table: FeatureTable): FeatureTable {
  const labeled = [...table.labels.keys()].filter((row) => table.labels[row] !== UNKNOWN_LABEL);
  return labeled.length === table.labels.length ? table : selectRows(table, labeled);
}

function settingsOf({ seed, training, pruning, comparison }: ExperimentPlan): ExperimentSettings {
  const { epochs, batchSize, learningRate, schedule, dropout } = training;
  return {
    seed,
    epochs,
    pruningEpochs: pruning.training.epochs,
    batchSize,
    learningRate,
    schedule,
    dropout,
    finalSparsity: pruning.pruning.finalSparsity,
    pruningEnd: pruning.pruning.end,
    resamples: comparison.resamples,
    margin: comparison.margin,
    alpha: comparison.alpha,
  };
}
