import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { bootstrapUar } from "../../src/evaluation/bootstrap.ts";
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
