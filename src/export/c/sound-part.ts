/**
 * A contour as one group of features sees it, with the functionals that a network wants of it.
 */

import { FUNCTIONAL_GROUPS } from "../../features/compare2016/feature-set.ts";
import type { DeviceContour, DevicePart } from "../../features/device/functional-plan.ts";
import type { AccumulatorName, FunctionalName } from "../../features/device/functional-set.ts";

/** A functional of one contour, with the features that are wanted of it. */
export interface SoundJob {
  readonly functional: FunctionalName;
  /** Which of its values are features, as bits. */
  readonly wanted: number;
  /** Place of the first of them among the features; the others follow. */
  readonly first: number;
}

/** A contour as one group of features sees it. */
export interface SoundPart {
  readonly descriptor: number;
  /** Whether its contour is kept for functionals that see it again; if not, sums run along. */
  readonly kept: boolean;
  readonly slope: boolean;
  /** Place of its group in FUNCTIONAL_GROUPS. */
  readonly group: number;
  readonly accumulators: readonly AccumulatorName[];
  /** In the order of their features, which follow one another. */
  readonly jobs: readonly SoundJob[];
}

/** @param placeOf  Of each wanted feature's number in the set its place among the features. @param kept  Whether its contour is. */
export function soundPart(
  { descriptor, delta }: DeviceContour,
  part: DevicePart,
  placeOf: ReadonlyMap<number, number>,
  kept: boolean,
): SoundPart {
  const jobs = part.jobs.map(({ functional, offset }) => {
    const places = functional.outputs.map((_, i) => placeOf.get(offset + i));
    const wanted = places.reduce<number>((bits, place, i) => (place === undefined ? bits : bits | (1 << i)), 0);
    return { functional: functional.name, wanted, first: places.find((place) => place !== undefined) as number };
  });
  jobs.sort((a, b) => a.first - b.first);
  const group = FUNCTIONAL_GROUPS.indexOf(part.group);
  return { descriptor, kept, slope: delta, group, accumulators: part.accumulators, jobs };
}
