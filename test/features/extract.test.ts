import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { Random } from "../../src/core/random.ts";
import { Compare2016Extractor, extractCompare2016, extractContours } from "../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES, JOBS } from "../../src/features/compare2016/feature-set.ts";
import { GOLDEN_RECORDINGS, goldenFloats, goldenNames, goldenSignal } from "./golden.ts";

const REFERENCE = "../shared/compare2016/reference";

function noise(length: number, sampleRateHz = 16_000) {
  const random = new Random(length);
  return { samples: Float32Array.from({ length }, () => 0.1 * random.normal()), sampleRateHz };
}

/** Indices at which two rows differ. */
function differing(a: Float32Array, b: Float32Array): string[] {
  return COMPARE2016_NAMES.filter((_, i) => !Object.is(a[i], b[i]) && a[i] !== b[i]);
}

describe("extractCompare2016", () => {
  it("has the 6373 published names, character for character", () => {
    expect(COMPARE2016_NAMES).toEqual(goldenNames());
  });

  it.each(GOLDEN_RECORDINGS)("has every bit of the reference's 6373 features of %s", (name) => {
    const { values } = extractCompare2016(goldenSignal(name));
    expect(differing(values, goldenFloats(`${name}.functionals`))).toEqual([]);
  });

  it.skipIf(!existsSync(REFERENCE))(
    "has every bit of the reference's features of its other recordings, but for one that cancels to 1e-15",
    () => {
      const { files } = JSON.parse(gunzipSync(readFileSync(`${REFERENCE}/functionals.json.gz`)).toString()) as {
        files: Record<string, number[] | null>;
      };
      const extractor = new Compare2016Extractor({ nativeRate: true });
      const found = Object.entries(files).flatMap(([name, expected]) => {
        if (expected === null) return [];
        const { values } = extractor.extract(decodeWav(readFileSync(`${REFERENCE}/wav/${name}.wav`)));
        return differing(values, Float32Array.from(expected)).map((feature) => `${name}: ${feature}`);
      });
      expect(found).toEqual(["syn_impulse120: pcm_RMSenergy_sma_linregc1"]);
    },
  );

  it("gives finite numbers for silence, clipping, noise, one frame and full-scale DC", () => {
    const signals = [
      new Float32Array(16_000),
      new Float32Array(16_000).fill(1),
      noise(16_000).samples.map((x) => Math.sign(x)),
      noise(960).samples,
      noise(1120).samples,
      noise(5000).samples.map((x) => x * 1e-9),
      noise(5000).samples.map((x) => x * 1e4),
      noise(5000).samples.map((x) => x * 1e15),
      noise(5000).samples.map((x) => x * 1e-22),
    ];
    const extractor = new Compare2016Extractor({ largestAmplitude: Number.POSITIVE_INFINITY });
    for (const samples of signals) {
      const { values } = extractor.extract({ samples, sampleRateHz: 16_000 });
      expect(values.findIndex((value) => !Number.isFinite(value))).toBe(-1);
    }
  });

  it("does not depend on what the extractor did before", () => {
    const extractor = new Compare2016Extractor();
    const first = extractor.extract(noise(20_000)).values;
    extractor.extract(noise(8000));
    extractor.extract(noise(20_000, 8000));
    expect(differing(extractor.extract(noise(20_000)).values, first)).toEqual([]);
  });

  it("computes a part of the features with the values that they have among all, for every family", () => {
    const signal = noise(12_000);
    const all = extractCompare2016(signal).values;
    for (let job = 0; job < JOBS.length; job += 41) {
      const { offset, family } = JOBS[job];
      const only = family.names.map((_, i) => offset + i).reverse();
      const { names, values } = extractCompare2016(signal, { only });
      expect(names).toEqual(only.map((index) => COMPARE2016_NAMES[index]));
      expect([...values]).toEqual(only.map((index) => all[index]));
    }
    const only = ["logHNR_sma_amean", "pcm_zcr_sma_range"];
    expect(extractCompare2016(signal, { only }).names).toEqual(only);
  });

  it("resamples to 16 kHz unless asked to keep the rate", () => {
    const signal = noise(16_000, 8000);
    const resampled = extractCompare2016(signal).values;
    const native = extractCompare2016(signal, { nativeRate: true }).values;
    expect(differing(resampled, native).length).toBeGreaterThan(3000);
  });

  it.each([8000, 11_025, 22_050, 44_100, 48_000, 96_000, 192_000])("runs at %i Hz", (rate) => {
    const signal = noise(Math.round(rate / 4), rate);
    for (const nativeRate of [false, true]) {
      if (nativeRate && rate < 8000) continue;
      expect(extractCompare2016(signal, { nativeRate }).values.every(Number.isFinite)).toBe(true);
    }
  });

  it("refuses recordings that are too short, with their length", () => {
    expect(() => extractCompare2016(noise(959))).toThrow(
      "959 samples (59.9 ms); the features need at least 960 (60 ms)",
    );
    expect(() => extractCompare2016({ samples: new Float32Array(), sampleRateHz: 16_000 })).toThrow("0 samples");
  });

  it("refuses samples that are not finite, rates out of range, and features that do not exist", () => {
    const broken = noise(2000);
    broken.samples[7] = Number.NaN;
    expect(() => extractCompare2016(broken)).toThrow("sample 7 is NaN");
    expect(() => extractCompare2016(noise(2000, 4000), { nativeRate: true })).toThrow("the recording has 4000 Hz");
    expect(() => extractCompare2016(noise(2000), { only: ["F0"] })).toThrow("got F0");
    expect(() => extractCompare2016(noise(2000), { only: [6373] })).toThrow("below 6373, got 6373");
    expect(() => extractCompare2016(noise(2000), { only: [] })).toThrow("at least one feature");
  });
});

describe("extractContours", () => {
  it("has every bit of the reference's 130 contours of en_short", () => {
    const { names, values, units, hopSeconds } = extractContours(goldenSignal("en_short"));
    const expected = goldenFloats("en_short.contours");
    const frames = expected.length / 130;
    expect([names.length, units.length, values.length, values[0]?.length, hopSeconds]).toEqual([
      130,
      130,
      130,
      frames,
      0.01,
    ]);
    const wrong = names.filter((_, c) => values[c]?.some((value, t) => value !== expected[130 * t + c]));
    expect(wrong).toEqual([]);
  });

  it("names contours and their units", () => {
    const { names, units } = extractContours(noise(2000));
    const unit = (name: string) => units[names.indexOf(name)];
    expect(unit("F0final_sma")).toBe("Hz");
    expect(unit("F0final_sma_de")).toBe("Hz/frame");
    expect(unit("pcm_fftMag_spectralCentroid_sma")).toBe("Hz");
    expect(unit("mfcc_sma[14]")).toBe("");
    expect(names[129]).toBe("mfcc_sma_de[14]");
  });
});
