/**
 * The features of samples as the exported C computes them.
 */

import { Compare2016Extractor } from "../../features/compare2016/extract.ts";
import { FULL_SCALE } from "../../features/device/tables.ts";

/** @param places  Of the features among the 6373. @param pcm  At 16 kHz. */
export function soundFeatures(places: readonly number[], pcm: Int16Array): Float32Array {
  const extractor = new Compare2016Extractor({ only: places, profile: "device" });
  const samples = Float32Array.from(pcm, (sample) => sample / FULL_SCALE);
  return extractor.extract({ samples, sampleRateHz: 16_000 }).values;
}
