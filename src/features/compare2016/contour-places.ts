/**
 * Contours as places: a descriptor, smoothed, or its delta; and which descriptors they are made of.
 */

import { VOICE_COUNT } from "./descriptors.ts";

/** One contour: a smoothed descriptor, or its delta. */
export interface ContourPlace {
  readonly descriptor: number;
  readonly delta: boolean;
}

/** Whether a contour is a delta of pitch or voice quality, which depend on each other (contours.ts). */
export function isVoiceDelta({ descriptor, delta }: ContourPlace): boolean {
  return delta && descriptor < VOICE_COUNT;
}

/** Descriptors that contours are made of. */
export function neededDescriptors(contours: readonly ContourPlace[]): ReadonlySet<number> {
  const voice = contours.some(isVoiceDelta) ? Array.from({ length: VOICE_COUNT }, (_, d) => d) : [];
  return new Set([...contours.map(({ descriptor }) => descriptor), ...voice]);
}
