/**
 * What a job leaves in the store for the gathering: plain data under a name that has the job's fingerprint in it.
 *
 *   jobs/<job>-<fingerprint>.json
 *
 * Answers are kept as predicted classes and probabilities; what is true of the recordings is in the data, which the gathering
 * has as well. A float32 survives JSON: its shortest decimal as a double is read back as the same float32.
 */

import { z } from "zod";
import type { ArtifactStore } from "../core/artifact-store.ts";
import type { Partitions } from "../corpus/partitions.ts";
import { type Classification, classificationOf } from "../evaluation/classification.ts";
import { inNewestVersion, squeezeResult } from "../squeeze/squeeze-result.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import type { Answers } from "./answers.ts";
import type { CompressedFold } from "./compress-model.ts";
import type { Job, JobKind } from "./jobs.ts";
import { epochSchema, linearSchema, variantWeightSchema } from "./result.ts";
import type { SqueezedModel } from "./squeeze-model.ts";

const code = z.number().int().nonnegative();
const codes = z.array(code).readonly();

const answers = z.object({ predicted: codes, probabilities: z.array(z.number()).readonly() });

const squeezed = z
  .object({
    result: squeezeResult,
    look: z.object({ test: z.string(), question: z.string() }).nullable(),
    chosen: codes.nullable(),
  })
  .nullable();

const linearOutcome = z.object({ linear: linearSchema });

const modelOutcome = z.object({
  history: z.array(epochSchema).readonly(),
  pruningHistory: z.array(epochSchema).readonly(),
  warnings: z.array(z.string()).readonly(),
  variants: z
    .array(z.object({ weight: variantWeightSchema, answers: z.object({ devel: answers, test: answers.nullable() }) }))
    .readonly(),
  squeezed,
});

const pooledOutcome = z.object({ squeezed });

/** What each kind of job leaves. */
const OUTCOMES = {
  linear: linearOutcome,
  model: modelOutcome,
  whole: z.object({}),
  pooled: pooledOutcome,
  /** Names of the files that it has written. */
  gather: z.object({ files: z.array(z.string()).readonly() }),
} as const;

type OutcomeKind = JobKind;

/** What a job of this kind has found, as its file holds it. */
export type Outcome<Kind extends OutcomeKind> = z.infer<(typeof OUTCOMES)[Kind]>;
type PackedAnswers = z.infer<typeof answers>;
type PackedSqueeze = z.infer<typeof squeezed>;

/** Where outcomes lie in the store. */
export const JOBS_FOLDER = "jobs";

/** Name of a job's outcome in the store. */
export function outcomeName({ name, fingerprint }: Pick<Job, "name" | "fingerprint">): string {
  return `${JOBS_FOLDER}/${name}-${fingerprint.slice(0, FINGERPRINT_DIGITS)}.json`;
}

/** Hexadecimal digits of a fingerprint in a name; the whole one is in the file. */
const FINGERPRINT_DIGITS = 12;

/** Writes a job's outcome, whole or not at all: from then on the job is done. */
export function keepOutcome<Kind extends OutcomeKind>(
  store: ArtifactStore,
  job: Job,
  outcome: Outcome<Kind>,
): Promise<void> {
  const text = `${JSON.stringify({ fingerprint: job.fingerprint, ...outcome })}\n`;
  return store.write(outcomeName(job), [new TextEncoder().encode(text)]);
}

/** A job's outcome, or undefined where it is not done; a file that is damaged is none, and the job is done again. */
export async function keptOutcome<Kind extends OutcomeKind>(
  store: ArtifactStore,
  job: Job & { readonly kind: Kind },
): Promise<Outcome<Kind> | undefined> {
  const bytes = await store.read(outcomeName(job));
  if (!bytes) return undefined;
  let json: { readonly fingerprint?: unknown };
  try {
    json = JSON.parse(new TextDecoder().decode(bytes), (_, value) => inNewestVersion(value));
  } catch {
    return undefined;
  }
  // The value as it was written and not as the schema gives it back, whose fields may be in another order.
  const isOutcome = json?.fingerprint === job.fingerprint && OUTCOMES[job.kind].safeParse(json).success;
  return isOutcome ? (json as unknown as Outcome<Kind>) : undefined;
}

/** A fold as it is kept. */
export function packedFold(
  { history, pruningHistory, warnings, variants }: CompressedFold,
  squeezed: SqueezedModel | null,
): Outcome<"model"> {
  return {
    history,
    pruningHistory,
    warnings,
    variants: variants.map(({ weight, answers: { devel, test } }) => ({
      weight,
      answers: { devel: packedAnswers(devel), test: test && packedAnswers(test) },
    })),
    squeezed: packedSqueeze(squeezed),
  };
}

/** A squeeze as it is kept. */
export function packedSqueeze(squeezed: SqueezedModel | null): PackedSqueeze {
  return squeezed && { ...squeezed, chosen: squeezed.chosen && Array.from(squeezed.chosen) };
}

/** A fold again. @param data  The labelled rows that were answered. */
export function unpackedFold(outcome: Outcome<"model">, data: Partitions): CompressedFold {
  const { history, pruningHistory, warnings, variants } = outcome;
  return {
    history,
    pruningHistory,
    warnings,
    variants: variants.map(({ weight, answers }) => ({ weight, answers: unpackedAnswers(answers, data) })),
  };
}

/** A squeeze again. */
export function unpackedSqueeze(squeezed: PackedSqueeze): SqueezedModel | null {
  return squeezed && { ...squeezed, chosen: squeezed.chosen && Int32Array.from(squeezed.chosen) };
}

function packedAnswers({ predicted, probabilities }: Classification): PackedAnswers {
  return { predicted: Array.from(predicted), probabilities: Array.from(probabilities ?? []) };
}

function unpackedAnswers({ devel, test }: Outcome<"model">["variants"][number]["answers"], data: Partitions): Answers {
  const of = ({ predicted, probabilities }: PackedAnswers, table: FeatureTable) =>
    classificationOf(table, Int32Array.from(predicted), Float32Array.from(probabilities));
  return { devel: of(devel, data.devel), test: test && of(test, data.test) };
}
