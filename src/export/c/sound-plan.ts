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
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { type DeviceContour, planDeviceContours } from "../../features/device/functional-plan.ts";
import {
  ACCUMULATORS,
  type AccumulatorName,
  DEVICE_FUNCTIONALS,
  type FunctionalName,
} from "../../features/device/functional-set.ts";
import { type RunningSums, runningSums } from "./running-sums.ts";
import { type SoundPart, soundPart } from "./sound-part.ts";

const ZCR = FIRST_FAST - 1;

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
  /** What runs along, of one contour after the other. */
  readonly sums: readonly RunningSums[];
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
  const accumulators = (Object.keys(ACCUMULATORS) as AccumulatorName[]).filter((name) =>
    parts.some((part) => part.accumulators.includes(name)),
  );
  const isUsed = (name: FunctionalName) => parts.some(({ jobs }) => jobs.some(({ functional }) => functional === name));
  return {
    stages: stagesFor(descriptors),
    kept: short.filter((descriptor) => isKept(descriptor) && !isRollOff(descriptor)),
    keptRollOffs: short.filter((descriptor) => isKept(descriptor) && isRollOff(descriptor)),
    running: short.filter((descriptor) => !isKept(descriptor)),
    descriptors: descriptors.size,
    contours: contours.length,
    parts,
    sums: runningSums(parts, accumulators),
    partOrder: parts.map((_, p) => p).sort((a, b) => firstFeature(parts[a]) - firstFeature(parts[b])),
    functionals: DEVICE_FUNCTIONALS.map(({ name }) => name).filter(isUsed),
    accumulators,
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
