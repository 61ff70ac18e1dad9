/**
 * What of the extraction a network's features turn on: descriptors and the stages behind them, deltas, families of
 * functionals by the number of contours that each summarises, and whether contours must be kept.
 *
 *   features -> contours -> descriptors -> stages of a frame
 *
 * Plain data: prices (price.ts), parts that can be dropped (droppable-parts.ts) and the C export read it.
 */

import { UserError } from "../core/errors.ts";
import { type ContourPlace, neededDescriptors } from "../features/compare2016/contour-places.ts";
import { isRollOff, type Stages, stagesFor, VOICE_COUNT } from "../features/compare2016/descriptors.ts";
import { COMPARE2016_NAMES, JOBS } from "../features/compare2016/feature-set.ts";
import { type DeviceFamily, familyOf, isStored } from "./device-families.ts";

/** Parts of the work of one frame, in the order of the signal. */
export const FRAME_STAGES = [
  "pcm",
  "energy",
  "zeroCrossings",
  "shortSpectrum",
  "mel",
  "rasta",
  "loudness",
  "mfcc",
  "spectralSums",
  "rollOffs",
  "flux",
  "entropy",
  "spectralMoments",
  "sharpness",
  "harmonicity",
  "pitch",
  "voiceQuality",
] as const;

/** A stage of the work on each frame; a device runs those that a network's features need. */
export type FrameStage = (typeof FRAME_STAGES)[number];

/** A feature as the structure that it is. */
export interface FeaturePlace extends ContourPlace {
  readonly family: DeviceFamily;
  /** Functionals of one contour that see the same frames of it are a part. */
  readonly group: string;
  /** Number of its functional of this contour in the feature set: features of one are found together. */
  readonly job: number;
}

/** Parts of contours that are treated alike: all that run along with the sound, or all whose contours are kept. */
export interface PartCounts {
  /** Smoothed contours and deltas that functionals read. */
  readonly smoothed: number;
  readonly deltas: number;
  /** Functionals of one contour that see the same frames of it are a part. */
  readonly parts: number;
  /** How many parts each family summarises, or lends its sums to another; families of none are absent. */
  readonly families: ReadonlyMap<DeviceFamily, number>;
  /** Of each contour the families that sum it: its parts have their sums in common. */
  readonly sums: readonly ReadonlySet<DeviceFamily>[];
}

/** What features turn on. */
export interface ExtractionPlan {
  readonly features: number;
  /** Functionals of contours that they are of; one gives one feature or a few. */
  readonly jobs: number;
  readonly stages: readonly FrameStage[];
  /** Contours that are smoothed: descriptors that features or other stages read. */
  readonly smoothed: number;
  /** Deltas that features read. */
  readonly deltas: number;
  /** How many contours each family summarises; families of none are absent. */
  readonly families: ReadonlyMap<DeviceFamily, number>;
  /** What runs along with the sound, frame by frame: of descriptors of which no contour is kept. */
  readonly running: PartCounts;
  /** What is computed from kept contours, after the last sample. */
  readonly kept: PartCounts;
  /** Smoothed contours that must be kept for families that see them again. A delta is computed again from its contour. */
  readonly storedContours: number;
  /** Those of them that are roll-offs: a byte a frame. */
  readonly storedRollOffs: number;
  /** "stream" where no contour is kept: any length of sound in fixed memory. */
  readonly mode: "stream" | "window";
}

const PLACES = new Map(
  JOBS.flatMap(({ group, descriptor, delta, family, offset }, job) =>
    family.names.map((functional, i): [string, FeaturePlace] => [
      COMPARE2016_NAMES[offset + i],
      { descriptor, delta, family: familyOf(functional, group.name), group: group.name, job },
    ]),
  ),
);

/** Which contour and family a feature belongs to; undefined where it is none of ComParE_2016. */
export function featurePlace(name: string): FeaturePlace | undefined {
  return PLACES.get(name);
}

/**
 * The plan of some features.
 *
 * @throws UserError for a feature that is none of ComParE_2016: a device cannot compute it.
 */
export function extractionPlan(features: readonly string[]): ExtractionPlan {
  const places = features.map((name) => {
    const place = featurePlace(name);
    if (!place) throw new UserError(`"${name}" is none of the features of ComParE_2016; a device cannot compute it`);
    return place;
  });
  const contours = distinctContours(places);
  const descriptors = neededDescriptors(contours);
  const isKept = keptDescriptors(places);
  const [kept, running] = [true, false].map((wanted) =>
    places.filter(({ descriptor }) => isKept(descriptor) === wanted),
  ) as [FeaturePlace[], FeaturePlace[]];
  const stored = new Set(places.filter(({ family }) => isStored(family)).map(({ descriptor }) => descriptor));
  return {
    features: features.length,
    jobs: new Set(places.map(({ job }) => job)).size,
    stages: frameStages(stagesFor(descriptors)),
    smoothed: descriptors.size,
    deltas: contours.filter(({ delta }) => delta).length,
    families: contoursPerFamily(places),
    running: countParts(running),
    kept: countParts(kept),
    storedContours: [...descriptors].filter(isKept).length,
    storedRollOffs: [...descriptors].filter((descriptor) => isKept(descriptor) && isRollOff(descriptor)).length,
    mode: stored.size > 0 ? "window" : "stream",
  };
}

function contourKey({ descriptor, delta }: ContourPlace): number {
  return 2 * descriptor + Number(delta);
}

function distinctContours(places: readonly FeaturePlace[]): FeaturePlace[] {
  return [...new Map(places.map((place) => [contourKey(place), place])).values()];
}

/** Of which descriptors contours are kept: of the voice of all or of none, as its deltas share a divisor. */
function keptDescriptors(places: readonly FeaturePlace[]): (descriptor: number) => boolean {
  const stored = new Set(places.filter(({ family }) => isStored(family)).map(({ descriptor }) => descriptor));
  const isVoiceKept = [...stored].some((descriptor) => descriptor < VOICE_COUNT);
  return (descriptor) => (descriptor < VOICE_COUNT ? isVoiceKept : stored.has(descriptor));
}

/** Families whose sums another one reads. */
const READ_SUMS: Partial<Record<DeviceFamily, readonly DeviceFamily[]>> = {
  regression: ["extremes"],
  levels: ["extremes"],
  segments: ["extremes"],
  peaks: ["extremes", "means"],
};

function countParts(places: readonly FeaturePlace[]): PartCounts {
  const partOf = (place: FeaturePlace) => `${contourKey(place)} ${place.group}`;
  const contours = distinctContours(places);
  const families = new Map<DeviceFamily, Set<string>>();
  const sums = new Map<number, Set<DeviceFamily>>();
  for (const place of places)
    for (const family of [place.family, ...(READ_SUMS[place.family] ?? [])]) {
      families.set(family, (families.get(family) ?? new Set()).add(partOf(place)));
      sums.set(contourKey(place), (sums.get(contourKey(place)) ?? new Set()).add(family));
    }
  return {
    smoothed: contours.filter(({ delta }) => !delta).length,
    deltas: contours.filter(({ delta }) => delta).length,
    parts: new Set(places.map(partOf)).size,
    families: new Map([...families].map(([family, { size }]) => [family, size])),
    sums: [...sums.values()],
  };
}

function contoursPerFamily(places: readonly FeaturePlace[]): Map<DeviceFamily, number> {
  const contours = new Map<DeviceFamily, Set<number>>();
  for (const place of places)
    contours.set(place.family, (contours.get(place.family) ?? new Set()).add(contourKey(place)));
  return new Map([...contours].map(([family, { size }]) => [family, size]));
}

/** Stages of a frame that the extraction runs. The sums of the spectrum's shape come with any descriptor of it. */
function frameStages(on: Stages): FrameStage[] {
  const { spectral } = on;
  const mel = on.rasta || on.loudness || on.mfcc;
  const isOn: Record<FrameStage, boolean> = {
    pcm: true,
    energy: on.energy,
    zeroCrossings: on.zeroCrossings,
    shortSpectrum: mel || spectral !== undefined,
    mel,
    rasta: on.rasta,
    loudness: on.loudness,
    mfcc: on.mfcc,
    spectralSums: spectral !== undefined,
    rollOffs: spectral?.rollOffs ?? false,
    flux: spectral?.flux ?? false,
    entropy: spectral?.entropy ?? false,
    spectralMoments: spectral?.moments ?? false,
    sharpness: spectral?.sharpness ?? false,
    harmonicity: spectral?.harmonicity ?? false,
    pitch: on.pitch,
    voiceQuality: on.voiceQuality,
  };
  return FRAME_STAGES.filter((stage) => isOn[stage]);
}
