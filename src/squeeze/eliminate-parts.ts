/**
 * Dropping parts of the extraction until a device can pay what is left: recursive elimination by the weights of a linear
 * classifier, for groups and per price.
 *
 *   drop   the part with the least cost^γ / saved, anew after each; until the price is within the budget
 *   fill   what was dropped comes back, last first, where there is room for it
 *
 *   cost    Σ w² of the part's features / Σ w²,   w of a linear classifier on standardised training rows, trained anew each time
 *   saved   by how much less the price is beyond the budget (device/budget.ts)
 *
 * γ says how much the weights count against the price.
 *
 * Source  I. Guyon, J. Weston, S. Barnhill, V. Vapnik 2002, "Gene Selection for Cancer Classification using Support Vector
 *         Machines", Machine Learning 46: elimination by w².
 */

import type { Random } from "../core/random.ts";
import { type DeviceBudget, excess, isWithin, totalUse } from "../device/budget.ts";
import { DROPPABLE_PARTS, type DroppablePart, withoutPart } from "../device/droppable-parts.ts";
import { featurePlace } from "../device/extraction-plan.ts";
import { type DevicePrice, priceOf } from "../device/price.ts";
import { LINEAR_DEFAULTS, trainLinear } from "../evaluation/linear-baseline.ts";
import { inputStatistics } from "../network/input-statistics.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";

/** Features that are left, and what has gone. */
export interface Elimination {
  readonly features: readonly string[];
  /** Of the features without a network. */
  readonly price: DevicePrice;
  /** First to last. */
  readonly dropped: readonly DroppedPart[];
}

interface DroppedPart {
  readonly name: string;
  readonly features: readonly string[];
}

/** Which features of a training table a device can afford. */
export interface EliminationTask {
  /** Labelled rows. */
  readonly train: FeatureTable;
  readonly budget: DeviceBudget;
  /** Sound per verdict, which a window keeps. */
  readonly seconds: number;
  readonly gamma: number;
  readonly random: Random;
}

/** Strength of the classifier whose weights say what a part is worth: in the middle of those of the linear baseline. */
const WEIGHING_COST = 1e-4;

/** Added to what a part is worth, so that of two worthless parts the one that saves more goes. */
const LEAST_WORTH = 1e-4;

/** Nothing has gone yet. */
export function allFeatures(train: FeatureTable, seconds: number): Elimination {
  return { features: train.features, price: priceOf(train.features, null, seconds), dropped: [] };
}

/** Drops parts until the budget is met, or none is left that saves anything: then the price is still beyond it. */
export function eliminateParts(from: Elimination, task: EliminationTask): Elimination {
  let current = from;
  while (!isWithin(current.price, task.budget)) {
    const next = withLessThan(current, task);
    if (!next) return current;
    current = next;
  }
  return current;
}

/** What was dropped comes back where there is room, last first. */
export function fillUp(eliminated: Elimination, { train, budget, seconds }: EliminationTask): Elimination {
  const kept = new Set(eliminated.features);
  let price = eliminated.price;
  const stillGone = [...eliminated.dropped].reverse().filter((part) => {
    const back = new Set([...kept, ...part.features]);
    const more = train.features.filter((name) => back.has(name));
    const dearer = priceOf(more, null, seconds);
    if (!isWithin(dearer, budget)) return true;
    for (const name of part.features) kept.add(name);
    price = dearer;
    return false;
  });
  return { features: train.features.filter((name) => kept.has(name)), price, dropped: stillGone.reverse() };
}

/** Without the part that is worth least per what it saves; undefined where no part can go. */
function withLessThan({ features, price, dropped }: Elimination, task: EliminationTask): Elimination | undefined {
  const { budget, seconds, gamma } = task;
  const worth = worthOf(selectFeatures(task.train, features), task.random);
  let best: { readonly part: DroppablePart; readonly left: string[]; readonly price: DevicePrice } | undefined;
  let least = Number.POSITIVE_INFINITY;
  for (const part of DROPPABLE_PARTS) {
    const left = withoutPart(features, part);
    if (left.length === 0 || left.length === features.length) continue;
    const cheaper = priceOf(left, null, seconds);
    // Where no part alone brings the price nearer (stages that several share): what is used at all
    const nearer = excess(price, budget) - excess(cheaper, budget);
    const saved = nearer > 0 ? nearer : LEAST_WORTH * (totalUse(price, budget) - totalUse(cheaper, budget));
    const cost = (LEAST_WORTH + worthOfPart(part, features, worth)) ** gamma / saved;
    if (!(saved > 0 && cost < least)) continue;
    least = cost;
    best = { part, left, price: cheaper };
  }
  if (!best) return undefined;
  const left = new Set(best.left);
  const gone = { name: best.part.name, features: features.filter((name) => !left.has(name)) };
  return { features: best.left, price: best.price, dropped: [...dropped, gone] };
}

/** w² of each feature, over the sum of all. [F] */
function worthOf({ values, labels, features, classes }: FeatureTable, random: Random): Float64Array {
  const options = { ...LINEAR_DEFAULTS, costs: [WEIGHING_COST] };
  const { model } = trainLinear({ values, labels }, null, classes.length, random, options);
  const { deviation } = inputStatistics(values, features.length);
  const worth = new Float64Array(features.length);
  for (let i = 0; i < model.weights.length; i++) {
    const f = i % features.length;
    worth[f] += (model.weights[i] * deviation[f]) ** 2;
  }
  const sum = worth.reduce((total, value) => total + value, 0);
  return sum === 0 ? worth : worth.map((value) => value / sum);
}

function worthOfPart(part: DroppablePart, features: readonly string[], worth: Float64Array): number {
  let sum = 0;
  for (const [f, name] of features.entries()) {
    const place = featurePlace(name);
    if (place && part.has(place)) sum += worth[f];
  }
  return sum;
}
