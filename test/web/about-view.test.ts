import { describe, expect, it } from "vitest";
import { limitSentences } from "../../web/src/about-view.ts";
import { LANGUAGES, languageOf, sentence } from "../../web/src/language.ts";
import { TEXTS } from "../../web/src/texts.ts";
import { verdictOf } from "../../web/src/verdict.ts";

const figures = {
  partition: "test" as const,
  recordings: 80,
  speakers: 40,
  uar: 0.666,
  interval: { low: 0.55, high: 0.78, level: 0.95 },
  recalls: [0.5, 0.8],
  folds: null,
  trained: { recordings: 320, speakers: 90 },
  warnings: [],
};

function limits(more: object | null): string {
  const model = { classes: ["a", "b"], figures: more && { ...figures, ...more } };
  return limitSentences("en", model as unknown as Parameters<typeof limitSentences>[1]).join(" ");
}

describe("what a person is told before any answer", () => {
  it("has UAR, interval and chance", () => {
    expect(limits({})).toMatch(/80 recordings.*66\.6 %.*95 % interval 55\.0 to 78\.0 %.*Guessing gives 50\.0 %/);
    expect(limits({})).not.toContain("better than guessing");
  });

  it("says where the interval reaches chance, where devel is all that is known, and where nothing is", () => {
    expect(limits({ interval: { low: 0.5, high: 0.8, level: 0.95 } })).toContain(
      "not show that it is better than guessing",
    );
    expect(limits({ partition: "devel", interval: null })).toMatch(/too few to say how sure.*it flatters it/);
    expect(limits({ folds: 5 })).toContain("is of 5 others, each made in the same way");
    expect(limits({ warnings: ["feature-leak"] })).toContain("warn (feature-leak): the figure may be too good");
    expect(limits({ warnings: ["synthetic"] })).toMatch(/^It was trained on voices that a program made.*80 recordings/);
    expect(limits({ warnings: ["synthetic"] })).not.toContain("warn");
    expect(limits(null)).toContain("How often it is right is not known here");
  });
});

describe("verdictOf", () => {
  it.each([
    [[0.52, 0.48], "undecided", "a"],
    [[0.4, 0.6], "leans", "b"],
    [[0.1, 0.9], "takes", "b"],
    [[0.5, 0.5], "undecided", "a"],
    [[1], "onlyClass", "a"],
  ] as const)("of %s is %s, %s first", (probabilities, name, first) => {
    const [said, gaps] = verdictOf(Float32Array.from(probabilities), ["a", "b"].slice(0, probabilities.length));
    expect([said, gaps["first"]]).toEqual([name, first]);
  });
});

describe("texts", () => {
  it("are there in both languages with the same gaps, and fill them", () => {
    const gapsOf = (text: string) => [...text.matchAll(/\{\w+\}/g)].map(([gap]) => gap).sort();
    for (const [name, [english, german]] of Object.entries(TEXTS))
      expect(gapsOf(german), name).toEqual(gapsOf(english));
    expect(LANGUAGES.map((language) => sentence(language, "record"))).toEqual([...TEXTS.record]);
    expect(sentence("de", "doubtNoisy", { distance: 7 })).toContain("7 dB");
  });

  it("are in the first language of the reader that is known, else English", () => {
    expect([["de-AT", "en"], ["fr", "de"], ["fr"], []].map(languageOf)).toEqual(["de", "de", "en", "en"]);
  });
});
