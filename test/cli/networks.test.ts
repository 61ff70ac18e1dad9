import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

describe("--out", () => {
  const commands: [string, string, string][] = [
    ["train --features .", "a.tflite", ".safetensors"],
    ["train --features .", "a.coldpress", ".safetensors"],
    ["prune a.safetensors --features .", "b.tflite", ".safetensors"],
    ["prune a.safetensors --features . --method global", "b.tflite", ".safetensors or .coldpress"],
    ["quantize a.safetensors", "b.safetensors", ".tflite or .coldpress"],
    ["lld a.wav", "c.arff", ".csv"],
    ["report result.json", "report.pdf", ".html or .htm"],
  ];

  it.each(commands)("coldpress %s --out %s is refused before anything is read", (command, out, extensions) => {
    const folder = temporaryFolder();
    const { code, err } = coldpress([...command.split(" "), "--out", out], folder);
    expect([code, err]).toEqual([2, expect.stringContaining(`--out must end in ${extensions}, got ${out}`)]);
    expect(readdirSync(folder)).toEqual([]);
  });
});

describe("networks find their features by name", () => {
  it("in a table whose columns stand in another order, for every format", () => {
    const folder = temporaryFolder();
    writeLearnableTables(folder, 8);
    const run = (...args: string[]) => {
      const { code, out, err } = coldpress(args, folder);
      expect(code, err).toBe(0);
      return out;
    };
    run("train", "--features", ".", "--hidden", "5", "--epochs", "1", "--out", "a.safetensors");
    run("quantize", "a.safetensors", "--out", "a.tflite");
    run("quantize", "a.safetensors", "--out", "a.coldpress");
    const rows = readFileSync(join(folder, "small.test.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split(","));
    const reordered = rows.map(([name, speaker, ...cells]) => [name, ...cells.reverse(), speaker].join(","));
    writeFileSync(join(folder, "reordered.csv"), `${reordered.join("\n")}\n`);
    for (const model of ["a.safetensors", "a.tflite", "a.coldpress"]) {
      const whole = run("predict", model, "--features", "small.test.csv");
      expect(run("predict", model, "--features", "reordered.csv"), model).toBe(whole);
      const evaluate = (table: string) => run("evaluate", model, "--features", table, "--partition", "all");
      expect(evaluate("reordered.csv")).toBe(evaluate("small.test.csv"));
    }
    const lacking = rows.map((cells) => cells.filter((_, i) => i !== 4).join(","));
    writeFileSync(join(folder, "lacking.csv"), `${lacking.join("\n")}\n`);
    for (const model of ["a.safetensors", "a.tflite", "a.coldpress"])
      expect(coldpress(["predict", model, "--features", "lacking.csv"], folder)).toMatchObject({
        code: 2,
        err: expect.stringContaining(`the table's 7 lack 1 of them: "${rows[0]?.[4]}"`),
      });
  });
});
