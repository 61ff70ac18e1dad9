/**
 * The result of an experiment: what result.json holds, and all that tables and report are made from.
 *
 * A file is checked against the schema when it is read, so a page is never drawn from half a result. The version is
 * raised when a field changes its meaning or goes.
 */

import { z } from "zod";
import { UserError } from "../core/errors.ts";
import {
  comparisonSchema as comparison,
  evaluationSchema as evaluation,
  seedSpreadSchema,
} from "../evaluation/evaluation-schema.ts";
import { explanationSchema } from "../explanation/explanation.ts";
import { FEATURE_PROFILES } from "../features/feature-profile.ts";
import { findingSchema, squeezeResult } from "../squeeze/squeeze-result.ts";
import { VARIANT_NAMES } from "./paper.ts";
import { planSchema } from "./plan-schema.ts";

export const RESULT_SCHEMA = "coldpress/result";
export const RESULT_VERSION = 2;

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const strings = z.array(z.string()).readonly();

const partition = z.object({
  name: z.string(),
  recordings: count,
  /** Recordings of each class, in the order of `classes`. */
  perClass: z.array(count).readonly(),
  unlabeled: count,
  /** Null where the table knows no speakers. */
  speakers: count.nullable(),
});

export const dataSchema = z.object({
  name: z.string(),
  /** Everything that is computed from synthetic data says so. */
  synthetic: z.boolean(),
  sources: strings,
  /** SHA-256 of features, labels and partitions, hexadecimal. */
  hash: z.string(),
  /** How features were computed, where it is not the reference profile. */
  profile: z.enum(FEATURE_PROFILES).optional(),
  featureCount: count,
  constantFeatures: count,
  classes: strings,
  partitions: z.array(partition).readonly(),
  findings: z.array(findingSchema).readonly(),
});

export const epochSchema = z.object({ epoch: count, loss: z.number(), develUar: share });

const histogram = z.object({
  /** Edges of the bins, one more than counts. */
  edges: z.array(z.number()).readonly(),
  counts: z.array(count).readonly(),
});

const layer = z.object({
  inputs: count,
  outputs: count,
  weights: count,
  /** Weights that are not zero. */
  survivors: count,
  /** Bytes of the kernel in the file. */
  kernelBytes: count,
  biasBytes: count,
  /** size · H2(density) + survivors · H(values): what no lossless coding of independent weights can beat, in bytes. */
  floorBytes: z.number(),
  /** Of the values that survive. */
  histogram,
});

/** What is said of a network without asking it anything. */
export const variantWeightSchema = z.object({
  name: z.enum(VARIANT_NAMES),
  file: z.string(),
  /** Of names and weights; the file on disk also says how it was made, some KiB. */
  fileBytes: count,
  /** The same, deflate level 6. */
  zipBytes: count,
  /** The same with every −0.0 written as +0.0; null where that changes nothing. */
  canonicalZipBytes: count.nullable(),
  /** Zeros among the trainable parameters. */
  zeros: count,
  layers: z.array(layer).readonly(),
});

const confusion = z.array(z.array(count).readonly()).readonly();

const networkOfSeed = z.object({
  fileBytes: count,
  zipBytes: count,
  /** [actual][predicted] */
  devel: confusion,
  /** Null where the test partition has no labels. */
  test: confusion.nullable(),
  /** Against the same seed's original, on test, or on devel where test has no labels; null for the original. */
  mcnemar: comparison.shape.mcnemar.nullable(),
});

const variant = variantWeightSchema.extend({
  devel: evaluation,
  /** Null where the test partition has no labels. */
  test: evaluation.nullable(),
  /** Against the original network on test, or on devel where test has no labels; null for the original. */
  comparison: comparison.nullable(),
  /** Where there are several seeds: UAR, drop and verdict above are over all of them, the rest is the first one's. */
  overSeeds: z
    .object({
      devel: seedSpreadSchema,
      test: seedSpreadSchema.nullable(),
      drop: seedSpreadSchema.nullable(),
      /** What belongs to the network of each seed, the first one's too. Absent in files of before. */
      each: z.array(networkOfSeed).readonly().optional(),
    })
    .optional(),
});

const model = z.object({
  name: z.string(),
  hidden: z.array(count).readonly(),
  trainableParameters: count,
  history: z.array(epochSchema).readonly(),
  pruningHistory: z.array(epochSchema).readonly(),
  /** Sparsity of each mask update. */
  pruningUpdates: z.array(z.object({ step: count, sparsity: share })).readonly(),
  pruningSteps: count,
  /** What speaks against taking the networks for all that training can make of the data. */
  warnings: strings.default([]),
  variants: z.array(variant).readonly(),
  /** Of the original; in cross-validation of every fold's (its `procedure`). Null where none was asked for. */
  squeezed: squeezeResult.nullable(),
});

export const linearSchema = z.object({
  /** Regularisation constant chosen on devel. */
  strength: z.number(),
  /** Coefficients and intercepts as float32. */
  bytes: count,
  devel: evaluation,
  test: evaluation.nullable(),
  /** What it listens to, on devel; of several folds the first one's. Absent in older files. */
  explanation: explanationSchema.optional(),
});

const settings = z.object({
  seed: z.number().int(),
  /** All of them, the first one's before; absent where there is one. */
  seeds: z.array(z.number().int()).readonly().optional(),
  epochs: count,
  pruningEpochs: count,
  batchSize: count,
  learningRate: z.number(),
  schedule: z.string(),
  dropout: share,
  /** Files that do not say have Keras's. */
  normalization: z.string().default("moving"),
  classWeights: z.string().default("none"),
  /** Null where the file is older. */
  pruningLearningRate: z.number().nullable().default(null),
  finalSparsity: share,
  pruningEnd: z.string(),
  margin: share,
  alpha: share,
});

export const madeSchema = z.object({
  coldpress: z.string(),
  engine: z.string(),
  threads: count,
  platform: z.string(),
  /** ISO 8601. */
  date: z.string(),
});

export const experimentResult = z.object({
  schema: z.literal(RESULT_SCHEMA),
  version: z.literal(RESULT_VERSION),
  made: madeSchema,
  settings,
  /** All that was asked for; null in files of older versions. */
  plan: planSchema.nullable().default(null),
  data: dataSchema,
  /** What is not like the paper, one sentence each. */
  differences: strings,
  linear: linearSchema,
  models: z.array(model).readonly(),
});

/** What a run of the experiment found, with the plan and the data that it is about: the content of result.json. */
export type ExperimentResult = z.infer<typeof experimentResult>;
/** What an experiment found of one model. */
export type ModelResult = z.infer<typeof model>;
/** One network of a model (original, pruned, quantised, both): its sizes and its UAR. */
export type VariantResult = z.infer<typeof variant>;
/** Weights, zeros and bytes of one layer. */
export type LayerResult = z.infer<typeof layer>;
/** What the linear baseline does on the same data. */
export type LinearResult = z.infer<typeof linearSchema>;
/** What the data of an experiment are, without a single speaker or recording. */
export type DataDescription = z.infer<typeof dataSchema>;
export type PartitionDescription = z.infer<typeof partition>;
/** Everything that was decided before the experiment: the whole plan. */
export type ExperimentSettings = z.infer<typeof settings>;
/** With which coldpress, when and where a result was made. */
export type MadeWith = ExperimentResult["made"];

/**
 * The result that a file holds.
 *
 * @param text  JSON.
 * @param file  Its name, for the error.
 * @throws UserError if it is not JSON or not a result of this version; names the first field that is wrong.
 */
export function parseResult(text: string, file: string): ExperimentResult {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw new UserError(`${file}: is not JSON (${(error as Error).message}); expected a result.json of coldpress`);
  }
  const version = (json as { version?: unknown } | null)?.version;
  if ((json as { schema?: unknown } | null)?.schema === RESULT_SCHEMA && version !== RESULT_VERSION)
    throw new UserError(
      `${file}: is a result of version ${JSON.stringify(version)}; this coldpress reads version ${RESULT_VERSION}; run the experiment again, which takes its networks from the folder`,
    );
  const parsed = experimentResult.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  throw new UserError(
    `${file}: is not a result of coldpress: ${issue?.path.join(".") || "the file"}: ${issue?.message}`,
  );
}
