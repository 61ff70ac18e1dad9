import { copyFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { decodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeModelFile } from "../../src/formats/model-file.ts";
import { survivorsOf, survivorTotal } from "../../src/network/sparse-network.ts";
import { layerSurvivors } from "../../src/pruning/keep-largest.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const TABLES = ["small.train.csv", "small.devel.csv", "small.test.csv"];
const DATA = ["--features", ...TABLES];

let shared = "";

/** A folder with tables of 30 features and a network a.safetensors [30-12-8-2]. */
function preparedFolder(): string {
  const folder = temporaryFolder();
  for (const file of [...TABLES, "a.safetensors"]) copyFileSync(join(shared, file), join(folder, file));
  return folder;
}

/** What a command prints; it must succeed. */
function run(folder: string, ...args: string[]): string {
  const { code, out, err } = coldpress(args, folder);
  expect(code, err).toBe(0);
  return out;
}

/** The one line that a command refuses with. */
function refusal(folder: string, ...args: string[]): string {
  const { code, err } = coldpress(args, folder);
  expect(code, err).toBe(2);
  return err.trim().split("\n").at(-1);
}

const container = (folder: string, name: string) =>
  decodeContainer(new Uint8Array(readFileSync(join(folder, name))), name).network;
const survivorsIn = (folder: string, name: string) => quantizedSurvivors(container(folder, name));
const modelIn = (folder: string, name: string) =>
  decodeModelFile(new Uint8Array(readFileSync(join(folder, name))), name).network;

beforeAll(() => {
  shared = mkdtempSync(join(tmpdir(), "coldpress-test-"));
  writeLearnableTables(shared);
  const training = ["--hidden", "12,8", "--epochs", "20", "--learning-rate", "0.01", "--out", "a.safetensors"];
  run(shared, "train", ...DATA, ...training);
});

afterAll(() => rmSync(shared, { recursive: true, force: true }));

describe("coldpress prune", () => {
  it("in rounds leaves the largest weights of each kernel, in a model file that can still be trained", () => {
    const folder = preparedFolder();
    const args = ["--method", "rounds", "--sparsity", "0.95", "--steps", "60", "--out", "b.safetensors", "--json"];
    const { kernels, develUar } = JSON.parse(run(folder, "prune", "a.safetensors", ...DATA, ...args));
    const pruned = modelIn(folder, "b.safetensors");
    const expected = layerSurvivors(pruned.architecture, 0.95);
    expect(kernels.map(({ survivors }: { survivors: number }) => survivors)).toEqual(expected);
    expect(survivorsOf(pruned).layers.map(({ weights }) => weights.length)).toEqual(expected);
    expect(pruned.normalization).toEqual(modelIn(folder, "a.safetensors").normalization);
    expect(develUar).toBeGreaterThan(0.8);
  });

  it("over all kernels writes a container without what is unused, which can be pruned again and predicts", () => {
    const folder = preparedFolder();
    const global = ["--method", "global", "--steps", "60"];
    run(folder, "prune", "a.safetensors", ...DATA, ...global, "--sparsity", "0.8", "--out", "b.coldpress");
    const once = survivorsIn(folder, "b.coldpress");
    expect(survivorTotal(once)).toBeGreaterThan(80);
    run(folder, "prune", "b.coldpress", ...DATA, ...global, "--sparsity", "0.9", "--out", "c.coldpress");
    const twice = survivorsIn(folder, "c.coldpress");
    expect(twice.features.length).toBeLessThan(once.features.length);
    const { recordings } = JSON.parse(run(folder, "predict", "c.coldpress", "--features", "small.test.csv", "--json"));
    expect(recordings.length).toBe(40);
  });

  it("of neurons and of inputs leaves a dense network of fewer of them", () => {
    const folder = preparedFolder();
    const half = [...DATA, "--sparsity", "0.5", "--steps", "40"];
    run(folder, "prune", "a.safetensors", ...half, "--method", "neurons", "--out", "n.coldpress");
    expect(survivorsIn(folder, "n.coldpress").architecture).toEqual({ inputs: 30, hidden: [6, 4], classes: 2 });
    run(folder, "prune", "a.safetensors", ...half, "--method", "inputs", "--out", "i.coldpress");
    const inputs = survivorsIn(folder, "i.coldpress");
    expect(inputs.architecture).toEqual({ inputs: 15, hidden: [12, 8], classes: 2 });
    expect(survivorTotal(inputs)).toBe(15 * 12 + 12 * 8 + 8 * 2);
  });

  it("by distillation trains a network of its own widths on the answers of the first", () => {
    const folder = preparedFolder();
    const args = [
      "--method",
      "distill",
      "--hidden",
      "3",
      "--steps",
      "300",
      "--learning-rate",
      "0.01",
      "--teacher",
      "1",
    ];
    const out = run(folder, "prune", "a.safetensors", ...DATA, ...args, "--out", "d.safetensors", "--json");
    expect(JSON.parse(out).develUar).toBeGreaterThan(0.8);
    expect(modelIn(folder, "d.safetensors").architecture).toEqual({ inputs: 30, hidden: [3], classes: 2 });
  });

  it("gives the same bytes for the same seed", () => {
    const folder = preparedFolder();
    const bytes = ["s.coldpress", "t.coldpress"].map((name) => {
      run(folder, "prune", "a.safetensors", ...DATA, "--method", "rounds", "--steps", "20", "--out", name);
      return readFileSync(join(folder, name));
    });
    expect(bytes[0]).toEqual(bytes[1]);
  });

  it("refuses what does nothing, before it reads any data", () => {
    const folder = preparedFolder();
    const refused = (...args: string[]) => refusal(folder, "prune", "a.safetensors", ...DATA, ...args);
    expect(refused("--method", "rounds", "--epochs", "3", "--out", "b.safetensors")).toBe(
      "error --epochs: does nothing with --method rounds; it belongs to --method magnitude",
    );
    expect(refused("--method", "rounds", "--temperature", "3", "--out", "b.safetensors")).toContain(
      "--temperature: does nothing while the teacher has no share",
    );
    expect(refused("--out", "b.coldpress")).toContain(
      "--method magnitude: --out must end in .safetensors, got b.coldpress",
    );
  });
});

describe("coldpress quantize", () => {
  it("writes each method's kernels into a container: codebooks, signs per layer or neuron, float16", () => {
    const folder = preparedFolder();
    const kernelsOf = (...args: string[]) => {
      run(folder, "quantize", "a.safetensors", ...args, "--out", "q.coldpress");
      return container(folder, "q.coldpress").layers.map(({ kernel }) => kernel);
    };
    for (const kernel of kernelsOf("--method", "codebook", "--bits", "2"))
      expect([kernel.kind, kernel.kind === "codebook" && kernel.codebook.length]).toEqual(["codebook", 4]);
    for (const kernel of kernelsOf("--method", "binary"))
      expect(kernel.kind === "codebook" && kernel.codebook.length).toBe(3);
    for (const [l, kernel] of kernelsOf("--method", "binary", "--per", "neuron").entries()) {
      const inputs = [30, 12, 8][l];
      if (kernel.kind !== "float32") throw new Error("expected float32");
      kernel.weights.forEach((weight, i) => {
        expect(Math.abs(weight)).toBe(Math.abs(kernel.weights[i - (i % inputs)]));
      });
    }
    expect(kernelsOf("--method", "float16").map(({ kind }) => kind)).toEqual(["float32", "float32", "float32"]);
  });

  it("fine-tunes codebooks on a table, which moves all of their numbers but the zero", () => {
    const folder = preparedFolder();
    const codebooksOf = (...args: string[]) => {
      run(folder, "quantize", "a.safetensors", "--method", "codebook", "--bits", "2", ...args, "--out", "q.coldpress");
      return container(folder, "q.coldpress").layers.map(({ kernel }) => kernel.kind === "codebook" && kernel.codebook);
    };
    const plain = codebooksOf();
    codebooksOf(...DATA, "--steps", "20", "--learning-rate", "0.01").forEach((codebook, l) => {
      const before = plain[l];
      if (!codebook || !before) throw new Error("expected codebooks");
      expect(codebook[0]).toBe(0);
      for (let k = 1; k < codebook.length; k++) expect(codebook[k]).not.toBe(before[k]);
    });
  });

  it("writes integers throughout, calibrated on a table, which evaluate and predict take", () => {
    const folder = preparedFolder();
    const args = ["quantize", "a.safetensors", "--activations", "int8", ...DATA, "--out", "q.tflite"];
    const { agreement, layers } = JSON.parse(run(folder, ...args, "--json"));
    expect(agreement.recordings).toBeGreaterThan(10);
    expect(agreement.sameAnswers).toBeGreaterThan(0.8);
    expect(layers.map(({ kernel }: { kernel: string }) => kernel)).toEqual(["int8", "int8", "int8"]);
    expect(run(folder, ...args)).toContain("training recordings get the answer of the network before");
    const { answers } = { answers: run(folder, "predict", "q.tflite", ...DATA, "--json") };
    for (const [, share] of answers.matchAll(/0\.(\d+)/g))
      expect(Number.isInteger(256 * Number(`0.${share}`))).toBe(true);
    const refused = (...others: string[]) => refusal(folder, "quantize", "a.safetensors", ...others);
    expect(refused("--activations", "int8", "--out", "q.tflite")).toContain("--activations int8: needs --features");
    expect(refused("--activations", "int8", ...DATA, "--out", "q.coldpress")).toContain(
      "--activations int8: a .coldpress file does not hold them",
    );
    expect(refused(...DATA, "--out", "q.tflite")).toContain("--features: does nothing with --method int8 unless");
  });

  it("refuses what does nothing or does not fit", () => {
    const folder = preparedFolder();
    const refused = (...args: string[]) => refusal(folder, "quantize", "a.safetensors", ...args);
    expect(refused("--bits", "3", "--out", "q.coldpress")).toContain(
      "--bits: does nothing with --method int8; it belongs to --method codebook",
    );
    expect(refused("--method", "codebook", "--steps", "3", "--out", "q.coldpress")).toContain(
      "--steps: does nothing without --features",
    );
    expect(refused("--method", "codebook", "--bits", "9", "--out", "q.coldpress")).toContain(
      "--bits 9: a codebook has 1 to 8 bits",
    );
    expect(refused("--method", "binary", "--out", "q.tflite")).toContain("a .tflite file holds --method int8 only");
    expect(refused("--method", "binary", "--per", "neuron", ...DATA, "--out", "q.coldpress")).toContain(
      "--features: scales per neuron are not fine-tuned",
    );
  });
});
