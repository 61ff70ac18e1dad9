/**
 * Where contours come from: the profiles' common interface, and the walk over the contours that functionals summarize.
 */

import type { Signal } from "../../audio/signal.ts";
import { type ContourPlace, isVoiceDelta } from "./contour-places.ts";
import { type Descriptors, VOICE_COUNT } from "./descriptors.ts";
import { type FunctionalFrames, functionalFrames } from "./visibility.ts";

/** Contours of one recording after the other. */
export interface ContourSource {
  /** Smoothed descriptors of a signal at the rate of the analysis; undefined if it is shorter than one long frame. */
  describe(signal: Signal): Descriptors | undefined;
  /** Deltas of pitch and voice quality. [6], each with `count` frames */
  voiceDeltas(described: Descriptors, count: number): Float32Array[];
  /** Writes the deltas of a slow or fast descriptor. @param descriptor  6 .. 64 */
  deltasInto(out: Float32Array, described: Descriptors, descriptor: number): void;
}

/** A contour and what summarizes it. */
export interface PlannedContour<Part> extends ContourPlace {
  readonly parts: readonly Part[];
}

/** Something that summarizes the frames that its group sees. */
export interface ContourPart {
  readonly group: { readonly name: keyof FunctionalFrames };
}

/** Visits contour by contour, so that no more than one contour of deltas is in memory. */
export function walkContours<Part extends ContourPart>(
  source: ContourSource,
  described: Descriptors,
  plan: readonly PlannedContour<Part>[],
  visit: (contour: Float32Array, part: Part) => void,
): void {
  const frames = functionalFrames(described.counts);
  const voice = plan.some(isVoiceDelta) ? source.voiceDeltas(described, frames.voice) : [];
  const deltas = new Float32Array(Math.max(frames.fast, frames.slow));
  for (const { descriptor, delta, parts } of plan) {
    let contour = described.contours[descriptor];
    if (delta) {
      contour = descriptor < VOICE_COUNT ? voice[descriptor] : deltas;
      if (descriptor >= VOICE_COUNT) source.deltasInto(deltas, described, descriptor);
    }
    for (const part of parts) visit(contour.subarray(0, frames[part.group.name]), part);
  }
}
