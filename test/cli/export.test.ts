import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { hasOnnxRuntime, ifOnnxRuntime, predictWithOnnxRuntime } from "../formats/onnxruntime.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

function ran(args: readonly string[], folder: string): string {
  const { code, out, err } = coldpress(args, folder);
  expect(code, err).toBe(0);
  return out;
}

/** Features of the test partition, in the order of the network that is trained on the tables. */
function testRows(folder: string, features: number): Float32Array {
  const lines = readFileSync(join(folder, "small.test.csv"), "utf8").trimEnd().split("\n").slice(1);
  return Float32Array.from(
    lines.flatMap((line) =>
      line
        .split(",")
        .slice(2, 2 + features)
        .map(Number),
    ),
  );
}

describe(`coldpress export onnx${ifOnnxRuntime}`, () => {
  it("takes every network file of ours, and onnxruntime says what predict says", { timeout: 120_000 }, async () => {
    const folder = temporaryFolder();
    writeLearnableTables(folder, 8);
    ran(["train", "--features", ".", "--hidden", "5", "--epochs", "1", "--out", "a.safetensors"], folder);
    ran(["quantize", "a.safetensors", "--out", "a.tflite"], folder);
    ran(["quantize", "a.safetensors", "--method", "float16", "--out", "a.coldpress"], folder);
    for (const model of ["a.safetensors", "a.tflite", "a.coldpress"]) {
      expect(ran(["export", "onnx", model, "--out", "a.onnx"], folder)).toBe("a.onnx\n");
      if (!hasOnnxRuntime) continue;
      const said = ran(["predict", model, "--features", "small.test.csv", "--json"], folder);
      const { recordings } = JSON.parse(said) as { recordings: { probabilities: number[] }[] };
      const ours = recordings.flatMap(({ probabilities }) => probabilities);
      const theirs = await predictWithOnnxRuntime(join(folder, "a.onnx"), testRows(folder, 8), 8);
      expect(theirs.length).toBe(ours.length);
      for (const [i, value] of theirs.entries()) expect(Math.abs(value - ours[i])).toBeLessThan(1e-6);
    }
  });

  it("writes int8 kernels where it is told to, a quarter of the size", () => {
    const folder = temporaryFolder();
    writeLearnableTables(folder, 60);
    ran(["train", "--features", ".", "--hidden", "40", "--epochs", "1", "--out", "a.safetensors"], folder);
    const { layers } = JSON.parse(
      ran(["export", "onnx", "a.safetensors", "--int8", "--json", "--out", "a.onnx"], folder),
    );
    expect(layers).toEqual([
      { inputs: 60, outputs: 40, kernel: "int8" },
      { inputs: 40, outputs: 2, kernel: "float32" },
    ]);
    expect(readFileSync(join(folder, "a.onnx")).includes("DequantizeLinear")).toBe(true);
  });

  it("refuses other formats, other extensions and what is no network, and writes nothing", () => {
    const folder = temporaryFolder();
    writeLearnableTables(folder, 8);
    for (const [args, complaint] of [
      [["onnx", "small.test.csv", "--out", "a.onnx"], "small.test.csv: is none of coldpress's files"],
      [["onnx", "none.safetensors", "--out", "a.onnx"], "none.safetensors"],
      [["onnx", "a.safetensors", "--out", "a.pb"], "export onnx: --out must end in .onnx, got a.pb"],
      [["coreml", "a.safetensors", "--out", "a.onnx"], "Allowed choices are onnx"],
    ] as const)
      expect(coldpress(["export", ...args], folder)).toMatchObject({
        code: 2,
        err: expect.stringContaining(complaint),
      });
    expect(existsSync(join(folder, "a.onnx"))).toBe(false);
  });
});
