import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ExperimentResult } from "../../src/experiment/result.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import { checkedArchitecture } from "../../src/network/architecture.ts";
import { sampleNetwork } from "../formats/sample-network.ts";
import { coldpress, writeLearnableTables } from "./run-coldpress.ts";

const folder = mkdtempSync(join(tmpdir(), "coldpress-given-"));
const PLAN = ["--no-squeeze", "--pruning-epochs", "2", "--threads", "1"];

beforeAll(() => {
  mkdirSync(join(folder, "tables"));
  writeLearnableTables(join(folder, "tables"), 6);
  const [header = "", row = ""] = readFileSync(join(folder, "tables/small.train.csv"), "utf8").split("\n");
  // Fewer features than the table has, in another order; classes the other way round.
  const features = header.split(",").slice(2, -1).slice(1, 5).reverse();
  const labels = new Set(
    readFileSync(join(folder, "tables/small.train.csv"), "utf8")
      .trimEnd()
      .split("\n")
      .slice(1)
      .map((line) => line.split(",").at(-1) ?? ""),
  );
  expect(row).not.toBe("");
  const activations = [{ kind: "relu" }, { kind: "leaky-relu", slope: Math.fround(0.2) }] as const;
  const shape = checkedArchitecture({ inputs: 4, hidden: [7, 5], classes: 2, activations });
  const network = { ...sampleNetwork(shape, 1), features, classes: [...labels].sort().reverse() };
  writeFileSync(join(folder, "A.safetensors"), Buffer.concat(encodeModelFile({ network, provenance: {} })));
});
afterAll(() => rmSync(folder, { recursive: true }));

function ran(...args: readonly string[]): string {
  const { code, out, err } = coldpress(args, folder);
  expect(code, err).toBe(0);
  return out;
}

describe("reproduce --original", () => {
  it("makes Table 3 of a network that was trained elsewhere", { timeout: 120_000 }, () => {
    ran("reproduce", "--features", "tables", "--original", "A.safetensors", "--out", "run", ...PLAN);
    const result = JSON.parse(readFileSync(join(folder, "run/result.json"), "utf8")) as ExperimentResult;
    const [model] = result.models;
    expect(model).toMatchObject({ name: "own-A", hidden: [7, 5], history: [] });
    expect(model?.variants.map(({ name }) => name)).toEqual(["original", "pruned", "quantized", "pruned-quantized"]);
    expect(result.data.featureCount).toBe(4);
    expect(result.differences[0]).toContain("The original of own-A was trained elsewhere (A.safetensors)");
    const given = decodeModelFile(readFileSync(join(folder, "A.safetensors")), "a").network;
    const original = decodeModelFile(readFileSync(join(folder, "run/own-A/original.safetensors")), "b").network;
    expect(original.classes).toEqual([...given.classes].reverse());
    expect(original.layers.slice(0, -1)).toEqual(given.layers.slice(0, -1));
    const evaluated = JSON.parse(ran("evaluate", "A.safetensors", "--features", "tables", "--json")) as unknown;
    const uar = model?.variants[0]?.test?.uar.estimate;
    expect(JSON.stringify(evaluated)).toContain(String(uar));
  });

  it("goes on from what it left, and refuses another network in its place", { timeout: 120_000 }, () => {
    const call = ["reproduce", "--features", "tables", "--out", "run", ...PLAN];
    expect(coldpress([...call, "--original", "A.safetensors"], folder).err).toContain("kept from the earlier run");
    const file = decodeModelFile(readFileSync(join(folder, "A.safetensors")), "a");
    file.network.layers[0]?.bias.fill(1);
    writeFileSync(join(folder, "B.safetensors"), Buffer.concat(encodeModelFile(file)));
    expect(coldpress([...call, "--original", "B.safetensors"], folder).code).toBe(2);
  });

  it.each<[string, string[], string]>([
    ["folds", ["--features", "tables/small.train.csv", "--folds", "3"], "is one network, and a cross-validation tests"],
    ["models", ["--features", "tables", "--models", "A"], "cannot be used with option"],
    ["a table without its features", ["--features", "tables", "--only", "feature1"], "A.safetensors: needs 4 features"],
  ])("is refused for %s, in one line", (_, more, complaint) => {
    const call = ["reproduce", "--original", "A.safetensors", "--out", "other", ...more];
    expect(coldpress(call, folder)).toMatchObject({ code: 2, err: expect.stringContaining(complaint) });
  });
});
