import { describe, expect, it } from "vitest";
import { coldpress } from "./run-coldpress.ts";

describe("coldpress plan", () => {
  it.each([
    ["A", 39_128_332, 3_978_666, 2],
    ["B", 47_905_713, 4_870_756, 2],
    ["C", 65_201_140, 6_624_303, 1],
  ])("--model %s --json gives %i trainable parameters and %i survivors, %i more than the paper", (...expected) => {
    const [model, trainable, survivors, difference] = expected;
    const { code, out } = coldpress(["plan", "--model", model, "--json"], ".");
    expect(code).toBe(0);
    const plan = JSON.parse(out);
    expect(plan.parameters.trainable).toBe(trainable);
    expect(plan.pruning.updates.at(-1)).toMatchObject({ step: 500, survivors });
    expect(plan.paper).toMatchObject({ trainableDifference: 0, survivorDifference: difference });
  });

  it("prints the paper's numbers beside its own", () => {
    const { out } = coldpress(["plan"], ".");
    expect(out).toContain("39,128,332 trainable parameters");
    expect(out).toContain("3,978,664 survivors (difference 2)");
  });

  it("takes own widths", () => {
    const { out } = coldpress(["plan", "--inputs", "10", "--hidden", "4,3", "--classes", "5", "--json"], ".");
    expect(JSON.parse(out).parameters.trainable).toBe(10 * 4 + 4 + 4 * 3 + 3 + 3 * 5 + 5 + 20);
  });

  it.each([
    [["plan", "--epochs", "0"], "expected a whole number of at least 1"],
    [["plan", "--model", "D"], "expected one of A, B, C"],
    [["plan", "--inputs", "2", "--model", "B"], "a layer's width must be a whole number of at least 1, got 0"],
    [["plane"], "unknown command 'plane'"],
  ])("refuses %j with exit code 2 and one line", (args, message) => {
    const { code, err } = coldpress(args, ".");
    expect(code).toBe(2);
    expect(err).toContain(message);
    expect(err).not.toContain("    at ");
  });
});

describe("every command", () => {
  it("has --help with an example", () => {
    const commands = [...coldpress(["--help"], ".").out.matchAll(/^ {2}([a-z]+) {2,}/gm)].map(([, name]) => name);
    expect(commands.length).toBeGreaterThan(7);
    for (const name of commands.filter((name) => name !== "help")) {
      const { code, out } = coldpress([name, "--help"], ".");
      expect(code).toBe(0);
      expect(out, name).toMatch(/Examples?:\n +coldpress /);
    }
  });
});
