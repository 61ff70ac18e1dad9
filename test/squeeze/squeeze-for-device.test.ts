import { describe, expect, it } from "vitest";
import { memoryStore } from "../../src/core/artifact-store.ts";
import { Random } from "../../src/core/random.ts";
import { partition } from "../../src/corpus/partitions.ts";
import { DEVICES, isWithin } from "../../src/device/budget.ts";
import { extractionPlan } from "../../src/device/extraction-plan.ts";
import { networkSizeOf } from "../../src/device/network-size.ts";
import { priceOf } from "../../src/device/price.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { decodeContainerSurvivors } from "../../src/formats/container/container-survivors.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { squeezeVerdict } from "../../src/report/squeeze-verdict.ts";
import { featurePlans } from "../../src/squeeze/feature-plans.ts";
import { front } from "../../src/squeeze/front.ts";
import { PENALTIES } from "../../src/squeeze/linear-student.ts";
import { SQUEEZE_DEFAULTS } from "../../src/squeeze/options.ts";
import { squeeze } from "../../src/squeeze/squeeze.ts";
import { squeezeInFolds } from "../../src/squeeze/squeeze-folds.ts";
import { type SqueezeResult, squeezeResult } from "../../src/squeeze/squeeze-result.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { learnableTable } from "../training/learnable-table.ts";

/** Forty features from all over the set: pitch, bands, cepstra, shape; running and stored functionals. */
const FEATURES = [
  ...COMPARE2016_NAMES.filter((name) => /^(F0final|pcm_RMSenergy|mfcc|pcm_fftMag_spectralFlux).*_stddev$/.test(name)),
  ...COMPARE2016_NAMES.filter((name) => /^(jitterLocal|mfcc_sma)\D.*_quartile1$/.test(name)),
].slice(0, 40);

function tables(): FeatureTable[] {
  return [150, 120, 120].map((rows, seed) => ({
    ...learnableTable(rows, FEATURES.length, 2, seed),
    features: FEATURES,
  }));
}

const [train, devel, test] = tables();
const architecture = { inputs: FEATURES.length, hidden: [12], classes: 2 };
const original = initializeNetwork(architecture, FEATURES, train.classes, new Random(1));
const budget = DEVICES["cortex-m4f"];
const OPTIONS = {
  ...SQUEEZE_DEFAULTS,
  families: ["linear", "small", "narrow"] as const,
  widths: [{ neurons: 4, inputs: 10 }],
  smallNeurons: 4,
  smallSparsities: [0, 0.8],
  training: { ...SQUEEZE_DEFAULTS.training, steps: 30 },
  fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 10 },
  budget,
};

function withoutLook({ test: tested, ...others }: SqueezeResult) {
  return { ...others, test: tested && { ...tested, look: null } };
}

describe("featurePlans", () => {
  const task = { train, budget, seconds: 8, random: new Random(1) };

  it("are within the budget, from rich to poor, without what cannot be paid", () => {
    expect(isWithin(priceOf(FEATURES, null), budget)).toBe(false);
    const plans = featurePlans(task);
    expect(plans.length).toBeGreaterThan(1);
    for (const { features, price } of plans) {
      expect(isWithin(price, budget)).toBe(true);
      expect(extractionPlan(features).stages).not.toContain("pitch");
      expect(features).toEqual(FEATURES.filter((name) => features.includes(name)));
    }
    const spent = plans.map(({ price }) => price.instructionsPerSecond);
    expect(spent).toEqual([...spent].sort((a, b) => b - a));
  });

  it("are all features where they fit", () => {
    const roomy = { instructionsPerSecond: 1e9, ramBytes: null, flashBytes: null };
    expect(featurePlans({ ...task, budget: roomy })[0]).toMatchObject({ features: FEATURES, dropped: [] });
  });

  it("are the same for the same rows, whatever devel is", () => {
    expect(featurePlans(task)).toEqual(featurePlans({ ...task, random: new Random(1) }));
  });

  it("refuse a budget that nothing meets, and say what costs how much", () => {
    const tiny = { instructionsPerSecond: 1000, ramBytes: 24_000, flashBytes: null };
    expect(() => featurePlans({ ...task, budget: tiny })).toThrow(
      // Amounts are those of stage-prices.ts
      /^squeeze: no features were found within 0.001 M instructions per second, 23.4 KiB of RAM; the cheapest that were found take 0\.\d M instructions per second \((pcm|energy) 0\.\d+ M, (pcm|energy) 0\.\d+ M, parts of contours 0\.\d+ M\)$/,
    );
  });

  it("refuse features that no device computes", () => {
    const strange = { ...train, features: ["age", ...FEATURES.slice(1)] };
    expect(() => featurePlans({ ...task, train: strange })).toThrow('the network reads "age"');
  });
});

describe("a squeeze for a device", () => {
  const partitions = { train, devel, test };
  const squeezed = async (files = new Map<string, Uint8Array>(), options = OPTIONS) => ({
    files,
    ...(await squeeze(original, partitions, options, { store: memoryStore(files) })),
  });

  it("searches each family in each plan, and chooses what the device can pay", async () => {
    const { result, container } = await squeezed();
    expect(squeezeResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(JSON.parse(JSON.stringify(result)));
    const plans = result.plans ?? [];
    expect(result.candidates).toHaveLength(plans.length * (2 + 2 + 1) * 2);
    const choice = result.candidates.find(({ name }) => name === result.choice?.name);
    expect(choice?.price && isWithin(choice.price, budget)).toBe(true);
    const { network } = decodeContainerSurvivors(container as Uint8Array, "choice");
    const { stages: _, ...totals } = priceOf(network.features, networkSizeOf(network), 8);
    expect(choice?.price).toEqual(totals);
    expect(["shown", "best"]).toContain(result.choice?.basis);
  });

  it("has a front on which nothing is beaten in size, instructions and UAR at once", async () => {
    const { result } = await squeezed();
    const found = front(result);
    for (const one of result.candidates) {
      const beats = (other: (typeof found)[number]) =>
        other.bytes <= one.bytes &&
        other.develUar >= one.develUar &&
        (other.price?.instructionsPerSecond ?? 0) <= (one.price?.instructionsPerSecond ?? 0);
      expect(found.includes(one) || found.some(beats), one.name).toBe(true);
      if (found.includes(one)) expect(found.filter((other) => other !== one && beats(other))).toEqual([]);
    }
  });

  it("asks devel nothing for its linear classifiers, whose penalties the training rows choose", async () => {
    const { result, files } = await squeezed();
    expect([...files.keys()].filter((name) => name.startsWith("linear-costs"))).toEqual([]);
    expect(result.untakenCosts).toBe(0);
    for (const { penalty } of featurePlans({ train, budget, seconds: 8, random: new Random(1) }))
      expect(PENALTIES).toContain(penalty);
  });

  it("resumes, and does not take what a search with another budget kept", async () => {
    const first = await squeezed();
    expect(withoutLook((await squeezed(new Map(first.files))).result)).toEqual(withoutLook(first.result));
    const other = { ...OPTIONS, budget: { ...budget, instructionsPerSecond: 3.8e6 } };
    const after = await squeezed(new Map(first.files), other);
    expect(withoutLook(after.result)).toEqual(withoutLook((await squeezed(new Map(), other)).result));
  });
});

describe("a squeeze for a device in folds", () => {
  it("says what the linear classifier of all features does there, how far the choices are from it, and what they cost", async () => {
    const table = { ...learnableTable(120, FEATURES.length, 2, 3), features: FEATURES };
    const speakers = table.ids.map((_, row) => `speaker ${row % 12}`);
    const { folds } = partition({ ...table, speakers }, { folds: 3 });
    const options = { ...OPTIONS, families: ["linear"] as const };
    const procedure = { folds, original: async () => ({ network: original, originalFile: {} }) };
    const { result } = await squeezeInFolds(procedure, options);
    expect(squeezeResult.parse(JSON.parse(JSON.stringify(result)))).toEqual(JSON.parse(JSON.stringify(result)));
    const { linear, folds: ofFolds } = result.procedure ?? {};
    const [choice] = result.test?.networks ?? [];
    expect(linear?.evaluation.recordings).toBe(120);
    expect(linear?.uarDrop.estimate).toBeCloseTo(
      (linear?.evaluation.uar.estimate ?? 0) - (choice?.evaluation.uar.estimate ?? 0),
      12,
    );
    expect(linear?.uarDrop.unitCount).toBe(12);
    for (const { price } of ofFolds ?? []) expect(price && isWithin(price, budget)).toBe(true);
    expect(squeezeVerdict(result).sentence).toMatch(
      /The linear classifier of all features: UAR 0\.\d{3}, difference of the choices from it \S+ \[.*\]\. No fold's network is estimated to take more than \d\.\d M instructions per second of sound, .* of RAM and .* of flash\. These figures/,
    );
    const without = await squeezeInFolds(procedure, { ...options, budget: null });
    expect(without.result.procedure?.linear).toBeUndefined();
    expect(without.result.procedure?.folds[0]).not.toHaveProperty("price");
  });
});
