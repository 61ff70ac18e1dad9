/**
 * Stack of the deepest call, from the sizes of its buffers: an upper bound, which tests hold against emulated boards.
 */

import type { CompactNetwork } from "../../device/compact-network.ts";
import { VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import { partFeatures } from "./sound-code.ts";
import type { SoundPlan } from "./sound-plan.ts";
import type { WindowSizes } from "./window-sizes.ts";

const FLOAT_BYTES = 4;
/** Saved registers, return addresses and small variables of the calls inside each other, by gcc -O2 on a Cortex-M4F. */
const CALLS_BYTES = 1024;
/** Frames whose pitch may be undecided. */
const UNDECIDED_FRAMES = 32;
/** Values of a functional; what percentiles and segments work in. */
const OUTPUTS = 12;
const BOUNDS = 32;
const LENGTHS = 100;
/** Descriptors of a short frame, logarithms of its bands, and what the cepstrum folds. */
const SHORT_FRAME_WORDS = 65 + 26 + 26 + 2;
/** Pitch candidates, their peaks and two descriptors; the matching of periods. */
const PITCH_WORDS = 24 + 6 + 2;
const PERIOD_WORDS = 160 + 320 + 64 + 8;

/** Features that are normalized at once (templates/parts/network.c). */
const BLOCK_WORDS = 32;
/** The frames of a contour that run along together and the number of the first (piece_t in templates/sound/name.c). */
const pieceWords = ({ recentFrames }: WindowSizes) => recentFrames + 1;
/** Descriptors of the voice, whose slopes are found together: pieces of each, smoothed, and of their slopes. */
const VOICE_PIECES = 2 * VOICE_COUNT;
/** What is looked back at, beside the undecided frames. */
const HEARD_WORDS = 4;

/** Of a prediction from features that are given: the features themselves are the caller's. */
export function networkStackBytes(network: CompactNetwork): number {
  return keptBytes(network) + Math.max(FLOAT_BYTES * BLOCK_WORDS, codeBytes(network)) + sumBytes(network);
}

/** Of a verdict on sound, or of a frame where that takes more. */
export function soundStackBytes(network: CompactNetwork, plan: SoundPlan, sizes: WindowSizes): number {
  return Math.max(verdictBytes(network, plan, sizes), FLOAT_BYTES * frameWords(plan, sizes)) + CALLS_BYTES;
}

/** Open frames are decided first; then the features of one part after the other are found, and the network takes them. */
function verdictBytes(network: CompactNetwork, plan: SoundPlan, sizes: WindowSizes): number {
  const { pitch, voiceQuality } = plan.stages;
  const heard = HEARD_WORDS + (pitch ? sizes.voiceContours * UNDECIDED_FRAMES : 0);
  const found = FLOAT_BYTES * (partFeatures(plan) + partWords(plan, sizes));
  const asked = keptBytes(network) + sumBytes(network) + Math.max(found, codeBytes(network));
  return FLOAT_BYTES * heard + Math.max(voiceQuality ? FLOAT_BYTES * PERIOD_WORDS : 0, asked);
}

/** Sums of all layers. */
function sumBytes({ layers }: CompactNetwork): number {
  return layers.reduce((bytes, { outputs }) => bytes + FLOAT_BYTES * outputs, 0);
}

/** All inputs of a first layer in int8, which needs them at once. */
function keptBytes({ features, layers }: CompactNetwork): number {
  return layers[0]?.weights.kind === "int8" ? FLOAT_BYTES * features.length : 0;
}

/** What a layer of int8 quantizes its inputs to, and its dots. */
function codeBytes({ layers }: CompactNetwork): number {
  const codes = layers.map(({ inputs, outputs, weights }) => (weights.kind === "int8" ? inputs + 4 * outputs : 0));
  return Math.max(...codes);
}

/** What the features of one part are found in. */
function partWords(plan: SoundPlan, sizes: WindowSizes): number {
  const { parts, functionals } = plan;
  const { contourRoom, partFloats, partInts } = sizes;
  const has = (name: SoundPlan["functionals"][number], words: number) => (functionals.includes(name) ? words : 0);
  const contours = parts.some(({ kept }) => kept) ? 2 * contourRoom : 0;
  const work = OUTPUTS + has("percentiles", BOUNDS) + has("crossingSegments", LENGTHS);
  return contours + partFloats + partInts + Math.max(work, pieces(plan) * pieceWords(sizes));
}

/** Describing a frame, or adding frames to what runs along. */
function frameWords(plan: SoundPlan, sizes: WindowSizes): number {
  const { pitch, voiceQuality } = plan.stages;
  const described = (pitch ? PITCH_WORDS : 0) + (voiceQuality ? PERIOD_WORDS : 0);
  const along = plan.parts.some(({ kept }) => !kept) ? PITCH_WORDS + pieces(plan) * pieceWords(sizes) : 0;
  return Math.max(SHORT_FRAME_WORDS, described, along);
}

/** Pieces of contours at once. */
function pieces({ parts }: SoundPlan): number {
  const hasVoiceSlopes = parts.some(({ descriptor, slope }) => slope && descriptor < VOICE_COUNT);
  const running = parts.some(({ kept }) => !kept) ? 2 : 0;
  return hasVoiceSlopes ? VOICE_PIECES + running : running;
}
