/**
 * Whether a recording is fit to be judged: what a person should be told before any answer that is made of it.
 *
 *   loudDb   95th percentile of the levels of 20 ms frames: how loud it is where somebody speaks
 *   floorDb  10th percentile: the room between the words
 *   clipped  share of samples in runs of 3 or more at 99 % of full scale or above: the microphone's end
 *
 * The limits are for whoever holds a microphone, not for a corpus. Between the two percentiles lie 19 to 54 dB in 200
 * sentences of a studio (emodb), 3 to 48 dB in 200 coughs from people's phones, 27 of which are called noisy.
 */

import { levelDb, levelQuantileDb, peakOf, sortedLevelsDb } from "./levels.ts";
import { checkedSignal, type Signal } from "./signal.ts";

/** What speaks against a recording. `silent` leaves nothing that could be judged; the others cast doubt. */
export type SoundDoubt = "silent" | "short" | "quiet" | "clipped" | "noisy";

/** What can be heard of a recording, and what speaks against it. */
export interface SoundCheck {
  readonly durationSeconds: number;
  /** Of all samples, dB relative to full scale. */
  readonly levelDb: number;
  /** Largest amplitude; full scale is 1. */
  readonly peak: number;
  readonly loudDb: number;
  readonly floorDb: number;
  /** 0 to 1. */
  readonly clippedShare: number;
  /** In the order of their weight. */
  readonly doubts: readonly SoundDoubt[];
}

/** When there is a doubt. */
const SOUND_LIMITS = {
  /** Below this loudest level nobody spoke, or the microphone is off, dB. */
  silentBelowDb: -60,
  quietBelowDb: -42,
  shortBelowSeconds: 1,
  clippedAboveShare: 1e-4,
  /** Least distance of loud frames from the room, dB. */
  leastDistanceDb: 15,
} as const;

const LOUD_QUANTILE = 0.95;
const FLOOR_QUANTILE = 0.1;
const CLIPPED_AMPLITUDE = 0.99;
const CLIPPED_RUN = 3;

/**
 * Level, noise and clipping of a recording, and what speaks against it.
 *
 * @throws TypeError for integer samples.
 * @example
 * const { doubts } = checkSound(decodeWav(bytes));
 * if (doubts.includes("silent")) show("Nothing was heard.");
 */
export function checkSound(source: Signal): SoundCheck {
  const signal = checkedSignal(source, "checkSound", Number.POSITIVE_INFINITY);
  const { samples, sampleRateHz } = signal;
  const sorted = sortedLevelsDb(signal);
  const measured = {
    durationSeconds: samples.length / sampleRateHz,
    levelDb: levelDb(samples),
    peak: peakOf(samples),
    loudDb: levelQuantileDb(sorted, LOUD_QUANTILE),
    floorDb: levelQuantileDb(sorted, FLOOR_QUANTILE),
    clippedShare: clippedShare(samples),
  };
  return { ...measured, doubts: doubtsOf(measured) };
}

function doubtsOf({ durationSeconds, loudDb, floorDb, clippedShare }: Omit<SoundCheck, "doubts">): SoundDoubt[] {
  const { silentBelowDb, quietBelowDb, shortBelowSeconds, clippedAboveShare, leastDistanceDb } = SOUND_LIMITS;
  if (loudDb < silentBelowDb) return ["silent"];
  const found: readonly (readonly [SoundDoubt, boolean])[] = [
    ["short", durationSeconds < shortBelowSeconds],
    ["clipped", clippedShare > clippedAboveShare],
    ["quiet", loudDb < quietBelowDb],
    ["noisy", loudDb - floorDb < leastDistanceDb],
  ];
  return found.flatMap(([doubt, holds]) => (holds ? [doubt] : []));
}

/** Share of samples in runs at the end of the scale; a single peak there is no clipping. */
function clippedShare(samples: Float32Array): number {
  let clipped = 0;
  let run = 0;
  for (let n = 0; n <= samples.length; n++) {
    if (n < samples.length && Math.abs(samples[n]) >= CLIPPED_AMPLITUDE) run++;
    else {
      if (run >= CLIPPED_RUN) clipped += run;
      run = 0;
    }
  }
  return samples.length === 0 ? 0 : clipped / samples.length;
}
