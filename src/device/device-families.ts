/**
 * The functionals as a device computes them: in families that share their sums, and by whether a family can run along
 * with the sound or must see the whole contour again.
 *
 *   running   one accumulator per contour and frame: extremes, means, flatness, moments, regression, LPC, slopes, voicing
 *   stored    thresholds come from the contour's own range or order: levels, percentiles, segments, peaks
 *
 * The families of the feature set are cut once: of its times, four levels need the range and two slopes do not.
 *
 * Source  features/compare2016/functionals/, one file per family there.
 */

import { DEVICE_FUNCTIONALS, type FunctionalName } from "../features/device/functional-set.ts";

const RUNNING_FAMILIES = [
  "extremes",
  "means",
  "flatness",
  "moments",
  "regression",
  "lpc",
  "slopes",
  "voicing",
] as const;

export const STORED_FAMILIES = ["levels", "percentiles", "segments", "peaks"] as const;

type RunningFamily = (typeof RUNNING_FAMILIES)[number];
type StoredFamily = (typeof STORED_FAMILIES)[number];
/** A family of functionals as a device computes it: running along, or from the stored contour. */
export type DeviceFamily = RunningFamily | StoredFamily;

/** All of them, running ones first. */
export const DEVICE_FAMILIES: readonly DeviceFamily[] = [...RUNNING_FAMILIES, ...STORED_FAMILIES];

/** The family of each functional of the device profile. */
const FAMILIES: Readonly<Record<FunctionalName, DeviceFamily>> = {
  extremes: "extremes",
  percentiles: "percentiles",
  moments: "moments",
  crossingSegments: "segments",
  levelTimes: "levels",
  steps: "slopes",
  prediction: "lpc",
  amean: "means",
  flatness: "flatness",
  posamean: "means",
  rqmean: "means",
  nnz: "voicing",
  runs: "voicing",
  peaks: "peaks",
  regression: "regression",
};

/** The family of a functional. @param group  Of its contour: runs of pitch need no stored contour. */
export function familyOf(functional: string, group: string): DeviceFamily {
  const found = DEVICE_FUNCTIONALS.find(({ outputs }) => outputs.includes(functional));
  if (!found) throw new RangeError(`familyOf: there is no functional "${functional}"`);
  return group === "pitch" ? "voicing" : FAMILIES[found.name];
}

/** Whether a family needs the stored contour. */
export function isStored(family: DeviceFamily): family is StoredFamily {
  return (STORED_FAMILIES as readonly string[]).includes(family);
}
