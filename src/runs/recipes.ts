/**
 * The versions of the recipes: what a network depends on besides data, settings, seed and engine.
 *
 * Raise a version in the commit after which the same data, settings and seed give other numbers, be it in the last bit:
 * another order of summation, another stream of random numbers, a mended mistake. A new default needs no new version, as
 * settings are part of a fingerprint anyway. Networks and checkpoints of an older version are then no longer taken for
 * new ones.
 */
export const RECIPE_VERSIONS = {
  /** training/train.ts, with the engine's training step */
  training: 1,
  /** pruning/prune.ts, with the same */
  pruning: 1,
  /** squeeze/search.ts: paths, training of survivors, codebooks */
  squeeze: 1,
} as const;

/** What has a recipe of its own. */
export type RecipeName = keyof typeof RECIPE_VERSIONS;
