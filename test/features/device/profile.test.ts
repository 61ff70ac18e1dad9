/**
 * The device profile end to end: near the published values, the same bits everywhere, whatever is asked and came before.
 */

import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { Random } from "../../../src/core/random.ts";
import { Compare2016Extractor, extractCompare2016 } from "../../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../../src/features/compare2016/feature-set.ts";
import { GOLDEN_RECORDINGS, goldenFloats, goldenSignal } from "../golden.ts";

const DEVICE = { profile: "device" } as const;

function noise(length: number, level = 0.1) {
  const random = new Random(length);
  return { samples: Float32Array.from({ length }, () => level * random.normal()), sampleRateHz: 16_000 };
}

/** Share of the features that are within a thousandth of their value, or of 1 where that is less. */
function nearShare(device: Float32Array, reference: Float32Array): number {
  const near = device.filter((value, i) => {
    const expected = reference[i];
    return Math.abs(value - expected) <= 1e-3 * Math.max(Math.abs(expected), 1);
  });
  return near.length / device.length;
}

function digest(values: Float32Array): string {
  const bytes = new Uint8Array(values.length * 4);
  const view = new DataView(bytes.buffer);
  for (const [i, value] of values.entries()) view.setFloat32(4 * i, value, true);
  return createHash("sha256").update(bytes).digest("hex").slice(0, 16);
}

/**
 * Of all 6373 features. A change here changes what every network of the device profile hears: then say so in the change log,
 * and train them anew.
 */
const DIGESTS: Readonly<Record<(typeof GOLDEN_RECORDINGS)[number], string>> = {
  en_short: "285ebb5d5edb03d0",
  syn_short100ms: "9bd4dc4548964020",
  syn_harm_pauses: "068464b0a45a850c",
};

describe("extractCompare2016 in the device profile", () => {
  it.each([
    ["en_short", 0.999],
    ["syn_short100ms", 0.995],
    ["syn_harm_pauses", 0.999],
  ] as const)("of %s is near the published values", (name, least) => {
    const { names, values } = extractCompare2016(goldenSignal(name), DEVICE);
    expect(names).toEqual(COMPARE2016_NAMES);
    expect(nearShare(values, goldenFloats(`${name}.functionals`))).toBeGreaterThan(least);
  });

  it.each(GOLDEN_RECORDINGS)("of %s has the bits that it has on every machine", (name) => {
    expect(digest(extractCompare2016(goldenSignal(name), DEVICE).values)).toBe(DIGESTS[name]);
  });

  it("gives finite numbers for silence, clipping, noise, one frame and full-scale DC", () => {
    const extractor = new Compare2016Extractor({ ...DEVICE, largestAmplitude: Number.POSITIVE_INFINITY });
    const signals = [
      new Float32Array(16_000),
      new Float32Array(16_000).fill(1),
      noise(16_000).samples.map((x) => Math.sign(x)),
      noise(960).samples,
      noise(1120).samples,
      noise(5000, 1e-9).samples,
      noise(5000, 4e-5).samples,
      noise(5000, 1e15).samples,
    ];
    for (const samples of signals) {
      const { values } = extractor.extract({ samples, sampleRateHz: 16_000 });
      expect(values.findIndex((value) => !Number.isFinite(value))).toBe(-1);
    }
  });

  it("does not depend on what the extractor did before", () => {
    const extractor = new Compare2016Extractor(DEVICE);
    const first = extractor.extract(noise(20_000)).values;
    extractor.extract(noise(300_000));
    extractor.extract(noise(8000));
    expect(extractor.extract(noise(20_000)).values).toEqual(first);
  });

  it("computes a part of the features with the bits that they have among all", () => {
    const signal = goldenSignal("en_short");
    const all = extractCompare2016(signal, DEVICE).values;
    const random = new Random(3);
    for (const size of [1, 3, 20, 200]) {
      const only = Array.from({ length: size }, () => random.integer(COMPARE2016_NAMES.length));
      const { values } = extractCompare2016(signal, { ...DEVICE, only });
      expect([...values]).toEqual(only.map((index) => all[index]));
    }
  });

  it("refuses another rate than 16 kHz, and a recording below 60 ms", () => {
    expect(() => extractCompare2016(noise(9000), { ...DEVICE, nativeRate: true })).toThrow("16 kHz");
    expect(() => extractCompare2016(noise(959), DEVICE)).toThrow("at least 960 (60 ms)");
  });
});
