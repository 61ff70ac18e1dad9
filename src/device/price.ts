/**
 * What a network costs on a microcontroller, from the sound to the verdict: instructions, RAM, flash, stage by stage.
 *
 *   per second          stages of a frame · 100, smoothing, deltas and running functionals of every contour · 100
 *   after the last      stored functionals of every frame of the window, values from sums, the network
 *   instructions/s      per second + after the last / seconds,   seconds of sound per verdict
 *
 * Parts of contours whose functionals all run along pay for doing so value by value. A stream keeps no contour; a window of S seconds keeps 100 S values of each contour that some functional must see again,
 * and room for two while it works on one. An estimate of the generated C from prices of its stages (stage-prices.ts).
 */

import { HOP_SECONDS } from "../features/compare2016/geometry.ts";
import { DEVICE_FAMILIES, type DeviceFamily, isStored } from "./device-families.ts";
import { type ExtractionPlan, extractionPlan } from "./extraction-plan.ts";
import { type NetworkSize, networkFlashBytes } from "./network-size.ts";
import {
  BASE_PRICE,
  CONTOUR_PRICES,
  FAMILY_PRICES,
  FRAME_PRICES,
  LOGARITHM_CODE_BYTES,
  NETWORK_PRICES,
  RUNNING_PRICES,
  type StagePrice,
} from "./stage-prices.ts";

const FRAMES_PER_SECOND = 1 / HOP_SECONDS;
const FLOAT_BYTES = 4;
/** Flash that says which functional of which contour an input is. */
const FEATURE_BYTES = 2;

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
  const stages = [
    base(),
    ...plan.stages.map((stage) => frameStage(stage, FRAME_PRICES[stage])),
    ...contourStages(plan),
    ...DEVICE_FAMILIES.flatMap((family) => familyStage(family, plan.families.get(family) ?? 0, seconds)),
    ...runningAlong(plan),
    ...logarithm(plan),
    ...storedContours(plan, seconds),
    featureValues(plan),
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

function base(): PricedStage {
  const { ramBytes, codeBytes, source } = BASE_PRICE;
  return { ...NOTHING, stage: "state, conductor, stack", ramBytes, flashBytes: codeBytes, source };
}

function frameStage(stage: string, { instructions, ramBytes, codeBytes, tableBytes, source }: StagePrice): PricedStage {
  return {
    ...NOTHING,
    stage,
    instructionsPerSecond: instructions * FRAMES_PER_SECOND,
    ramBytes,
    flashBytes: codeBytes + tableBytes,
    source,
  };
}

function contourStages({ smoothed, deltas }: ExtractionPlan): PricedStage[] {
  const rows = [
    { stage: "smoothing", contours: smoothed, price: CONTOUR_PRICES.smoothing },
    { stage: "delta", contours: deltas, price: CONTOUR_PRICES.delta },
  ];
  return rows
    .filter(({ contours }) => contours > 0)
    .map(({ stage, contours, price }) => ({
      ...NOTHING,
      stage,
      contours,
      instructionsPerSecond: contours * price.instructions * FRAMES_PER_SECOND,
      ramBytes: contours * price.ramBytes,
      flashBytes: price.codeBytes,
      source: price.source,
    }));
}

function familyStage(stage: DeviceFamily, contours: number, seconds: number): PricedStage[] {
  if (contours === 0) return [];
  const { instructions, finalInstructions, ramBytes, codeBytes, source } = FAMILY_PRICES[stage];
  const perFrame = contours * instructions;
  const atTheEnd = isStored(stage) ? perFrame * seconds * FRAMES_PER_SECOND : 0;
  return [
    {
      stage,
      contours,
      instructionsPerSecond: isStored(stage) ? 0 : perFrame * FRAMES_PER_SECOND,
      instructionsAfterLastSample: Math.round(atTheEnd) + contours * finalInstructions,
      ramBytes: contours * ramBytes,
      flashBytes: codeBytes,
      source,
    },
  ];
}

/** What running along costs beside the sums themselves. */
function runningAlong({ running }: ExtractionPlan): PricedStage[] {
  const { smoothed, deltas, families } = running;
  if (smoothed + deltas === 0) return [];
  const { smoothedPart, deltaPart, familySurcharge } = RUNNING_PRICES;
  const sums = [...families].reduce((sum, [own, contours]) => sum + contours * FAMILY_PRICES[own].instructions, 0);
  const perFrame = smoothed * smoothedPart + deltas * deltaPart + familySurcharge * sums;
  const instructionsPerSecond = perFrame * FRAMES_PER_SECOND;
  return [
    { ...NOTHING, stage: "value by value", contours: smoothed + deltas, instructionsPerSecond, source: "measured" },
  ];
}

function logarithm({ stages, families }: ExtractionPlan): PricedStage[] {
  const needs = families.has("flatness") || stages.some((stage) => ["mel", "entropy", "pitch"].includes(stage));
  return needs ? [{ ...NOTHING, stage: "logarithm", flashBytes: LOGARITHM_CODE_BYTES, source: "bench" }] : [];
}

/** The contours that are kept, and two at work: one in order of time and one that is sorted. */
function storedContours({ storedContours: contours }: ExtractionPlan, seconds: number): PricedStage[] {
  if (contours === 0) return [];
  const frames = Math.ceil(seconds * FRAMES_PER_SECOND);
  const ramBytes = FLOAT_BYTES * frames * (contours + 2);
  return [{ ...NOTHING, stage: `${seconds} s of contours`, contours, ramBytes, source: "counted" }];
}

function featureValues({ features }: ExtractionPlan): PricedStage {
  const flashBytes = FEATURE_BYTES * features;
  return { ...NOTHING, stage: "features", ramBytes: FLOAT_BYTES * features, flashBytes, source: "counted" };
}

/** The line of the bill that is the network's own: what it takes where features are given. */
export function networkPrice(network: NetworkSize): PricedStage {
  const { instructionsPerSurvivor, instructionsPerInput, instructionsPerActivation, codeBytes } = NETWORK_PRICES;
  const { layers } = network;
  const survivors = layers.reduce((sum, layer) => sum + layer.survivors, 0);
  const neurons = layers.reduce((sum, layer) => sum + layer.outputs, 0);
  return {
    ...NOTHING,
    stage: "network",
    instructionsAfterLastSample:
      survivors * instructionsPerSurvivor +
      (layers[0]?.inputs ?? 0) * instructionsPerInput +
      neurons * instructionsPerActivation,
    ramBytes: FLOAT_BYTES * neurons,
    flashBytes: codeBytes + networkFlashBytes(network),
    source: "measured",
  };
}
