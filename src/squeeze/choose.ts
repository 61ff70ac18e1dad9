/**
 * Which candidate is taken, by devel alone, with a rule that is fixed before.
 *
 *   shown       the smallest whose drop of UAR lies below the margin with its bound for the whole search
 *               (evaluation/simultaneous-drops.ts)
 *   estimated   where devel is too small to show it of any: each path is followed from large to small while the
 *               estimated drop stays within the margin; of the last ones of all paths the smallest
 *   best        where even that holds for none, or where a size or a device's budget was asked for and none within it was
 *               shown: the highest UAR on devel, the smaller of equals. Of a device's plans the one that spends most, among those
 *               with a network within a standard error of the highest; of its best network's family the largest within a
 *               standard error of that
 *
 * Within a budget nothing is gained by spending less, and the highest of forty estimates is often that of a small network in luck:
 * of those that devel cannot tell apart the one that hears most is taken.
 *
 * A path that ends at the first failure is not fooled by a lucky small network far down, which picking the
 * smallest of all estimates would look for.
 */

import { groupedBy } from "../core/grouped-by.ts";
import { type DeviceBudget, isWithin } from "../device/budget.ts";
import type { SimultaneousDrop } from "../evaluation/simultaneous-drops.ts";
import type { Candidate } from "./candidate.ts";

export const CHOICE_BASES = ["shown", "estimated", "best"] as const;

/** The candidate that is taken, and on which ground. */
export interface Choice {
  /** Its place among the candidates. */
  readonly index: number;
  readonly basis: (typeof CHOICE_BASES)[number];
}

/** What a choice must keep. */
export interface ChoiceRule {
  readonly margin: number;
  /** Largest size, or null. */
  readonly targetBytes: number | null;
  /** Largest price on a device, or null. */
  readonly budget: DeviceBudget | null;
}

/**
 * The choice, or null where no candidate is small and cheap enough.
 *
 * @param drops  Of each candidate, in the same order.
 */
export function choose(
  candidates: readonly Candidate[],
  drops: readonly SimultaneousDrop[],
  { margin, targetBytes, budget }: ChoiceRule,
): Choice | null {
  const isAllowed = ({ bytes, price }: Candidate) =>
    bytes <= (targetBytes ?? Infinity) && (budget === null || (price !== null && isWithin(price, budget)));
  const eligible = [...candidates.keys()].filter((k) => isAllowed(candidates[k]));
  const drop = (k: number) => drops[k];
  const shown = smallest(
    candidates,
    eligible.filter((k) => drop(k).upper < margin),
  );
  if (shown !== undefined) return { index: shown, basis: "shown" };
  if (targetBytes === null && budget === null) {
    const last = smallest(
      candidates,
      endsOfPaths(candidates, (k) => drop(k).estimate <= margin),
    );
    if (last !== undefined) return { index: last, basis: "estimated" };
  }
  const best = budget === null ? bestOf(candidates, drops, eligible) : richestOfBest(candidates, drops, eligible);
  return best === undefined ? null : { index: best, basis: "best" };
}

type Drops = readonly SimultaneousDrop[];

/** The highest UAR, the smaller of equals. */
function bestOf(candidates: readonly Candidate[], drops: Drops, eligible: readonly number[]): number | undefined {
  const drop = (k: number) => drops[k].estimate;
  return [...eligible].sort((a, b) => drop(a) - drop(b) || bytes(candidates, a) - bytes(candidates, b))[0];
}

/** Of the networks that devel cannot tell from the best one that which spends most: first in its features, then in its weights. */
function richestOfBest(
  candidates: readonly Candidate[],
  drops: Drops,
  eligible: readonly number[],
): number | undefined {
  const candidate = (k: number) => candidates[k];
  const likeTheBest = (of: readonly number[]) => {
    const best = bestOf(candidates, drops, of);
    if (best === undefined) return [];
    const { estimate, standardError } = drops[best];
    return of.filter((k) => drops[k].estimate <= estimate + standardError);
  };
  const spending = (k: number) => candidate(k).price?.instructionsPerSecond ?? 0;
  const dearest = likeTheBest(eligible).sort((a, b) => spending(b) - spending(a) || a - b)[0];
  if (dearest === undefined) return undefined;
  const ofPlan = eligible.filter((k) => candidate(k).plan === candidate(dearest).plan);
  const best = candidate(bestOf(candidates, drops, ofPlan) as number);
  const ofFamily = likeTheBest(ofPlan.filter((k) => candidate(k).family === best.family));
  return ofFamily.sort((a, b) => bytes(candidates, b) - bytes(candidates, a) || a - b)[0];
}

/** On each path with each number of bits: the last candidate before the first that fails. */
function endsOfPaths(candidates: readonly Candidate[], holds: (index: number) => boolean): number[] {
  return [...candidatesByPath(candidates).values()].flatMap((path) => {
    const failure = path.findIndex((k) => !holds(k));
    const passed = failure < 0 ? path : path.slice(0, failure);
    return passed.slice(-1);
  });
}

function pathOf({ family, bits, plan }: Candidate): string {
  return `${plan ?? "all"}, ${family}, ${bits} bits`;
}

function candidatesByPath(candidates: readonly Candidate[]): Map<string, number[]> {
  return groupedBy(candidates.keys(), (k) => pathOf(candidates[k]));
}

/** The smallest of these, the first of equals. */
function smallest(candidates: readonly Candidate[], indices: readonly number[]): number | undefined {
  return [...indices].sort((a, b) => bytes(candidates, a) - bytes(candidates, b))[0];
}

function bytes(candidates: readonly Candidate[], index: number): number {
  return candidates[index].bytes;
}
