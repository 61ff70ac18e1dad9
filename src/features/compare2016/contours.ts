/**
 * Smoothed contours of a recording and their deltas: what the functionals summarise, and what plots and other models use.
 *
 * Source  specification, sections 13 to 16 and 20.
 */

import { deltasInto, deltasOfNonZeroInto } from "./deltas.ts";
import { DESCRIPTOR_COUNT, type Descriptors, FIRST_FAST, SLOW_COUNT, VOICE_COUNT } from "./descriptors.ts";
import { smoothInto, smoothNonZeroInto } from "./smoothing.ts";
import { type FrameCounts, visibleSmoothedVoice, visibleVoiceQuality } from "./visibility.ts";

/** Pitch and voicing are decided for all frames; the descriptors after them wait for the pitch. */
const FIRST_VOICE_QUALITY = 2;
const ZCR = VOICE_COUNT + SLOW_COUNT - 1;

/** Smoothed frames of a descriptor; its deltas have two more. */
export function smoothedCount(descriptor: number, { long, short }: FrameCounts): number {
  return (descriptor < FIRST_FAST ? long : short) + 1;
}

/** Replaces the contours by their moving averages, in place. Contours that were not computed stay empty. */
export function smoothDescriptors({ contours, counts }: Descriptors): void {
  const raw = new Float32Array(Math.max(...contours.map(({ length }) => length)));
  const waiting = visibleVoiceQuality(counts);
  const all = () => counts.long;
  for (let d = 0; d < DESCRIPTOR_COUNT; d++) {
    const contour = contours[d];
    if (contour.length === 0) continue;
    raw.set(contour);
    const count = smoothedCount(d, counts);
    if (d < VOICE_COUNT) smoothNonZeroInto(contour, raw, d < FIRST_VOICE_QUALITY ? all : waiting, count);
    else smoothInto(contour, raw, d === ZCR ? counts.long : counts.short, count);
  }
}

/** Deltas of pitch and voice quality, which depend on each other. [6], each with `count` frames */
export function voiceDeltas({ contours, counts }: Descriptors, count: number): Float32Array[] {
  const smoothed = contours.slice(0, VOICE_COUNT);
  const deltas = smoothed.map(() => new Float32Array(count));
  deltasOfNonZeroInto(deltas, smoothed, visibleSmoothedVoice(counts), count);
  return deltas;
}

/** Writes the deltas of a slow or fast descriptor. @param descriptor  6 .. 64 */
export function contourDeltasInto(out: Float32Array, { contours, counts }: Descriptors, descriptor: number): void {
  const visible = smoothedCount(descriptor, counts);
  const late = descriptor < FIRST_FAST && counts.long < 3;
  deltasInto(out, contours[descriptor], visible, out.length, late ? counts.long : visible);
}
