import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { dropEstimate, uarDrop } from "../../src/evaluation/drop-bound.ts";
import { NON_INFERIORITY_DEFAULTS, nonInferiority } from "../../src/evaluation/non-inferiority.ts";
import { uarDropOverSeeds, uarOverSeeds } from "../../src/evaluation/over-seeds.ts";
import { uarInterval } from "../../src/evaluation/uar-interval.ts";
import { clusteredClassification } from "./classifications.ts";

const RECORDINGS = 20;
const POPULATION = { speakersPerClass: 8, recordingsPerSpeaker: RECORDINGS, recalls: [0.5, 0.6], spread: 0.4 };

/** The same recordings, answered by networks of several seeds: each says something else of one in five. */
function seedsOf(count: number): Classification[] {
  const base = clusteredClassification(POPULATION, new Random(1));
  return Array.from({ length: count }, (_, k) => {
    const random = new Random(100 + k);
    return { ...base, predicted: base.predicted.map((code) => (random.uniform() < 0.2 ? 1 - code : code)) };
  });
}

describe("uarOverSeeds", () => {
  it("of equal networks is the interval of one", () => {
    const one = seedsOf(1)[0];
    const { uar, spread, shareOfSeeds } = uarOverSeeds([one, one, one, one, one]);
    const single = uarInterval(one);
    expect(uar.interval.low).toBeCloseTo(single.interval.low, 12);
    expect(uar.interval.high).toBeCloseTo(single.interval.high, 12);
    expect(uar.freedom).toBeCloseTo(single.freedom, 9);
    expect([spread.standardDeviation, shareOfSeeds]).toEqual([0, 0]);
  });

  it("has the variance max(V_S + V_K − V_I, V_S, V_K) and its degrees of freedom, by the definitions", () => {
    const seeds = seedsOf(6);
    const hit = (k: number, row: number) => Number(seeds[k]?.predicted[row] === seeds[k]?.labels[row]);
    // Every speaker has 20 recordings of one class, 8 speakers a class: θ is the mean over both classes of the speakers' means
    const x = Array.from({ length: 16 }, (_, s) =>
      seeds.map((_, k) =>
        [...Array(RECORDINGS).keys()].reduce((sum, r) => sum + hit(k, RECORDINGS * s + r) / RECORDINGS, 0),
      ),
    );
    const mean = (values: number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
    const squares = (values: number[]) => values.reduce((sum, value) => sum + (value - mean(values)) ** 2, 0);
    const classes = [x.slice(0, 8), x.slice(8)];
    const ofClass = classes.map((own) => squares(own.map(mean)) / 7 / 8 / 4);
    const ofSpeakers = ofClass[0] + ofClass[1];
    const theta = seeds.map((_, k) => mean(x.map((own) => own[k])));
    const ofSeeds = squares(theta) / (6 * 5);
    let interaction = 0;
    for (const own of classes)
      for (let k = 0; k < 6; k++) interaction += squares(own.map((values) => values[k] - mean(values))) / 7 / 8 / 4;
    const variance = Math.max(ofSpeakers + ofSeeds - interaction / 30, ofSpeakers, ofSeeds);
    const speakerFreedom = ofSpeakers ** 2 / (ofClass[0] ** 2 / 7 + ofClass[1] ** 2 / 7);
    const freedom = (ofSpeakers + ofSeeds) ** 2 / (ofSpeakers ** 2 / speakerFreedom + ofSeeds ** 2 / 5);
    const found = uarOverSeeds(seeds);
    expect(found.uar.estimate).toBeCloseTo(mean(theta), 12);
    expect(found.uar.atFloor).toBe(false);
    expect(found.uar.standardError ** 2).toBeCloseTo(variance, 14);
    expect(found.uar.freedom).toBeCloseTo(freedom, 8);
    expect(found.shareOfSeeds).toBeCloseTo(ofSeeds / variance, 10);
  });

  it("does not depend on the order of the seeds", () => {
    const seeds = seedsOf(5);
    expect(uarOverSeeds([...seeds].reverse()).uar.interval.low).toBeCloseTo(uarOverSeeds(seeds).uar.interval.low, 12);
  });

  it("asks for 3 seeds, and for the same recordings", () => {
    expect(() => uarOverSeeds(seedsOf(2))).toThrow("2 seeds hardly show how seeds differ; train at least 3");
    const other = { ...seedsOf(1)[0], labels: new Int32Array(16 * RECORDINGS) };
    expect(() => uarOverSeeds([...seedsOf(5), other])).toThrow("both must be of the same recordings");
  });
});

describe("uarDropOverSeeds", () => {
  it("of one pair five times is the drop of that pair, verdict included", () => {
    const [original, compressed] = seedsOf(2);
    const five = <Item>(item: Item) => [item, item, item, item, item];
    const drop = uarDropOverSeeds(five(original), five(compressed));
    const single = uarDrop(original, compressed);
    expect(dropEstimate(drop, 0.95).interval.high).toBeCloseTo(dropEstimate(single, 0.95).interval.high, 12);
    const options = { ...NON_INFERIORITY_DEFAULTS, margin: 0.3 };
    expect(nonInferiority(drop, options).upper).toBeCloseTo(nonInferiority(single, options).upper, 12);
  });

  it("refuses lists of different lengths", () => {
    expect(() => uarDropOverSeeds(seedsOf(6), seedsOf(5))).toThrow("6 originals for 5 compressed networks");
  });
});
