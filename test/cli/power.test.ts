import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { compare, evaluate } from "../../src/evaluation/index.ts";
import { simulatedPair } from "../evaluation/simulated-corpora.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

/** What evaluate prints with --against and --json, of made-up answers. */
function evaluated(withComparison: boolean): string {
  const design = { kind: "D" as const, speakers: 40, recordings: 5, shares: [0.5, 0.5] };
  const truth = { drop: 0, discordance: 0.1, correlation: 0.1 };
  const { original, compressed } = simulatedPair(design, truth, new Random(1));
  const answers = compressed[0];
  const comparison = withComparison ? compare(original, answers) : null;
  const file = join(temporaryFolder(), "evaluate.json");
  writeFileSync(file, JSON.stringify({ evaluation: evaluate(answers, new Random(1)), comparison }));
  return file;
}

describe("coldpress power", () => {
  it("says how many speakers show the margin, and what 10, 40, 140 and 630 can show", () => {
    const { code, out } = coldpress(["power", "--discordance", "0.1", "--recordings", "5"], ".");
    expect(code).toBe(0);
    expect(out).toContain(
      "To show a drop below 0.02 at one-sided 5.0 % with a chance of 80.0 %, if it is 0: 373 speakers",
    );
    expect(out).toMatch(/\n10 +0\.150\n40 +0\.062\n140 +0\.033\n630 +0\.015\n/);
    expect(out).not.toContain("usual formula");
  });

  it("says so where the floor asks for more than the usual formula", () => {
    const { out } = coldpress(["power", "--discordance", "0.01"], ".");
    expect(out).toContain("311 speakers\n(The usual formula says 155:");
  });

  it("takes what a comparison has seen, and lets options take its place", () => {
    const file = evaluated(true);
    const seen = JSON.parse(coldpress(["power", "--from", file, "--json"], ".").out);
    expect(seen.design).toMatchObject({ recordingsPerSpeaker: 5, classShares: [0.5, 0.5], everyClass: false });
    expect(seen.seen).toMatchObject({ units: 40, correlationSeen: true });
    expect(seen.speakers).toBeGreaterThan(100);
    const other = coldpress(["power", "--from", file, "--discordance", "0.3", "--recordings", "20", "--json"], ".");
    expect(JSON.parse(other.out).design).toMatchObject({ discordance: 0.3, recordingsPerSpeaker: 20 });
    expect(coldpress(["power", "--from", file], ".").out).toMatch(
      /The 40 speakers there could show a margin of 0\.\d+/,
    );
  });

  it.each([
    [["power"], "say how many answers differ with --discordance"],
    [["power", "--discordance", "2"], "expected a number from 0 to 1"],
    [["power", "--discordance", "0.1", "--margin", "0"], "expected a number above 0 and below 1"],
    [["power", "--discordance", "0.1", "--alpha", "0.6"], "the level must be below 0.5, got 0.6"],
    [["power", "--discordance", "0.1", "--classes", "3"], "at least 2 classes, such as 1,9, got 3"],
    [["power", "--from", "package.json"], "package.json: is not a result of coldpress"],
    [["power", "--from", "README.md"], "README.md: is not JSON"],
    [["power", "--from", "none.json"], "none.json"],
  ])("refuses %j with exit code 2 and one line", (args, message) => {
    const { code, err } = coldpress(args, ".");
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });

  it("refuses an evaluation without a comparison", () => {
    const { code, err } = coldpress(["power", "--from", evaluated(false)], ".");
    expect(code).toBe(2);
    expect(err).toContain("compares no network with its original");
  });
});
