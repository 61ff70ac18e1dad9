import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { bootstrapUar, bootstrapUarDrop, type Classification, nonInferiority } from "../../src/evaluation/index.ts";
import { clusteredClassification } from "./classifications.ts";

const OPTIONS = { resamples: 500, level: 0.95 };
const REPETITIONS = 1500;

it.each([
  [10, 0.86, 0.95],
  [40, 0.925, 0.965],
])(
  "the interval of level 0.95 over %i speakers a class covers the true UAR in %f to %f of the corpora",
  (speakers, low, high) => {
    const population = { speakersPerClass: speakers, recordingsPerSpeaker: 12, recalls: [0.75, 0.6], spread: 0.25 };
    let covered = 0;
    for (let seed = 0; seed < REPETITIONS; seed++) {
      const random = new Random(seed);
      const { interval } = bootstrapUar(clusteredClassification(population, random), OPTIONS, random.fork("b")).summary;
      if (interval.low <= 0.675 && 0.675 <= interval.high) covered++;
    }
    expect(covered / REPETITIONS).toBeGreaterThan(low);
    expect(covered / REPETITIONS).toBeLessThan(high);
  },
);

it("the interval over recordings covers less than 85 % where speakers differ: why speakers are resampled", () => {
  const population = { speakersPerClass: 40, recordingsPerSpeaker: 12, recalls: [0.75, 0.6], spread: 0.25 };
  let covered = 0;
  for (let seed = 0; seed < REPETITIONS; seed++) {
    const random = new Random(seed);
    const corpus = { ...clusteredClassification(population, random), speakers: undefined };
    const { interval } = bootstrapUar(corpus, OPTIONS, random.fork("b")).summary;
    if (interval.low <= 0.675 && 0.675 <= interval.high) covered++;
  }
  expect(covered / REPETITIONS).toBeLessThan(0.85);
});

it("non-inferiority is claimed in 3 to 7.5 % of the corpora where the true drop is the margin", () => {
  // At recall ½, 20 % of the hits lost and 10 % of the misses won make an expected drop of 0.05.
  const population = { speakersPerClass: 60, recordingsPerSpeaker: 10, recalls: [0.5, 0.5], spread: 0.2 };
  let claimed = 0;
  for (let seed = 0; seed < REPETITIONS; seed++) {
    const random = new Random(seed);
    const original = clusteredClassification(population, random);
    const compressed = worsened(original, 0.2, 0.1, random);
    const drop = bootstrapUarDrop(original, compressed, OPTIONS, random.fork("b"));
    const { verdict } = nonInferiority(drop, { margin: 0.05, alpha: 0.05 });
    if (verdict !== "inconclusive" && verdict !== "inferior") claimed++;
  }
  expect(claimed / REPETITIONS).toBeGreaterThan(0.03);
  expect(claimed / REPETITIONS).toBeLessThan(0.075);
});

/** Hits are lost with one chance, misses won with another; at recall ½ the expected drop is ½ (lost − won). */
function worsened(original: Classification, lost: number, won: number, random: Random): Classification {
  const predicted = original.predicted.map((code, row) => {
    const hit = code === original.labels[row];
    return random.uniform() < (hit ? lost : won) ? 1 - code : code;
  });
  return { ...original, predicted };
}
