import { describe, expect, it } from "vitest";
import { comparisonText, evaluationText } from "../../src/cli/terminal/evaluation-text.ts";
import { Random } from "../../src/core/random.ts";
import { type Classification, compare, evaluate } from "../../src/evaluation/index.ts";
import { clusteredClassification } from "../evaluation/classifications.ts";

const POPULATION = { speakersPerClass: 12, recordingsPerSpeaker: 5, recalls: [0.7, 0.8], spread: 0.1 };

function answers(seed: number): Classification {
  const made = clusteredClassification(POPULATION, new Random(seed));
  const probabilities = Float32Array.from([...made.predicted].flatMap((code) => [1 - code, code]));
  return { ...made, probabilities };
}

describe("the text of an evaluation", () => {
  it("has the UAR per speaker with its interval, and no line for it where speakers are unknown", () => {
    const text = evaluationText(evaluate(answers(1), new Random(1)));
    expect(text).toMatch(
      /\nUAR per speaker 0\.\d{3} \[0\.\d{3}, [01]\.\d{3}\] of 24 speakers \(one answer each, by mean probability\)\n/,
    );
    const unknown = evaluate({ ...answers(1), speakers: undefined }, new Random(1));
    expect(evaluationText(unknown)).not.toContain("per speaker");
  });

  it("has McNemar over recordings, named so, and over speakers where they are known", () => {
    const known = comparisonText(compare(answers(1), answers(2)));
    expect(known).toMatch(
      /McNemar: \d+ right only before, \d+ only after, mid-p [\d.]+, recordings taken as independent\n/,
    );
    expect(known).toMatch(
      /McNemar by speaker: \d+ speakers lean one way, chi-square \d+\.\d\d, p \d\.\d+; signs flipped p \d\.\d+\n/,
    );
    const [first, second] = [answers(1), answers(2)].map((own) => ({ ...own, speakers: undefined }));
    expect(comparisonText(compare(first as Classification, second as Classification))).not.toContain("by speaker");
  });
});
