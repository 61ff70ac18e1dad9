/**
 * A feature of ComParE_2016 in words: what it is, its unit, and what a high value means.
 *
 *   F0final_sma_quartile2   median of the pitch [Hz]; high: a higher voice
 *
 * A delta is the slope of a contour over five frames, so "the change of" what it is of.
 */

import { DESCRIPTOR_WORDS, type SoundKind } from "./descriptor-words.ts";
import { COMPARE2016_NAMES, type FunctionalGroup, JOBS } from "./feature-set.ts";
import { type Aspect, FUNCTIONAL_WORDS, type FunctionalWords, VOICED_STRETCH_WORDS } from "./functional-words.ts";
import { contourUnit, DESCRIPTOR_NAMES } from "./names.ts";

/** What a feature is. */
export interface FeatureWords {
  /** Of the low-level descriptor, as names have it: "F0final", "mfcc[3]". */
  readonly descriptor: string;
  /** The descriptor alone, with an explanation in brackets. */
  readonly descriptorWords: string;
  readonly kind: SoundKind;
  readonly aspect: Aspect;
  readonly words: string;
  /** Empty for a number without unit. */
  readonly unit: string;
  /** What is heard, or seen in the contour, where the value is high. */
  readonly high: string;
}

/** A feature as a place in the structure of the set. */
interface FeaturePlace {
  readonly group: FunctionalGroup;
  readonly descriptor: number;
  readonly delta: boolean;
  readonly functional: string;
}

/** In the order of the names. [6373] */
const PLACES: readonly FeaturePlace[] = JOBS.flatMap(({ group, descriptor, delta, family }) =>
  family.names.map((functional) => ({ group, descriptor, delta, functional })),
);

const PLACE_OF = new Map(COMPARE2016_NAMES.map((name, index) => [name, PLACES[index]]));

/** A feature in words; undefined for a name that is not one of ComParE_2016. */
export function featureWords(name: string): FeatureWords | undefined {
  const place = PLACE_OF.get(name);
  return place && wordsOf(place);
}

function wordsOf({ group, descriptor, delta, functional }: FeaturePlace): FeatureWords {
  const { base, index } = DESCRIPTOR_NAMES[descriptor];
  const { kind, words: ownWords, about, high } = DESCRIPTOR_WORDS[descriptor];
  const table = group.name === "pitch" ? VOICED_STRETCH_WORDS : FUNCTIONAL_WORDS;
  const found = table[functional];
  if (!found) throw new RangeError(`featureWords: functional ${functional} has no words`);
  const contour = delta ? `the frame-to-frame change of ${ownWords}` : ownWords;
  return {
    descriptor: `${base}${index}`,
    descriptorWords: about === "" ? ownWords : `${ownWords} (${about})`,
    kind,
    aspect: found.aspect,
    words: found.phrase.replace("{c}", contour),
    unit: unitOf(found, contourUnit(descriptor, delta), group.name === "voice" ? "frame" : "s"),
    high: found.high ?? (delta ? "rises more, or falls less" : high),
  };
}

/** @param time  What slopes of lines are per: the regression of voiced frames counts frames, the others seconds. */
function unitOf({ unit }: FunctionalWords, contour: string, time: "frame" | "s"): string {
  switch (unit) {
    case "contour":
      return contour;
    case "contour²":
      return contour === "" ? "" : `(${contour})²`;
    case "contour/s":
      return `${contour === "" ? "1" : contour.includes("/") ? `(${contour})` : contour}/s`;
    case "range":
      return "share of the range";
    case "range/time":
      return `range/${time}`;
    case "range/time²":
      return `range/${time}²`;
    default:
      return unit;
  }
}
