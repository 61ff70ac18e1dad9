/**
 * The device profile beside the reference profile on 120 recordings of two corpora: the goals that docs/parity.md is about.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { decodeWav } from "../../../src/audio/decode-wav.ts";
import { Compare2016Extractor } from "../../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../../src/features/compare2016/feature-set.ts";

const DATA = "../shared/data";
const PER_CORPUS = 60;
const VOICE_QUALITY = /^(jitter|shimmer|logHNR)/;

it.skipIf(!existsSync(DATA)).each(["emodb", "covid19_cough"])(
  "of %s: 99 % of all values, and of jitter, shimmer and HNR, within 0.001 standard deviations",
  (corpus) => {
    const folder = `${DATA}/${corpus}/wav`;
    const files = readdirSync(folder).filter((name) => name.endsWith(".wav"));
    const [reference, device] = (["reference", "device"] as const).map((profile) => {
      const extractor = new Compare2016Extractor({ profile });
      return Array.from({ length: PER_CORPUS }, (_, n) => {
        const file = files[Math.floor((n * files.length) / PER_CORPUS)];
        return extractor.extract(decodeWav(readFileSync(`${folder}/${file}`))).values;
      });
    }) as [Float32Array[], Float32Array[]];
    const near = COMPARE2016_NAMES.map((_, i) => nearShare(reference, device, i));
    const mean = (shares: readonly number[]) => shares.reduce((sum, share) => sum + share, 0) / shares.length;
    expect(mean(near)).toBeGreaterThan(0.99);
    expect(mean(near.filter((_, i) => VOICE_QUALITY.test(COMPARE2016_NAMES[i])))).toBeGreaterThan(0.99);
  },
);

/** Of one feature over recordings, in its standard deviations. */
function nearShare(reference: readonly Float32Array[], device: readonly Float32Array[], feature: number): number {
  const column = reference.map((values) => values[feature]);
  const mean = column.reduce((sum, value) => sum + value, 0) / column.length;
  const deviation = Math.sqrt(column.reduce((sum, value) => sum + (value - mean) ** 2, 0) / column.length);
  const near = device.filter((values, n) => Math.abs(values[feature] - column[n]) <= 1e-3 * deviation);
  return near.length / column.length;
}
