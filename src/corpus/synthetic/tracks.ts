/**
 * From gestures to control tracks: what every parameter of the synthesiser is in each frame of 2 ms.
 *
 * Between two gestures a track moves along half a period of a cosine that reaches into both of them (`formantReach`,
 * `levelReach`); formants are then smoothed over 24 ms, so that short vowels undershoot their targets as in fluent
 * speech. The velum is slow: its movements reach 60 ms into the neighbours, which nasalises the vowels beside a nasal.
 *
 * Source  velum: speed of the soft palate and nasalised vowels, K. Stevens 1998, "Acoustic Phonetics", chapter 9;
 *         undershoot: B. Lindblom 1963, "Spectrographic study of vowel reduction", JASA 35(11).
 */

import type { Gesture } from "./gestures.ts";
import type { NoiseBand } from "./phones.ts";
import type { Score } from "./score.ts";
import type { Voice } from "./voice.ts";

export const SAMPLE_RATE_HZ = 16000;
/** Samples per frame of control: 2 ms. */
export const FRAME_LENGTH = 32;
export const TRACK_FRAME_SECONDS = FRAME_LENGTH / SAMPLE_RATE_HZ;

/** All of length [frames]. */
export interface Tracks {
  readonly frameCount: number;
  readonly formantsHz: readonly Float32Array[];
  readonly voicing: Float32Array;
  readonly voiceBar: Float32Array;
  readonly frication: Float32Array;
  readonly aspiration: Float32Array;
  /** Centre, bandwidth and gain of the two bands of frication noise. */
  readonly bands: readonly { frequencyHz: Float32Array; bandwidthHz: Float32Array; gain: Float32Array }[];
  readonly velum: Float32Array;
  readonly nasalZeroHz: Float32Array;
  readonly nasalPoleHz: Float32Array;
}

const VELUM_REACH = 0.06;
const FORMANT_SMOOTHING_FRAMES = 6;

/** Gestures with their times. */
interface Timeline {
  readonly gestures: readonly Gesture[];
  readonly starts: readonly number[];
  readonly frameCount: number;
}

/** What one track takes from the gestures: value at their start and end, and how transitions reach into them. */
interface Course {
  readonly from: (gesture: Gesture) => number;
  readonly to: (gesture: Gesture) => number;
  readonly reach: Reach;
}

/** Seconds that a transition takes on either side of a boundary. */
type Reach = (left: Gesture, right: Gesture) => readonly [number, number];

/** Control tracks of a score in the speaker's own scale of formants. */
export function tracksOf({ gestures, seconds }: Score, voice: Voice): Tracks {
  const timeline = { gestures, starts: startTimes(gestures), frameCount: Math.ceil(seconds / TRACK_FRAME_SECONDS) };
  const track = (value: (gesture: Gesture) => number, reach: Reach) =>
    glide(timeline, { from: value, to: value, reach });
  const level = (value: (gesture: Gesture) => number) => track(value, shorter);
  const held = (band: 0 | 1, key: keyof NoiseBand, scale: number) =>
    track(
      (gesture) => gesture.bands[band][key] * scale,
      () => [0, 0],
    );
  const slow: Reach = () => [VELUM_REACH, VELUM_REACH];
  return {
    frameCount: timeline.frameCount,
    formantsHz: [0, 1, 2, 3].map((f) => formantTrack(timeline, f, voice)),
    voicing: level((gesture) => gesture.voicing),
    voiceBar: level((gesture) => gesture.voiceBar),
    frication: level((gesture) => gesture.frication),
    aspiration: level((gesture) => gesture.aspiration),
    bands: ([0, 1] as const).map((band) => ({
      frequencyHz: held(band, "frequencyHz", Math.sqrt(voice.formantScale)),
      bandwidthHz: held(band, "bandwidthHz", 1),
      gain: held(band, "gain", 1),
    })),
    velum: track((gesture) => gesture.velum, slow),
    nasalZeroHz: track((gesture) => gesture.nasalZeroHz * voice.formantScale, slow),
    nasalPoleHz: track((gesture) => gesture.nasalPoleHz * voice.formantScale, slow),
  };
}

function shorter(left: Gesture, right: Gesture): readonly [number, number] {
  const reach = Math.min(left.levelReach, right.levelReach);
  return [reach, reach];
}

function startTimes(gestures: readonly Gesture[]): number[] {
  let now = 0;
  return gestures.map((gesture) => {
    const start = now;
    now += gesture.seconds;
    return start;
  });
}

function formantTrack(timeline: Timeline, f: number, voice: Voice): Float32Array {
  const scale = voice.formantScale * voice.formantShift[f];
  const track = glide(timeline, {
    from: (gesture) => gesture.formantsHz[f] * scale,
    to: (gesture) => gesture.glideToHz[f] * scale,
    reach: (left, right) => [left.formantReach, right.formantReach],
  });
  return smoothed(smoothed(track, FORMANT_SMOOTHING_FRAMES), FORMANT_SMOOTHING_FRAMES);
}

/** A track that is from(gesture)..to(gesture) inside gestures and moves along a raised cosine between them. */
function glide({ gestures, starts, frameCount }: Timeline, { from, to, reach }: Course): Float32Array {
  const track = new Float32Array(frameCount);
  gestures.forEach((gesture, i) => {
    const start = starts[i];
    const [value, change] = [from(gesture), to(gesture) - from(gesture)];
    const last = Math.min(frameCount, Math.ceil((start + gesture.seconds) / TRACK_FRAME_SECONDS));
    for (let frame = Math.ceil(start / TRACK_FRAME_SECONDS); frame < last; frame++) {
      track[frame] = value + change * diphthongGlide((frame * TRACK_FRAME_SECONDS - start) / gesture.seconds);
    }
  });
  for (let i = 1; i < gestures.length; i++) {
    const left = gestures[i - 1];
    const right = gestures[i];
    const [before, after] = reach(left, right);
    const begin = starts[i] - Math.min(before, left.seconds / 2);
    const end = starts[i] + Math.min(after, right.seconds / 2);
    bridge(track, [begin, end], [to(left), from(right)]);
  }
  return track;
}

/** A diphthong stays for a fifth, moves for three fifths, and stays again. */
function diphthongGlide(progress: number): number {
  const x = Math.max(0, Math.min(1, (progress - 0.2) / 0.6));
  return 0.5 - 0.5 * Math.cos(Math.PI * x);
}

/** Overwrites the frames of a stretch of time with half a period of a cosine from one value to another. */
function bridge(track: Float32Array, [begin, end]: [number, number], [from, to]: [number, number]): void {
  const last = Math.min(track.length - 1, Math.floor(end / TRACK_FRAME_SECONDS));
  for (let frame = Math.ceil(begin / TRACK_FRAME_SECONDS); frame <= last; frame++) {
    const progress = end > begin ? (frame * TRACK_FRAME_SECONDS - begin) / (end - begin) : 1;
    track[frame] = from + (to - from) * (0.5 - 0.5 * Math.cos(Math.PI * progress));
  }
}

/** Mean over 2·half + 1 frames, with the ends held. */
function smoothed(track: Float32Array, half: number): Float32Array {
  const last = track.length - 1;
  const at = (frame: number) => track[Math.max(0, Math.min(last, frame))];
  let sum = 0;
  for (let frame = -half; frame <= half; frame++) sum += at(frame);
  return track.map((_, frame) => {
    const mean = sum / (2 * half + 1);
    sum += at(frame + half + 1) - at(frame - half);
    return mean;
  });
}
