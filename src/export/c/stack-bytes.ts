/**
 * Stack of the calls, from the sizes of their buffers: upper bounds, which tests hold against emulated boards.
 */

import type { CompactNetwork } from "../../device/compact-network.ts";
import { KEPT_INPUTS } from "../../device/network-size.ts";
import { VOICE_COUNT } from "../../features/compare2016/descriptors.ts";
import { partFeatures, sectionsOf } from "./sound-code.ts";
import type { SoundPlan } from "./sound-plan.ts";
import type { WindowSizes } from "./window-sizes.ts";

const FLOAT_BYTES = 4;
/** Saved registers, return addresses and small variables of the calls inside each other, by gcc -O2 on a Cortex-M4F. */
const CALLS_BYTES = 512;
const RESULT_CALLS_BYTES = 1024;
/** The same of a network alone. */
const PREDICT_CALLS_BYTES = 208;
/** Frames whose pitch may be undecided. */
const UNDECIDED_FRAMES = 32;
/** Values of a functional; what percentiles and segments work in. */
const OUTPUTS = 12;
const BOUNDS = 32;
const LENGTHS = 100;
/** Descriptors of a short frame, logarithms of its bands, and what the cepstrum folds. */
const SHORT_FRAME_WORDS = 65 + 26 + 26 + 2;
/** What a short frame is transformed in, and its spectrum. */
const SHORT_TRANSFORM_WORDS = 512 + 257;
/** The same of a long frame, with room for its octaves; pitch candidates and their peaks. */
const PITCH_WORDS = 2 * 513 + 513 + 24 + 6;
/** F0 and voicing; the matching of periods. */
const VOICE_WORDS = 2;
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
function networkStackBytes(network: CompactNetwork): number {
  return FLOAT_BYTES * BLOCK_WORDS + codeBytes(network) + sumBytes(network);
}

/** Of that call with what is saved on the way, by gcc -O2 on a Cortex-M4F. */
export function predictStackBytes(network: CompactNetwork): number {
  return networkStackBytes(network) + PREDICT_CALLS_BYTES;
}

/** Bytes that calls take. */
export interface SoundStack {
  /** Describing a frame. */
  readonly feed: number;
  /** A verdict. */
  readonly result: number;
  /** A verdict on features that are given. */
  readonly predict: number;
}

/** Of the calls that work on sound. */
export function soundStackBytes(network: CompactNetwork, plan: SoundPlan, sizes: WindowSizes): SoundStack {
  return {
    feed: FLOAT_BYTES * frameWords(plan, sizes) + CALLS_BYTES,
    result: verdictBytes(network, plan, sizes) + RESULT_CALLS_BYTES,
    predict: networkStackBytes(network) + CALLS_BYTES,
  };
}

/** Open frames are decided first; then the features of one part after the other are found, and the network takes them. */
function verdictBytes(network: CompactNetwork, plan: SoundPlan, sizes: WindowSizes): number {
  const { pitch, voiceQuality } = plan.stages;
  const heard = HEARD_WORDS + (pitch ? sizes.voiceContours * UNDECIDED_FRAMES : 0);
  const found = FLOAT_BYTES * (partFeatures(plan) + partWords(plan, sizes));
  const asked = FLOAT_BYTES * keptInputs(network) + sumBytes(network) + Math.max(found, codeBytes(network));
  return FLOAT_BYTES * heard + Math.max(voiceQuality ? FLOAT_BYTES * PERIOD_WORDS : 0, asked);
}

/** Sums of all layers. */
function sumBytes({ layers }: CompactNetwork): number {
  return layers.reduce((bytes, { outputs }) => bytes + FLOAT_BYTES * outputs, 0);
}

/** Inputs of a first layer in int8 that are kept until the largest of all is known. */
export function keptInputs({ features, layers }: CompactNetwork): number {
  return layers[0]?.weights.kind === "int8" ? Math.min(KEPT_INPUTS, features.length) : 0;
}

/** What a layer of int8 quantizes its inputs to, and its dots; the first one takes a block of inputs at once. */
function codeBytes({ layers }: CompactNetwork): number {
  const codes = layers.map(({ inputs, outputs, weights }, at) => {
    if (weights.kind !== "int8") return 0;
    return FLOAT_BYTES * outputs + (at === 0 ? FLOAT_BYTES * BLOCK_WORDS : inputs);
  });
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

/** Describing a frame, its pitch, its voice, or adding frames to what runs along: one after the other. */
function frameWords(plan: SoundPlan, sizes: WindowSizes): number {
  const { pitch, voiceQuality } = plan.stages;
  const short = SHORT_FRAME_WORDS + (sectionsOf(plan)["transform"] ? SHORT_TRANSFORM_WORDS : 0);
  const along = plan.parts.some(({ kept }) => !kept) ? pieces(plan) * pieceWords(sizes) : 0;
  const voice = VOICE_WORDS + Math.max(voiceQuality ? PERIOD_WORDS : 0, along);
  return Math.max(short, pitch ? PITCH_WORDS : 0, voice);
}

/** Pieces of contours at once. */
function pieces({ parts }: SoundPlan): number {
  const hasVoiceSlopes = parts.some(({ descriptor, slope }) => slope && descriptor < VOICE_COUNT);
  const running = parts.some(({ kept }) => !kept) ? 2 : 0;
  return hasVoiceSlopes ? VOICE_PIECES + running : running;
}
