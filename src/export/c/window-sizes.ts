/**
 * Sizes of the state of a stream that keeps the contours of a window of sound.
 */

import { VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import type { SoundPlan } from "./sound-plan.ts";

const RATE = 16_000;
const HOP = 160;
const SHORT_FRAME = 320;
const LONG_FRAME = 960;
/**
 * A frame is decided up to 30 frames late, and the matching of its periods begins up to 800 samples before it: 30 · 160 + 800 + 960
 * samples, and a hop more so that the buffer is not moved for each frame.
 */
const VOICE_ROOM = 6720;

export interface WindowSizes {
  readonly seconds: number;
  /** Samples that are heard. */
  readonly window: number;
  readonly shortFrames: number;
  readonly longFrames: number;
  readonly shortContours: number;
  readonly voiceContours: number;
  readonly pcmRoom: number;
  readonly frameRoom: number;
  readonly spectrumRoom: number;
  /** Of a smoothed contour. */
  readonly contourRoom: number;
  /** Bytes of the state. */
  readonly state: number;
}

export function windowSizes({ stages, kept }: SoundPlan, seconds: number): WindowSizes {
  const { pitch, voiceQuality, zeroCrossings, rasta, spectral } = stages;
  const window = Math.round(seconds * RATE);
  const shortFrames = Math.floor((window - SHORT_FRAME) / HOP) + 1;
  const longFrames = Math.floor((window - LONG_FRAME) / HOP) + 1;
  const voiceContours = voiceQuality ? VOICE_COUNT : 2;
  const pcmRoom = voiceQuality ? VOICE_ROOM : pitch || zeroCrossings ? LONG_FRAME + HOP : SHORT_FRAME + HOP;
  const [frameRoom, spectrumRoom] = pitch ? [1024, 513] : [512, 257];
  const words =
    5 +
    frameRoom +
    spectrumRoom +
    (pitch ? 513 + 21 + 2 + 384 + (224 + 32 + 8) / 4 + 1 + voiceContours * longFrames : 0) +
    (rasta ? 104 : 0) +
    (spectral?.flux ? 257 : 0) +
    (zeroCrossings ? 12 + longFrames : 0) +
    (voiceQuality ? 9 : 0) +
    kept.length * shortFrames;
  return {
    seconds,
    window,
    shortFrames,
    longFrames,
    shortContours: kept.length,
    voiceContours,
    pcmRoom,
    frameRoom,
    spectrumRoom,
    contourRoom: shortFrames + 2,
    state: 4 * words + 2 * pcmRoom,
  };
}
