/**
 * Linear prediction of the device profile in long streams: the coefficients of hours are those of double precision, where
 * plain sums in float32 lose them.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../../src/audio/decode-wav.ts";
import { wasmInstances } from "../../../src/core/wasm-instance.ts";
import { extractContours } from "../../../src/features/compare2016/extract.ts";
import { WASM_BASE64 } from "../../../src/features/device/assembly/kernels.generated.ts";
import type { FunctionalKernels } from "../../../src/features/device/functional-kernels.ts";
import { ACCUMULATORS } from "../../../src/features/device/functional-set.ts";
import { predictionInDouble } from "./double-prediction.ts";
import { CONTOURS } from "./functional-contours.ts";

const kernels = wasmInstances<FunctionalKernels>(WASM_BASE64)();
const floats = new Float32Array(kernels.memory.buffer);
const STATE = 64;
const OUT = 256;
const X = 4096;

/** Heard again and again in turns of 16 frames, as a stream does. */
function predictionOf(x: Float32Array, times: number): Record<string, number> {
  floats.set(x, X / 4);
  let begin = 0;
  for (let round = 0; round < times; round++)
    for (let i = 0; i < x.length; i += 16) {
      const count = Math.min(16, x.length - i);
      kernels.predictionAdd(STATE, begin, X + 4 * i, count);
      begin += count;
    }
  kernels.predictionFinish(OUT, STATE, begin);
  const out = floats.subarray(OUT / 4, OUT / 4 + 6);
  return Object.fromEntries([["lpgain", out[0]], ...[1, 2, 3, 4, 5].map((i) => [`lpc${i - 1}`, out[i]])]);
}

/** The largest difference of a coefficient. */
function distanceOf(found: Record<string, number>, expected: Record<string, number>): number {
  const names = Object.keys(found).filter((name) => name !== "lpgain");
  return Math.max(...names.map((name) => Math.abs(found[name] - expected[name])));
}

/** Recordings of each corpus: more where somebody wants to see it. */
const MOST = Number(process.env["COLDPRESS_RECORDINGS"] ?? 1);
const HEARD_RECORDINGS = ["emodb", "covid19_cough"].flatMap((corpus) => {
  const folder = `../shared/data/${corpus}/wav`;
  if (!existsSync(folder)) return [];
  const files = readdirSync(folder).filter((file) => file.endsWith(".wav"));
  return files.filter((_, i) => i % Math.floor(files.length / MOST) === 7).map((file) => join(folder, file));
});
/** Contours that are seen without their zeros. */
const VOICE = /^(F0|voicing|jitter|shimmer|logHNR)/;
const HOUR = 360_000;

/** What a smooth descriptor far from zero looks like: of loudness, energy, zero crossings. */
const smooth = Float32Array.from(
  { length: 1001 },
  (_, i) => 1.5 + 0.4 * Math.sin(i / 9) + 0.1 * Math.sin(i * i * 0.01),
);

/** Long enough for all lags. */
const HEARD = Object.entries({ smooth, ...CONTOURS }).filter(([, x]) => x.length > 5);

describe("linear prediction", () => {
  it("keeps a state of the size that is said", () => {
    floats.fill(-7, STATE / 4, OUT / 4);
    predictionOf(smooth, 3);
    expect(floats[STATE / 4 + ACCUMULATORS.prediction.floats[0] - 1]).not.toBe(-7);
    expect(floats[STATE / 4 + ACCUMULATORS.prediction.floats[0]]).toBe(-7);
  });

  it.each(HEARD)("of an hour of %s: double precision's within 1e-4", (name, x) => {
    const times = Math.round(HOUR / x.length);
    const [found, expected] = [predictionOf(x, times), predictionInDouble(x, times)];
    // The sums of a constant differ from lag to lag by less than the recursion in float32 can see.
    expect(distanceOf(found, expected)).toBeLessThan(name === "constant" ? 0.05 : 1e-4);
    if (name === "constant" || expected.lpgain === 0) return;
    expect(Math.abs(found.lpgain / expected.lpgain - 1)).toBeLessThan(1e-4);
  });

  it("of 36 hours likewise, where plain sums are off by hundredths", () => {
    const times = Math.round((36 * HOUR) / smooth.length);
    const expected = predictionInDouble(smooth, times);
    expect(distanceOf(predictionOf(smooth, times), expected)).toBeLessThan(1e-4);
    let plain = 0;
    for (let i = 0; i < times * smooth.length; i++) {
      const value = smooth[i % smooth.length];
      plain = Math.fround(plain + Math.fround(value * value));
    }
    const square = smooth.reduce((sum, value) => sum + value * value, 0) * times;
    expect(Math.abs(plain / square - 1)).toBeGreaterThan(0.01);
  });
  it.skipIf(HEARD_RECORDINGS.length === 0)(
    "of an hour of recordings: nearer to double precision than of each heard once",
    () => {
      const distances = HEARD_RECORDINGS.flatMap((file) => {
        const { names, values } = extractContours(decodeWav(readFileSync(file)), { profile: "device" });
        const seen = values.map((x, i) => (VOICE.test(names[i]) ? x.filter((value) => value !== 0) : x));
        return seen
          .filter((x) => x.length > 5)
          .map((x) =>
            [1, Math.ceil(HOUR / x.length)].map((times) =>
              distanceOf(predictionOf(x, times), predictionInDouble(x, times)),
            ),
          );
      });
      const [once, hour] = [0, 1].map((k) => distances.map((pair) => pair[k]).sort((a, b) => a - b));
      const at = (sorted: number[] | undefined, share: number) =>
        sorted?.[Math.ceil(share * sorted.length) - 1] as number;
      expect(at(hour, 1)).toBeLessThan(0.1);
      expect(at(hour, 0.99)).toBeLessThan(0.015);
      for (const share of [0.5, 0.99, 1]) expect(at(hour, share)).toBeLessThan(at(once, share));
    },
  );
});
