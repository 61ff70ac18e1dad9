/**
 * Which features networks for a device may read: sets that its budget allows, from rich to poor.
 *
 *   for the whole budget, three quarters and half of its instructions:
 *     eliminate parts (eliminate-parts.ts), weighing them against their price in three ways -> fill up what room there is ->
 *     of the three sets the one whose linear classifier is best in a cross-validation of the training rows
 *
 * Devel is not looked at: nothing here is a choice that its bound would have to know (evaluation/simultaneous-drops.ts).
 */

import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import { budgetText, type DeviceBudget, excessText, isWithin, withInstructions } from "../device/budget.ts";
import { featurePlace } from "../device/extraction-plan.ts";
import type { DevicePrice } from "../device/price.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import { crossValidatedStudent } from "./cross-validated-uar.ts";
import { allFeatures, type Elimination, eliminateParts, fillUp } from "./eliminate-parts.ts";

/** A set of features that a device can pay, without a network. */
export interface FeaturePlan {
  /** Instructions per second, as "4.93M". */
  readonly name: string;
  readonly features: readonly string[];
  /** Parts that were dropped, first to last. */
  readonly dropped: readonly string[];
  readonly price: DevicePrice;
  /** λ of its linear classifier (linear-student.ts). */
  readonly penalty: number;
}

/** Which sets of features a device can afford. */
export interface FeaturePlansTask {
  /** Labelled rows. */
  readonly train: FeatureTable;
  readonly budget: DeviceBudget;
  /** Sound per verdict, which a window keeps. */
  readonly seconds: number;
  readonly random: Random;
}

/** Shares of the budget's instructions for which a plan is made. */
const LADDER = [1, 0.75, 0.5];

/** How much weights count against prices; from hardly to fully. */
const GAMMAS = [0.25, 0.5, 1];

/**
 * Plans within a budget, from rich to poor, each another set.
 *
 * @throws UserError if the table has a feature that no device computes, or no features are within the budget.
 */
export function featurePlans(task: FeaturePlansTask): FeaturePlan[] {
  const { train, budget, seconds, random } = task;
  refuseStrangeFeatures(train);
  let ways = GAMMAS.map((gamma) => ({ gamma, random, train, seconds, left: allFeatures(train, seconds) }));
  const plans: FeaturePlan[] = [];
  for (const share of LADDER) {
    const own = withInstructions(budget, share);
    ways = ways.map((way) => ({ ...way, left: eliminateParts(way.left, { ...way, budget: own }) }));
    const within = ways.filter(({ left }) => isWithin(left.price, own));
    if (plans.length === 0 && within.length === 0) throw nothingWithin(budget, ways[0]?.left);
    const filled = within.map((way) => fillUp(way.left, { ...way, budget: own }));
    const best = bestOf(filled, task);
    if (best && !plans.some(({ name }) => name === best.name)) plans.push(best);
  }
  return plans;
}

function refuseStrangeFeatures({ features }: FeatureTable): void {
  const strange = features.find((name) => !featurePlace(name));
  if (strange !== undefined)
    throw new UserError(
      `squeeze: the network reads "${strange}", which is none of the features of ComParE_2016; what a device spends on it is not known`,
    );
}

function nothingWithin(budget: DeviceBudget, { price }: Elimination): UserError {
  return new UserError(
    `squeeze: no features were found within ${budgetText(budget)}; the cheapest that were found take ${excessText(price, budget)}`,
  );
}

/** The set whose linear classifier does best on training rows that it has not seen, the first of equals. */
function bestOf(sets: readonly Elimination[], { train }: FeaturePlansTask): FeaturePlan | undefined {
  const isFirst = ({ features }: Elimination, at: number) =>
    sets.findIndex((other) => other.features.join() === features.join()) === at;
  const validated = sets
    .filter(isFirst)
    .map((set) => ({ set, ...crossValidatedStudent(selectFeatures(train, set.features)) }));
  const best = Math.max(...validated.map(({ uar }) => uar));
  const found = validated.find(({ uar }) => uar === best);
  return found && planOf(found.set, found.penalty);
}

function planOf({ features, dropped, price }: Elimination, penalty: number): FeaturePlan {
  const name = `${(price.instructionsPerSecond / 1e6).toFixed(2)}M`;
  return { name, features, dropped: dropped.map((part) => part.name), price, penalty };
}
