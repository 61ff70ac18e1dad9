import { describe, expect, it } from "vitest";
import { chosenOfOriginal } from "../../src/experiment/squeeze-plan.ts";
import { squeezedSections } from "../../src/experiment/squeezed-rows.ts";
import { paperTables } from "../../src/experiment/tables.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";
import { madeUpResult } from "../report/results.ts";

function rowsOf(heading: string, result = madeUpResult({ squeezed: "pruned-99.95-4-bit" })): Record<string, string> {
  const [, , table] = paperTables(result);
  const section = table.sections.find((candidate) => candidate.heading === heading);
  return Object.fromEntries((section?.rows ?? []).map(({ label, cells }) => [label, cells[0]?.ours ?? ""]));
}

describe("the squeezed rows of Table 3", () => {
  it("name network, size in KiB and times smaller beside the original's zip of 138 MiB", () => {
    expect(rowsOf("Squeezed")).toMatchObject({
      Network: "pruned-99.95-4-bit",
      "Weights left": "15,100",
      "Size [KiB]": "35.6",
      "Times smaller": "3,958",
    });
  });

  it("take UAR, drop and verdict from test", () => {
    const result = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    const tested = result.models[0]?.squeezed?.test?.networks[0];
    const rows = rowsOf("Squeezed", result);
    expect(rows["UAR on test set"]).toMatch(/^0\.\d{3} \[0\.\d\d, 0\.\d\d\]$/);
    expect(rows["UAR on test set"]?.slice(0, 5)).toBe(tested?.evaluation.uar.estimate.toFixed(3));
    expect(rows["As good as the original"]).toBe(tested?.comparison.nonInferiority.verdict);
    expect(rowsOf("Squeezed", madeUpResult({ squeezed: "pruned-99.95-4-bit", testLabeled: false }))).toMatchObject({
      "UAR on test set": "-",
      "Drop of UAR": "-",
      "As good as the original": "-",
    });
  });

  it("have the UAR per speaker where speakers are known and have one class each or answers of their own", () => {
    const { models, linear } = madeUpResult({ squeezed: "pruned-99.95-4-bit", diagnosis: false });
    const found = rowsOf("Squeezed", madeUpResult({ squeezed: "pruned-99.95-4-bit", diagnosis: false }));
    const tested = models[0]?.squeezed?.test?.networks[0]?.evaluation.perSpeaker;
    expect(found["UAR per speaker"]?.slice(0, 5)).toBe(tested?.estimate.toFixed(3));
    const baseline = rowsOf("Linear baseline", madeUpResult({ diagnosis: false }));
    expect(baseline["Linear classifier, UAR per speaker"]?.slice(0, 5)).toBe(
      linear.test?.perSpeaker?.estimate.toFixed(3),
    );
  });

  it("keep the pruned original beside a linear classifier that was chosen, and are not doubled where it was not", () => {
    const second = "Squeezed, of the original's own weights";
    const linear = madeUpResult({ squeezed: "linear-80-4-bit" });
    expect(rowsOf("Squeezed", linear)["Network"]).toBe("linear-80-4-bit");
    // Of equal bases the smallest: the narrowed network of 4945 bytes.
    expect(rowsOf(second, linear)["Network"]).toBe("narrow-16-neurons-512-inputs-4-bit");
    expect(rowsOf(second)).toEqual({});
  });

  it("stand between the four networks and the linear baseline, and are left out of a result without a squeeze", () => {
    const headings = (result = madeUpResult({ squeezed: "pruned-99.95-4-bit" })) =>
      paperTables(result)[2].sections.map(({ heading }) => heading);
    expect(headings().slice(-3)).toEqual(["Pruned and quantised", "Squeezed", "Linear baseline"]);
    expect(headings(madeUpResult())).not.toContain("Squeezed");
    expect(squeezedSections(madeUpResult().models)).toEqual([]);
  });

  it("say on what they were judged where only one fold was squeezed", () => {
    const { models, ...result } = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    const notes = (recordings: number) => {
      const judged = models.map(({ squeezed, ...model }) => ({
        ...model,
        squeezed: squeezed && {
          ...squeezed,
          test: squeezed.test && { ...squeezed.test, original: { ...squeezed.test.original, recordings } },
        },
      }));
      return paperTables({ ...result, models: judged })[2].notes.join(" ");
    };
    expect(notes(160)).toContain("Squeezed in the first fold alone: on its 160 test recordings");
    expect(notes(models[0]?.variants[0]?.test?.recordings ?? 0)).not.toContain("first fold");
  });

  it("have the median size of the folds, and say whose the figures are, where every fold was squeezed", () => {
    const { models, ...result } = madeUpResult({ squeezed: "pruned-99.95-4-bit" });
    const bytes = { median: 20_480, smallest: 10_240, largest: 40_960 };
    const procedure = { folds: [], bytes, families: [] };
    const judged = models.map((model) => ({ ...model, squeezed: model.squeezed && { ...model.squeezed, procedure } }));
    const made = { ...result, models: judged };
    expect(rowsOf("Squeezed", made)).toMatchObject({
      "Size [KiB]": "20.0 (10.0 to 40.0)",
      "Times smaller": Math.floor((models[0]?.squeezed?.original.zipBytes ?? 0) / 20_480).toLocaleString("en-US"),
    });
    expect(paperTables(made)[2].notes.join(" ")).toContain("UAR, drop and verdict are the procedure's");
  });
});

describe("chosenOfOriginal", () => {
  const squeezed = madeUpResult({ squeezed: "linear-80-4-bit" }).models[0]?.squeezed as SqueezeResult;
  const withBases = (narrow: "shown" | "estimated" | "best", pruned: "shown" | "estimated" | "best") =>
    chosenOfOriginal({
      ...squeezed,
      familyChoices: [
        { name: "linear-80-4-bit", basis: "shown" },
        { name: "narrow-16-neurons-512-inputs-4-bit", basis: narrow },
        { name: "pruned-99.95-4-bit", basis: pruned },
      ],
    })?.name;

  it("prefers what is shown to what is estimated, and of what is only best the better one, whatever the size", () => {
    expect(withBases("estimated", "shown")).toBe("pruned-99.95-4-bit");
    expect(withBases("shown", "shown")).toBe("narrow-16-neurons-512-inputs-4-bit");
    expect(withBases("best", "estimated")).toBe("pruned-99.95-4-bit");
    expect(withBases("best", "best")).toBe("pruned-99.95-4-bit");
    expect(chosenOfOriginal({ ...squeezed, familyChoices: [] })).toBeUndefined();
  });
});

describe("Table 3", () => {
  it("has the UAR per speaker beside that over recordings, with its own interval", () => {
    const { models, ...result } = madeUpResult();
    const own = models[0]?.variants[0]?.test;
    const perSpeaker = {
      figure: "answers",
      estimate: 0.7,
      interval: { low: 0.6, high: 0.8, level: 0.95 },
      speakers: 40,
      warnings: [],
    } as const;
    const withFigure = models.map((model) => ({
      ...model,
      variants: model.variants.map((variant) => ({ ...variant, test: own ? { ...own, perSpeaker } : null })),
    }));
    const [, , table] = paperTables({ ...result, models: withFigure });
    const rows = table.sections.find(({ heading }) => heading === "Uncompressed network")?.rows;
    expect(rows?.map(({ label }) => label).slice(0, 2)).toEqual(["UAR on test set", "UAR per speaker"]);
    expect(rows?.[1]?.cells[0]?.ours).toBe("0.700 [0.60, 0.80]");
  });
});
