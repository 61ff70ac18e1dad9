import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { studentsTQuantile } from "../../src/core/students-t.ts";
import { bootstrapUar } from "../../src/evaluation/bootstrap.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { countClusters, countClustersTogether } from "../../src/evaluation/clusters.ts";
import { dropBounds, dropEstimate, floorOfDrop, uarDrop } from "../../src/evaluation/drop-bound.ts";
import { combinedFreedom, jackknifeMeanRecall } from "../../src/evaluation/jackknife.ts";
import { uarInterval } from "../../src/evaluation/uar-interval.ts";
import { classificationOf, clusteredClassification, reordered } from "./classifications.ts";

interface GoldenCorpus {
  classes: number;
  labels: number[];
  speakers: number[];
  first: number[];
  second: number[];
  drop: number;
  variance: number;
  freedom: number;
  floor: number;
  lower: number;
  upper: number;
  uar: number;
  uarVariance: number;
  uarFreedom: number;
  uarFloor: number;
  low: number;
  high: number;
}

/** By the definitions, in numpy and scipy; test/golden/python/bounds.py says how. */
const { corpora } = JSON.parse(readFileSync("test/golden/python/bounds.json", "utf8")) as { corpora: GoldenCorpus[] };

const CORPUS = { speakersPerClass: 12, recordingsPerSpeaker: 6, recalls: [0.8, 0.7], spread: 0.2 };

/** A classification with the given hits: a miss is the next class. */
function answered({ labels, speakers, classes }: GoldenCorpus, hits: readonly number[]): Classification {
  return {
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    labels: Int32Array.from(labels),
    predicted: Int32Array.from(labels, (label, row) => (hits[row] === 1 ? label : (label + 1) % classes)),
    speakers: speakers.map((speaker) => `S${speaker}`),
  };
}

function blurred(classification: Classification, share: number, random: Random): Classification {
  const { length } = classification.classes;
  const predicted = classification.predicted.map((code) => (random.uniform() < share ? (code + 1) % length : code));
  return { ...classification, predicted };
}

function jackknifeOf(classification: Classification) {
  const { labels, predicted } = classification;
  return jackknifeMeanRecall(countClusters(classification, (row) => Number(labels[row] === predicted[row])));
}

describe("jackknifeMeanRecall", () => {
  it("of independent recordings has the variance 1/C² · Σ r (1 − r) / (n − 1) and Satterthwaite's freedom", () => {
    // Class 0: 6 of 8 hits; class 1: 3 of 5. The influences of a class are those of its own mean.
    const pairs = [...Array(8).keys()].map((i) => [0, i < 6 ? 0 : 1] as const);
    const others = [...Array(5).keys()].map((i) => [1, i < 3 ? 1 : 0] as const);
    const { estimate, variance, freedom } = jackknifeOf(classificationOf([...pairs, ...others]));
    const parts = [(0.75 * 0.25) / 7 / 4, (0.6 * 0.4) / 4 / 4] as const;
    expect(estimate).toBeCloseTo((0.75 + 0.6) / 2, 15);
    expect(variance).toBeCloseTo(parts[0] + parts[1], 15);
    expect(freedom).toBeCloseTo(variance ** 2 / (parts[0] ** 2 / 7 + parts[1] ** 2 / 4), 10);
  });

  it("of speakers with all classes and equally many recordings is the variance of their means, with K − 1 degrees", () => {
    const shares = [1, 0.5, 0, 0.5, 1];
    const pairs = shares.flatMap((share) =>
      [0, 1, 0, 1].map((label, i) => [label, i / 4 < share ? label : 2] as const),
    );
    const speakers = pairs.map((_, row) => `S${Math.floor(row / 4)}`);
    const { estimate, variance, freedom } = jackknifeOf(classificationOf(pairs, speakers));
    expect(estimate).toBeCloseTo(0.6, 15);
    expect(variance).toBeCloseTo(shares.reduce((sum, share) => sum + (share - 0.6) ** 2, 0) / 4 / 5, 15);
    expect(freedom).toBeCloseTo(4, 12);
  });

  it("has influences that sum to 0 in each stratum, and whose squares sum to the variance", () => {
    const { influences, variance } = jackknifeOf(clusteredClassification(CORPUS, new Random(1)));
    for (const stratum of [influences.subarray(0, 12), influences.subarray(12)])
      expect(Math.abs(stratum.reduce((sum, own) => sum + own, 0))).toBeLessThan(1e-15);
    expect(influences.reduce((sum, own) => sum + own ** 2, 0)).toBeCloseTo(variance, 15);
  });

  it("is that of the definition, by numpy, within 1e-12", () => {
    for (const corpus of corpora) {
      const { variance, freedom } = jackknifeOf(answered(corpus, corpus.first));
      expect(variance).toBeCloseTo(corpus.uarVariance, 14);
      expect(freedom / corpus.uarFreedom).toBeCloseTo(1, 11);
    }
  });

  it("keeps the clusters of several measures in one order, and each as it is alone", () => {
    const classification = clusteredClassification(CORPUS, new Random(2));
    const hit = (row: number) => Number(classification.labels[row] === classification.predicted[row]);
    const together = countClustersTogether(classification, [() => 1, hit]);
    expect(together[0]?.counts).toEqual(together[1]?.counts);
    expect(jackknifeMeanRecall(together[0] as never)).toMatchObject({ estimate: 1, variance: 0 });
    expect(jackknifeMeanRecall(together[1] as never).variance).toBeCloseTo(jackknifeOf(classification).variance, 16);
  });

  it("has 0 degrees of freedom with a stratum of one speaker, and the least of the strata where nothing varies", () => {
    expect(combinedFreedom([0.1, 0], [9, 0])).toBe(0);
    expect(combinedFreedom([0, 0], [9, 3])).toBe(3);
    expect(combinedFreedom([1e-200, 1e-200], [9, 9])).toBeCloseTo(18, 12);
  });
});

describe("uarInterval", () => {
  it("is that of the definition, by scipy, within 1e-10", () => {
    for (const corpus of corpora) {
      const { estimate, interval, atFloor } = uarInterval(answered(corpus, corpus.first));
      expect(estimate).toBeCloseTo(corpus.uar, 14);
      expect(interval.low).toBeCloseTo(corpus.low, 10);
      expect(interval.high).toBeCloseTo(corpus.high, 10);
      expect(atFloor).toBe(corpus.uarFloor > corpus.uarVariance);
    }
  });

  it("of a classifier without errors reaches 1 and is not of width 0", () => {
    const perfect = clusteredClassification({ ...CORPUS, recalls: [1, 1], spread: 0 }, new Random(1));
    const { interval, estimate, atFloor } = uarInterval(perfect);
    expect([estimate, interval.high, atFloor]).toEqual([1, 1, true]);
    expect(interval.low).toBeGreaterThan(0.9);
    expect(interval.low).toBeLessThan(0.99);
  });

  it("stays within 0 and 1 and holds the UAR, at any recalls", () => {
    for (const recalls of [
      [0, 0],
      [0.02, 0.05],
      [0.99, 0.97],
      [1, 0],
    ]) {
      const { interval, estimate } = uarInterval(
        clusteredClassification({ ...CORPUS, recalls, spread: 0 }, new Random(3)),
      );
      expect(interval.low).toBeGreaterThanOrEqual(0);
      expect(interval.high).toBeLessThanOrEqual(1);
      expect(interval.low).toBeLessThanOrEqual(estimate);
      expect(interval.high).toBeGreaterThanOrEqual(estimate);
    }
  });

  it("of a cross-validation has √(1 + n_test/n_train) times the width on the logit scale", () => {
    const corpus = clusteredClassification(CORPUS, new Random(9));
    const widthOf = (classification: Classification) => {
      const { low, high } = uarInterval(classification).interval;
      return Math.log(high / (1 - high)) - Math.log(low / (1 - low));
    };
    expect(widthOf({ ...corpus, testPerTrain: 1 / 3 }) / widthOf(corpus)).toBeCloseTo(Math.sqrt(4 / 3), 12);
  });

  it("is about as wide as the bootstrap's with many speakers, and wider with few", () => {
    const widths = (speakersPerClass: number) => {
      const corpus = clusteredClassification({ ...CORPUS, speakersPerClass }, new Random(4));
      const bootstrap = bootstrapUar(corpus, { resamples: 2000, level: 0.95 }, new Random(5)).summary.interval;
      const { low, high } = uarInterval(corpus).interval;
      return (high - low) / (bootstrap.high - bootstrap.low);
    };
    expect(Math.abs(widths(200) - 1)).toBeLessThan(0.05);
    expect(widths(4)).toBeGreaterThan(1.3);
  });

  it("is [0, 1] where a class has one speaker, with each class a stratum or not, and says which class", () => {
    const patient = classificationOf(
      [...Array(21).keys()].map((i) => [i === 0 ? 1 : 0, 0] as const),
      [...Array(21).keys()].map((i) => `S${i}`),
    );
    expect(uarInterval(patient)).toMatchObject({ interval: { low: 0, high: 1 }, fewestUnits: 1, freedom: 0 });
    expect(uarInterval(patient).warnings).toEqual([
      "Only 1 speaker of class cold: nothing is known of others, so everything is possible and there is no verdict.",
    ]);
    const pairs = [...Array(30).keys()].map((i) => [i === 0 ? 1 : 0, 0] as const);
    const single = classificationOf(
      pairs,
      pairs.map((_, i) => `S${i % 10}`),
    );
    expect(uarInterval(single)).toMatchObject({ stratified: false, fewestUnits: 1, interval: { low: 0, high: 1 } });
  });

  it("changes in no bit when recordings are reordered and speakers renamed", () => {
    const corpus = clusteredClassification(CORPUS, new Random(6));
    const order = new Random(7).shuffle(Array.from(corpus.labels, (_, row) => row));
    const shuffled = reordered(corpus, order);
    const renamed = { ...shuffled, speakers: shuffled.speakers?.map((name) => name.replace("speaker", "S")) };
    expect(uarInterval(renamed)).toEqual(uarInterval(corpus));
  });

  it("warns of few speakers and of none, and has no design effect below 10 speakers", () => {
    const few = clusteredClassification({ ...CORPUS, speakersPerClass: 4 }, new Random(8));
    expect(uarInterval(few).designEffect).toBeNull();
    expect(uarInterval(few).warnings).toEqual([
      "Only 4 speakers of class class 0: they hardly show how speakers differ, so the interval is wide and rough.",
    ]);
    const { speakers: _, ...unknown } = clusteredClassification(CORPUS, new Random(8));
    expect(uarInterval(unknown).warnings).toEqual([
      "No speakers are known: recordings are taken as independent, so the interval may be too narrow.",
    ]);
    expect(uarInterval(clusteredClassification(CORPUS, new Random(8))).designEffect).toBeGreaterThan(0.5);
  });

  it("refuses a level in percent", () => {
    expect(() => uarInterval(clusteredClassification(CORPUS, new Random(1)), 95)).toThrow("below 1, got 95");
  });
});

describe("the bound of a drop", () => {
  it("is that of the definition, by scipy, within 1e-10", () => {
    for (const corpus of corpora) {
      const drop = uarDrop(answered(corpus, corpus.first), answered(corpus, corpus.second));
      const { lower, upper } = dropBounds(drop, 0.05);
      expect(drop.jackknife.estimate).toBeCloseTo(corpus.drop, 14);
      expect(drop.jackknife.variance).toBeCloseTo(corpus.variance, 14);
      expect(floorOfDrop(drop.discordant, drop.recordings, 0.05)).toBeCloseTo(corpus.floor, 14);
      expect(lower).toBeCloseTo(corpus.lower, 10);
      expect(upper).toBeCloseTo(corpus.upper, 10);
    }
  });

  it("where nothing differs is ± t · 1/C · √(Σ z² / (n + z²)²): five recordings leave a drop of 0.455 open", () => {
    const five = classificationOf([...Array(5)].map(() => [0, 0] as const));
    const z2 = 1.6448536269514722 ** 2;
    const { lower, upper, atFloor } = dropBounds(uarDrop(five, five), 0.05);
    expect(upper).toBeCloseTo((studentsTQuantile(0.95, 4) * Math.sqrt(z2)) / (5 + z2), 12);
    expect(upper).toBeCloseTo(0.455, 3);
    expect(lower).toBe(-upper);
    expect(atFloor).toBe(true);
  });

  it("shrinks as 1/n where nothing differs: 100 speakers leave 0.019 open, 1000 0.002", () => {
    const same = (speakersPerClass: number) => {
      const corpus = clusteredClassification({ ...CORPUS, speakersPerClass, recordingsPerSpeaker: 1 }, new Random(1));
      return dropBounds(uarDrop(corpus, corpus), 0.05).upper;
    };
    expect(same(100)).toBeCloseTo(0.0188, 4);
    expect(same(1000)).toBeCloseTo(0.0019, 4);
  });

  it("changes sign with the order of the two", () => {
    const original = clusteredClassification(CORPUS, new Random(1));
    const compressed = blurred(original, 0.1, new Random(2));
    const forth = dropBounds(uarDrop(original, compressed), 0.05);
    const back = dropBounds(uarDrop(compressed, original), 0.05);
    expect(back.upper).toBeCloseTo(-forth.lower, 14);
    expect(back.lower).toBeCloseTo(-forth.upper, 14);
  });

  it("widens with the level, and with a true difference of speakers", () => {
    const original = clusteredClassification(CORPUS, new Random(1));
    const drop = uarDrop(original, blurred(original, 0.1, new Random(2)));
    const uppers = [0.1, 0.05, 0.025, 0.001].map((alpha) => dropBounds(drop, alpha).upper);
    for (let i = 1; i < uppers.length; i++) expect(uppers[i]).toBeGreaterThan(uppers[i - 1]);
    const { interval } = dropEstimate(drop, 0.95);
    expect([interval.low, interval.high]).toEqual([dropBounds(drop, 0.025).lower, dropBounds(drop, 0.025).upper]);
  });

  it("is −1 and 1 where a class has one speaker: one patient beside 20, one recording of a class in 10 speakers", () => {
    const patient = classificationOf(
      [...Array(21).keys()].map((i) => [i === 0 ? 1 : 0, 0] as const),
      [...Array(21).keys()].map((i) => `S${i}`),
    );
    expect(dropBounds(uarDrop(patient, patient), 0.05)).toMatchObject({ lower: -1, upper: 1 });
    const pairs = [...Array(30).keys()].map((i) => [i === 0 ? 1 : 0, 0] as const);
    const rare = classificationOf(
      pairs,
      pairs.map((_, i) => `S${i % 10}`),
    );
    expect(dropBounds(uarDrop(rare, rare), 0.05)).toMatchObject({ lower: -1, upper: 1 });
  });

  it("refuses other recordings and a level that is none", () => {
    const original = clusteredClassification(CORPUS, new Random(1));
    const other = clusteredClassification({ ...CORPUS, speakersPerClass: 3 }, new Random(1));
    expect(() => uarDrop(original, other)).toThrow("must be");
    expect(() => dropBounds(uarDrop(original, original), 0.5)).toThrow("below 0.5, got 0.5");
    expect(() => dropEstimate(uarDrop(original, original), 95)).toThrow("below 1, got 95");
  });
});
