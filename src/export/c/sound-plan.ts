/**
 * What a network's features turn on in C: stages of frames, contours that are kept, and parts of the features as tables.
 */

import { UserError } from "../../core/errors.ts";
import { neededDescriptors } from "../../features/compare2016/contour-places.ts";
import {
  DESCRIPTOR_COUNT,
  FIRST_FAST,
  isRollOff,
  type Stages,
  stagesFor,
  VOICE_COUNT,
} from "../../features/compare2016/descriptors.ts";
import { COMPARE2016_NAMES, FUNCTIONAL_GROUPS } from "../../features/compare2016/feature-set.ts";
import { type DeviceContour, type DevicePart, planDeviceContours } from "../../features/device/functional-plan.ts";
import {
  ACCUMULATORS,
  type AccumulatorName,
  DEVICE_FUNCTIONALS,
  type FunctionalName,
} from "../../features/device/functional-set.ts";

const ZCR = FIRST_FAST - 1;

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

/** What the C of a network has to compute, from frames to features. */
export interface SoundPlan {
  readonly stages: Stages;
  /** Descriptors of 20-ms frames whose contours are kept as floats, rising. */
  readonly kept: readonly number[];
  /** Roll-offs whose contours are kept, as bytes, rising. */
  readonly keptRollOffs: readonly number[];
  /** Those of which only the last frames are. */
  readonly running: readonly number[];
  readonly descriptors: number;
  readonly contours: number;
  /** Those that run along first: of the voice, of one descriptor after the other, of zero crossings. */
  readonly parts: readonly SoundPart[];
  /** Numbers of the parts in the order of their features. */
  readonly partOrder: readonly number[];
  /** In the order of their numbers in the tables. */
  readonly functionals: readonly FunctionalName[];
  readonly accumulators: readonly AccumulatorName[];
}

/** Numbers of the features in ComParE_2016, in the order that is given. @throws UserError for a feature of no such name. */
export function featurePlaces(features: readonly string[], name: string): number[] {
  const known = new Map(COMPARE2016_NAMES.map((feature, place) => [feature, place]));
  return features.map((feature) => {
    const place = known.get(feature);
    if (place === undefined)
      throw new UserError(`${name}: the network needs the feature "${feature}", which C cannot compute from sound`);
    return place;
  });
}

/** @param places  Of the features among the 6373, rising. */
export function soundPlan(places: readonly number[]): SoundPlan {
  const contours = planDeviceContours(places);
  const descriptors = neededDescriptors(contours);
  const placeOf = new Map(places.map((place, i) => [place, i]));
  const isKept = keptDescriptors(contours);
  const parts = contours
    .flatMap((contour) => contour.parts.map((part) => soundPart(contour, part, placeOf, isKept(contour.descriptor))))
    .sort((a, b) => orderOf(a) - orderOf(b));
  const short = [...descriptors].filter((d) => d >= VOICE_COUNT && d !== ZCR).sort((a, b) => a - b);
  const isUsed = (name: FunctionalName) => parts.some(({ jobs }) => jobs.some(({ functional }) => functional === name));
  return {
    stages: stagesFor(descriptors),
    kept: short.filter((descriptor) => isKept(descriptor) && !isRollOff(descriptor)),
    keptRollOffs: short.filter((descriptor) => isKept(descriptor) && isRollOff(descriptor)),
    running: short.filter((descriptor) => !isKept(descriptor)),
    descriptors: descriptors.size,
    contours: contours.length,
    parts,
    partOrder: parts.map((_, p) => p).sort((a, b) => firstFeature(parts[a]) - firstFeature(parts[b])),
    functionals: DEVICE_FUNCTIONALS.map(({ name }) => name).filter(isUsed),
    accumulators: (Object.keys(ACCUMULATORS) as AccumulatorName[]).filter((name) =>
      parts.some(({ accumulators }) => accumulators.includes(name)),
    ),
  };
}

function firstFeature(part: SoundPart | undefined): number {
  return part?.jobs[0]?.first ?? 0;
}

/** Where a part stands among the others; equals keep their order. */
function orderOf({ kept, descriptor }: SoundPart): number {
  if (kept) return DESCRIPTOR_COUNT + 1;
  return descriptor === ZCR ? DESCRIPTOR_COUNT : descriptor;
}

/** Of which descriptors contours are kept: of the voice of all or of none, as its slopes share a divisor. */
function keptDescriptors(contours: readonly DeviceContour[]): (descriptor: number) => boolean {
  const stored = contours.filter(({ parts }) => parts.some((part) => part.stored)).map(({ descriptor }) => descriptor);
  const isVoiceKept = stored.some((descriptor) => descriptor < VOICE_COUNT);
  return (descriptor) => (descriptor < VOICE_COUNT ? isVoiceKept : stored.includes(descriptor));
}

function soundPart(
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
