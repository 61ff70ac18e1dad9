import { describe, expect, it } from "vitest";
import { crc32Hex } from "../../src/core/crc32.ts";
import { Random } from "../../src/core/random.ts";
import { encodeOnnx } from "../../src/formats/onnx/onnx-file.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { survivorsOf } from "../../src/network/sparse-network.ts";
import { quantizeCodebook } from "../../src/quantization/codebook.ts";
import { denseWeights } from "../../src/quantization/dense-weights.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { withFloat32Kernels, withInt8Kernels } from "../../src/quantization/kernel-types.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { hasOnnxRuntime, ifOnnxRuntime, predictWithOnnxRuntime } from "./onnxruntime.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const ROWS = 20;

const ARCHITECTURES: readonly Architecture[] = [
  { inputs: 7, hidden: [5], classes: 2 },
  { inputs: 88, hidden: [58, 39], classes: 3 },
  { inputs: 60, hidden: [], classes: 7 },
  {
    inputs: 30,
    hidden: [20, 15, 12, 10],
    classes: 3,
    activations: [
      { kind: "relu" },
      { kind: "tanh" },
      { kind: "leaky-relu", slope: Math.fround(0.3) },
      { kind: "gelu" },
    ] as const,
  },
];

/** A network in every form that a file of ours can have. */
function formsOf(architecture: Architecture): [string, QuantizedNetwork][] {
  const network = pruneAtRandom(sampleNetwork(architecture, 1), 0.5, 2);
  const merged = mergedNetwork(network);
  return [
    ["float32", merged],
    ["codebook", quantizeCodebook(survivorsOf(network), { bits: 4 })],
    ["int8", withInt8Kernels(merged, { minimumWeights: 0 })],
  ];
}

const CASES = ARCHITECTURES.flatMap((architecture) => {
  const shape = [architecture.inputs, ...architecture.hidden, architecture.classes].join("-");
  return formsOf(architecture).map(([form, network]) => ({ shape, form, network }));
});

function exported(network: QuantizedNetwork): Uint8Array {
  return joined(encodeOnnx({ network, madeFrom: "sha256:0123", version: "1.2.3", provenance: { seed: 1 } }));
}

describe.skipIf(!hasOnnxRuntime)(`onnxruntime, running our .onnx files${ifOnnxRuntime}`, () => {
  // Rows are rounded to int8 in our own hybrid forward pass and not in ONNX: compared with the dequantised weights.
  it.each(CASES)("gives the $form network $shape our probabilities within 1e-6", async ({ network }) => {
    const { inputs, classes } = network.architecture;
    const random = new Random(3);
    const rows = Float32Array.from({ length: ROWS * inputs }, () => 3 * random.normal());
    const ours = predictQuantized(withFloat32Kernels(network), rows);
    const theirs = await predictWithOnnxRuntime(exported(network), rows, inputs);
    expect(theirs.length).toBe(ROWS * classes);
    expect(Math.max(...theirs.map((value, i) => Math.abs(value - ours[i])))).toBeLessThan(1e-6);
  });

  it("refuses our file with one operator's name changed: the comparison asks the file", async () => {
    const file = exported(CASES[0].network);
    const at = Buffer.from(file).indexOf("Sigmoid");
    file.set(new TextEncoder().encode("Sigmoie"), at);
    await expect(predictWithOnnxRuntime(file, new Float32Array(7), 7)).rejects.toThrow(/Sigmoie/);
  });
});

describe("an .onnx file", () => {
  const [{ network }] = CASES;
  const file = exported(network);

  it("ends with the CRC-32 of every byte before", () => {
    const digits = new TextDecoder().decode(file.subarray(-8));
    expect(digits).toBe(crc32Hex(file.subarray(0, -8)));
  });

  it("names features, classes, origin and what it is not", () => {
    const text = new TextDecoder().decode(file);
    for (const part of [JSON.stringify(network.features), JSON.stringify(network.classes), "sha256:0123", '{"seed":1}'])
      expect(text).toContain(part);
    expect(text).toContain("not a medical device");
  });

  it("is written from views of the network's own kernels", () => {
    const kernel = network.layers[0]?.kernel;
    const { buffer } = denseWeights(kernel);
    expect(encodeOnnx({ network, version: "1", provenance: {} }).some((chunk) => chunk.buffer === buffer)).toBe(true);
  });

  it("refuses a number that is not finite", () => {
    const [layer, ...others] = network.layers;
    const bias = layer.bias.map(() => Number.NaN);
    const broken = { ...network, layers: [{ ...layer, bias }, ...others] };
    expect(() => encodeOnnx({ network: broken, version: "1", provenance: {} })).toThrow(/bias of layer 0, is NaN/);
  });
});
