/**
 * The device profile through the front door: whole, in part, refused; and its bits, which networks are trained on.
 */

import { describe, expect, it } from "vitest";
import { crc32Hex } from "../../../src/core/crc32.ts";
import {
  Compare2016Extractor,
  extractCompare2016,
  extractContours,
} from "../../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES } from "../../../src/features/compare2016/feature-set.ts";
import { goldenSignal } from "../golden.ts";

const speech = goldenSignal("en_short");
const whole = extractCompare2016(speech, { profile: "device" });

describe("the device profile", () => {
  it("has the names of the reference profile, finite values, and other bits", () => {
    const reference = extractCompare2016(speech);
    expect(whole.names).toEqual(reference.names);
    expect(whole.values.every(Number.isFinite)).toBe(true);
    expect(whole.values).not.toEqual(reference.values);
  });

  it.each([1, 2, 3, 5, 7])(
    "computes a part of the features with the values that they have among all: every %i hundredth",
    (step) => {
      const only = COMPARE2016_NAMES.filter((_, place) => place % (100 * step) === step);
      const part = extractCompare2016(speech, { profile: "device", only });
      const wanted = only.map((name) => whole.values[whole.names.indexOf(name)]);
      expect([...part.values]).toEqual(wanted);
    },
  );

  it("gives one recording the same bits after any other", () => {
    const extractor = new Compare2016Extractor({ profile: "device" });
    expect(extractor.profile).toBe("device");
    for (const name of ["en_short", "syn_harm_pauses", "syn_short100ms", "en_short"] as const) {
      const { values } = extractor.extract(goldenSignal(name));
      expect(values).toEqual(extractCompare2016(goldenSignal(name), { profile: "device" }).values);
    }
  });

  it("rounds what is no 16-bit sample first, and clips", () => {
    const nudged = { ...speech, samples: speech.samples.map((x) => x + 1e-6) };
    expect(extractCompare2016(nudged, { profile: "device" }).values).toEqual(whole.values);
    const loud = (factor: number) => ({ ...speech, samples: speech.samples.map((x) => (x > 0 ? factor : -factor)) });
    const clipped = extractCompare2016(loud(3), { profile: "device" });
    expect(clipped.values).toEqual(extractCompare2016(loud(2), { profile: "device" }).values);
  });

  it("has contours, of which those that are asked for have the bits of all", () => {
    const all = extractContours(speech, { profile: "device" });
    expect(all.values).toHaveLength(130);
    for (const name of ["F0final_sma", "jitterLocal_sma_de", "mfcc_sma[3]", "pcm_zcr_sma_de"]) {
      const [alone] = extractContours(speech, { profile: "device", only: [name] }).values;
      expect(alone, name).toEqual(all.values[all.names.indexOf(name)]);
    }
  });

  it("is refused at another rate than its own, and for less than 60 ms", () => {
    expect(() => extractCompare2016(speech, { profile: "device", nativeRate: true })).toThrow(
      "the device profile knows one rate, 16 kHz; leave nativeRate out",
    );
    const short = { samples: new Float32Array(900), sampleRateHz: 16_000 };
    expect(() => extractCompare2016(short, { profile: "device" })).toThrow(
      "the recording has 900 samples (56.3 ms); the features need at least 960 (60 ms)",
    );
  });

  // Networks are trained on these bits and boards compute them: a change is a new profile for both.
  it.each([
    ["en_short", "b711e9e1"],
    ["syn_short100ms", "aabf935b"],
    ["syn_harm_pauses", "0684cd1a"],
  ] as const)("has the bits of %s", (name, crc) => {
    const { values } = extractCompare2016(goldenSignal(name), { profile: "device" });
    expect(crc32Hex(new Uint8Array(values.buffer))).toBe(crc);
  });
});
