/**
 * A figure with its interval over speakers, and what has to be known of it: plain data.
 *
 * Everything is computed from the recordings alone: no chance, so no seed decides how wide an interval is.
 */

import type { Classification } from "./classification.ts";
import { type Clusters, clustersPerClass, stratumSizes, sumsPerClass } from "./clusters.ts";

/** A confidence interval. */
export interface Interval {
  readonly low: number;
  readonly high: number;
  /** Coverage, two-sided. */
  readonly level: number;
}

/** An estimate with its interval and how that was made. */
export interface Estimate {
  readonly estimate: number;
  readonly interval: Interval;
  /** Of the jackknife, or of the floor where that is larger. */
  readonly standardError: number;
  /** Degrees of freedom of Student's t; 0 where a class has a single speaker, and the interval is all that is possible. */
  readonly freedom: number;
  /** Whether the floor is larger: too few recordings differ for the spread between speakers to be seen. */
  readonly atFloor: boolean;
  /** What is taken as independent: recordings where no speakers are known. */
  readonly unit: Clusters["unit"];
  readonly unitCount: number;
  /** Whether each class is a stratum of its own. */
  readonly stratified: boolean;
  /** Units that have a recording of the class that fewest have. */
  readonly fewestUnits: number;
  /** Null below 10 speakers, where the recordings do not vary, and where every unit is one recording. */
  readonly designEffect: number | null;
  /** Whole sentences for the reader of the result. */
  readonly warnings: readonly string[];
}

/** Fewer speakers than this, of any class, do not show how speakers differ. */
export const FEW_SPEAKERS_OF_CLASS = 10;

/** A class needs speakers that can differ. */
export const FEWEST_SPEAKERS_OF_CLASS = 2;

/** What an estimate says of its units. */
export type EstimateGround = Pick<Estimate, "unit" | "unitCount" | "stratified" | "fewestUnits" | "warnings">;

/** Units, their number, and warnings. */
export function estimateGround(clusters: Clusters, { classes, speakers }: Classification): EstimateGround {
  const { unit, stratified } = clusters;
  const unitCount = stratumSizes(clusters).reduce((sum, size) => sum + size, 0);
  const rarest = rarestClass(clusters);
  const warnings = [
    ...(speakers
      ? []
      : ["No speakers are known: recordings are taken as independent, so the interval may be too narrow."]),
    ...fewWarning(unit, rarest.units, rarest.units < unitCount ? ` of class ${classes[rarest.class]}` : ""),
  ];
  return { unit, unitCount, stratified, fewestUnits: rarest.units, warnings };
}

/** Of the classes that occur, the one that fewest clusters have; the first of equals. */
export function rarestClass(clusters: Clusters): { readonly class: number; readonly units: number } {
  const perClass = clustersPerClass(clusters);
  const occurring = perClass.flatMap((units, c) => (units > 0 ? [{ class: c, units }] : []));
  return occurring.reduce((rarest, own) => (own.units < rarest.units ? own : rarest));
}

/**
 * How many times wider, squared, an interval is than if all recordings were independent (Kish 1965, section 8.2): the
 * jackknife's variance over 1/C² · Σ_c (mean h² − (mean h)²) / n_c.
 *
 * @param squares  Sum of h² over the recordings of each class. [C]
 */
export function designEffect(clusters: Clusters, variance: number, squares: Float64Array): number | null {
  const { classes, counts, hits, unit } = clusters;
  if (unit === "recording" || rarestClass(clusters).units < FEW_SPEAKERS_OF_CLASS) return null;
  const recordings = sumsPerClass(counts, classes);
  const sums = sumsPerClass(hits, classes);
  let independent = 0;
  let occurring = 0;
  for (let c = 0; c < classes; c++) {
    if (recordings[c] === 0) continue;
    independent += (squares[c] / recordings[c] - (sums[c] / recordings[c]) ** 2) / recordings[c];
    occurring++;
  }
  return independent === 0 ? null : variance / (independent / occurring ** 2);
}

function fewWarning(unit: Clusters["unit"], units: number, of: string): string[] {
  if (units < FEWEST_SPEAKERS_OF_CLASS)
    return [`Only 1 ${unit}${of}: nothing is known of others, so everything is possible and there is no verdict.`];
  if (units >= FEW_SPEAKERS_OF_CLASS) return [];
  return [`Only ${units} ${unit}s${of}: they hardly show how ${unit}s differ, so the interval is wide and rough.`];
}
