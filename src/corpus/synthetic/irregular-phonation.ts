/**
 * Irregular stretches of the voice: creak at the end of a phrase, and breaks.
 *
 * In creak the voice falls to about 0.6 of its F0 and its perturbation grows threefold. In a break the vibration stops for 40
 * to 90 ms, while the air still flows: the voice is replaced by aspiration.
 *
 * Source  creak: B. Blankenship 2002, J. Phonetics 30(2); L. Redi, S. Shattuck-Hufnagel 2001, J. Phonetics 29(4) (ends of phrases).
 *         break: MDVP's degree of voice breaks counts such gaps; the durations are ours.
 */

import type { Random } from "../../core/random.ts";
import type { Score } from "./score.ts";
import { TRACK_FRAME_SECONDS, type Tracks } from "./tracks.ts";
import type { Voice } from "./voice.ts";

const CREAK_SECONDS = 0.22;
const CREAK_F0_FACTOR = 0.6;
const CREAK_ROUGHNESS = 3;
const BREAK_ASPIRATION = 0.06;
const VOICED = 0.3;

/** Factor on jitter and shimmer; lowers F0 where a phrase ends in creak. [frames] */
export function addCreak(f0Hz: Float32Array, score: Score, voice: Voice, random: Random): Float32Array {
  const roughness = new Float32Array(f0Hz.length).fill(1);
  for (const phrase of score.phrases) {
    if (phrase.rising || random.uniform() >= 0.7 * voice.creakiness) continue;
    const first = Math.max(0, Math.floor((phrase.endSeconds - CREAK_SECONDS) / TRACK_FRAME_SECONDS));
    const last = Math.min(f0Hz.length - 1, Math.floor(phrase.endSeconds / TRACK_FRAME_SECONDS));
    for (let frame = first; frame <= last; frame++) {
      const depth = Math.min(1, (2 * (frame - first)) / (last - first + 1));
      f0Hz[frame] *= 1 + depth * (CREAK_F0_FACTOR - 1);
      roughness[frame] = 1 + depth * (CREAK_ROUGHNESS - 1);
    }
  }
  return roughness;
}

/** Replaces the voice by aspiration in breaks, in place: a Poisson process over the voiced frames. */
export function addBreaks(tracks: Tracks, voice: Voice, random: Random): void {
  const { voicing, aspiration, frameCount } = tracks;
  const probability = voice.breaksPerSecond * TRACK_FRAME_SECONDS;
  for (let frame = 0; frame < frameCount; frame++) {
    if (voicing[frame] < VOICED || random.uniform() >= probability) continue;
    const length = Math.round((0.04 + 0.05 * random.uniform()) / TRACK_FRAME_SECONDS);
    for (let i = 0; i < length && frame < frameCount; i++, frame++) {
      const depth = Math.sin((Math.PI * i) / length) ** 0.5;
      aspiration[frame] += BREAK_ASPIRATION * depth * voicing[frame];
      voicing[frame] *= 1 - 0.95 * depth;
    }
  }
}
