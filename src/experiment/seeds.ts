/**
 * The seeds of an experiment: how the start of training is drawn, several times over for the same recordings.
 *
 * The first is the plan's own, so that an experiment of one seed is the beginning of one of several, and its networks lie
 * where they did. Partitions depend on the plan's seed alone: all seeds are judged on the same speakers.
 */

import { Random } from "../core/random.ts";
import type { ExperimentPlan } from "./plan.ts";

/** The seeds, the plan's own first. */
export function seedsOf({ seed, seeds = 1 }: Pick<ExperimentPlan, "seed" | "seeds">): number[] {
  const first = new Random(seed);
  return Array.from({ length: seeds }, (_, k) => (k === 0 ? seed : first.fork(`seed ${k + 1}`).seed));
}

/** Where a seed's models lie in the store: in folders of their own from the second on. @param index  From 0. */
export function seedFolder(index: number): string {
  return index === 0 ? "" : `seed-${index + 1}/`;
}
