/**
 * From contours to the 6373 features, in each profile.
 */

import { ContourFunctionals } from "../device/contour-functionals.ts";
import { planDeviceContours } from "../device/functional-plan.ts";
import { neededDescriptors } from "./contour-places.ts";
import { type ContourSource, walkContours } from "./contour-source.ts";
import type { Descriptors } from "./descriptors.ts";
import { COMPARE2016_NAMES, type FunctionalGroup, JOBS, type Job, planContours } from "./feature-set.ts";
import { summarize } from "./functionals/sequence.ts";

/** Functionals of a recording's contours. */
export interface Summary {
  /** Descriptors that it needs, 0 .. 64. */
  readonly descriptors: ReadonlySet<number>;
  /** Writes the wanted features to their places. @param features  [6373] */
  readonly into: (features: Float32Array, source: ContourSource, described: Descriptors) => void;
}

/** Of the reference profile. @param wanted  Places among the 6373; default: all. */
export function referenceSummary(wanted?: readonly number[]): Summary {
  const plan = planContours(wantedJobs(wanted));
  return {
    descriptors: neededDescriptors(plan),
    into: (features, source, described) =>
      walkContours(source, described, plan, (contour, { group, jobs }) => runJobs(features, contour, group, jobs)),
  };
}

/** Of the device profile. @param wanted  Places among the 6373; default: all. */
export function deviceSummary(wanted?: readonly number[]): Summary {
  const plan = planDeviceContours(wanted);
  const functionals = new ContourFunctionals();
  return {
    descriptors: neededDescriptors(plan),
    into: (features, source, described) =>
      walkContours(source, described, plan, (contour, part) => functionals.summarizeInto(features, contour, part)),
  };
}

function wantedJobs(indices: readonly number[] | undefined): readonly Job[] {
  if (indices === undefined) return JOBS;
  const wanted = new Uint8Array(COMPARE2016_NAMES.length);
  for (const index of indices) wanted[index] = 1;
  return JOBS.filter(({ offset, family }) => wanted.subarray(offset, offset + family.names.length).includes(1));
}

function runJobs(features: Float32Array, contour: Float32Array, group: FunctionalGroup, jobs: readonly Job[]): void {
  const x = group.nonZeroOnly ? contour.filter((value) => value !== 0) : contour;
  if (x.length === 0) {
    for (const { family, offset } of jobs) features.fill(0, offset, offset + family.names.length);
    return;
  }
  const sequence = summarize(x);
  for (const { family, offset } of jobs) {
    family.into(features, offset, sequence);
    keepFinite(features, offset, offset + family.names.length);
  }
}

/** Amplitudes beyond 1e10 or below 1e−10 of full scale overflow float32 in some functionals; tables hold finite numbers. */
function keepFinite(features: Float32Array, begin: number, end: number): void {
  for (let i = begin; i < end; i++) if (!Number.isFinite(features[i])) features[i] = 0;
}
