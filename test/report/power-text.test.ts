import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { type Classification, compare, evaluate } from "../../src/evaluation/index.ts";
import { NON_INFERIORITY_DEFAULTS } from "../../src/evaluation/non-inferiority.ts";
import { powerSentence } from "../../src/report/power-text.ts";
import { simulatedPair } from "../evaluation/simulated-corpora.ts";

/** The sentence on made-up answers that differ in one of ten. */
function sentence(speakers: number, recordings: number, margin: number, known = true): string | null {
  const design = { kind: "D" as const, speakers, recordings, shares: [0.5, 0.5] };
  const pair = simulatedPair(design, { drop: 0, discordance: 0.1, correlation: 0.1 }, new Random(3));
  const hidden = ({ speakers: names, ...rest }: Classification): Classification =>
    known ? { ...rest, speakers: names } : rest;
  const [original, compressed] = [pair.original, pair.compressed[0]].map(hidden);
  const comparison = compare(original, compressed, { ...NON_INFERIORITY_DEFAULTS, margin });
  return powerSentence(evaluate(compressed, new Random(1)), comparison);
}

describe("powerSentence", () => {
  it("says what it takes, by what, and what the present speakers could show", () => {
    expect(sentence(40, 5, 0.02)).toMatch(
      /^To show non-inferiority at margin 0\.02 with a chance of 80 %, if compression truly costs nothing and answers differ as here \(\d+\.\d % of the recordings, correlation 0\.\d\d\), it takes about \d+ speakers with 5 recordings each; the 40 speakers here could show a margin of 0\.\d+ at best\.$/,
    );
  });

  it("speaks of recordings where no speakers are known, and of a correlation that is supposed where speakers are few", () => {
    expect(sentence(40, 2, 0.02, false)).toMatch(/it takes about [\d,]+ recordings; the 80 recordings here could show/);
    expect(sentence(12, 5, 0.02)).toContain("correlation 0.05 supposed");
    expect(sentence(4, 5, 0.02)).toContain("4 speakers can show no margin at all");
  });

  it("says nothing where there is a verdict", () => {
    expect(sentence(400, 5, 0.1)).toBeNull();
  });
});
