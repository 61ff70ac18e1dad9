import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { explanationSchema } from "../../src/explanation/explanation.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

/** A trained network of 8 features in a folder, in each of our formats. */
function networksIn(folder: string): string[] {
  writeLearnableTables(folder, 8);
  ran(folder, "train", "--features", ".", "--hidden", "5", "--epochs", "30", "--out", "a.safetensors");
  ran(folder, "quantize", "a.safetensors", "--out", "a.tflite");
  ran(folder, "quantize", "a.safetensors", "--out", "a.coldpress", "--method", "codebook", "--bits", "4");
  return ["a.safetensors", "a.tflite", "a.coldpress"];
}

function ran(folder: string, ...args: string[]): string {
  const { code, out, err } = coldpress(args, folder);
  expect(code, err).toBe(0);
  return out;
}

describe("inspect --explain", () => {
  it("says of every kind of file what is read, and with a table how much it is needed, the same in each", () => {
    const folder = temporaryFolder();
    for (const file of networksIn(folder)) {
      const alone = explanationSchema.parse(JSON.parse(ran(folder, "inspect", file, "--explain", "--json")));
      expect(alone).toMatchObject({ inputs: 8, read: 8, table: null, strongest: [] });
      const args = ["inspect", file, "--explain", "--features", "."];
      const found = explanationSchema.parse(JSON.parse(ran(folder, ...args, "--json")));
      const evaluated = JSON.parse(ran(folder, "evaluate", file, "--features", ".", "--partition", "devel", "--json"));
      expect(found.table).toMatchObject({ recordings: 30, permutations: 20 });
      expect(Math.abs((found.table?.uar ?? 0) - evaluated.evaluation.uar.estimate)).toBeLessThan(0.05);
      expect(found.descriptors).toHaveLength(8);
      expect(found.strongest).toHaveLength(8);
      for (const { effects } of found.strongest) expect(effects[0]).toBeCloseTo(-effects[1], 3);
      expect(ran(folder, ...args, "--json")).toBe(`${JSON.stringify(found, null, 2)}\n`);
    }
  });

  it("fits one screen, names features of no known set by their own names, and says what it is not", () => {
    const folder = temporaryFolder();
    const [file = ""] = networksIn(folder);
    const text = ran(folder, "inspect", file, "--explain", "--features", ".");
    expect(text.trimEnd().split("\n").length).toBeLessThanOrEqual(40);
    expect(text).toContain("other features");
    expect(text).toContain("a high value speaks");
    expect(text).toContain("they replace each other");
    expect(text).toContain("not a medical device");
  });

  it("refuses options that nothing comes of", () => {
    const folder = temporaryFolder();
    for (const [args, message] of [
      [["--features", "."], "--features: does nothing without --explain"],
      [["--explain", "--partition", "test"], "--partition: does nothing without --features"],
      [["--explain", "--labels", "x.tsv"], "--labels: does nothing without --features"],
    ] as const)
      expect(coldpress(["inspect", "a.safetensors", ...args], folder)).toMatchObject({
        code: 2,
        err: expect.stringContaining(message),
      });
    const [file = ""] = networksIn(folder);
    const bare = join(temporaryFolder(), "bare.csv");
    writeFileSync(bare, "name,feature0\na,3\n");
    for (const [args, message] of [
      [["--features", bare], "the table has no labels"],
      [["--features", ".", "--only", "*1*"], "needs 8 features"],
      [["--features", ".", "--partition", "dev"], 'no row is in the partition "dev"'],
    ] as const)
      expect(coldpress(["inspect", file, "--explain", ...args], folder)).toMatchObject({
        code: 2,
        err: expect.stringContaining(message),
      });
  });
});
