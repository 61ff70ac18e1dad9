/**
 * Bootstrap of UAR over speakers, of one classifier or of the difference between two.
 *
 *   one resample    draw as many speakers as there are, with replacement (within each class where every speaker has
 *                   one class); UAR* = mean over classes of Σ hits / Σ counts of the drawn speakers
 *   interval        [Q(α/2), Q(1 − α/2)] of the B values UAR*, Q the R-7 quantile          (percentile interval)
 *   design effect   Var(UAR*) / Var_iid,   Var_iid = 1/C² · Σ_c (mean h² − (mean h)²) / n_c,   h the hits of class c:
 *                   how many times wider, squared, than if all recordings were independent
 *
 * The paired version draws the same speakers for both classifiers: h is the difference of their hits (−1, 0 or 1).
 *
 * A resample that is not drawn within classes may miss a class. It is drawn again, at most 100 times; if a class is
 * still missing, UAR* is the mean over the classes that are there. Both are counted in the result.
 *
 * Kept for comparison: every figure of a result has the interval of uar-interval.ts or drop-bound.ts. With few speakers a
 * percentile interval is too narrow: in simulation 95 % intervals cover 79 to 93 % at 6 to 40 speakers, 70 % with two
 * patients, and where no answer differs the bounds of the drop are [0, 0] (docs/statistics.md). `warnings` say so.
 *
 * Source  B. Efron, R. Tibshirani 1993, "An Introduction to the Bootstrap", chapters 8 and 13; A. Davison, D. Hinkley
 *         1997, "Bootstrap Methods and their Application", section 3.8 (clusters); L. Kish 1965, "Survey Sampling",
 *         section 8.2 (design effect).
 */

import type { Random } from "../core/random.ts";
import { type Classification, checkedClassification, checkPaired } from "./classification.ts";
import { type Clusters, countClusters, stratumSizes, sumsPerClass } from "./clusters.ts";
import type { Interval } from "./estimate.ts";
import { quantileR7 } from "./quantile.ts";

export interface BootstrapOptions {
  /** Number of resamples B. */
  readonly resamples: number;
  /** Coverage of the two-sided interval. */
  readonly level: number;
}

export const BOOTSTRAP_DEFAULTS: BootstrapOptions = { resamples: 2000, level: 0.95 };

/** Fewer clusters than this (in a class, where they are drawn within classes) make a percentile interval too narrow. */
const FEW_CLUSTERS = 10;

const MOST_REDRAWS = 100;

/** An estimate with its bootstrap interval, and how it came about. Plain data. */
export interface BootstrapEstimate {
  readonly estimate: number;
  readonly interval: Interval;
  readonly standardError: number;
  /** What was drawn: recordings where no speakers are known. */
  readonly unit: Clusters["unit"];
  readonly unitCount: number;
  /** Whether units were drawn within their class. */
  readonly stratified: boolean;
  /** Units of the class that has fewest, where they were drawn within classes; else all of them. */
  readonly fewestUnits: number;
  readonly resamples: number;
  /** Resamples drawn again because a class was missing. */
  readonly redrawn: number;
  /** Resamples that still miss a class. */
  readonly incomplete: number;
  /** Null where the recordings do not vary, or every unit is one recording. */
  readonly designEffect: number | null;
  /** Whole sentences for the reader of the result. */
  readonly warnings: readonly string[];
}

/** The estimate with all its resampled values, for bounds at several levels. */
export interface Bootstrap {
  readonly summary: BootstrapEstimate;
  /** UAR* or its difference, ascending. [B] */
  readonly ascending: Float64Array;
}

/** UAR with its interval. */
export function bootstrapUar(classification: Classification, options: BootstrapOptions, random: Random): Bootstrap {
  const { labels, predicted } = checkedClassification(classification);
  const hit = (row: number) => (labels[row] === predicted[row] ? 1 : 0);
  return bootstrapMeanRecall(classification, hit, options, random);
}

/** The drop UAR_original − UAR_compressed on the same recordings, with its interval: positive means worse. */
export function bootstrapUarDrop(
  original: Classification,
  compressed: Classification,
  options: BootstrapOptions,
  random: Random,
): Bootstrap {
  checkPaired(original, compressed);
  const { labels } = original;
  const hit = (row: number) =>
    Number(original.predicted[row] === labels[row]) - Number(compressed.predicted[row] === labels[row]);
  return bootstrapMeanRecall(original, hit, options, random);
}

function bootstrapMeanRecall(
  classification: Classification,
  hit: (row: number) => number,
  options: BootstrapOptions,
  random: Random,
): Bootstrap {
  checkOptions(options);
  const clusters = countClusters(classification, hit);
  const { values, redrawn, incomplete } = resampleMeanRecall(clusters, options.resamples, random);
  const ascending = values.sort();
  const tail = (1 - options.level) / 2;
  const variance = sampleVariance(ascending);
  const iid = iidVariance(classification, hit);
  return {
    ascending,
    summary: {
      estimate: observedMeanRecall(clusters),
      interval: { low: quantileR7(ascending, tail), high: quantileR7(ascending, 1 - tail), level: options.level },
      standardError: Math.sqrt(variance),
      unit: clusters.unit,
      unitCount: stratumSizes(clusters).reduce((sum, size) => sum + size, 0),
      stratified: clusters.stratified,
      fewestUnits: Math.min(...stratumSizes(clusters)),
      resamples: options.resamples,
      redrawn,
      incomplete,
      designEffect: clusters.unit === "recording" || iid === 0 ? null : variance / iid,
      warnings: warnings(classification, clusters, incomplete),
    },
  };
}

function checkOptions({ resamples, level }: BootstrapOptions): void {
  if (!Number.isInteger(resamples) || resamples < 2)
    throw new RangeError(`bootstrap: resamples must be a whole number of at least 2, got ${resamples}`);
  if (!(level > 0 && level < 1)) throw new RangeError(`bootstrap: level must be above 0 and below 1, got ${level}`);
}

function resampleMeanRecall(clusters: Clusters, resamples: number, random: Random) {
  const { classes, counts } = clusters;
  const values = new Float64Array(resamples);
  const drawn = { counts: new Float64Array(classes), hits: new Float64Array(classes) };
  const occurring = occurringClasses(counts, classes);
  let redrawn = 0;
  let incomplete = 0;
  for (let b = 0; b < resamples; b++) {
    drawInto(drawn, clusters, random);
    let draws = 1;
    while (occurringClasses(drawn.counts, classes) < occurring && draws++ <= MOST_REDRAWS)
      drawInto(drawn, clusters, random);
    if (draws > 1) redrawn++;
    if (draws > MOST_REDRAWS + 1) incomplete++;
    values[b] = meanRecall(drawn.counts, drawn.hits);
  }
  return { values, redrawn, incomplete };
}

/**
 * Kernel: sums counts and hits of as many drawn clusters as each stratum has. An index is uniform · size rounded down:
 * its bias, below size / 2³², cannot show in any number of resamples, and the exact way is several times slower.
 */
function drawInto(drawn: { counts: Float64Array; hits: Float64Array }, clusters: Clusters, random: Random): void {
  const { classes, counts, hits, strata } = clusters;
  drawn.counts.fill(0);
  drawn.hits.fill(0);
  for (let s = 0; s + 1 < strata.length; s++) {
    const first = strata[s];
    const size = strata[s + 1] - first;
    for (let draw = 0; draw < size; draw++) {
      const start = (first + Math.floor(random.uniform() * size)) * classes;
      for (let c = 0; c < classes; c++) {
        drawn.counts[c] += counts[start + c];
        drawn.hits[c] += hits[start + c];
      }
    }
  }
}

function meanRecall(counts: Float64Array, hits: Float64Array): number {
  let sum = 0;
  let occurring = 0;
  for (let c = 0; c < counts.length; c++) {
    if (counts[c] === 0) continue;
    sum += hits[c] / counts[c];
    occurring++;
  }
  return sum / occurring;
}

function observedMeanRecall({ classes, counts, hits }: Clusters): number {
  return meanRecall(sumsPerClass(counts, classes), sumsPerClass(hits, classes));
}

/** How many classes have a recording in any row of the counts. */
function occurringClasses(counts: Float64Array, classes: number): number {
  return sumsPerClass(counts, classes).reduce((number, sum) => number + (sum > 0 ? 1 : 0), 0);
}

/** Taken around the first value, so that equal values have variance 0 exactly. */
function sampleVariance(values: Float64Array): number {
  const mean = values.reduce((sum, value) => sum + (value - values[0]), 0) / values.length;
  return values.reduce((sum, value) => sum + (value - values[0] - mean) ** 2, 0) / (values.length - 1);
}

/** Variance of the mean recall (or difference) if every recording were drawn independently within its class. */
function iidVariance({ labels, classes }: Classification, hit: (row: number) => number): number {
  const moments = classes.map(() => ({ n: 0, sum: 0, squares: 0 }));
  labels.forEach((label, row) => {
    const moment = moments[label];
    const h = hit(row);
    moment.n++;
    moment.sum += h;
    moment.squares += h * h;
  });
  const occurring = moments.filter(({ n }) => n > 0);
  const variances = occurring.map(({ n, sum, squares }) => (squares / n - (sum / n) ** 2) / n);
  return variances.reduce((sum, variance) => sum + variance, 0) / occurring.length ** 2;
}

function warnings({ classes, speakers }: Classification, clusters: Clusters, incomplete: number): string[] {
  const { unit, stratified, strata, counts } = clusters;
  const found: string[] = [];
  if (!speakers)
    found.push(
      "No speakers are known: recordings were resampled as if independent, so the interval may be too narrow.",
    );
  stratumSizes(clusters).forEach((size, s) => {
    if (size >= FEW_CLUSTERS) return;
    const first = counts.subarray(strata[s] * clusters.classes);
    const of = stratified ? ` of class ${classes[first.findIndex((count) => count > 0)]}` : "";
    const effect = size === 1 ? "the interval says nothing of others" : "the interval is too narrow";
    found.push(`Only ${size} ${unit}${size === 1 ? "" : "s"}${of}: ${effect}; more ${unit}s are needed.`);
  });
  if (incomplete > 0)
    found.push(`${incomplete} resamples miss a class, because too few ${unit}s have it; their UAR is over the others.`);
  return found;
}
