/**
 * Recordings counted by speaker and class: all that a jackknife or bootstrap over speakers needs to know.
 *
 *   recall_c = Σ over speakers of hits[s, c] / Σ over speakers of counts[s, c]
 *
 * Where no speakers are known every recording is a cluster of its own. Where every speaker has recordings of one class
 * only (a diagnosis), the speakers of a class are a stratum: a sample of the same kind has as many speakers of each class as
 * the corpus. Otherwise (an emotion) all speakers are one stratum.
 *
 * Clusters are sorted by what they hold, not by name or place: the order of recordings and speakers, and the speakers'
 * names, change no result.
 */

import type { Classification } from "./classification.ts";

/** Recordings counted by cluster and class: all that the resampling of speakers needs. */
export interface Clusters {
  readonly unit: "speaker" | "recording";
  /** Whether the clusters of a class are a stratum of their own. */
  readonly stratified: boolean;
  /** Recordings of each class in each cluster. [K × C] */
  readonly counts: Float64Array;
  /** Sum over those recordings of what is averaged: 1 for a hit, or the difference of two classifiers' hits. [K × C] */
  readonly hits: Float64Array;
  readonly classes: number;
  /** First cluster of each stratum, and the number of clusters at the end. [strata + 1] */
  readonly strata: readonly number[];
}

interface Cluster {
  /** [C] */
  readonly counts: number[];
  /** Of each measure. [M][C] */
  readonly hits: number[][];
  /** The only class of the cluster, or 0 where clusters are not stratified. */
  stratum: number;
}

/**
 * Counts of a classification by speaker.
 *
 * @param hit  What a recording adds to its class, by its row: 1 for a hit; any finite number.
 */
export function countClusters(classification: Classification, hit: (row: number) => number): Clusters {
  return countClustersTogether(classification, [hit])[0];
}

/**
 * The same for several measures of the same recordings (seeds, candidates): one each, all with the clusters in one order.
 *
 * @param hits  What a recording adds to its class, by its row, for each measure.
 */
export function countClustersTogether(
  { labels, speakers, classes }: Classification,
  hits: readonly ((row: number) => number)[],
): Clusters[] {
  const byName = new Map<string | number, Cluster>();
  labels.forEach((label, row) => {
    const name = speakers ? speakers[row] : row;
    let cluster = byName.get(name);
    if (!cluster) {
      cluster = { counts: classes.map(() => 0), hits: hits.map(() => classes.map(() => 0)), stratum: 0 };
      byName.set(name, cluster);
    }
    cluster.counts[label]++;
    for (const [m, hit] of hits.entries()) cluster.hits[m][label] += hit(row);
  });
  const clusters = [...byName.values()];
  const stratified = stratify(clusters);
  clusters.sort(byContent);
  const counts = Float64Array.from(clusters.flatMap((cluster) => cluster.counts));
  const strata = clusters.flatMap(({ stratum }, k) => (k === 0 || stratum !== clusters[k - 1]?.stratum ? [k] : []));
  return hits.map((_, m) => ({
    unit: speakers ? "speaker" : "recording",
    stratified,
    counts,
    hits: Float64Array.from(clusters.flatMap((cluster) => cluster.hits[m])),
    classes: classes.length,
    strata: [...strata, clusters.length],
  }));
}

/** Clusters that have a recording of each class. [C] */
export function clustersPerClass({ classes, counts }: Pick<Clusters, "classes" | "counts">): number[] {
  const having = new Array<number>(classes).fill(0);
  counts.forEach((count, i) => {
    if (count > 0) having[i % classes] = having[i % classes] + 1;
  });
  return having;
}

/** Sums over the clusters of what each has of each class. @param values  [K × C] @returns  [C] */
export function sumsPerClass(values: Float64Array, classes: number): Float64Array {
  const sums = new Float64Array(classes);
  values.forEach((value, i) => {
    sums[i % classes] += value;
  });
  return sums;
}

/** Number of clusters in each stratum. */
export function stratumSizes({ strata }: Pick<Clusters, "strata">): number[] {
  return strata.slice(1).map((end, s) => end - strata[s]);
}

/** Gives each cluster its only class as stratum, where each has one; says whether that is so. */
function stratify(clusters: readonly Cluster[]): boolean {
  const stratified = clusters.every(({ counts }) => counts.filter((count) => count > 0).length === 1);
  if (stratified) for (const cluster of clusters) cluster.stratum = cluster.counts.findIndex((count) => count > 0);
  return stratified;
}

function byContent(a: Cluster, b: Cluster): number {
  if (a.stratum !== b.stratum) return a.stratum - b.stratum;
  return firstDifference(a.counts, b.counts) || firstDifference(a.hits.flat(), b.hits.flat());
}

function firstDifference(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((value, i) => value !== b[i]);
  return at < 0 ? 0 : a[at] - b[at];
}
