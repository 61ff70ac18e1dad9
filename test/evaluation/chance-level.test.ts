import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { CHANCE_LEVEL, chanceTest } from "../../src/evaluation/chance-level.ts";
import type { Classification } from "../../src/evaluation/classification.ts";
import { classificationOf, clusteredClassification, reordered } from "./classifications.ts";

const CORPUS = { speakersPerClass: 10, recordingsPerSpeaker: 8, recalls: [0.5, 0.5], spread: 0.5 };

/** Speakers of an emotion: half of each one's recordings belong to each class, whatever they answer. */
function emotion(classification: Classification): Classification {
  return { ...classification, labels: classification.labels.map((_, row) => row % 2) };
}

describe("chanceTest", () => {
  it("has the p of all arrangements: of 3 + 3 speakers, all told apart, 1 in 20", () => {
    const pairs = [0, 0, 0, 1, 1, 1].map((label) => [label, label] as const);
    const corpus = classificationOf(
      pairs,
      pairs.map((_, i) => `S${i}`),
    );
    expect(Math.abs(chanceTest(corpus, new Random(1), 20_000).pValue - 0.05)).toBeLessThan(0.005);
  });

  it("is 1 for a classifier that always says the same", () => {
    const constant = clusteredClassification(CORPUS, new Random(1));
    expect(chanceTest({ ...constant, predicted: constant.labels.map(() => 1) }, new Random(2)).pValue).toBe(1);
  });

  it("moves labels between speakers of one class, within speakers of several, and between recordings where none are known", () => {
    const diagnosis = clusteredClassification(CORPUS, new Random(1));
    const moved = (classification: Classification) => chanceTest(classification, new Random(1), 10).moved;
    expect(moved(diagnosis)).toBe("between speakers");
    expect(moved(emotion(diagnosis))).toBe("within speakers");
    expect(moved({ ...diagnosis, speakers: undefined })).toBe("between recordings");
    // One speaker who is ill in one recording does not make a diagnosis an emotion.
    const labels = diagnosis.labels.map((label, row) => (row === 0 ? 1 - label : label));
    expect(moved({ ...diagnosis, labels })).toBe("between speakers");
  });

  it("calls a classifier better than chance in at most 4 % of corpora where it knows nothing, of either kind", () => {
    // 2.5 % asked; 600 corpora, three standard errors are 1.9 %.
    for (const kind of [(corpus: Classification) => corpus, emotion]) {
      let better = 0;
      for (let seed = 0; seed < 600; seed++) {
        const random = new Random(seed);
        const corpus = kind(clusteredClassification(CORPUS, random));
        if (chanceTest(corpus, random.fork("permute"), 199).pValue <= CHANCE_LEVEL) better++;
      }
      expect(better / 600).toBeLessThan(0.044);
    }
  });

  it("finds a classifier that knows something", () => {
    const corpus = clusteredClassification({ ...CORPUS, recalls: [0.75, 0.7], spread: 0.2 }, new Random(1));
    expect(chanceTest(corpus, new Random(2)).pValue).toBe(1 / 2000);
  });

  it("changes in no bit when recordings are reordered and speakers renamed", () => {
    const corpus = clusteredClassification({ ...CORPUS, recalls: [0.55, 0.5] }, new Random(3));
    const order = new Random(4).shuffle(Array.from(corpus.labels, (_, row) => row));
    const shuffled = reordered(corpus, order);
    const renamed = { ...shuffled, speakers: shuffled.speakers?.map((name) => name.replace("speaker", "S")) };
    expect(chanceTest(renamed, new Random(5))).toEqual(chanceTest(corpus, new Random(5)));
  });

  it("refuses no permutations", () => {
    expect(() => chanceTest(clusteredClassification(CORPUS, new Random(1)), new Random(1), 0)).toThrow(
      "at least 1, got 0",
    );
  });
});
