/**
 * What result.json must hold of an evaluation and of a comparison: the types of evaluation/ as schemas, so that a page
 * is never drawn from a part that is missing. The types there are the originals; the compiler holds these to them.
 */

import { z } from "zod";
import type { Comparison } from "./compare.ts";
import type { Estimate } from "./estimate.ts";
import type { Evaluation } from "./evaluate.ts";
import { VERDICTS } from "./non-inferiority.ts";
import type { SeedSpread } from "./over-seeds.ts";
import type { Spread } from "./spread.ts";
import { SPEAKER_FIGURES } from "./uar-per-speaker.ts";

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);
const strings = z.array(z.string()).readonly();

export const estimateSchema = z.object({
  estimate: difference,
  interval: z.object({ low: difference, high: difference, level: share }),
  standardError: z.number().nonnegative(),
  freedom: z.number().nonnegative(),
  atFloor: z.boolean(),
  unit: z.enum(["speaker", "recording"]),
  unitCount: count,
  stratified: z.boolean(),
  fewestUnits: count,
  designEffect: z.number().nonnegative().nullable(),
  warnings: strings,
}) satisfies z.ZodType<Estimate>;

export const evaluationSchema = z
  .object({
    classes: strings,
    recordings: count,
    confusion: z.array(z.array(count).readonly()).readonly(),
    recalls: z.array(share.nullable()).readonly(),
    accuracy: share,
    uar: estimateSchema,
    chance: z.object({
      pValue: share,
      permutations: count,
      moved: z.enum(["between speakers", "within speakers", "between recordings"]),
    }),
    bySpeaker: z
      .array(z.object({ speaker: z.string(), recordings: count, uar: share }))
      .readonly()
      .nullable(),
    // Results of earlier versions have none.
    perSpeaker: z
      .object({
        figure: z.enum(SPEAKER_FIGURES),
        estimate: share,
        interval: z.object({ low: share, high: share, level: share }),
        speakers: count,
        warnings: strings,
      })
      .nullable()
      .default(null),
  })
  .refine(
    ({ classes, confusion, recalls }) =>
      recalls.length === classes.length &&
      confusion.length === classes.length &&
      confusion.every((row) => row.length === classes.length),
    "confusion and recalls must have one row for each class",
  ) satisfies z.ZodType<Evaluation>;

/** A figure over seeds: mean, spread, and how much of the uncertainty another seed alone would be. */
export const seedSpreadSchema = z.object({
  mean: difference,
  standardDeviation: z.number().nonnegative().nullable(),
  lowest: difference,
  highest: difference,
  count,
  shareOfSeeds: share,
}) satisfies z.ZodType<Spread & Pick<SeedSpread, "shareOfSeeds">>;

const mcnemarFields = {
  onlyFirst: count,
  onlySecond: count,
  chi2: z.number().nonnegative(),
  pMid: share,
  pAsymptotic: share,
  pExact: share,
  pCorrected: share,
};

export const comparisonSchema = z.object({
  uarDrop: estimateSchema,
  nonInferiority: z.object({
    margin: share,
    alpha: share,
    lower: difference,
    upper: difference,
    verdict: z.enum(VERDICTS),
    tooFewUnits: z.boolean(),
    // A mean over seeds where there are several.
    discordant: z.number().nonnegative(),
    overturningDesignEffect: z.number().nonnegative().nullable(),
  }),
  mcnemar: z.object({
    overall: z.object(mcnemarFields),
    byClass: z.array(z.object({ class: z.string(), ...mcnemarFields, pHolm: share })).readonly(),
    // Results of earlier versions have none.
    bySpeaker: z
      .object({ differing: count, chi2: z.number().nonnegative(), pAsymptotic: share, pSignFlips: share })
      .nullable()
      .default(null),
  }),
  agreement: share,
}) satisfies z.ZodType<Comparison>;
