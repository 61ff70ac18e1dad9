/**
 * Every activation through every command: the table of docs/bring-your-own.md.
 */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { ACTIVATION_KINDS, type Activation } from "../../src/network/activation.ts";
import { checkedArchitecture } from "../../src/network/architecture.ts";
import { sampleNetwork } from "../formats/sample-network.ts";
import { coldpress, writeLearnableTables } from "./run-coldpress.ts";

const folder = mkdtempSync(join(tmpdir(), "coldpress-activations-"));
afterAll(() => rmSync(folder, { recursive: true }));
const HIDDEN = [9, 8, 7, 6, 5];
const SLOPE = Math.fround(0.2);
/** One layer of each kind. */
const activations: readonly Activation[] = ACTIVATION_KINDS.map((kind) =>
  kind === "leaky-relu" ? { kind, slope: SLOPE } : { kind },
);
const SHOWN = "-> 9 sigmoid -> 8 tanh -> 7 relu -> 6 leaky-relu 0.2 -> 5 gelu -> 2 softmax";

beforeAll(() => {
  mkdirSync(join(folder, "tables"));
  writeLearnableTables(join(folder, "tables"), 6);
  const lines = readFileSync(join(folder, "tables/small.train.csv"), "utf8").trimEnd().split("\n");
  const features = lines[0].split(",").slice(2, -1);
  const classes = [...new Set(lines.slice(1).map((line) => line.split(",").at(-1)))].sort();
  const architecture = checkedArchitecture({ inputs: features.length, hidden: HIDDEN, classes: 2, activations });
  const network = { ...sampleNetwork(architecture, 3), features, classes };
  const four = activations.map(
    (activation): Activation => (activation.kind === "gelu" ? { kind: "relu" } : activation),
  );
  const without = { ...network, architecture: checkedArchitecture({ ...architecture, activations: four }) };
  for (const [name, each] of Object.entries({ a: network, four: without }))
    writeFileSync(
      join(folder, `${name}.safetensors`),
      Buffer.concat(encodeModelFile({ network: each, provenance: {} })),
    );
});

function ran(...args: readonly string[]): string {
  const { code, out, err } = coldpress([...args], folder);
  expect(code, err).toBe(0);
  return out;
}

it("is said for train, and trained", { timeout: 120_000 }, () => {
  for (const { kind } of activations) {
    const out = ["--epochs", "2", "--hidden", "5,4", "--out", `${kind}.safetensors`];
    ran("train", "--features", "tables", "--activation", kind === "leaky-relu" ? "leaky-relu:0.2" : kind, ...out);
    const name = kind === "leaky-relu" ? "leaky-relu 0.2" : kind;
    expect(ran("inspect", `${kind}.safetensors`)).toContain(`-> 5 ${name} -> 4 ${name} -> 2 softmax`);
  }
});

const DATA = ["--features", "tables"];
const STEPS: readonly (readonly [out: string, ...words: string[]])[] = [
  ["p.safetensors", "prune", "a.safetensors", ...DATA, "--epochs", "2", "--sparsity", "0.5"],
  ["s.coldpress", "prune", "a.safetensors", ...DATA, "--method", "global", "--sparsity", "0.5"],
  ["q.tflite", "quantize", "a.safetensors"],
  ["i.tflite", "quantize", "four.safetensors", "--activations", "int8", ...DATA],
  ["b.coldpress", "quantize", "a.safetensors", "--method", "codebook"],
  ["q.onnx", "export", "onnx", "q.tflite"],
  ["f.onnx", "export", "onnx", "a.safetensors"],
  ["g.safetensors", "import", "f.onnx"],
];

it("goes through pruning, survivors, int8, integers, codebooks, ONNX and C", { timeout: 240_000 }, () => {
  const answers = (file: string) => {
    const read = JSON.parse(ran("predict", file, "--features", "tables/small.test.csv", "--json")) as object;
    const rows = Object.values(read).flat() as { readonly probabilities?: Readonly<Record<string, number>> }[];
    return rows.flatMap(({ probabilities }) => (probabilities ? [probabilities] : []));
  };
  for (const [out, ...words] of STEPS) {
    ran(...words, "--out", out);
    if (!out.endsWith(".onnx"))
      expect(ran("inspect", out), out).toContain(out === "i.tflite" ? SHOWN.replace("gelu", "relu") : SHOWN);
  }
  // What is shipped answers as the original, as far as its numbers allow it.
  for (const [file, from, tolerance] of [
    ["g.safetensors", "a.safetensors", 1e-5],
    ["q.tflite", "a.safetensors", 0.1],
    ["i.tflite", "four.safetensors", 0.1],
  ] as const) {
    const original = answers(from);
    expect(original.length).toBeGreaterThan(10);
    for (const [row, probabilities] of answers(file).entries())
      for (const [name, value] of Object.entries(probabilities))
        expect(Math.abs(value - original[row]?.[name]), file).toBeLessThan(tolerance);
  }
  const integers = ["quantize", "a.safetensors", "--activations", "int8", ...DATA, "--out", "x.tflite"];
  expect(coldpress(integers, folder)).toMatchObject({ code: 2 });
  ran("export", "c", "b.coldpress", "--features-given", "--out", "c");
});

it("is listed in the documentation with where it works", () => {
  const page = readFileSync("docs/bring-your-own.md", "utf8");
  const [, table = ""] = /## What holds it\n([\s\S]*)/.exec(page) ?? [];
  for (const kind of ACTIVATION_KINDS) expect(table).toContain(kind);
  for (const { 0: out } of STEPS) expect(table).toContain(out.slice(out.indexOf(".")));
  for (const word of ["train", "prune", "survivors", "int8", "ONNX", "C", "page"]) expect(table).toContain(word);
});
