import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { BOOTSTRAP_DEFAULTS, bootstrapUar, bootstrapUarDrop } from "../../src/evaluation/bootstrap.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { classificationOf, clusteredClassification, reordered } from "./classifications.ts";

const CORPUS = { speakersPerClass: 30, recordingsPerSpeaker: 20, recalls: [0.7, 0.6], spread: 0.3 };

function width({ interval }: { interval: { low: number; high: number } }): number {
  return interval.high - interval.low;
}

describe("bootstrapUar", () => {
  it("gives a classifier without errors the interval [1, 1] and no design effect", () => {
    const { summary } = bootstrapUar(
      clusteredClassification({ ...CORPUS, recalls: [1, 1], spread: 0 }, new Random(1)),
      BOOTSTRAP_DEFAULTS,
      new Random(1),
    );
    expect(summary).toMatchObject({ estimate: 1, standardError: 0, designEffect: null, warnings: [] });
    expect(summary.interval).toEqual({ low: 1, high: 1, level: 0.95 });
  });

  it("has the standard error sqrt(p(1 − p)/n) / √2 on two classes of independent recordings, within 4 %", () => {
    const { speakers: _, ...independent } = clusteredClassification({ ...CORPUS, spread: 0 }, new Random(2));
    const { summary } = bootstrapUar(independent, { resamples: 5000, level: 0.95 }, new Random(3));
    const recalls = [0, 1].map((c) => recallOf(independent, c));
    const expected = Math.sqrt(recalls.reduce((sum, p) => sum + (p * (1 - p)) / 600, 0)) / 2;
    expect(Math.abs(summary.standardError / expected - 1)).toBeLessThan(0.04);
    expect(summary).toMatchObject({ unit: "recording", unitCount: 1200, stratified: true, designEffect: null });
  });

  it("is wider by speakers than by recordings where speakers differ, and its design effect says by how much", () => {
    const clustered = clusteredClassification(CORPUS, new Random(4));
    const bySpeaker = bootstrapUar(clustered, BOOTSTRAP_DEFAULTS, new Random(5)).summary;
    const byRecording = bootstrapUar({ ...clustered, speakers: undefined }, BOOTSTRAP_DEFAULTS, new Random(5)).summary;
    expect(width(bySpeaker)).toBeGreaterThan(1.3 * width(byRecording));
    const ratio = (width(bySpeaker) / width(byRecording)) ** 2;
    expect(Math.abs((bySpeaker.designEffect as number) / ratio - 1)).toBeLessThan(0.15);
  });

  it("has a design effect of about 1 where speakers do not differ", () => {
    const effects = [1, 2, 3, 4, 5, 6].map((seed) => {
      const alike = clusteredClassification({ ...CORPUS, spread: 0 }, new Random(seed));
      return bootstrapUar(alike, BOOTSTRAP_DEFAULTS, new Random(seed)).summary.designEffect as number;
    });
    const mean = effects.reduce((sum, effect) => sum + effect, 0) / effects.length;
    expect(mean).toBeGreaterThan(0.8);
    expect(mean).toBeLessThan(1.2);
  });

  it("changes in no bit when recordings are reordered and speakers renamed", () => {
    const clustered = clusteredClassification(CORPUS, new Random(6));
    const order = new Random(7).shuffle(Array.from(clustered.labels, (_, row) => row));
    const shuffled = reordered(clustered, order);
    const renamed = { ...shuffled, speakers: shuffled.speakers?.map((name) => name.replace("speaker", "S")) };
    for (const same of [shuffled, renamed])
      expect(bootstrapUar(same, BOOTSTRAP_DEFAULTS, new Random(8))).toEqual(
        bootstrapUar(clustered, BOOTSTRAP_DEFAULTS, new Random(8)),
      );
  });

  it("resamples within classes only where every speaker has one class", () => {
    const clustered = clusteredClassification(CORPUS, new Random(9));
    const mixed = clustered.speakers?.map((name) => name.split("-")[1]);
    expect(bootstrapUar(clustered, BOOTSTRAP_DEFAULTS, new Random(1)).summary).toMatchObject({
      stratified: true,
      unitCount: 60,
    });
    expect(bootstrapUar({ ...clustered, speakers: mixed }, BOOTSTRAP_DEFAULTS, new Random(1)).summary).toMatchObject({
      stratified: false,
      unitCount: 30,
    });
  });

  it("draws again when a class is missing, and counts it", () => {
    // Of 12 speakers only one has a cold: (11/12)¹² = 35 % of the draws miss the class.
    const pairs = Array.from({ length: 24 }, (_, row) => [row === 0 ? 1 : 0, row % 3 === 0 ? 1 : 0] as const);
    const speakers = pairs.map((_, row) => `S${row % 12}`);
    const { summary, ascending } = bootstrapUar(classificationOf(pairs, speakers), BOOTSTRAP_DEFAULTS, new Random(1));
    expect(summary.redrawn / 2000).toBeGreaterThan(0.3);
    expect(summary.redrawn / 2000).toBeLessThan(0.4);
    expect(summary.incomplete).toBe(0);
    expect(ascending[0]).toBeGreaterThanOrEqual(0.5);
  });

  it("counts the resamples that miss a class after 100 draws, and warns", () => {
    // 12 speakers with a class of their own, one with two: 12! · 78 / 13¹³ of the draws hold every class.
    const classes = Array.from({ length: 13 }, (_, c) => `class ${c}`);
    const labels = Int32Array.from({ length: 14 }, (_, row) => Math.min(row, 12) % 13);
    const speakers = Array.from({ length: 14 }, (_, row) => `S${row % 13}`);
    const { summary } = bootstrapUar(
      { classes, labels, predicted: labels, speakers },
      { resamples: 50, level: 0.95 },
      new Random(1),
    );
    expect(summary.incomplete).toBeGreaterThan(45);
    expect(summary.estimate).toBe(1);
    expect(summary.warnings[0]).toMatch(/^\d+ resamples miss a class, because too few speakers have it/);
  });

  it("warns of few speakers and of none", () => {
    const few = clusteredClassification({ ...CORPUS, speakersPerClass: 9 }, new Random(1));
    expect(bootstrapUar(few, BOOTSTRAP_DEFAULTS, new Random(1)).summary.warnings).toEqual([
      "Only 9 speakers of class class 0: the interval is too narrow; more speakers are needed.",
      "Only 9 speakers of class class 1: the interval is too narrow; more speakers are needed.",
    ]);
    const one = { ...few, speakers: few.speakers?.map(() => "Anna") };
    expect(bootstrapUar(one, BOOTSTRAP_DEFAULTS, new Random(1)).summary).toMatchObject({
      unitCount: 1,
      fewestUnits: 1,
      standardError: 0,
      warnings: ["Only 1 speaker: the interval says nothing of others; more speakers are needed."],
    });
    const { speakers: _, ...unknown } = few;
    expect(bootstrapUar(unknown, BOOTSTRAP_DEFAULTS, new Random(1)).summary.warnings).toEqual([
      "No speakers are known: recordings were resampled as if independent, so the interval may be too narrow.",
    ]);
  });

  it("refuses a number of resamples and a level that make no interval", () => {
    const corpus = clusteredClassification(CORPUS, new Random(1));
    expect(() => bootstrapUar(corpus, { resamples: 1, level: 0.95 }, new Random(1))).toThrow("at least 2, got 1");
    expect(() => bootstrapUar(corpus, { resamples: 9, level: 95 }, new Random(1))).toThrow("below 1, got 95");
  });
});

describe("bootstrapUarDrop", () => {
  it("is 0 with interval [0, 0] between a classifier and itself", () => {
    const corpus = clusteredClassification(CORPUS, new Random(1));
    const { summary } = bootstrapUarDrop(corpus, corpus, BOOTSTRAP_DEFAULTS, new Random(1));
    expect(summary).toMatchObject({ estimate: 0, interval: { low: 0, high: 0, level: 0.95 }, designEffect: null });
  });

  it("is the difference of the two UAR, and changes sign with their order", () => {
    const original = clusteredClassification(CORPUS, new Random(1));
    const compressed = withErrors(original, 0.1, new Random(2));
    const forth = bootstrapUarDrop(original, compressed, BOOTSTRAP_DEFAULTS, new Random(3)).summary;
    const back = bootstrapUarDrop(compressed, original, BOOTSTRAP_DEFAULTS, new Random(3)).summary;
    const uarOf = (c: Classification) => bootstrapUar(c, BOOTSTRAP_DEFAULTS, new Random(3)).summary.estimate;
    expect(forth.estimate).toBeCloseTo(uarOf(original) - uarOf(compressed), 14);
    expect(back.estimate).toBe(-forth.estimate);
  });

  it("is narrower than the interval of either, because both err on the same recordings", () => {
    const original = clusteredClassification(CORPUS, new Random(1));
    const compressed = withErrors(original, 0.03, new Random(2));
    const drop = bootstrapUarDrop(original, compressed, BOOTSTRAP_DEFAULTS, new Random(3)).summary;
    expect(width(drop)).toBeLessThan(0.5 * width(bootstrapUar(original, BOOTSTRAP_DEFAULTS, new Random(3)).summary));
  });
});

function recallOf({ labels, predicted }: Classification, c: number): number {
  const rows = Array.from(labels, (_, row) => row).filter((row) => labels[row] === c);
  return rows.filter((row) => predicted[row] === c).length / rows.length;
}

/** The same classification, with a share of the predictions turned over. */
function withErrors(classification: Classification, share: number, random: Random): Classification {
  const predicted = classification.predicted.map((code) => (random.uniform() < share ? 1 - code : code));
  return { ...classification, predicted };
}
