/**
 * What a network costs on a microcontroller, from the sound to the verdict: instructions, RAM, flash, stage by stage.
 *
 *   per second          stages of a frame · 100; smoothing, deltas and functionals of contours that run along · 100
 *   after the last      the same of contours that are kept, for every frame of the window; frames that wait to run along; values from
 *                       sums, the network
 *   instructions/s      per second + after the last / seconds,   seconds of sound per verdict
 *
 *   RAM                 the state, and the stack of the deeper of two calls: describing a frame, a verdict
 *
 * A stream keeps no contour; a window of S seconds keeps 100 S values of each contour that some functional must see again, and a
 * verdict has room for two while it works on one. Features are never there all at once. Where the first kernel is int8 those that
 * come before the largest input are found twice; all of them are taken to be, but for the first ones, which are kept. An estimate
 * of the generated C from prices of its stages (stage-prices.ts).
 */

import { HOP_SECONDS } from "../features/compare2016/geometry.ts";
import { DEVICE_FAMILIES, type DeviceFamily } from "./device-families.ts";
import { type ExtractionPlan, extractionPlan, type FrameStage } from "./extraction-plan.ts";
import { KEPT_INPUTS, type NetworkSize, networkFlashBytes } from "./network-size.ts";
import {
  BASE_PRICE,
  CONTOUR_PRICES,
  FAMILY_PRICES,
  FRAME_PRICES,
  KEPT_AND_RUNNING_CODE_BYTES,
  KEPT_CODE_BYTES,
  LOGARITHM_CODE_BYTES,
  NETWORK_PRICES,
  PART_PRICES,
  SHARED_WITH_FAMILY,
  SHARED_WITH_PITCH_BYTES,
  STACK_PRICES,
  type StagePrice,
  TURN_FRAMES,
} from "./stage-prices.ts";

const FRAMES_PER_SECOND = 1 / HOP_SECONDS;
const FLOAT_BYTES = 4;

/** Sound per verdict where nothing else is said; the window that `export c` makes. */
export const DEFAULT_WINDOW_SECONDS = 8;

/** One line of a bill: a stage, and what it alone adds. */
export interface PricedStage {
  readonly stage: string;
  /** Contours that it works on; absent where that means nothing. */
  readonly contours?: number;
  readonly instructionsPerSecond: number;
  readonly instructionsAfterLastSample: number;
  readonly ramBytes: number;
  readonly flashBytes: number;
  /** How its instructions are known. */
  readonly source: StagePrice["source"];
}

/** What a device must spend. */
export interface DevicePrice {
  /** "stream" where no contour is kept. */
  readonly mode: ExtractionPlan["mode"];
  /** Sound per verdict. */
  readonly seconds: number;
  /** All work for `seconds` of sound with its verdict, over `seconds`. */
  readonly instructionsPerSecond: number;
  /** Between the last sample and the verdict. */
  readonly instructionsAfterLastSample: number;
  readonly ramBytes: number;
  readonly flashBytes: number;
  readonly stages: readonly PricedStage[];
}

/**
 * The price of a network that reads these features.
 *
 * @param network  Its sizes; null prices the extraction alone.
 * @param seconds  Sound per verdict, which a window keeps.
 * @throws UserError for a feature that is none of ComParE_2016.
 */
export function priceOf(
  features: readonly string[],
  network: NetworkSize | null,
  seconds: number = DEFAULT_WINDOW_SECONDS,
): DevicePrice {
  const plan = extractionPlan(features);
  const found = [
    ...plan.stages.map((stage) => frameStage(stage, plan)),
    ...contourStages(plan, seconds),
    ...DEVICE_FAMILIES.flatMap((family) => familyStage(family, plan, seconds)),
    parts(plan),
    ...logarithm(plan),
    ...storedContours(plan, seconds),
    featureValues(plan),
  ];
  const stages = [
    base(plan),
    ...found,
    ...featuresAgain(found, network),
    stack(plan, network, seconds),
    ...(network ? [networkPrice(network)] : []),
  ];
  return { mode: plan.mode, seconds, ...totals(stages, seconds), stages };
}

function totals(stages: readonly PricedStage[], seconds: number) {
  const sum = (of: (stage: PricedStage) => number) => stages.reduce((total, stage) => total + of(stage), 0);
  const instructionsAfterLastSample = sum((stage) => stage.instructionsAfterLastSample);
  return {
    instructionsPerSecond: Math.round(
      sum((stage) => stage.instructionsPerSecond) + instructionsAfterLastSample / seconds,
    ),
    instructionsAfterLastSample,
    ramBytes: sum((stage) => stage.ramBytes),
    flashBytes: sum((stage) => stage.flashBytes),
  };
}

const NOTHING = { instructionsPerSecond: 0, instructionsAfterLastSample: 0, ramBytes: 0, flashBytes: 0 };

function base({ kept, running }: ExtractionPlan): PricedStage {
  const { ramBytes, codeBytes, source } = BASE_PRICE;
  const keptBytes = kept.parts === 0 ? 0 : KEPT_CODE_BYTES + (running.parts === 0 ? 0 : KEPT_AND_RUNNING_CODE_BYTES);
  return { ...NOTHING, stage: "state, conductor", ramBytes, flashBytes: codeBytes + keptBytes, source };
}

function frameStage(stage: FrameStage, { stages }: ExtractionPlan): PricedStage {
  const { instructions, ramBytes, codeBytes, tableBytes, source } = FRAME_PRICES[stage];
  const shared = stages.includes("pitch") ? (SHARED_WITH_PITCH_BYTES[stage] ?? 0) : 0;
  return {
    ...NOTHING,
    stage,
    instructionsPerSecond: instructions * FRAMES_PER_SECOND,
    ramBytes: ramBytes - shared,
    flashBytes: codeBytes + tableBytes,
    source,
  };
}

/** What a stage costs for contours that run along, with every frame, and for kept ones, after the last sample. */
function perFrame(instructions: number, { running, kept }: { running: number; kept: number }, seconds: number) {
  return {
    instructionsPerSecond: running * instructions * FRAMES_PER_SECOND,
    instructionsAfterLastSample: Math.round(
      instructions * (kept * seconds * FRAMES_PER_SECOND + running * TURN_FRAMES),
    ),
  };
}

function contourStages(plan: ExtractionPlan, seconds: number): PricedStage[] {
  const { smoothed, deltas, running, kept, storedContours: stored } = plan;
  // A kept contour is smoothed again for each of its parts.
  const rows = [
    { stage: "smoothing", contours: smoothed, counts: { running: smoothed - stored, kept: kept.parts } },
    { stage: "delta", contours: deltas, counts: { running: running.deltas, kept: kept.deltas } },
  ] as const;
  return rows
    .filter(({ contours }) => contours > 0)
    .map(({ stage, contours, counts }) => {
      const { instructions, ramBytes, codeBytes, source } = CONTOUR_PRICES[stage];
      const spent = perFrame(instructions, counts, seconds);
      return { stage, contours, ...spent, ramBytes: contours * ramBytes, flashBytes: codeBytes, source };
    });
}

function familyStage(stage: DeviceFamily, { running, kept }: ExtractionPlan, seconds: number): PricedStage[] {
  const summed = running.sums.filter((families) => families.has(stage)).length;
  const counts = { running: summed, kept: kept.families.get(stage) ?? 0 };
  const contours = counts.running + counts.kept;
  if (contours === 0) return [];
  const { instructions, finalInstructions, ramBytes, codeBytes, source } = FAMILY_PRICES[stage];
  const { instructionsPerSecond, instructionsAfterLastSample } = perFrame(instructions, counts, seconds);
  return [
    {
      stage,
      contours,
      instructionsPerSecond,
      instructionsAfterLastSample: instructionsAfterLastSample + contours * finalInstructions,
      // Sums of kept contours are made one after the other.
      ramBytes: running.sums.reduce((sum, families) => sum + sumBytes(stage, families, ramBytes), 0),
      flashBytes: codeBytes,
      source,
    },
  ];
}

/** What the sums of a family take of a contour that these families sum. */
function sumBytes(family: DeviceFamily, families: ReadonlySet<DeviceFamily>, bytes: number): number {
  if (!families.has(family)) return 0;
  const shared = SHARED_WITH_FAMILY[family];
  return shared && families.has(shared.of) ? bytes - shared.bytes : bytes;
}

/** What parts cost beside their sums. */
function parts({ smoothed, storedContours: stored, running, kept }: ExtractionPlan): PricedStage {
  const { instructions, verdictInstructions, contourRamBytes, flashBytes } = PART_PRICES;
  const contours = running.parts + kept.parts;
  return {
    stage: "parts of contours",
    contours,
    instructionsPerSecond: running.sums.length * instructions * FRAMES_PER_SECOND,
    instructionsAfterLastSample: contours * verdictInstructions,
    ramBytes: (smoothed - stored) * contourRamBytes,
    flashBytes: contours * flashBytes,
    source: "measured",
  };
}

function logarithm({ stages, families }: ExtractionPlan): PricedStage[] {
  const needs = families.has("flatness") || stages.some((stage) => ["mel", "entropy", "pitch"].includes(stage));
  return needs ? [{ ...NOTHING, stage: "logarithm", flashBytes: LOGARITHM_CODE_BYTES, source: "bench" }] : [];
}

/** The contours that are kept, roll-offs as bytes. */
function storedContours(
  { storedContours: contours, storedRollOffs: rollOffs }: ExtractionPlan,
  seconds: number,
): PricedStage[] {
  if (contours === 0) return [];
  const frames = framesOf(seconds);
  const ramBytes = frames * (FLOAT_BYTES * (contours - rollOffs) + rollOffs);
  return [{ ...NOTHING, stage: `${seconds} s of contours`, contours, ramBytes, source: "counted" }];
}

function featureValues({ jobs }: ExtractionPlan): PricedStage {
  const flashBytes = PART_PRICES.jobFlashBytes * jobs;
  return { ...NOTHING, stage: "features", flashBytes, source: "counted" };
}

/** Inputs that a network keeps until the largest of all is known. */
function keptInputs(network: NetworkSize | null): number {
  return network?.takesTwice ? Math.min(KEPT_INPUTS, network.layers[0]?.inputs ?? 0) : 0;
}

/** What is found twice at worst: where the last input is the largest. */
function featuresAgain(found: readonly PricedStage[], network: NetworkSize | null): PricedStage[] {
  const kept = keptInputs(network);
  const inputs = network?.layers[0]?.inputs ?? 0;
  if (kept === 0 || kept === inputs) return [];
  const once = found.reduce((sum, stage) => sum + stage.instructionsAfterLastSample, 0);
  const instructionsAfterLastSample = Math.round(once * (1 - kept / inputs));
  return [{ ...NOTHING, stage: "features again, at worst", instructionsAfterLastSample, source: "counted" }];
}

/** The stack of the deeper call: of a frame what it is transformed or its periods are matched in, of a verdict contours and values. */
function stack(plan: ExtractionPlan, network: NetworkSize | null, seconds: number): PricedStage {
  const { callBytes, verdictBytes, frameBytes, openVoiceBytes, openPitchBytes, slopeBytes } = STACK_PRICES;
  const feed = Math.max(...plan.stages.map((stage) => frameBytes[stage] ?? 0));
  const open = plan.stages.includes("voiceQuality")
    ? openVoiceBytes
    : plan.stages.includes("pitch")
      ? openPitchBytes
      : 0;
  const slopes = plan.running.deltas + plan.kept.deltas > 0 && open > 0 ? slopeBytes : 0;
  const contours = plan.storedContours > 0 ? 2 * FLOAT_BYTES * framesOf(seconds) : 0;
  const result = verdictBytes + open + slopes + contours + FLOAT_BYTES * keptInputs(network);
  return { ...NOTHING, stage: "stack", ramBytes: callBytes + Math.max(feed, result), source: "counted" };
}

function framesOf(seconds: number): number {
  return Math.ceil(seconds * FRAMES_PER_SECOND);
}

/** The line of the bill that is the network's own: what it takes where features are given. */
export function networkPrice(network: NetworkSize): PricedStage {
  const { instructionsPerSurvivor, instructionsPerInput, instructionsPerActivation, codeBytes } = NETWORK_PRICES;
  const { layers } = network;
  const inputs = layers[0]?.inputs ?? 0;
  const survivors = layers.reduce((sum, layer) => sum + layer.survivors, 0);
  const neurons = layers.reduce((sum, layer) => sum + layer.outputs, 0);
  return {
    ...NOTHING,
    stage: "network",
    instructionsAfterLastSample:
      survivors * instructionsPerSurvivor + inputs * instructionsPerInput + neurons * instructionsPerActivation,
    ramBytes: FLOAT_BYTES * neurons,
    flashBytes: codeBytes + networkFlashBytes(network),
    source: "measured",
  };
}
