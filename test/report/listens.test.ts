import { beforeAll, describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { createSparseEngine } from "../../src/engine/sparse/create-sparse-engine.ts";
import { type ExperimentResult, parseResult } from "../../src/experiment/result.ts";
import { explainNetwork } from "../../src/explanation/explain-network.ts";
import type { Explanation } from "../../src/explanation/explanation.ts";
import {
  directionText,
  explanationNotes,
  explanationSentence,
  featureText,
} from "../../src/report/explanation-text.ts";
import { renderSqueezedCard } from "../../src/report/model-card.ts";
import { perSpeakerNotes, squeezePerSpeaker } from "../../src/report/per-speaker-text.ts";
import { renderReport } from "../../src/report/report.ts";
import { randomNetwork, randomTable } from "../explanation/networks.ts";
import { madeUpResult } from "./results.ts";

let explanation: Explanation;

beforeAll(async () => {
  const engine = createSparseEngine({ kind: "reference" });
  explanation = await explainNetwork(
    randomNetwork(new Random(1), [4]),
    randomTable(new Random(2)),
    engine,
    new Random(3),
  );
});

function explainedResult(): ExperimentResult {
  const { models, linear, ...result } = madeUpResult({ squeezed: "pruned-99.95-4-bit", diagnosis: false });
  return {
    ...result,
    linear: { ...linear, explanation },
    models: models.map((model) => ({ ...model, squeezed: model.squeezed && { ...model.squeezed, explanation } })),
  };
}

describe("what the report says of what is listened to", () => {
  it("stands in a section of its own, made of the result alone, for the squeezed network and the linear classifier", () => {
    const result = explainedResult();
    const page = renderReport(parseResult(JSON.stringify(result), "result.json"));
    expect(page).toBe(renderReport(result));
    expect(page).toContain("What does it listen to?");
    expect(page).toContain("Model A, squeezed (pruned-99.95-4-bit) reads 6 features, of 4 descriptors.");
    expect(page).toContain("The linear classifier reads 6 features");
    expect(page).toContain("median of the pitch [Hz]");
    expect(page).toContain("they replace each other");
    expect(page).not.toContain("seeds it is about");
  });

  it("says whose networks it is about where there are several seeds", () => {
    const { settings, ...result } = explainedResult();
    const page = renderReport({ ...result, settings: { ...settings, seeds: [1, 2, 3] } });
    expect(page).toContain("Of 3 seeds it is about the first one's networks, which are kept.");
  });

  it("stands in the card of the squeezed network, with the UAR per speaker", () => {
    const result = explainedResult();
    const card = renderSqueezedCard(result, result.models[0]);
    expect(card).toContain("It reads 6 features, of 4 descriptors. On 100 recordings of 20 speakers");
    expect(card).toMatch(/\| pitch and voicing \| [+−]?0\.\d{3} \[/);
    expect(card).toMatch(/On test, 40 speakers\): original/);
  });

  it("is left out of a result of before, which can still be read", () => {
    const result = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    expect(renderReport(parseResult(JSON.stringify(result), "result.json"))).not.toContain("What does it listen to?");
  });

  it("says the direction in words: against whom where there are more classes, and how often where it is not always", () => {
    const feature = { name: "f0", words: null, unit: null, high: null, effects: [-0.1, 0.3, -0.2], agreement: 1 };
    expect(directionText(feature, ["a", "b", "c"])).toBe("for b, against c");
    expect(directionText({ ...feature, effects: [0.3, -0.3], agreement: 0.72 }, ["a", "b"])).toBe(
      "for a (in 72 % of recordings)",
    );
    expect(directionText({ ...feature, effects: [0, 0] }, ["a", "b"])).toBe("for none");
    expect(featureText(feature)).toBe("f0");
  });

  it("says with a table how it was judged, and without one that it was not", () => {
    expect(explanationSentence(explanation, "x")).toMatch(
      /^x reads 6 features, of 4 descriptors\. On 100 recordings of 20 speakers it has a UAR of 0\.\d{3}\.$/,
    );
    expect(explanationSentence({ ...explanation, table: null, inputs: 9 }, "x")).toBe(
      "x reads 6 of 9 features, of 4 descriptors.",
    );
    expect(explanationNotes(explanation)[0]).toContain("mean of 20 permutations");
    expect(explanationNotes({ ...explanation, table: null })).toHaveLength(2);
  });
});

describe("UAR per speaker in sentences", () => {
  it("has the squeezed network beside the others, and the linear classifier for comparison", () => {
    const result = explainedResult();
    const [model, linear] = perSpeakerNotes(result);
    expect(model).toMatch(/Model A, 40 speakers\): Original 0\.\d{3} .*; Squeezed 0\.\d{3} \[/);
    expect(linear).toMatch(/For comparison, 40 speakers\): linear classifier 0\.\d{3} \[/);
    for (const sentence of [model, linear]) expect(sentence).toMatch(/^Mean of the speakers' own UARs, .* \((Mod|For)/);
    const answers = JSON.stringify(result).replaceAll('"figure":"mean over speakers"', '"figure":"answers"');
    expect(perSpeakerNotes(JSON.parse(answers))[0]).toMatch(/^UAR with one answer per speaker, by mean .*\(Model A/);
    const squeezed = result.models[0]?.squeezed;
    expect(squeezed && squeezePerSpeaker(squeezed)).toEqual([
      expect.stringMatching(/On test, 40 speakers\): original 0\.\d{3} .*; choice 0\.\d{3} \[/),
    ]);
  });
});
