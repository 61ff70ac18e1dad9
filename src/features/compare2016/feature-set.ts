/**
 * The 6373 features as a structure: which functionals of which contours over which frames.
 *
 *   group    contours                      functionals                                                       features
 *   slow     4 smoothed, 4 deltas          extremes, percentiles, moments, segments, times, lpc = 31              248
 *   fast     55 smoothed, 55 deltas        the same 31                                                           3410
 *   voice    6 smoothed, 6 deltas          means, extremes, regression, percentiles, moments, times, lpc = 39     468
 *   pitch    F0final smoothed              share of non-zeros, segments = 5                                         5
 *   contours 59 slow and fast, smoothed    means, peaks, regression = 23                                         1357
 *   deltas   59 slow and fast, deltas      means, peaks = 15                                                      885
 *
 * Source  specification, sections 16 and 18.
 */

import { groupedBy } from "../../core/grouped-by.ts";
import { DESCRIPTOR_COUNT, FIRST_FAST, SLOW_COUNT, VOICE_COUNT } from "./descriptors.ts";
import { EXTREMES } from "./functionals/extremes.ts";
import { LPC } from "./functionals/lpc.ts";
import { meansOf } from "./functionals/means.ts";
import { MOMENTS } from "./functionals/moments.ts";
import { PEAKS } from "./functionals/peaks.ts";
import { PERCENTILES } from "./functionals/percentiles.ts";
import { regressionPer } from "./functionals/regression.ts";
import { CROSSING_SEGMENTS, VOICED_SEGMENTS } from "./functionals/segments.ts";
import type { FunctionalFamily } from "./functionals/sequence.ts";
import { TIMES } from "./functionals/times.ts";
import { contourName } from "./names.ts";
import type { FunctionalFrames } from "./visibility.ts";

/** Contours that have the same functionals. */
export interface FunctionalGroup {
  readonly name: keyof FunctionalFrames;
  /** Indices of descriptors whose smoothed contours, then whose deltas, are summarised. */
  readonly smoothed: readonly number[];
  readonly deltas: readonly number[];
  readonly families: readonly FunctionalFamily[];
  /** Values of exactly 0 are left out first. */
  readonly nonZeroOnly: boolean;
  /** Suffix of the contours' names. */
  readonly suffix: string;
}

const range = (first: number, end: number) => Array.from({ length: end - first }, (_, i) => first + i);
const VOICE = range(0, VOICE_COUNT);
const SLOW = range(VOICE_COUNT, VOICE_COUNT + SLOW_COUNT);
const FAST = range(FIRST_FAST, DESCRIPTOR_COUNT);
const F0_FINAL = 0;

const SHAPE = [EXTREMES, PERCENTILES, MOMENTS, CROSSING_SEGMENTS, TIMES, LPC];
const PLAIN = { nonZeroOnly: false, suffix: "" };

export const FUNCTIONAL_GROUPS: readonly FunctionalGroup[] = [
  { name: "slow", smoothed: SLOW, deltas: SLOW, families: SHAPE, ...PLAIN },
  { name: "fast", smoothed: FAST, deltas: FAST, families: SHAPE, ...PLAIN },
  {
    name: "voice",
    smoothed: VOICE,
    deltas: VOICE,
    families: [
      meansOf("amean", "flatness", "posamean", "rqmean"),
      EXTREMES,
      regressionPer(1),
      PERCENTILES,
      MOMENTS,
      TIMES,
      LPC,
    ],
    nonZeroOnly: true,
    suffix: "",
  },
  {
    name: "pitch",
    smoothed: [F0_FINAL],
    deltas: [],
    families: [meansOf("nnz"), VOICED_SEGMENTS],
    nonZeroOnly: false,
    suffix: "_ff0",
  },
  {
    name: "contours",
    smoothed: [...SLOW, ...FAST],
    deltas: [],
    families: [meansOf("amean", "flatness", "rqmean"), PEAKS, regressionPer(100)],
    ...PLAIN,
  },
  {
    name: "deltas",
    smoothed: [],
    deltas: [...SLOW, ...FAST],
    families: [meansOf("flatness", "posamean", "rqmean"), PEAKS],
    ...PLAIN,
  },
];

/** One family over one contour: the features from `offset` on. */
export interface Job {
  readonly group: FunctionalGroup;
  readonly descriptor: number;
  readonly delta: boolean;
  readonly family: FunctionalFamily;
  /** Place of its first feature among the 6373. */
  readonly offset: number;
}

/** All families over all contours, in the order of the features. */
export const JOBS: readonly Job[] = allJobs();

/** Names of the 6373 features. */
export const COMPARE2016_NAMES: readonly string[] = JOBS.flatMap(({ group, descriptor, delta, family }) =>
  family.names.map((name) => `${contourName(descriptor, delta)}${group.suffix}_${name}`),
);

function allJobs(): Job[] {
  const jobs: Job[] = [];
  let offset = 0;
  for (const group of FUNCTIONAL_GROUPS) {
    const contours = [
      ...group.smoothed.map((descriptor) => ({ descriptor, delta: false })),
      ...group.deltas.map((descriptor) => ({ descriptor, delta: true })),
    ];
    for (const contour of contours) {
      for (const family of group.families) {
        jobs.push({ group, ...contour, family, offset });
        offset += family.names.length;
      }
    }
  }
  return jobs;
}

/** The jobs of one contour, by group. */
export interface ContourPlan {
  readonly descriptor: number;
  readonly delta: boolean;
  readonly parts: readonly { readonly group: FunctionalGroup; readonly jobs: readonly Job[] }[];
}

/** The same jobs, those of one contour together. */
export function planContours(jobs: readonly Job[]): ContourPlan[] {
  const contours = groupedBy(jobs, ({ descriptor, delta }) => contourName(descriptor, delta));
  return [...contours.values()].map((ofContour) => {
    const { descriptor, delta } = ofContour[0];
    const groups = [...new Set(ofContour.map(({ group }) => group))];
    const parts = groups.map((group) => ({ group, jobs: ofContour.filter((job) => job.group === group) }));
    return { descriptor, delta, parts };
  });
}
