/**
 * The functionals of the device profile: closed forms, the reference profile's values, and the same bits however a contour
 * comes.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../../src/audio/decode-wav.ts";
import { Random } from "../../../src/core/random.ts";
import { wasmInstances } from "../../../src/core/wasm-instance.ts";
import { extractContours } from "../../../src/features/compare2016/extract.ts";
import { COMPARE2016_NAMES, FUNCTIONAL_GROUPS } from "../../../src/features/compare2016/feature-set.ts";
import { summarize } from "../../../src/features/compare2016/functionals/sequence.ts";
import { contourName } from "../../../src/features/compare2016/names.ts";
import { WASM_BASE64 } from "../../../src/features/device/assembly/kernels.generated.ts";
import { ContourFunctionals } from "../../../src/features/device/contour-functionals.ts";
import type { FunctionalKernels } from "../../../src/features/device/functional-kernels.ts";
import { type DevicePart, planDeviceContours } from "../../../src/features/device/functional-plan.ts";
import { ACCUMULATORS, type AccumulatorName, SHARED_SUMS } from "../../../src/features/device/functional-set.ts";
import { CONTOURS, voicedLike } from "./functional-contours.ts";

const FEATURE_COUNT = COMPARE2016_NAMES.length;
const PLAN = planDeviceContours();
const functionals = new ContourFunctionals();

/** Of each group the part of its first contour. */
const PARTS = FUNCTIONAL_GROUPS.map(
  (group) => PLAN.flatMap(({ parts }) => parts).find((part) => part.group === group) as DevicePart,
);

function deviceValues(x: Float32Array, part: DevicePart): Record<string, number> {
  const features = new Float32Array(FEATURE_COUNT).fill(Number.NaN);
  functionals.summarizeInto(features, x, part);
  return Object.fromEntries(
    part.jobs.flatMap(({ functional, offset }) => functional.outputs.map((name, i) => [name, features[offset + i]])),
  );
}

function referenceValues(contour: Float32Array, part: DevicePart): Record<string, number> {
  const x = part.group.nonZeroOnly ? contour.filter((value) => value !== 0) : contour;
  return Object.fromEntries(
    part.group.families.flatMap((family) => {
      const out = new Float32Array(family.names.length);
      if (x.length > 0) family.into(out, 0, summarize(x));
      return family.names.map((name, i) => [name, Number.isFinite(out[i]) ? out[i] : 0]);
    }),
  );
}

/** The same sums in another order, or about another origin; everything else is equal to the reference to the last bit. */
const ROUNDED = new Set(
  (
    "stddev skewness kurtosis amean rqmean posamean flatness peakMeanMeanDist peakMeanRel " +
    "linregc1 linregc2 linregerrQ qregc1 qregc2 qregc3 qregerrQ centroid"
  ).split(" "),
);

/** Whether it is linear prediction of more than what is summed as in the reference: `linear-prediction.test.ts` holds it. */
const isLongPrediction = (name: string, x: Float32Array) => name.startsWith("lp") && x.length > 1024;

/** What a difference is measured against, beside the value itself: what the functional is about for a contour like this. */
function scaleOf(name: string, x: Float32Array, part: DevicePart): number {
  const perFrame = part.framesPerSecond / x.length;
  const size = Math.sqrt(x.reduce((sum, value) => sum + value * value, 0) / x.length) || 1;
  return (
    {
      stddev: size,
      amean: size,
      rqmean: size,
      posamean: size,
      peakMeanMeanDist: size,
      linregc1: perFrame,
      qregc2: perFrame,
      qregc1: perFrame ** 2,
    }[name] ?? 1
  );
}

describe("functionals of the device profile", () => {
  it.each(Object.entries(CONTOURS))("of %s: the reference profile's", (_, x) => {
    for (const part of PARTS) {
      const reference = referenceValues(x, part);
      const device = deviceValues(x, part);
      expect(Object.keys(device)).toEqual(Object.keys(reference));
      for (const [name, expected] of Object.entries(reference)) {
        const found = device[name];
        if (isLongPrediction(name, x)) continue;
        if (!ROUNDED.has(name)) expect([name, found]).toEqual([name, expected]);
        const error = Math.abs(found - expected) / Math.max(Math.abs(expected), scaleOf(name, x, part));
        expect(error, `${part.group.name} ${name}: ${found} for ${expected}`).toBeLessThan(2e-5);
      }
    }
  });

  it("of a ramp: a line without error, moments of the uniform distribution", () => {
    const ramp = Float32Array.from({ length: 1001 }, (_, i) => i);
    const fast = deviceValues(ramp, PARTS[1]);
    expect(fast.stddev).toBeCloseTo(Math.sqrt((1001 ** 2 - 1) / 12), 4);
    expect(fast.skewness).toBeCloseTo(0, 5);
    expect(fast.kurtosis).toBeCloseTo(1.8, 5);
    expect([fast.risetime, fast.leftctime, fast.quartile1, fast.range]).toEqual([1, 0, 250, 1000]);
    const contours = deviceValues(ramp, PARTS[4]);
    expect(contours.linregc1).toBeCloseTo(0.1, 6);
    expect(contours.linregerrQ).toBeLessThan(1e-12);
    expect(contours.centroid).toBeCloseTo(667 / 1001, 6);
  });

  it("of a parabola: its coefficients", () => {
    const x = Float32Array.from({ length: 400 }, (_, i) => 0.5 * i * i - 90 * i + 3);
    const range = Math.max(...x) - Math.min(...x);
    const { qregc1, qregc2, qregerrQ } = deviceValues(x, PARTS[4]);
    expect((qregc1 * range) / 1e4).toBeCloseTo(0.5, 5);
    expect((qregc2 * range) / 100).toBeCloseTo(-90, 2);
    expect(qregerrQ).toBeLessThan(1e-7);
  });

  it("of an hour: sums don't drift", () => {
    const random = new Random(9);
    const hour = Float32Array.from({ length: 360_000 }, (_, i) => 7 + 1e-5 * i + random.normal());
    for (const part of PARTS.slice(1, 5)) {
      const reference = referenceValues(hour, part);
      for (const [name, value] of Object.entries(deviceValues(hour, part))) {
        if (isLongPrediction(name, hour)) continue;
        const expected = reference[name];
        const error = Math.abs(value - expected) / Math.max(Math.abs(expected), scaleOf(name, hour, part));
        expect(error, name).toBeLessThan(2e-5);
      }
    }
  });

  it("of voiced runs among zeros", () => {
    for (let seed = 0; seed < 20; seed++) {
      const x = voicedLike(50 + 40 * seed, seed);
      const part = PARTS[3];
      expect(deviceValues(x, part)).toEqual(referenceValues(x, part));
    }
  });

  it("of what is no number: finite, and no endless loop", () => {
    const random = new Random(4);
    const strange = [Number.NaN, Infinity, -Infinity, 1e38, -1e38, 1e-42, 0];
    for (let run = 0; run < 50; run++) {
      const x = Float32Array.from({ length: 1 + random.integer(90) }, () => strange[random.integer(7)]);
      for (const part of PARTS) expect(Object.values(deviceValues(x, part)).every(Number.isFinite)).toBe(true);
    }
  });

  it("of orders that mislead a partial sort: the sorted percentiles", () => {
    const orders = [
      Float32Array.from({ length: 2000 }, (_, i) => Math.min(i, 1999 - i)),
      Float32Array.from({ length: 2000 }, (_, i) => (i % 2 === 0 ? i : -i)),
      Float32Array.from({ length: 2000 }, (_, i) => i % 3),
      medianOfThreeKiller(2048),
    ];
    for (const x of orders) {
      const { quartile1, quartile2, "percentile99.0": high } = deviceValues(x, PARTS[0]);
      const reference = referenceValues(x, PARTS[0]);
      expect([quartile1, quartile2, high]).toEqual([
        reference.quartile1,
        reference.quartile2,
        reference["percentile99.0"],
      ]);
    }
  });
});

/** D. R. Musser 1997, "Introspective sorting and selection algorithms": every median of three is nearly the least. */
function medianOfThreeKiller(count: number): Float32Array {
  const half = count / 2;
  return Float32Array.from({ length: count }, (_, i) => {
    if (i >= half) return 2 * (i - half + 1);
    return i % 2 === 0 ? i + 1 : half + i + 1;
  });
}

describe("accumulators of the device profile", () => {
  const kernels = wasmInstances<FunctionalKernels>(WASM_BASE64)();
  const words = new Int32Array(kernels.memory.buffer);
  const floats = new Float32Array(kernels.memory.buffer);
  const X = 4096;

  /** All words of a state after a contour has come in pieces of the given lengths. */
  function stateAfter(name: AccumulatorName, x: Float32Array, pieces: readonly number[]): number[] {
    const { floats: lengths, ints } = ACCUMULATORS[name];
    const floatCount = lengths.reduce((sum, length) => sum + length, 0);
    const add = kernels[`${name}Add`];
    words.fill(0x7fc0dead, 16, 256);
    floats.set(x, X / 4);
    const arrays = lengths.map((_, i) => 64 + 4 * lengths.slice(0, i).reduce((sum, length) => sum + length, 0));
    const pointers = [...arrays, ...(ints > 0 ? [64 + 4 * floatCount] : [])];
    let begin = 0;
    for (const piece of pieces) {
      add(...pointers, begin, X + 4 * begin, piece);
      begin += piece;
    }
    return [...words.subarray(16, 16 + floatCount + ints)];
  }

  const floatsOf = (bits: readonly number[]) => [...new Float32Array(Int32Array.from(bits).buffer)];
  /** As lastFallInto has them of the prediction's last values. */
  const lastFall = (prediction: readonly number[]) => {
    const [last, before] = prediction.slice(6, 8).map((value) => value + 0) as [number, number];
    return [last, Math.fround(before - last)];
  };

  it.each(Object.keys(ACCUMULATORS) as AccumulatorName[])("%s: the same bits whole, one by one, in pieces", (name) => {
    const random = new Random(11);
    for (const x of Object.values(CONTOURS)) {
      const whole = stateAfter(name, x, [x.length]);
      const pieces: number[] = [];
      for (let rest = x.length; rest > 0; rest -= pieces.at(-1)) pieces.push(Math.min(rest, 1 + random.integer(50)));
      expect(stateAfter(name, x, pieces)).toEqual(whole);
      expect(stateAfter(name, x, new Array(x.length).fill(1))).toEqual(whole);
    }
  });

  it.each(Object.entries(SHARED_SUMS))("%s has numbers in common with another one, bit for bit", (name, { of, at }) => {
    const [length] = ACCUMULATORS[name as AccumulatorName].floats as [number];
    for (const x of Object.values(CONTOURS))
      for (let count = 2; count <= x.length; count = 2 * count + 3) {
        const own = stateAfter(name as AccumulatorName, x, [count]).slice(0, length);
        const other = stateAfter(of, x, [count]);
        if (at !== null) expect(other.slice(at, at + length)).toEqual(own);
        else expect(floatsOf(own)).toEqual(lastFall(floatsOf(other)));
      }
  });

  it("the last of a contour is left open: reading a state does not change it", () => {
    const x = CONTOURS["cepstrum-like"].subarray(0, 77);
    const before = stateAfter("moments", x, [77]);
    kernels.momentsFinish(2048, 64, 80, 77);
    expect([...words.subarray(16, 24)]).toEqual(before);
    const fit = stateAfter("regression", x, [77]);
    kernels.regressionFinish(2048, 64, 77, -20, 30, 100);
    expect([...words.subarray(16, 28)]).toEqual(fit);
  });
});

describe("plan of the device profile", () => {
  it("covers every feature once", () => {
    const covered = new Uint8Array(FEATURE_COUNT);
    const jobs = PLAN.flatMap(({ parts }) => parts.flatMap((part) => part.jobs));
    for (const { functional, offset } of jobs)
      for (let i = 0; i < functional.outputs.length; i++) covered[offset + i]++;
    expect(covered.every((times) => times === 1)).toBe(true);
    for (const { functional, offset } of jobs)
      functional.outputs.forEach((output, i) => {
        expect(COMPARE2016_NAMES[offset + i]).toMatch(new RegExp(`_${output}$`.replaceAll(".", "\\.")));
      });
  });

  it("computes only what is wanted", () => {
    const wanted = ["mfcc_sma[3]_amean", "mfcc_sma[3]_stddev", "pcm_zcr_sma_de_upleveltime50"];
    const plan = planDeviceContours(wanted.map((name) => COMPARE2016_NAMES.indexOf(name)));
    expect(plan.map(({ descriptor, delta }) => contourName(descriptor, delta))).toEqual([
      "pcm_zcr_sma_de",
      "mfcc_sma[3]",
    ]);
    const parts = plan.flatMap((contour) => contour.parts);
    expect(parts.map(({ accumulators }) => accumulators)).toEqual([["extremes"], ["moments"], ["mean"]]);
    expect(parts.map(({ stored }) => stored)).toEqual([true, false, false]);
  });
});

const RECORDINGS = "../shared/data/emodb/wav";

it.skipIf(!existsSync(RECORDINGS))("functionals of recorded contours: within a thousandth of their spread", () => {
  const files = readdirSync(RECORDINGS).filter((name) => name.endsWith(".wav"));
  const some = Array.from({ length: 6 }, (_, i) => files[Math.floor((i * files.length) / 6)]);
  for (const file of some) {
    const { names, values } = extractContours(decodeWav(readFileSync(join(RECORDINGS, file))));
    for (const { descriptor, delta, parts } of PLAN) {
      const x = values[names.indexOf(contourName(descriptor, delta))];
      for (const part of parts) {
        const reference = referenceValues(x, part);
        for (const [name, value] of Object.entries(deviceValues(x, part))) {
          const expected = reference[name];
          const scale = Math.max(Math.abs(expected), scaleOf(name, x, part));
          expect(Math.abs(value - expected) / scale, `${file} ${name}`).toBeLessThan(ROUNDED.has(name) ? 1e-4 : 1e-9);
        }
      }
    }
  }
});
