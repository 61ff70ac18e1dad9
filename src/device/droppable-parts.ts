/**
 * What can be dropped of a feature set as a whole, so that a device saves something: groups of descriptors that share a
 * stage, their deltas, families of functionals, and all functionals that need a stored contour.
 */

import { DESCRIPTOR_NAMES } from "../features/compare2016/names.ts";
import { DEVICE_FAMILIES, isStored } from "./device-families.ts";
import { type FeaturePlace, featurePlace } from "./extraction-plan.ts";

/** A part of the extraction that can be left out as a whole. */
export interface DroppablePart {
  readonly name: string;
  /** Whether a feature belongs to it. */
  readonly has: (place: FeaturePlace) => boolean;
}

/** Descriptors by the stage that makes them, by the beginning of their names. */
const GROUPS: readonly (readonly [name: string, pattern: RegExp])[] = [
  ["pitch and voice", /^(F0final|voicing|jitter|shimmer|logHNR)/],
  ["jitter, shimmer, HNR", /^(jitter|shimmer|logHNR)/],
  ["loudness", /^audspec_/],
  ["RASTA loudness", /^audspecRasta_/],
  ["RASTA bands", /^audSpec_Rfilt/],
  ["RMS energy", /^pcm_RMSenergy/],
  ["zero crossings", /^pcm_zcr/],
  ["MFCC", /^mfcc/],
  ["spectral shape", /^pcm_fftMag_/],
  ["band energies, centroid, slope", /^pcm_fftMag_(fband|spectralCentroid|spectralSlope)/],
  ["roll-offs", /^pcm_fftMag_spectralRollOff/],
  ["flux", /^pcm_fftMag_spectralFlux/],
  ["entropy", /^pcm_fftMag_spectralEntropy/],
  ["spectral moments", /^pcm_fftMag_spectral(Variance|Skewness|Kurtosis)/],
  ["sharpness", /^pcm_fftMag_psySharpness/],
  ["harmonicity", /^pcm_fftMag_spectralHarmonicity/],
];

/** Groups whose families of functionals can go one by one; the others are parts of them. */
const WITH_FAMILIES = new Set([
  "pitch and voice",
  "loudness",
  "RASTA loudness",
  "RASTA bands",
  "RMS energy",
  "zero crossings",
  "MFCC",
  "spectral shape",
]);

/** Every part, coarse ones beside the fine ones that they consist of. */
export const DROPPABLE_PARTS: readonly DroppablePart[] = [
  ...GROUPS.flatMap(([name, pattern]): DroppablePart[] => {
    const descriptors = new Set(
      DESCRIPTOR_NAMES.flatMap(({ base }, descriptor) => (pattern.test(base) ? [descriptor] : [])),
    );
    return [
      { name, has: ({ descriptor }) => descriptors.has(descriptor) },
      { name: `deltas of ${name}`, has: ({ descriptor, delta }) => delta && descriptors.has(descriptor) },
      ...(WITH_FAMILIES.has(name) ? DEVICE_FAMILIES : []).map((own) => ({
        name: `${own} of ${name}`,
        has: ({ descriptor, family }: FeaturePlace) => family === own && descriptors.has(descriptor),
      })),
    ];
  }),
  { name: "all deltas", has: ({ delta }) => delta },
  { name: "all that needs a stored contour", has: ({ family }) => isStored(family) },
  ...DEVICE_FAMILIES.map((own): DroppablePart => ({ name: own, has: ({ family }) => family === own })),
];

/** The features of these that are not in a part. */
export function withoutPart(features: readonly string[], part: DroppablePart): string[] {
  return features.filter((name) => {
    const place = featurePlace(name);
    return place === undefined || !part.has(place);
  });
}
