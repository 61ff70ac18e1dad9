/**
 * From the features that are wanted to the functionals that the device profile computes, contour by contour.
 */

import { type FunctionalGroup, JOBS, type Job } from "../compare2016/feature-set.ts";
import { contourName } from "../compare2016/names.ts";
import { type AccumulatorName, DEVICE_FUNCTIONALS, type DeviceFunctional } from "./functional-set.ts";

/** A functional of a contour: the features from `offset` on. */
export interface DeviceJob {
  readonly functional: DeviceFunctional;
  /** Place of its first output among the 6373 features. */
  readonly offset: number;
}

/** What one group of features summarizes of a contour: the group says how many frames. */
export interface DevicePart {
  readonly group: FunctionalGroup;
  /** Scale of the slopes' time axis: 100 for seconds, 1 for frames. */
  readonly framesPerSecond: number;
  readonly jobs: readonly DeviceJob[];
  /** What runs along for the jobs. */
  readonly accumulators: readonly AccumulatorName[];
  /** Whether a job reads the stored contour. */
  readonly stored: boolean;
}

/** A contour that a network needs, with the features that are made of it. */
export interface DeviceContour {
  readonly descriptor: number;
  readonly delta: boolean;
  readonly parts: readonly DevicePart[];
}

/** Only what the wanted features need. @param wanted  Places among the 6373; default: all. */
export function planDeviceContours(wanted?: readonly number[]): DeviceContour[] {
  const isWanted = wanted && new Set(wanted);
  const contours = new Map<string, { first: Job; parts: Map<FunctionalGroup, DeviceJob[]> }>();
  for (const job of JOBS) {
    const jobs = deviceJobs(job).filter(({ functional, offset }) =>
      functional.outputs.some((_, i) => isWanted === undefined || isWanted.has(offset + i)),
    );
    if (jobs.length === 0) continue;
    const name = contourName(job.descriptor, job.delta);
    const contour = contours.get(name) ?? { first: job, parts: new Map() };
    contours.set(name, contour);
    contour.parts.set(job.group, [...(contour.parts.get(job.group) ?? []), ...jobs]);
  }
  return [...contours.values()].map(({ first, parts }) => ({
    descriptor: first.descriptor,
    delta: first.delta,
    parts: [...parts].map(([group, jobs]) => partOf(group, jobs)),
  }));
}

function partOf(group: FunctionalGroup, jobs: readonly DeviceJob[]): DevicePart {
  return {
    group,
    framesPerSecond: group.name === "contours" ? 100 : 1,
    jobs,
    accumulators: [...new Set(jobs.flatMap(({ functional }) => functional.accumulators))],
    stored: jobs.some(({ functional }) => functional.stored),
  };
}

/** The functionals that a family of the reference profile consists of. */
function deviceJobs({ family, group, offset }: Job): DeviceJob[] {
  const other = group.name === "pitch" ? "crossingSegments" : "runs";
  return DEVICE_FUNCTIONALS.filter(({ name }) => name !== other).flatMap((functional) => {
    const place = family.names.indexOf(functional.outputs[0]);
    return place < 0 ? [] : [{ functional, offset: offset + place }];
  });
}
