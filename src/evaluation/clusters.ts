/**
 * Recordings counted by speaker and class: all that a bootstrap over speakers needs to know.
 *
 *   recall_c = Σ over speakers of hits[s, c] / Σ over speakers of counts[s, c]
 *
 * Where no speakers are known every recording is a cluster of its own. Where every speaker has recordings of one class
 * only (a diagnosis), speakers are resampled within their class, so that every resample has as many speakers of each
 * class as the corpus; otherwise (an emotion) over all classes together.
 *
 * Clusters are sorted by what they hold, not by name or place: the order of recordings and speakers, and the speakers'
 * names, change no result.
 */

import type { Classification } from "./classification.ts";

export interface Clusters {
  readonly unit: "speaker" | "recording";
  /** Whether clusters are resampled within their class. */
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
  readonly counts: number[];
  readonly hits: number[];
  /** The only class of the cluster, or 0 where clusters are not stratified. */
  stratum: number;
}

/**
 * Counts of a classification by speaker.
 *
 * @param hit  What a recording adds to its class, by its row: a small integer.
 */
export function countClusters({ labels, speakers, classes }: Classification, hit: (row: number) => number): Clusters {
  const byName = new Map<string | number, Cluster>();
  labels.forEach((label, row) => {
    const name = speakers ? (speakers[row] as string) : row;
    let cluster = byName.get(name);
    if (!cluster) {
      cluster = { counts: classes.map(() => 0), hits: classes.map(() => 0), stratum: 0 };
      byName.set(name, cluster);
    }
    cluster.counts[label] = (cluster.counts[label] as number) + 1;
    cluster.hits[label] = (cluster.hits[label] as number) + hit(row);
  });
  return sortClusters([...byName.values()], classes.length, speakers ? "speaker" : "recording");
}

function sortClusters(clusters: Cluster[], classes: number, unit: Clusters["unit"]): Clusters {
  const stratified = clusters.every(({ counts }) => counts.filter((count) => count > 0).length === 1);
  if (stratified) for (const cluster of clusters) cluster.stratum = cluster.counts.findIndex((count) => count > 0);
  clusters.sort(byContent);
  const strata = clusters.flatMap(({ stratum }, k) => (k === 0 || stratum !== clusters[k - 1]?.stratum ? [k] : []));
  return {
    unit,
    stratified,
    counts: Float64Array.from(clusters.flatMap(({ counts }) => counts)),
    hits: Float64Array.from(clusters.flatMap(({ hits }) => hits)),
    classes,
    strata: [...strata, clusters.length],
  };
}

function byContent(a: Cluster, b: Cluster): number {
  if (a.stratum !== b.stratum) return a.stratum - b.stratum;
  for (let c = 0; c < a.counts.length; c++) {
    const difference =
      (a.counts[c] as number) - (b.counts[c] as number) || (a.hits[c] as number) - (b.hits[c] as number);
    if (difference !== 0) return difference;
  }
  return 0;
}
