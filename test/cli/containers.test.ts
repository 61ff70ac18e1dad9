import { createHash } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { survivorsOf } from "../../src/network/sparse-network.ts";
import { shrink } from "../../src/pruning/structure.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { joined, pruneAtRandom, sampleNetwork } from "../formats/sample-network.ts";
import { asQuantized } from "../network/as-quantized.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const ROWS = [
  [0.5, -1, 2, 0.25, 3],
  [-2, 1, 0, 4, -0.5],
];

/** A folder with a table t.csv of these features, a network a.safetensors, and small.coldpress, which needs two of them. */
function preparedFolder(features = ["f0", "f1", "f2", "f3", "f4"]) {
  const folder = temporaryFolder();
  const lines = ROWS.map((row, i) => [`r${i}`, ...row.slice(0, features.length)].join(","));
  writeFileSync(join(folder, "t.csv"), `${["name", ...features].join(",")}\n${lines.join("\n")}\n`);

  const sample = sampleNetwork({ inputs: 5, hidden: [4], classes: 2 }, 1);
  const network = pruneAtRandom({ ...sample, features: ["f0", "f1", "f2", "f3", "f4"] }, 0, 1);
  writeFileSync(join(folder, "a.safetensors"), joined(encodeModelFile({ network, provenance: {} })));
  const [first] = network.layers;
  first?.weights.forEach((_, i) => {
    if (i % 5 !== 1 && i % 5 !== 3) first.weights[i] = 0;
  });
  const small = asQuantized(shrink(survivorsOf(network)));
  writeFileSync(join(folder, "small.coldpress"), encodeContainer({ network: small, madeFrom: "", provenance: {} }));
  return { folder, network, small };
}

/** What a command prints; it must succeed. */
function run(folder: string, ...args: string[]): string {
  const { code, out, err } = coldpress(args, folder);
  expect(code, err).toBe(0);
  return out;
}

describe("containers on the command line", () => {
  it("predict from a table that has more features than the network needs, picked by name", () => {
    const { folder, small } = preparedFolder();
    expect(small.features).toEqual(["f1", "f3"]);
    const found = JSON.parse(run(folder, "predict", "small.coldpress", "--features", "t.csv", "--json"));
    const picked = Float32Array.from(ROWS.flatMap((row) => [row[1], row[3]]));
    expect(found.recordings.flatMap(({ probabilities }: { probabilities: number[] }) => probabilities)).toEqual([
      ...predictQuantized(small, picked),
    ]);
  });

  it("name a feature that the table lacks", () => {
    const { folder } = preparedFolder(["f0", "f1", "f2"]);
    const { code, err } = coldpress(["predict", "small.coldpress", "--features", "t.csv"], folder);
    expect([code, err]).toEqual([
      2,
      expect.stringContaining('small.coldpress: needs 2 features, the table\'s 3 lack 1 of them: "f3"'),
    ]);
  });

  it("are what quantize writes: the int8 network, named after the file's hash", () => {
    const { folder, network } = preparedFolder();
    run(folder, "quantize", "a.safetensors", "--out", "a.coldpress");
    const source = readFileSync(join(folder, "a.safetensors"));
    const found = decodeContainer(readFileSync(join(folder, "a.coldpress")), "a");
    const { bias } = sampleNetwork({ inputs: 5, hidden: [4], classes: 2 }, 1).layers[0] as { bias: Float32Array };
    expect(found.network.layers[0]?.bias).toEqual(bias);
    expect(found.network.layers.map(({ kernel }) => kernel.kind)).toEqual(
      quantizeInt8(network).layers.map(({ kernel }) => kernel.kind),
    );
    expect(found.madeFrom).toBe(`sha256:${createHash("sha256").update(source).digest("hex")}`);
  });

  it("are inspected with the bill of their bytes, as text and as JSON", () => {
    const { folder } = preparedFolder();
    const text = run(folder, "inspect", "small.coldpress");
    const { bill, sizeBytes } = JSON.parse(run(folder, "inspect", "small.coldpress", "--json"));
    expect(text).toMatch(/^bytes +survivors +positions \(floor\) +values \(floor\) +biases +tables, scales$/m);
    expect(text).toContain(`Total ${sizeBytes} bytes: ${bill.codedBytes} of positions and values`);
    expect(text).toContain(
      `${(100 * Math.abs(bill.excess)).toFixed(2)} % ${bill.excess < 0 ? "below" : "above"} floor and side information`,
    );
    expect(bill.codedBytes + bill.sideBytes).toBe(sizeBytes);
  });

  it("are refused when cut, and quantize refuses another extension", () => {
    const { folder } = preparedFolder();
    const path = join(folder, "small.coldpress");
    writeFileSync(path, readFileSync(path).subarray(0, -1));
    for (const args of [
      ["inspect", "small.coldpress"],
      ["predict", "small.coldpress", "--features", "t.csv"],
    ])
      expect(coldpress(args, folder)).toMatchObject({ code: 2, err: expect.stringContaining("byte 12 declares") });
    expect(coldpress(["quantize", "a.safetensors", "--out", "a.onnx"], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("--out must end in .tflite or .coldpress, got a.onnx"),
    });
  });
});
