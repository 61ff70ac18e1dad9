/**
 * Stack of the deepest call, from the sizes of its buffers: an upper bound, which tests hold against emulated boards.
 */

import type { CompactNetwork } from "../../device/compact-network.ts";
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

/** Of a prediction from features that are given: the features themselves are the caller's. */
export function networkStackBytes(network: CompactNetwork): number {
  return FLOAT_BYTES * network.features.length + layerBytes(network);
}

/** Of a verdict on sound, or of a frame where that takes more. */
export function soundStackBytes(network: CompactNetwork, plan: SoundPlan, sizes: WindowSizes): number {
  const { pitch, voiceQuality } = plan.stages;
  const periods = voiceQuality ? PERIOD_WORDS : 0;
  const undecided = pitch ? sizes.voiceContours * UNDECIDED_FRAMES : 0;
  const rest = Math.max(FLOAT_BYTES * functionalWords(plan, sizes), layerBytes(network));
  const verdict = FLOAT_BYTES * (network.features.length + undecided + periods) + rest;
  const frame = FLOAT_BYTES * Math.max(SHORT_FRAME_WORDS, (pitch ? PITCH_WORDS : 0) + periods);
  return Math.max(verdict, frame) + CALLS_BYTES;
}

function layerBytes({ layers }: CompactNetwork): number {
  const sums = layers.reduce((bytes, { outputs }) => bytes + FLOAT_BYTES * outputs, 0);
  const codes = layers.map(({ inputs, outputs, weights }) => (weights.kind === "int8" ? inputs + 4 * outputs : 0));
  return sums + Math.max(...codes);
}

/** What the functionals of one contour work in. */
function functionalWords({ parts, functionals }: SoundPlan, sizes: WindowSizes): number {
  const { contourRoom, partFloats, partInts } = sizes;
  const has = (name: SoundPlan["functionals"][number], words: number) => (functionals.includes(name) ? words : 0);
  const contours = parts.some(({ kept }) => kept) ? 2 * contourRoom : 0;
  const work = has("percentiles", BOUNDS) + has("crossingSegments", LENGTHS) + has("peaks", contourRoom);
  return contours + partFloats + partInts + OUTPUTS + work;
}
