/**
 * Names of features in few bytes: a set that everybody has is named, and only the places of its features are listed.
 *
 * The 6373 names of ComParE 2016 take 22 KB deflated, more than a squeezed network; "all of ComParE_2016" takes 40 bytes.
 */

import { FormatError } from "../../core/errors.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { isRecord, type JsonValue } from "../json.ts";

const SET_NAME = "ComParE_2016";

/** The names as JSON: themselves, or { set, runs } with runs of neighbouring places, [skipped, taken] after each other. */
export function featuresToJson(features: readonly string[]): JsonValue {
  const placeOf = new Map(COMPARE2016_NAMES.map((name, place) => [name, place]));
  const runs: number[] = [];
  let next = 0;
  for (const feature of features) {
    const place = placeOf.get(feature);
    if (place === undefined || place < next) return features;
    if (place === next && runs.length > 0) runs[runs.length - 1] = (runs.at(-1) as number) + 1;
    else runs.push(place - next, 1);
    next = place + 1;
  }
  return { set: SET_NAME, runs };
}

/** The names of some JSON. @param where  What to call the place in an error. */
export function featuresOfJson(value: unknown, where: string): unknown {
  if (!isRecord(value)) return value;
  const { set, runs } = value;
  if (set !== SET_NAME)
    throw new FormatError(`${where}: feature set ${JSON.stringify(set)} is not known; known is ${SET_NAME}`);
  if (
    !Array.isArray(runs) ||
    !runs.every((count) => Number.isInteger(count) && count >= 0 && count <= COMPARE2016_NAMES.length)
  )
    throw new FormatError(`${where}: runs of features must be whole numbers up to ${COMPARE2016_NAMES.length}`);
  const features: string[] = [];
  let next = 0;
  (runs as number[]).forEach((count, i) => {
    if (i % 2 === 1) features.push(...COMPARE2016_NAMES.slice(next, next + count));
    next += count;
  });
  if (next > COMPARE2016_NAMES.length)
    throw new FormatError(`${where}: runs of features reach ${next}, the set has ${COMPARE2016_NAMES.length}`);
  return features;
}
