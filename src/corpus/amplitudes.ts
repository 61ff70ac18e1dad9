/**
 * Recordings with amplitudes far beyond full scale: float files into which integers were written undivided. They are loud
 * to every feature that knows a level, and nothing else tells them. And recordings in which there is nothing to hear: a
 * microphone that was off. Their features are numbers like any others.
 */

import { type Finding, some, warning } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import type { RecordingMeasures } from "./recording-measures.ts";

/** 20 dB over full scale: mixes and resampled peaks go beyond 1, not that far. */
const LARGEST_PEAK = 10;

/** Three steps of 16 bits: the noise of a converter whose input is off. */
const SILENT_PEAK = 3.5 / 32_768;

/**
 * Names the recordings whose amplitudes are far beyond full scale, and those that are silent.
 *
 * @param ids       Names of the recordings. [N]
 * @param measures  [N], or none.
 */
export function amplitudeFindings(ids: readonly string[], measures: Peaks): Finding[] {
  return [...loudFindings(ids, measures), ...silentFindings(ids, measures)];
}

type Peaks = readonly Pick<RecordingMeasures, "peak">[];

function silentFindings(ids: readonly string[], measures: Peaks): Finding[] {
  const silent = ids.filter((_, row) => (measures[row]?.peak ?? 1) < SILENT_PEAK);
  if (silent.length === 0) return [];
  const sentence = `${counted(silent.length, "recording")} without any sound: ${some(silent)} (at most ${Math.floor(SILENT_PEAK * 32_768)} steps of 16 bits). What is computed of silence says nothing about a voice.`;
  return [warning("silence", sentence)];
}

function loudFindings(ids: readonly string[], measures: Peaks): Finding[] {
  const loud = ids.filter((_, row) => (measures[row]?.peak ?? 0) > LARGEST_PEAK);
  if (loud.length === 0) return [];
  const most = measures.reduce((peak, own) => Math.max(peak, own.peak), 0);
  const sentence = `${counted(loud.length, "recording")} with amplitudes far beyond full scale: ${some(loud)} (up to ${Number(most.toPrecision(3))}, full scale is 1). Integers in float files? Divide them (16 bits by 32767): features that know a level are wrong.`;
  return [warning("amplitudes", sentence)];
}
