import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { deltasInto, deltasOfNonZeroInto } from "../../src/features/compare2016/deltas.ts";
import { EXTREMES } from "../../src/features/compare2016/functionals/extremes.ts";
import { LPC } from "../../src/features/compare2016/functionals/lpc.ts";
import { meansOf } from "../../src/features/compare2016/functionals/means.ts";
import { MOMENTS } from "../../src/features/compare2016/functionals/moments.ts";
import { PEAKS } from "../../src/features/compare2016/functionals/peaks.ts";
import { PERCENTILES, quantileInFloat32 } from "../../src/features/compare2016/functionals/percentiles.ts";
import { regressionPer } from "../../src/features/compare2016/functionals/regression.ts";
import { CROSSING_SEGMENTS, VOICED_SEGMENTS } from "../../src/features/compare2016/functionals/segments.ts";
import { selectRanks } from "../../src/features/compare2016/functionals/select-ranks.ts";
import { type Family, softLimit, summarize } from "../../src/features/compare2016/functionals/sequence.ts";
import { TIMES } from "../../src/features/compare2016/functionals/times.ts";
import { smoothInto, smoothNonZeroInto } from "../../src/features/compare2016/smoothing.ts";
import { functionalFrames, visibleSmoothedVoice } from "../../src/features/compare2016/visibility.ts";

function evaluate(family: Family, values: readonly number[]): Record<string, number> {
  const out = new Float32Array(family.names.length).fill(Number.NaN);
  family.into(out, 0, summarize(Float32Array.from(values)));
  return Object.fromEntries(family.names.map((name, i) => [name, out[i]]));
}

const RAMP = Array.from({ length: 101 }, (_, i) => i);
const MEANS = meansOf("amean", "rqmean", "posamean", "flatness", "nnz");
const ALL = [
  EXTREMES,
  PERCENTILES,
  MOMENTS,
  CROSSING_SEGMENTS,
  VOICED_SEGMENTS,
  TIMES,
  LPC,
  MEANS,
  PEAKS,
  regressionPer(100),
];

describe("functionals", () => {
  it("of a ramp: range, percentiles, moments, times", () => {
    expect(evaluate(EXTREMES, RAMP)).toEqual({ range: 100, maxPos: Math.fround(100 / 101), minPos: 0 });
    const { quartile1, quartile2, "iqr1-3": iqr, "percentile1.0": p1 } = evaluate(PERCENTILES, RAMP);
    expect([quartile1, quartile2, iqr, p1]).toEqual([25, 50, 50, 1]);
    const { stddev, skewness, kurtosis } = evaluate(MOMENTS, RAMP);
    expect(stddev).toBeCloseTo(Math.sqrt((101 ** 2 - 1) / 12), 5);
    expect(skewness).toBeCloseTo(0, 12);
    expect(kurtosis).toBeCloseTo(1.8, 3);
    expect(evaluate(TIMES, RAMP)).toEqual({
      upleveltime25: Math.fround(75 / 101),
      upleveltime50: Math.fround(50 / 101),
      upleveltime75: Math.fround(25 / 101),
      upleveltime90: Math.fround(10 / 101),
      risetime: 1,
      leftctime: 0,
    });
  });

  it("of a ramp: a line without error, its slope limited softly and given per second and range", () => {
    const { linregc1, linregc2, linregerrQ, qregc1, qregerrQ, centroid } = evaluate(regressionPer(100), RAMP);
    expect(linregc1).toBeCloseTo(1, 6);
    expect(linregc2).toBeCloseTo(0, 9);
    expect([linregerrQ, qregerrQ].every((error) => error < 1e-20)).toBe(true);
    expect(qregc1).toBeCloseTo(0, 6);
    expect(centroid).toBeCloseTo(67 / 101, 6);
  });

  it("of a constant: no spread, no segments, no peaks, finite everywhere", () => {
    const results = ALL.map((family) => evaluate(family, Array(50).fill(2)));
    expect(results.flatMap((values) => Object.values(values)).every(Number.isFinite)).toBe(true);
    expect(evaluate(MOMENTS, Array(50).fill(2))).toEqual({ stddev: 0, skewness: 0, kurtosis: 0 });
    expect(evaluate(CROSSING_SEGMENTS, Array(50).fill(2)).meanSegLen).toBe(0);
    expect(evaluate(MEANS, Array(50).fill(2))).toEqual({ amean: 2, rqmean: 2, posamean: 2, flatness: 1, nnz: 1 });
  });

  it("of a single value and of zeros are finite", () => {
    const results = ALL.flatMap((family) => [evaluate(family, [3]), evaluate(family, Array(10).fill(0))]);
    expect(results.flatMap((values) => Object.values(values)).every(Number.isFinite)).toBe(true);
  });

  it("flatness is the geometric over the arithmetic mean, also where the product would leave double precision", () => {
    expect(evaluate(MEANS, [1, -4]).flatness).toBeCloseTo(2 / 2.5, 6);
    const random = new Random(1);
    const values = Array.from({ length: 5000 }, () => Math.fround(10 ** (20 * random.uniform() - 15)));
    const mean = (list: readonly number[]) => list.reduce((a, b) => a + b, 0) / list.length;
    const expected = Math.exp(mean(values.map(Math.log))) / mean(values);
    expect(evaluate(MEANS, values).flatness / expected).toBeCloseTo(1, 6);
  });

  it("the LPC of x[n] = 0.5 x[n-1] is -0.5 and then nothing", () => {
    const decay = Array.from({ length: 60 }, (_, n) => 0.5 ** n);
    const { lpc0, lpc1, lpc4, lpgain } = evaluate(LPC, decay);
    expect(lpc0).toBeCloseTo(-0.5, 6);
    expect([lpc1, lpc4].every((a) => Math.abs(a) < 1e-6)).toBe(true);
    expect(lpgain).toBeCloseTo(1 / 60, 6);
  });

  it("peaks of a wave: their distance, heights and slopes", () => {
    const wave = Array.from({ length: 200 }, (_, n) => Math.sin((2 * Math.PI * (n + 5)) / 20));
    const peaks = evaluate(PEAKS, wave);
    expect(peaks.meanPeakDist).toBeCloseTo(0.2, 6);
    expect([peaks.peakRangeAbs, peaks.minRangeRel]).toEqual([0, 0]);
    expect(peaks.peakMeanAbs).toBe(1);
    expect(peaks.meanRisingSlope).toBeGreaterThan(17);
    expect(peaks.stddevFallingSlope).toBeLessThan(4);
  });

  it("peaks below a tenth of the range do not count", () => {
    const bump = (n: number) => Math.exp(-(((n - 100) / 10) ** 2));
    const ripple = Array.from({ length: 200 }, (_, n) => bump(n) + 0.02 * Math.sin(n));
    expect(evaluate(PEAKS, ripple).peakMeanAbs).toBeCloseTo(1, 1);
    expect(evaluate(PEAKS, ripple).meanPeakDist).toBe(0);
  });

  it("voiced segments need three values and end after two zeros; lengths are one less", () => {
    const f0 = [0, 1, 1, 0, 0, 1, 1, 1, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1];
    const { meanSegLen, maxSegLen, minSegLen } = evaluate(VOICED_SEGMENTS, f0);
    expect([meanSegLen, maxSegLen, minSegLen].map((s) => Math.round(100 * s))).toEqual([4, 5, 3]);
  });

  it("crossing segments of a square wave are its half periods", () => {
    const square = Array.from({ length: 400 }, (_, n) => (Math.floor(n / 40) % 2 === 0 ? 0 : 1));
    const { maxSegLen, minSegLen } = evaluate(CROSSING_SEGMENTS, square);
    expect(maxSegLen).toBeGreaterThan(0.37);
    expect(minSegLen).toBeLessThanOrEqual(0.42);
  });

  it("do not depend on gain where they are relative, nor on offset where they are central, to 1e-4", () => {
    const random = new Random(9);
    for (let seed = 0; seed < 20; seed++) {
      const values = Array.from({ length: 80 }, () => random.normal());
      const changed = values.map((value) => 4 * value + 8);
      const [a, b] = [evaluate(MOMENTS, values), evaluate(MOMENTS, changed)];
      expect(Math.abs(b.skewness - a.skewness)).toBeLessThan(1e-4);
      expect(b.stddev / a.stddev).toBeCloseTo(4, 4);
      expect(evaluate(EXTREMES, changed).maxPos).toBe(evaluate(EXTREMES, values).maxPos);
      expect(evaluate(TIMES, changed).risetime).toBe(evaluate(TIMES, values).risetime);
    }
  });

  it("quantiles use the R-7 definition", () => {
    const sorted = Float32Array.of(1, 2, 4, 8);
    expect([0, 0.25, 0.5, 1].map((p) => quantileInFloat32(sorted, p))).toEqual([1, 1.75, 3, 8]);
  });

  it("ranks are selected as sorting would, for 300 sequences, constant and ordered ones too", () => {
    for (let seed = 0; seed < 300; seed++) {
      const random = new Random(seed);
      const length = 1 + random.integer(300);
      const kinds = [() => random.normal(), () => random.integer(3), () => 1, (n: number) => n, (n: number) => -n];
      const kind = kinds[seed % kinds.length];
      const values = Float32Array.from({ length }, (_, n) => kind(n));
      const sorted = values.slice().sort();
      const ranks = Array.from({ length: 5 }, () => random.integer(length)).sort((a, b) => a - b);
      selectRanks(values, ranks);
      expect(ranks.map((rank) => values[rank])).toEqual(ranks.map((rank) => sorted[rank]));
    }
  });

  it("the soft limit is the identity below its knee, odd, and stays below knee + room", () => {
    expect([softLimit(0.5, 1, 2), softLimit(-1, 1, 2)]).toEqual([0.5, -1]);
    expect(softLimit(1e9, 10, 10)).toBe(20);
    expect(softLimit(-50, 10, 10)).toBeCloseTo(-softLimit(50, 10, 10), 5);
  });
});

describe("smoothing and deltas", () => {
  it("average three frames, and write one more than there are", () => {
    const out = new Float32Array(4);
    smoothInto(out, Float32Array.of(3, 6, 9), 3, 4);
    expect([...out]).toEqual([4, 6, 8, 9]);
  });

  it("read 0 after the end of a clip of one frame", () => {
    const out = new Float32Array(2);
    smoothInto(out, Float32Array.of(3), 1, 2);
    expect([...out]).toEqual([2, 3]);
  });

  it("leave zeros of the pitch out", () => {
    const out = new Float32Array(4);
    smoothNonZeroInto(out, Float32Array.of(0, 100, 0, 120), () => 4, 4);
    expect([...out]).toEqual([0, 100, 0, 120]);
  });

  it("give the slope of a ramp inside, and two frames more", () => {
    const out = new Float32Array(12);
    deltasInto(
      out,
      Float32Array.from({ length: 10 }, (_, n) => 3 * n),
      10,
      12,
    );
    expect([...out.subarray(2, 8)]).toEqual(Array(6).fill(3));
    expect(out[11]).toBe(0);
  });

  it("of the pitch have a divisor that grows with every difference that counts", () => {
    const out = [new Float32Array(5)];
    deltasOfNonZeroInto(out, [Float32Array.of(1, 2, 3, 4, 5)], () => 5, 5);
    expect(out[0]?.[2]).toBeCloseTo(10 / 25, 6);
  });
});

describe("what the functionals see", () => {
  it("ends two frames early, for the voice two before the last decided frame", () => {
    expect(functionalFrames({ long: 100, short: 104, decided: 97 })).toEqual({
      slow: 98,
      fast: 102,
      voice: 95,
      pitch: 97,
      contours: 100,
      deltas: 98,
    });
    expect(functionalFrames({ long: 1, short: 5, decided: 0 })).toEqual({
      slow: 1,
      fast: 3,
      voice: 1,
      pitch: 1,
      contours: 1,
      deltas: 1,
    });
  });

  it("of the pitch's deltas is one smoothed frame more than were decided, until the end", () => {
    const visible = visibleSmoothedVoice({ long: 100, short: 104, decided: 95 });
    expect([0, 50, 97, 98, 101].map(visible)).toEqual([96, 96, 96, 100, 101]);
  });

  it("of a pitch that is decided for one or two frames, grows from the first frame to the second and no further", () => {
    const seen = (decided: number) => [0, 1, 2, 3].map(visibleSmoothedVoice({ long: 100, short: 104, decided }));
    expect(seen(1)).toEqual([1, 2, 2, 2]);
    expect(seen(2)).toEqual([2, 3, 3, 3]);
    expect(seen(3)).toEqual([4, 4, 4, 4]);
  });
});
