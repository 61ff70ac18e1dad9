/**
 * Sizes of the state of a stream that keeps the contours of a window of sound.
 */

import { TURN_FRAMES } from "../../device/stage-prices.ts";
import { VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import { statesOf } from "./running-sums.ts";
import { runningCounts, sectionsOf } from "./sound-code.ts";
import type { SoundPlan } from "./sound-plan.ts";

const RATE = 16_000;
const HOP = 160;
const SHORT_FRAME = 320;
const LONG_FRAME = 960;
/**
 * A frame is decided and described up to 30 frames late, and the matching of its periods begins up to 800 samples before it:
 * 30 · 160 + 800 + 960 samples, and a hop more so that the buffer is not moved for each frame.
 */
const VOICE_ROOM = 6720;
/** What numbers of 32 bits count, less a second; whole frames. */
const STREAM_SAMPLES = Math.floor((2 ** 31 - RATE) / HOP) * HOP;
/**
 * Last frames that are kept where functionals run along: those of a turn; the last six, which a slope waits for, as groups of
 * features end where frames of 60 ms do; and three before them, for the smoothing of the first slope's neighbors.
 */
const RECENT = TURN_FRAMES + 9;

/** How much of a sound the state keeps: the constants of its arrays in C. */
export interface WindowSizes {
  /** What the state holds, in words. */
  readonly keeps: string;
  /** Samples that are heard. */
  readonly window: number;
  readonly shortFrames: number;
  readonly longFrames: number;
  readonly shortContours: number;
  readonly rollOffContours: number;
  readonly recentContours: number;
  readonly recentFrames: number;
  readonly turnFrames: number;
  /** Parts that run along, those of the voice, and words of all their accumulators. */
  readonly runningParts: number;
  readonly voiceParts: number;
  readonly runningFloats: number;
  readonly runningInts: number;
  /** Most words of one part. */
  readonly partFloats: number;
  readonly partInts: number;
  readonly voiceContours: number;
  readonly pcmRoom: number;
  /** Of a smoothed contour. */
  readonly contourRoom: number;
  /** Bytes of the state. */
  readonly state: number;
}

/** @param seconds  Of a window; null for a stream, which keeps no contour. */
export function windowSizes(plan: SoundPlan, seconds: number | null): WindowSizes {
  const { stages, kept, keptRollOffs, running, parts, sums } = plan;
  const { pitch, voiceQuality, zeroCrossings, rasta, spectral } = stages;
  const window = seconds === null ? STREAM_SAMPLES : Math.round(seconds * RATE);
  const shortFrames = Math.floor((window - SHORT_FRAME) / HOP) + 1;
  const longFrames = Math.floor((window - LONG_FRAME) / HOP) + 1;
  const voiceContours = voiceQuality ? VOICE_COUNT : 2;
  const pcmRoom = voiceQuality ? VOICE_ROOM : pitch || zeroCrossings ? LONG_FRAME + HOP : SHORT_FRAME + HOP;
  const along = parts.filter((part) => !part.kept);
  const voiceParts = Math.max(1, runningCounts(plan).runningVoiceParts);
  const runningStates = sums.map(({ accumulators }) => statesOf(accumulators));
  const states = [...parts.map(({ accumulators }) => statesOf(accumulators)), ...runningStates];
  const sum = (of: "floats" | "ints") => runningStates.reduce((words, state) => words + state[of], 0);
  const runningFloats = Math.max(1, sum("floats"));
  const runningInts = Math.max(1, sum("ints"));
  const { keptCrossings, runningCrossings, keptVoice, runningVoice, runningVoiceSlopes } = sectionsOf(plan);
  const words =
    5 +
    (pitch ? 21 + 2 + 384 + (224 + 32 + 8) / 4 + 2 : 0) +
    (rasta ? 104 : 0) +
    (spectral?.flux ? 257 : 0) +
    (zeroCrossings ? 12 : 0) +
    (voiceQuality ? 9 : 0) +
    kept.length * shortFrames +
    Math.ceil((keptRollOffs.length * shortFrames) / 4) +
    (keptCrossings ? longFrames : 0) +
    (keptVoice ? voiceContours * longFrames : 0) +
    running.length * RECENT +
    (runningCrossings ? RECENT : 0) +
    (runningVoice ? voiceContours * RECENT : 0) +
    (runningVoiceSlopes ? 2 : 0) +
    (runningVoice ? voiceParts : 0) +
    (along.length > 0 ? runningFloats + runningInts : 0);
  return {
    keeps: keptText(seconds, along.length === parts.length),
    window,
    shortFrames,
    longFrames,
    shortContours: kept.length,
    rollOffContours: keptRollOffs.length,
    recentContours: running.length,
    recentFrames: RECENT,
    turnFrames: TURN_FRAMES,
    runningParts: along.length,
    voiceParts,
    runningFloats,
    runningInts,
    partFloats: Math.max(1, ...states.map(({ floats }) => floats)),
    partInts: Math.max(1, ...states.map(({ ints }) => ints)),
    voiceContours,
    pcmRoom,
    contourRoom: shortFrames + 2,
    state: 4 * words + 2 * pcmRoom,
  };
}

function keptText(seconds: number | null, isAllAlong: boolean): string {
  if (seconds === null) return "any length of sound";
  return isAllAlong ? "no contour is kept, a stream of any length takes the same" : `${seconds} seconds of contours`;
}
