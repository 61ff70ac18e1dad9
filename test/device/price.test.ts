import { describe, expect, it } from "vitest";
import { compactBytes, compactNetwork } from "../../src/device/compact-network.ts";
import { extractionPlan } from "../../src/device/extraction-plan.ts";
import { KEPT_INPUTS, type NetworkSize, networkFlashBytes, networkSizeOf } from "../../src/device/network-size.ts";
import { type DevicePrice, priceOf } from "../../src/device/price.ts";
import {
  FAMILY_PRICES,
  FRAME_PRICES,
  NETWORK_PRICES,
  PART_PRICES,
  SHARED_WITH_FAMILY,
  TURN_FRAMES,
} from "../../src/device/stage-prices.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { sparseLayer } from "../../src/network/sparse-network.ts";
import { madeNetworks } from "../export/c/made-project.ts";
import { codedNetwork } from "./coded-network.ts";

const named = (pattern: RegExp) => COMPARE2016_NAMES.filter((name) => pattern.test(name));

describe("extractionPlan", () => {
  it("of the mean loudness needs frames, bands and one running family", () => {
    expect(extractionPlan(["audspec_lengthL1norm_sma_amean"])).toEqual({
      features: 1,
      jobs: 1,
      stages: ["pcm", "shortSpectrum", "mel", "loudness"],
      smoothed: 1,
      deltas: 0,
      families: new Map([["means", 1]]),
      running: { smoothed: 1, deltas: 0, parts: 1, families: new Map([["means", 1]]), sums: [new Set(["means"])] },
      kept: { smoothed: 0, deltas: 0, parts: 0, families: new Map(), sums: [] },
      storedContours: 0,
      storedRollOffs: 0,
      mode: "stream",
    });
  });

  it("of a delta of pitch needs all six voice descriptors, on whose values its divisor depends", () => {
    const { smoothed, stages } = extractionPlan(named(/^F0final_sma_de_stddev$/));
    expect(smoothed).toBe(6);
    expect(stages).toContain("voiceQuality");
    expect(extractionPlan(named(/^F0final_sma_stddev$/)).stages).toEqual(["pcm", "pitch"]);
  });

  it("keeps contours for 3,582 of the 6373 features: percentiles, segments, levels and peaks", () => {
    const stored = COMPARE2016_NAMES.filter((name) => extractionPlan([name]).mode === "window");
    // Runs of the pitch need none: 4 fewer than the feature set has of these functionals
    expect(stored.length).toBe(130 * 9 + 118 * 4 + 130 * 4 + 118 * 12);
    expect(extractionPlan(named(/^F0final_sma_ff0_/)).mode).toBe("stream");
  });

  it("of a contour and its delta keeps one contour", () => {
    expect(extractionPlan(named(/^pcm_RMSenergy_sma(_de)?_quartile1$/))).toMatchObject({
      storedContours: 1,
      smoothed: 1,
      deltas: 1,
    });
  });

  it("refuses a feature that is none of the set", () => {
    expect(() => extractionPlan(["f0_mean"])).toThrow('"f0_mean" is none of the features of ComParE_2016');
  });
});

const LINEAR: NetworkSize = {
  layers: [{ inputs: 100, outputs: 2, survivors: 150, distinctValues: 15 }],
  hasOffsets: false,
  takesTwice: false,
  classes: ["cold", "healthy"],
};

describe("what runs along", () => {
  it("are the contours of descriptors without a stored functional", () => {
    const { running, kept, mode, storedContours } = extractionPlan(
      named(/^(pcm_RMSenergy_sma_(quartile1|stddev|amean)|pcm_zcr_sma(_de)?_rqmean)$/),
    );
    expect(mode).toBe("window");
    expect(storedContours).toBe(1);
    // Slow and "contours" are two parts of one contour.
    const families = [...kept.families.keys()].sort();
    expect({ ...kept, families }).toEqual({
      smoothed: 1,
      deltas: 0,
      parts: 2,
      families: ["means", "moments", "percentiles"],
      sums: [new Set(families)],
    });
    const sums = [new Set(["means"]), new Set(["means"])];
    expect(running).toEqual({ smoothed: 1, deltas: 1, parts: 2, families: new Map([["means", 2]]), sums });
  });

  it("pays for sums that a family reads of another", () => {
    const { running } = extractionPlan(named(/^pcm_zcr_sma_qregc3$/));
    expect([...running.families.keys()].sort()).toEqual(["extremes", "regression"]);
  });

  it("sums once what several parts of a contour read, and keeps once what two families sum alike", () => {
    const sumsOf = (pattern: RegExp) => {
      const price = priceOf(named(pattern), null, 4);
      const rows = price.stages.filter(({ stage }) => stage in FAMILY_PRICES);
      return rows.reduce((sum, { ramBytes }) => sum + ramBytes, 0);
    };
    const [moments, regression, extremes] = [
      /^mfcc_sma\[1\]_stddev$/,
      /^mfcc_sma\[1\]_qregc3$/,
      /^mfcc_sma\[1\]_range$/,
    ].map(sumsOf) as [number, number, number];
    const { extremes: own } = FAMILY_PRICES;
    expect(extremes).toBe(own.ramBytes);
    expect(sumsOf(/^mfcc_sma\[1\]_(range|qregc3)$/)).toBe(regression);
    const shared = SHARED_WITH_FAMILY.moments?.bytes as number;
    expect(sumsOf(/^mfcc_sma\[1\]_(stddev|qregc3)$/)).toBe(moments + regression - shared);
  });

  it("is priced by frame and part, kept contours after the last sample", () => {
    const running = priceOf(named(/^mfcc_sma(_de)?\[1\]_lpc0$/), null, 4);
    const rowOf = (price: typeof running, name: string) => price.stages.find(({ stage }) => stage === name);
    const { instructions, verdictInstructions } = PART_PRICES;
    expect(rowOf(running, "parts of contours")).toMatchObject({
      contours: 2,
      instructionsPerSecond: 100 * 2 * instructions,
      instructionsAfterLastSample: 2 * verdictInstructions,
    });
    const { lpc } = FAMILY_PRICES;
    expect(rowOf(running, "lpc")).toMatchObject({
      instructionsPerSecond: 100 * 2 * lpc.instructions,
      instructionsAfterLastSample: 2 * (TURN_FRAMES * lpc.instructions + lpc.finalInstructions),
    });
    const kept = priceOf(named(/^mfcc_sma\[1\]_(lpc0|quartile1)$/), null, 4);
    expect(rowOf(kept, "lpc")).toMatchObject({
      instructionsPerSecond: 0,
      instructionsAfterLastSample: 400 * lpc.instructions + lpc.finalInstructions,
    });
  });
});

describe("priceOf", () => {
  it("is the sum of its stages", () => {
    const price = priceOf(COMPARE2016_NAMES, LINEAR, 4);
    const sum = (key: "ramBytes" | "flashBytes" | "instructionsAfterLastSample") =>
      price.stages.reduce((total, stage) => total + stage[key], 0);
    for (const key of ["ramBytes", "flashBytes", "instructionsAfterLastSample"] as const)
      expect(price[key]).toBe(sum(key));
    const running = price.stages.reduce((total, stage) => total + stage.instructionsPerSecond, 0);
    expect(price.instructionsPerSecond).toBe(Math.round(running + price.instructionsAfterLastSample / 4));
  });

  it("of a stage alone is its price by 100 frames a second", () => {
    const loud = priceOf(["pcm_RMSenergy_sma_risetime"], null);
    const row = loud.stages.find(({ stage }) => stage === "energy");
    expect(row?.instructionsPerSecond).toBe(100 * FRAME_PRICES.energy.instructions);
    expect(loud.stages.find(({ stage }) => stage === "slopes")).toMatchObject({
      contours: 1,
      instructionsPerSecond: 100 * FAMILY_PRICES.slopes.instructions,
      instructionsAfterLastSample:
        TURN_FRAMES * FAMILY_PRICES.slopes.instructions + FAMILY_PRICES.slopes.finalInstructions,
    });
  });

  it("grows with the window only where contours are kept", () => {
    const stream = named(/^mfcc_sma\[1\]_(stddev|amean)$/);
    expect(stream.length).toBe(2);
    expect(priceOf(stream, null, 60).ramBytes).toBe(priceOf(stream, null, 4).ramBytes);
    const kept = named(/^mfcc_sma\[1\]_quartile1$/);
    // The contour and two at work, 400 frames of 4 bytes for 4 seconds more
    expect(priceOf(kept, null, 16).ramBytes - priceOf(kept, null, 12).ramBytes).toBe(3 * 400 * 4);
    const rollOff = named(/^pcm_fftMag_spectralRollOff25.0_sma_quartile1$/);
    expect(rollOff.length).toBe(1);
    // Roll-offs are bins, a byte each, and floats where one is at work
    expect(priceOf(rollOff, null, 16).ramBytes - priceOf(rollOff, null, 12).ramBytes).toBe(400 + 2 * 400 * 4);
  });

  it("has the stack of the deeper call: a frame where the window is short, a verdict where it is long", () => {
    const kept = named(/^mfcc_sma\[1\]_quartile1$/);
    const ram = (seconds: number) => priceOf(kept, null, seconds).ramBytes;
    const contour = (seconds: number) => 400 * seconds;
    expect(ram(2) - ram(1)).toBe(contour(1));
    expect(ram(12) - ram(11)).toBe(3 * contour(1));
  });

  it("of an int8 first kernel has room for the first features, and the others are found twice", () => {
    const sized = (features: readonly string[], takesTwice: boolean): NetworkSize => {
      const layers = LINEAR.layers.map((layer) => ({ ...layer, inputs: features.length }));
      return { ...LINEAR, layers, takesTwice };
    };
    const more = (features: readonly string[]) => {
      const [once, twice] = [false, true].map((is) => priceOf(features, sized(features, is), 4)) as [
        DevicePrice,
        DevicePrice,
      ];
      return {
        ramBytes: twice.ramBytes - once.ramBytes,
        instructions: twice.instructionsAfterLastSample - once.instructionsAfterLastSample,
      };
    };
    expect(more(COMPARE2016_NAMES.slice(0, KEPT_INPUTS)).instructions).toBe(0);
    expect(more(COMPARE2016_NAMES).instructions).toBeGreaterThan(10e6);
    expect(more(COMPARE2016_NAMES).ramBytes).toBeLessThanOrEqual(4 * KEPT_INPUTS);
    expect(more(COMPARE2016_NAMES).ramBytes).toBeGreaterThan(3.5 * KEPT_INPUTS);
  });

  it("of all features for 4 seconds has 128 KB of RAM", () => {
    expect(priceOf(COMPARE2016_NAMES, LINEAR, 4).ramBytes).toBeLessThanOrEqual(128_000);
  });

  it("never falls when a feature is added", () => {
    for (let step = 1, wanted: string[] = []; step < COMPARE2016_NAMES.length; step += 611) {
      const before = wanted.length > 0 ? priceOf(wanted, null) : undefined;
      wanted = [...wanted, COMPARE2016_NAMES[step]];
      const after = priceOf(wanted, null);
      if (!before) continue;
      for (const key of ["instructionsPerSecond", "ramBytes", "flashBytes"] as const)
        expect(after[key], `${key} with ${wanted.at(-1)}`).toBeGreaterThanOrEqual(before[key]);
    }
  });

  it("of all features for 4 seconds is between 80 and 100 million instructions", () => {
    const { instructionsPerSecond } = priceOf(COMPARE2016_NAMES, null, 4);
    expect(4 * instructionsPerSecond).toBeGreaterThan(80e6);
    expect(4 * instructionsPerSecond).toBeLessThan(100e6);
  });

  it("of a network is that of its survivors, inputs and neurons", () => {
    const row = priceOf(named(/^mfcc_sma\[1\]_/), LINEAR).stages.at(-1);
    expect(row?.instructionsAfterLastSample).toBe(
      150 * NETWORK_PRICES.instructionsPerSurvivor +
        100 * NETWORK_PRICES.instructionsPerInput +
        2 * NETWORK_PRICES.instructionsPerActivation,
    );
  });
});

describe("networkFlashBytes", () => {
  it("counts gaps, indices, codebook, biases, scales and names", () => {
    // Of 200 weights 150 are not 0: a code of 4 bits for each, with 15 values and 0; by gaps of a bit, an escape for each zero
    const full = 100 + 16 * 4;
    const byGaps = 25 + Math.ceil((150 * 4) / 8) + 15 * 4;
    // 2 biases; 100 scales; 5 + 8 letters with their ends
    expect(networkFlashBytes(LINEAR)).toBe(Math.min(full, byGaps) + 2 * 4 + 100 + 13);
  });

  it("takes the smallest gaps, and no code for each weight where few are left", () => {
    const layer = { inputs: 1000, outputs: 1, survivors: 20, distinctValues: 4 };
    // Gaps of 8 bits: at most 3 escapes of 255 zeros
    expect(networkFlashBytes({ ...LINEAR, layers: [layer], hasOffsets: false })).toBe(23 + 5 + 4 * 4 + 4 + 1000 + 13);
  });

  it("writes weights as they are where they have more than 256 values", () => {
    const layer = { inputs: 1000, outputs: 1, survivors: 600, distinctValues: 600 };
    const names = 13;
    expect(networkFlashBytes({ ...LINEAR, layers: [layer], hasOffsets: true })).toBe(125 + 4 * 600 + 4 + 8000 + names);
  });

  it("is what the compact form takes, or up to a tenth more", () => {
    for (const [name, network] of Object.entries(madeNetworks())) {
      const coded = codedNetwork(network);
      const compact = compactNetwork(coded);
      const sizes = networkSizeOf(coded);
      const own = networkFlashBytes({ ...sizes, classes: [] });
      const inputs = sizes.layers[0]?.inputs ?? 0;
      const kernels = own - inputs * (sizes.hasOffsets ? 8 : 1);
      const counted = compactBytes({ ...compact, normalization: { kind: "identity" } });
      expect(kernels / counted, name).toBeGreaterThan(0.9);
      // A codebook of int8 is none
      expect(kernels - (name.includes("int8") ? 4 * 256 * sizes.layers.length : 0), name).toBeLessThan(
        1.1 * counted + 20,
      );
    }
  });

  it("takes sizes from a network's survivors", () => {
    const layer = sparseLayer({ inputs: 3, outputs: 1 }, Float32Array.of(0.5, 0, 0.5), Float32Array.of(1));
    const size = networkSizeOf({
      architecture: { inputs: 3, hidden: [], classes: 1 },
      features: ["a", "b", "c"],
      classes: ["x"],
      normalization: { scale: Float32Array.of(1, 1, 1), offset: new Float32Array(3) },
      layers: [layer],
    });
    expect(size).toEqual({
      layers: [{ inputs: 3, outputs: 1, survivors: 2, distinctValues: 1 }],
      hasOffsets: false,
      takesTwice: false,
      classes: ["x"],
    });
  });
});
