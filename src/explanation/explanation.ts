/**
 * What a network listens to, as plain data: what squeeze.json and result.json keep, and all that texts and report are made of.
 */

import { z } from "zod";
import { ASPECTS } from "../features/compare2016/functional-words.ts";

const count = z.number().int().nonnegative();
const share = z.number().min(0).max(1);
const difference = z.number().min(-1).max(1);

/** Drop of UAR on the table's recordings where the group's features are those of other recordings. */
const importance = z.object({
  estimate: difference,
  interval: z.object({ low: difference, high: difference, level: share }),
  /** One-sided lower bound that holds for all groups of its list at once: above 0, the group is needed. */
  lowerOfAll: difference,
});

const group = z.object({
  /** A kind of sound quality; or a low-level descriptor, or a feature of no known set, by its name. */
  name: z.string(),
  /** Null for features of no known set. */
  words: z.string().nullable(),
  /** Features of the group that are read. */
  features: count,
  /** What of the contours they tell; empty for features of no known set. */
  aspects: z.array(z.object({ aspect: z.enum(ASPECTS), features: count })).readonly(),
  /** Null without a table. */
  importance: importance.nullable(),
});

const feature = z.object({
  name: z.string(),
  /** Null for a feature of no known set, as `high`. */
  words: z.string().nullable(),
  /** Empty for a number without unit, null where it is not known. */
  unit: z.string().nullable(),
  /** What a high value means. */
  high: z.string().nullable(),
  /** What a higher value does to the sum of each class, less the mean over the classes (effects.ts). [C] */
  effects: z.array(z.number()).readonly(),
  /** Share of recordings in which it speaks for the class that it speaks for on average; 1 for a network without hidden layers. */
  agreement: share,
});

export const explanationSchema = z.object({
  classes: z.array(z.string()).readonly(),
  /** Features that the network has, and those that reach an output. */
  inputs: count,
  read: count,
  /** What importance and effects were computed on; null without a table. */
  table: z
    .object({
      recordings: count,
      /** Null where no speakers are known. */
      speakers: count.nullable(),
      /** UAR on these recordings. */
      uar: share,
      /** Of each group. */
      permutations: count,
      /** Recordings that effects were averaged over. */
      effectRecordings: count,
      /** Whole sentences for the reader. */
      warnings: z.array(z.string()).readonly(),
    })
    .nullable(),
  /** By kind of sound quality, the most important first; without a table those with the most features. */
  kinds: z.array(group).readonly(),
  /** By low-level descriptor, in the same order. */
  descriptors: z.array(group).readonly(),
  /** Those with the largest effects, 50 at most; none of a network with hidden layers without a table. */
  strongest: z.array(feature).readonly(),
});

/** What a network reads, how important it is, and which class a high value speaks for. */
export type Explanation = z.infer<typeof explanationSchema>;
/** A group of features with how much the network needs it. */
export type ExplainedGroup = z.infer<typeof group>;
/** A feature that a network reads, in words, with the class that a high value speaks for. */
export type ExplainedFeature = z.infer<typeof feature>;

/** Features that `strongest` has at most. */
export const MOST_FEATURES = 50;
