/**
 * Upper bounds of the drop of UAR for many compressed networks at once: a network may be picked by looking at all of
 * them, and its bound still holds.
 *
 *   Δ_k = UAR_original − UAR_k                     Δ*_kb the same on resample b: the same speakers for all k
 *   s_k = standard deviation of Δ*_kb over b       c = Q(1 − α) over b of max_k (Δ_k − Δ*_kb) / s_k
 *   upper_k = Δ_k + c · s_k                        P(all upper_k hold) ≈ 1 − α
 *
 * The more the candidates agree with each other, the less the search costs: c is the one of a single candidate (1.64 at
 * α = 0.05) if all give the same answers, and that of Bonferroni if they have nothing in common.
 *
 * Source  J. Romano, M. Wolf 2005, "Exact and Approximate Stepdown Methods for Multiple Hypothesis Testing", JASA 100;
 *         the single-step maximum: P. Westfall, S. Young 1993, "Resampling-Based Multiple Testing".
 */

import type { Random } from "../core/random.ts";
import { type Classification, checkPaired } from "./classification.ts";
import { quantileR7 } from "./quantile.ts";

export interface SimultaneousOptions {
  /** Number of resamples B. */
  readonly resamples: number;
  /** One-sided level of all bounds together. */
  readonly alpha: number;
}

export const SIMULTANEOUS_DEFAULTS: SimultaneousOptions = { resamples: 2000, alpha: 0.05 };

export interface SimultaneousDrop {
  /** UAR_original − UAR_k: positive means worse. */
  readonly estimate: number;
  readonly standardError: number;
  readonly upper: number;
}

export interface SimultaneousDrops {
  /** In the order of the candidates. */
  readonly drops: readonly SimultaneousDrop[];
  /** Standard errors between estimate and bound. */
  readonly criticalValue: number;
  readonly unit: "speaker" | "recording";
  readonly unitCount: number;
}

/** Recordings of one speaker, or a single one where no speakers are known. */
interface Unit {
  /** Recordings of each class. [C] */
  readonly counts: number[];
  /** hits of the original less hits of candidate k in class c. [K × C] */
  readonly losses: number[];
  /** The class of a speaker with one class. */
  stratum: number;
}

const MOST_REDRAWS = 100;

/** The drop of each candidate with bounds that hold for all together. @param candidates  On the same recordings. */
export function simultaneousDrops(
  original: Classification,
  candidates: readonly Classification[],
  random: Random,
  options: SimultaneousOptions = SIMULTANEOUS_DEFAULTS,
): SimultaneousDrops {
  for (const candidate of candidates) checkPaired(original, candidate);
  const { resamples, alpha } = options;
  if (!Number.isInteger(resamples) || resamples < 2)
    throw new RangeError(`simultaneousDrops: resamples must be a whole number of at least 2, got ${resamples}`);
  if (!(alpha > 0 && alpha < 0.5))
    throw new RangeError(`simultaneousDrops: alpha must be above 0 and below 0.5, got ${alpha}`);
  const units = unitsOf(original, candidates);
  const strata = strataOf(units);
  const shape = { classes: original.classes.length, candidates: candidates.length };
  const observed = dropsOf(units, shape);
  const drawn = Array.from({ length: resamples }, () => dropsOf(draw(units, strata, shape.classes, random), shape));
  const errors = observed.map((_, k) => deviation(drawn.map((drops) => drops[k] as number)));
  const maxima = drawn.map((drops) =>
    Math.max(...drops.map((drop, k) => excess(observed[k] as number, drop, errors[k] as number))),
  );
  const criticalValue = candidates.length === 0 ? 0 : quantileR7(Float64Array.from(maxima).sort(), 1 - alpha);
  return {
    drops: observed.map((estimate, k) => {
      const standardError = errors[k] as number;
      return { estimate, standardError, upper: estimate + criticalValue * standardError };
    }),
    criticalValue,
    unit: original.speakers ? "speaker" : "recording",
    unitCount: units.length,
  };
}

/** Candidates that answer as the original do not vary and claim nothing of the critical value. */
function excess(observed: number, drawn: number, error: number): number {
  return error === 0 ? 0 : (observed - drawn) / error;
}

/** Sorted by what they hold, so that neither names nor order change a result. */
function unitsOf(original: Classification, candidates: readonly Classification[]): Unit[] {
  const { labels, classes, speakers } = original;
  const byName = new Map<string | number, Unit>();
  labels.forEach((label, row) => {
    const name = speakers ? (speakers[row] as string) : row;
    let unit = byName.get(name);
    if (!unit) {
      unit = {
        counts: classes.map(() => 0),
        losses: new Array(candidates.length * classes.length).fill(0),
        stratum: 0,
      };
      byName.set(name, unit);
    }
    unit.counts[label] = (unit.counts[label] as number) + 1;
    const right = Number(original.predicted[row] === label);
    for (const [k, { predicted }] of candidates.entries()) {
      const at = k * classes.length + label;
      unit.losses[at] = (unit.losses[at] as number) + right - Number(predicted[row] === label);
    }
  });
  const units = [...byName.values()];
  if (units.every(({ counts }) => counts.filter((count) => count > 0).length === 1))
    for (const unit of units) unit.stratum = unit.counts.findIndex((count) => count > 0);
  return units.sort((a, b) =>
    firstDifference([a.stratum, ...a.counts, ...a.losses], [b.stratum, ...b.counts, ...b.losses]),
  );
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : (a[at] as number) - (b[at] as number);
}

/** First unit of each stratum, and the number of units at the end. */
function strataOf(units: readonly Unit[]): number[] {
  const starts = units.flatMap(({ stratum }, u) => (u === 0 || stratum !== units[u - 1]?.stratum ? [u] : []));
  return [...starts, units.length];
}

/** As many units of each stratum as there are; again, at most 100 times, while a class is missing. */
function draw(units: readonly Unit[], strata: readonly number[], classes: number, random: Random): Unit[] {
  for (let draws = 0; ; draws++) {
    const drawn: Unit[] = [];
    for (let s = 0; s + 1 < strata.length; s++) {
      const first = strata[s] as number;
      const size = (strata[s + 1] as number) - first;
      for (let d = 0; d < size; d++) drawn.push(units[first + Math.floor(random.uniform() * size)] as Unit);
    }
    const complete = Array.from({ length: classes }, (_, c) => c).every(
      (c) =>
        drawn.some(({ counts }) => (counts[c] as number) > 0) || !units.some(({ counts }) => (counts[c] as number) > 0),
    );
    if (complete || draws >= MOST_REDRAWS) return drawn;
  }
}

/** Mean over the occurring classes of losses / recordings, for each candidate. */
function dropsOf(units: readonly Unit[], { classes, candidates }: { classes: number; candidates: number }): number[] {
  const counts = new Float64Array(classes);
  const losses = new Float64Array(candidates * classes);
  for (const unit of units) {
    unit.counts.forEach((count, c) => {
      counts[c] += count;
    });
    unit.losses.forEach((loss, at) => {
      losses[at] += loss;
    });
  }
  const occurring = counts.filter((count) => count > 0).length;
  return Array.from({ length: candidates }, (_, k) => {
    let sum = 0;
    for (let c = 0; c < classes; c++) if (counts[c] > 0) sum += losses[k * classes + c] / counts[c];
    return sum / occurring;
  });
}

/** Taken around the first value, so that equal values deviate by 0 exactly. */
function deviation(values: readonly number[]): number {
  const first = values[0] as number;
  const mean = values.reduce((sum, value) => sum + (value - first), 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - first - mean) ** 2, 0) / (values.length - 1));
}
