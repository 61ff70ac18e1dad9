import { describe, expect, it } from "vitest";
import { dataFaults, faultPrefix } from "../../src/report/data-faults.ts";

const finding = (check: string, severity: "note" | "warning" | "error" = "warning") => ({
  severity,
  check,
  sentence: `About ${check}.`,
});

const ON_TEST = { usesDevel: false };

describe("dataFaults", () => {
  it.each([
    ["speaker-overlap", "leakage between partitions: figures too high", true],
    ["duplicate-overlap", "leakage between partitions: figures too high", true],
    ["feature-leak", "a column gives the class away: figures too high", true],
    ["duplicate-labels", "the same sound has two labels", false],
    ["recordings", "recordings are left out", false],
    ["unreadable", "recordings are left out", false],
  ])("%s voids a claim: %s", (check, words, leak) => {
    expect(dataFaults([finding(check)], ON_TEST)).toEqual({ words: [words], sentences: [`About ${check}.`], leak });
  });

  it("says each kind once, most serious first, with all sentences", () => {
    const found = dataFaults(
      ["recordings", "duplicate-overlap", "recordings", "speaker-overlap"].map((check) => finding(check)),
      ON_TEST,
    );
    expect(faultPrefix(found)).toBe("[Leakage between partitions: figures too high; recordings are left out] ");
    expect(found.sentences).toEqual([
      "About duplicate-overlap.",
      "About speaker-overlap.",
      "About recordings.",
      "About recordings.",
    ]);
  });

  it("counts what touches devel alone where devel decides", () => {
    const findings = [finding("speaker-overlap-devel")];
    expect(dataFaults(findings, ON_TEST).words).toEqual([]);
    expect(dataFaults(findings, { usesDevel: true }).words).toHaveLength(1);
  });

  it("leaves notes and other findings out, and a sound claim as it is", () => {
    const findings = [
      finding("duplicate", "note"),
      finding("confound"),
      finding("few-speakers"),
      finding("recordings", "note"),
    ];
    expect(dataFaults(findings, ON_TEST)).toEqual({ words: [], sentences: [], leak: false });
    expect(faultPrefix(dataFaults([], ON_TEST))).toBe("");
  });
});
