import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { decodeModelFile } from "../../src/formats/model-file.ts";
import { type ForeignGraph, foreignOnnx } from "../formats/foreign-onnx.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const random = new Random(2);
const numbers = (count: number) => Array.from({ length: count }, () => random.normal());

/** 8 features, ReLU, GELU, 2 classes. */
const GRAPH: ForeignGraph = {
  nodes: [
    ["Sub", "x mean", "a"],
    ["Gemm", "a w0 b0", "b"],
    ["Relu", "b", "c"],
    ["Gemm", "c w1 b1", "d"],
    ["Gelu", "d", "e"],
    ["Gemm", "e w2 b2", "f"],
    ["Softmax", "f", "y"],
  ],
  tensors: {
    mean: [[8], numbers(8)],
    w0: [[8, 6], numbers(48)],
    b0: [[6], numbers(6)],
    w1: [[6, 5], numbers(30)],
    b1: [[5], numbers(5)],
    w2: [[5, 2], numbers(10)],
    b2: [[2], numbers(2)],
  },
  inputs: 8,
  outputs: 2,
};

function folderWithModel(): string {
  const folder = temporaryFolder();
  writeLearnableTables(folder, 8);
  writeFileSync(join(folder, "a.onnx"), foreignOnnx(GRAPH));
  return folder;
}

function ran(folder: string, ...args: readonly string[]): string {
  const { code, out, err } = coldpress(args, folder);
  expect(code, err).toBe(0);
  return out;
}

describe("coldpress import", () => {
  it("takes a state dict of PyTorch with the activation that is named", () => {
    const folder = temporaryFolder();
    const golden = resolve("test/golden/foreign/torch-sequential.safetensors");
    const told = ran(folder, "import", golden, "--activation", "leaky-relu:0.2", "--json", "--out", "a.safetensors");
    expect(JSON.parse(told)).toEqual({
      file: "a.safetensors",
      inputs: 5,
      layers: [
        { units: 4, activation: "leaky-relu 0.2" },
        { units: 3, activation: "leaky-relu 0.2" },
      ],
      classes: ["class0", "class1"],
      features: ["f0", "f1", "f2", "f3", "f4"],
    });
    expect(coldpress(["import", "a.safetensors", "--out", "b.safetensors"], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("a.safetensors: is a network of coldpress already"),
    });
  });

  it("takes names of a table, and every command takes the network", { timeout: 240_000 }, () => {
    const folder = folderWithModel();
    const header = readFileSync(join(folder, "small.train.csv"), "utf8").split("\n")[0]?.split(",") ?? [];
    const { classes } = JSON.parse(
      ran(folder, "import", "a.onnx", "--features", ".", "--json", "--out", "b.safetensors"),
    );
    expect(classes).toEqual(["class0", "class1"]);
    ran(folder, "import", "a.onnx", "--features", ".", "--classes", "a,b", "--out", "a.safetensors");
    const { network, provenance } = decodeModelFile(readFileSync(join(folder, "a.safetensors")), "a");
    expect(network.features).toEqual(header.slice(2, -1));
    expect(network.architecture.activations).toEqual([{ kind: "relu" }, { kind: "gelu" }]);
    expect(provenance).toMatchObject({ imported: { file: "a.onnx", format: "ONNX", producer: "elsewhere" } });

    const labels = new Set(
      readFileSync(join(folder, "small.test.csv"), "utf8")
        .trimEnd()
        .split("\n")
        .slice(1)
        .map((line) => line.split(",").at(-1)),
    );
    ran(folder, "import", "a.onnx", "--features", ".", "--classes", [...labels].join(), "--out", "a.safetensors");
    ran(folder, "evaluate", "a.safetensors", "--features", ".");
    ran(folder, "predict", "a.safetensors", "--features", "small.test.csv");
    expect(ran(folder, "inspect", "a.safetensors")).toContain("8 -> 6 relu -> 5 gelu -> 2 softmax");
    ran(folder, "prune", "a.safetensors", "--features", ".", "--out", "b.safetensors");
    ran(folder, "prune", "a.safetensors", "--features", ".", "--method", "global", "--out", "b.coldpress");
    ran(folder, "quantize", "b.safetensors", "--out", "c.coldpress");
    ran(folder, "predict", "c.coldpress", "--features", "small.test.csv");
    ran(folder, "export", "onnx", "c.coldpress", "--out", "c.onnx");
    ran(folder, "import", "c.onnx", "--out", "d.safetensors");
    expect(decodeModelFile(readFileSync(join(folder, "d.safetensors")), "d").network.features).toEqual(
      network.features,
    );
    ran(folder, "quantize", "b.safetensors", "--out", "c.tflite");
    ran(folder, "predict", "c.tflite", "--features", "small.test.csv");
  });

  it("refuses what it cannot take, in one line, and writes nothing", { timeout: 60_000 }, () => {
    const folder = folderWithModel();
    const write = (name: string, bytes: Uint8Array | string) => writeFileSync(join(folder, name), bytes);
    write("conv.onnx", foreignOnnx({ ...GRAPH, nodes: [["Conv", "x w0", "y"]] }));
    write("cut.onnx", foreignOnnx(GRAPH).subarray(0, 300));
    write("a.pt", "PK\x03\x04");
    write("b.pt", Uint8Array.of(0x80, 2));
    write("a.h5", Buffer.from("\x89HDF\r\n\x1a\n", "latin1"));
    write("b.h5", "none");
    write("two.txt", "f0\nf1\n");
    for (const [args, complaint] of [
      [["conv.onnx"], 'conv.onnx: Conv that makes "y": no dense network has this operator'],
      [["cut.onnx"], "cut.onnx: "],
      [["a.pt"], "a.pt: is a zip archive, as PyTorch writes with a pickle in it"],
      [["b.pt"], "b.pt: is a pickle, which is a program and is not run"],
      [["a.h5"], "a.h5: "],
      [["b.h5"], "b.h5: does not begin as a .h5 file"],
      [["none.onnx"], "none.onnx"],
      [["small.train.csv"], "is no kind of file that networks are imported from (.onnx, .safetensors, .h5, .keras)"],
      [
        ["a.onnx", "--activation", "relu"],
        "a.onnx has its layers; --layers and --activation are for files of weights alone",
      ],
      [["a.onnx", "--names", "two.txt"], "a.onnx: has 8 features; expected are as many different names, got 2 names"],
      [
        ["a.onnx", "--classes", "a,a"],
        "a.onnx: has 2 classes; expected are as many different names, got 2 names, of which 1 differ",
      ],
    ] as const) {
      const { code, err } = coldpress(["import", ...args, "--out", "x.safetensors"], folder);
      expect([code, err]).toEqual([2, expect.stringContaining(complaint)]);
      expect(err.trimEnd().split("\n")).toHaveLength(1);
    }
    expect(existsSync(join(folder, "x.safetensors"))).toBe(false);
  });
});
