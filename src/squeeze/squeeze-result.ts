/**
 * The result of a squeeze: what squeeze.json holds, checked against this schema when it is read.
 */

import { z } from "zod";
import {
  comparisonSchema,
  estimateSchema,
  evaluationSchema,
  seedSpreadSchema,
} from "../evaluation/evaluation-schema.ts";
import { explanationSchema } from "../explanation/explanation.ts";
import { CHOICE_BASES } from "./choose.ts";
import { FAMILIES } from "./options.ts";

export const SQUEEZE_SCHEMA = "coldpress/squeeze";

/** 2 called the folds of a procedure `rounds`; it is still read. */
export const SQUEEZE_VERSION = 3;

const count = z.number().int().nonnegative();

/** What a device spends, in totals; of what it spends on each stage `coldpress inspect` tells. */
const price = z.object({
  mode: z.enum(["stream", "window"]),
  seconds: z.number(),
  instructionsPerSecond: z.number(),
  instructionsAfterLastSample: z.number(),
  ramBytes: z.number(),
  flashBytes: z.number(),
});

const candidate = z.object({
  name: z.string(),
  family: z.enum(FAMILIES),
  bits: count,
  survivors: count,
  /** Features that are still needed. */
  inputs: count,
  hidden: z.array(count).readonly(),
  /** Of the whole container. */
  bytes: count,
  file: z.string(),
  /** Absent where a feature is none that a device computes. */
  price: price.optional(),
  develUar: z.number(),
  /** UAR_original − UAR on devel, with the bound that holds for the whole search. */
  drop: z.object({ estimate: z.number(), standardError: z.number(), upper: z.number() }),
});

const tested = z.object({
  name: z.string(),
  evaluation: evaluationSchema,
  /** UAR_original − UAR, over speakers. */
  uarDrop: estimateSchema,
  /** Against the original, over speakers; of the choice alone, which is the one question that test is asked. */
  comparison: comparisonSchema.nullable(),
  /** The same over recordings, where known speakers are too few to conclude from; it holds for these speakers only. */
  overRecordings: comparisonSchema.nullable(),
});

/** What a check of the data says, as results keep it. */
export const findingSchema = z.object({
  severity: z.enum(["note", "warning", "error"]),
  check: z.string(),
  sentence: z.string(),
});

/** What a squeeze in folds of cross-validation is worth: of the procedure, not of the network that is kept. */
const procedure = z.object({
  /** One more original was trained, squeezed and tested in each. */
  folds: z.array(
    z.object({
      /** The fold's choice. */
      name: z.string(),
      family: z.enum(FAMILIES),
      basis: z.enum(CHOICE_BASES),
      bytes: count,
      /** Of the fold's choice; absent where no device is meant. */
      price: price.optional(),
      /** Recordings and speakers that it was tested on; null where no speakers are known. */
      tested: count,
      speakers: count.nullable(),
    }),
  ),
  /** Of the folds' choices. */
  bytes: z.object({ median: z.number(), smallest: count, largest: count }),
  /**
   * The linear classifier of all features in each fold, pooled, and how far the choices are from it (UAR_linear − UAR, over
   * speakers): what a budget costs. Absent where no device is meant.
   */
  linear: z.object({ evaluation: evaluationSchema, uarDrop: estimateSchema }).optional(),
  /** Of the folds' networks of each family; one that is not in every fold is left out, here and in `test`. */
  families: z.array(
    z.object({
      family: z.enum(FAMILIES),
      bytes: z.object({ median: z.number(), smallest: count, largest: count }),
    }),
  ),
});

/** What seeds of the whole experiment, each with an original and a choice of its own, come to on the same test. */
const seeds = z.object({
  /** The first one's is the network that the result is about. */
  choices: z.array(
    z.object({
      name: z.string(),
      family: z.enum(FAMILIES),
      basis: z.enum(CHOICE_BASES),
      /** In cross-validation of the network that is kept. */
      bytes: count,
      develUar: z.number(),
    }),
  ),
  /** Of what was tested: the choices, or in cross-validation those of all folds. */
  bytes: z.object({ median: z.number(), smallest: count, largest: count }),
  /** UAR of the choices, and their drop, on test. */
  test: seedSpreadSchema,
  drop: seedSpreadSchema,
});

const newestSqueeze = z.object({
  schema: z.literal(SQUEEZE_SCHEMA),
  version: z.literal(SQUEEZE_VERSION),
  original: z.object({
    file: z.string(),
    /** Of the float32 network: what sizes are compared with. */
    zipBytes: count,
    weights: count,
    devel: evaluationSchema,
  }),
  margin: z.number(),
  alpha: z.number(),
  targetBytes: count.nullable(),
  /** What a device may spend on the choice; absent where no device is meant. */
  budget: z
    .object({
      instructionsPerSecond: z.number().nullable(),
      ramBytes: z.number().nullable(),
      flashBytes: z.number().nullable(),
    })
    .optional(),
  /** Sound per verdict of that device. */
  windowSeconds: z.number().optional(),
  /** Sets of features that the budget allows: each family was searched in each. */
  plans: z
    .array(z.object({ name: z.string(), features: count, dropped: z.array(z.string()), price }))
    .readonly()
    .optional(),
  candidates: z.array(candidate).readonly(),
  /** Standard errors between an estimated drop and its bound; null where speakers are too few for a bound. */
  criticalValue: z.number().nullable(),
  /** What is taken as independent on devel. */
  unit: z.enum(["speaker", "recording"]),
  unitCount: count,
  /** Units that have a recording of the class that fewest have. */
  fewestUnits: count,
  /** Costs of the linear classifier that devel was asked of and that were not taken; the bounds know them. */
  untakenCosts: count,
  /** False where time was up before all candidates were made. */
  complete: z.boolean(),
  /** What the networks were trained on; speakers are null where they are not known. Absent in older results. */
  trained: z.object({ recordings: count, speakers: count.nullable() }).optional(),
  /** What the checks of the data found; absent where nobody asked. */
  findings: z.array(findingSchema).readonly().optional(),
  /** Whether a program made the voices; absent where people spoke, or an experiment's result says it. */
  synthetic: z.boolean().optional(),
  choice: z.object({ name: z.string(), basis: z.enum(CHOICE_BASES) }).nullable(),
  /** The choice of each family by the same rule. */
  familyChoices: z.array(z.object({ name: z.string(), basis: z.enum(CHOICE_BASES) })).readonly(),
  /** What was tested, where not this network but the procedure was, in folds; null or absent otherwise. */
  procedure: procedure.nullable().optional(),
  /** What the network that is kept listens to, on devel; absent in older files, null where nothing was chosen. */
  explanation: explanationSchema.nullable().optional(),
  /** Several seeds: `test` has UAR, drop and verdict of the choice over all of them. Absent where there is one. */
  seeds: seeds.optional(),
  /** Null where test has no labels or nothing was chosen. In folds: all their answers, pooled. */
  test: z
    .object({
      /** Which test set, and how many questions were asked of it in this folder up to this one. */
      look: z.object({ test: z.string(), number: count }),
      original: evaluationSchema,
      /** The choice first, then those of the other families. */
      networks: z.array(tested).readonly(),
    })
    .nullable(),
});

/** The content of a squeeze.json, of this version or the one before. */
export const squeezeResult = z.preprocess(inNewestVersion, newestSqueeze);

/** A result of version 2 as one of version 3; everything else as it is. */
export function inNewestVersion(json: unknown): unknown {
  const older = json as { schema?: unknown; version?: unknown; procedure?: { rounds?: unknown } | null } | null;
  if (older?.schema !== SQUEEZE_SCHEMA || older.version !== 2) return json;
  if (!older.procedure) return { ...older, version: SQUEEZE_VERSION };
  const { rounds, ...others } = older.procedure;
  return { ...older, version: SQUEEZE_VERSION, procedure: { folds: rounds, ...others } };
}

/** All that a search tried, how devel decided, and what test said: the content of squeeze.json. */
export type SqueezeResult = z.infer<typeof squeezeResult>;
/** How the squeeze does over folds: pooled answers of all of them. */
export type ProcedureResult = z.infer<typeof procedure>;
export type SqueezeSeeds = z.infer<typeof seeds>;
export type DataFinding = z.infer<typeof findingSchema>;
export type CandidateResult = z.infer<typeof candidate>;
/** A network's answers on test. */
export type TestedNetwork = z.infer<typeof tested>;

/** The choice of the whole search, with its size and its file. */
export function chosenCandidate({ candidates, choice }: SqueezeResult): CandidateResult | undefined {
  return candidates.find(({ name }) => name === choice?.name);
}

/** What test says of a network; undefined where test has no labels, or was not asked about it. */
export function testedNetwork(
  { test }: Pick<SqueezeResult, "test">,
  name: string | undefined,
): TestedNetwork | undefined {
  return test?.networks.find((network) => network.name === name);
}

/** Size of what test judged: of the network, or in folds or seeds of those that they chose, or folds took of its family. */
export function judgedSize(
  { procedure, seeds, choice }: SqueezeResult,
  { name, family, bytes }: CandidateResult,
): ProcedureResult["bytes"] {
  if (seeds && name === choice?.name) return seeds.bytes;
  if (procedure && name === choice?.name) return procedure.bytes;
  const ofFamily = procedure?.families.find((own) => own.family === family)?.bytes;
  return ofFamily ?? { median: bytes, smallest: bytes, largest: bytes };
}
