import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { decodeGraph } from "../../src/formats/tflite/read-graph.ts";
import { decodeTflite, encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import type { Activation } from "../../src/network/activation.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { quantizeActivations } from "../../src/quantization/calibrate-activations.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { predictWithLiteRt } from "./litert.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const ROWS = 60;

const LEAKY: Activation = { kind: "leaky-relu", slope: Math.fround(0.2) };

const ARCHITECTURES: readonly Architecture[] = [
  { inputs: 7, hidden: [5], classes: 2 },
  { inputs: 88, hidden: [58, 39], classes: 2 },
  { inputs: 300, hidden: [200, 133, 88, 59], classes: 7 },
  { inputs: 200, hidden: [], classes: 7 },
  { inputs: 88, hidden: [58, 39], classes: 2, activations: [{ kind: "tanh" }, { kind: "tanh" }] },
  { inputs: 88, hidden: [58, 39], classes: 2, activations: [{ kind: "relu" }, { kind: "relu" }] },
  { inputs: 88, hidden: [58, 39], classes: 2, activations: [LEAKY, LEAKY] },
  { inputs: 60, hidden: [40, 30, 20], classes: 3, activations: [{ kind: "relu" }, { kind: "tanh" }, LEAKY] },
];

function sampleRows(width: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: ROWS * width }, () => 3 * random.normal());
}

function stepsApart(a: Float32Array, b: Float32Array): number[] {
  expect(a.length).toBe(b.length);
  return Array.from(a, (value, i) => Math.round(256 * Math.abs(value - b[i])));
}

/**
 * Measured over 1600 probabilities: sigmoids 0.5 % a step apart; tanh 4 %; ReLU 7 % (12 % of the 120 of one network here), 4
 * steps at most, as a sum that was rounded the other way is not flattened; leaky ReLU 31 %, 6 steps at most: LiteRT takes its
 * factors with fewer bits than Micro does.
 */
function allowed({ activations = [] }: Architecture): { readonly steps: number; readonly unequal: number } {
  const has = (wanted: Activation["kind"]) => activations.some(({ kind }) => kind === wanted);
  if (has("leaky-relu")) return { steps: 6, unequal: 0.4 };
  if (has("relu")) return { steps: 4, unequal: 0.15 };
  return { steps: 1, unequal: has("tanh") ? 0.06 : 0.03 };
}

describe("LiteRT, running our files with int8 activations", () => {
  for (const architecture of ARCHITECTURES) {
    const { activations = [] } = architecture;
    const shape = [...activations.map(({ kind }) => kind), architecture.inputs, ...architecture.hidden].join("-");
    it(`of ${shape}-${architecture.classes} gives our integers within a few steps of 1/256, most exactly`, async () => {
      const network = pruneAtRandom(sampleNetwork(architecture, 1), 0.5, 2);
      const quantized = quantizeActivations(network, sampleRows(architecture.inputs, 4));
      const file = joined(encodeTflite({ network: quantized, provenance: {} }));
      const rows = sampleRows(architecture.inputs, 3);
      const ours = predictQuantized(decodeTflite(file, "n.tflite").network, rows);
      expect(ours).toEqual(predictQuantized(quantized, rows));
      const steps = stepsApart(await predictWithLiteRt(file, rows, architecture.inputs), ours);
      const limits = allowed(architecture);
      expect(Math.max(...steps)).toBeLessThanOrEqual(limits.steps);
      expect(steps.filter((step) => step > 0).length).toBeLessThanOrEqual(limits.unequal * steps.length);
    });
  }
});

describe("a file with int8 activations", () => {
  const network = quantizeActivations(sampleNetwork({ inputs: 7, hidden: [5], classes: 2 }, 1), sampleRows(7, 4));
  const file = joined(encodeTflite({ network, provenance: { made: "here" } }));

  it("has the operators that TensorFlow Lite Micro takes, in integers from the standardised inputs on", () => {
    const { graph } = decodeGraph(file, "n.tflite");
    expect(graph.operators.map(({ operator }) => operator)).toEqual([
      "multiply",
      "add",
      "quantize",
      "integerFullyConnected",
      "integerLogistic",
      "integerFullyConnected",
      "integerSoftmax",
      "dequantize",
    ]);
    const computedInFloat = graph.tensors.filter(({ type, data }) => type === "float32" && data === null);
    expect(computedInFloat.map(({ name }) => name)).toEqual([
      "features",
      "normalization/scaled",
      "normalization/normalized",
      "probabilities",
    ]);
  });

  it("is read back as it was written: kernels, grids, and biases in their steps", () => {
    const { network: read, provenance } = decodeTflite(file, "n.tflite");
    expect(provenance).toEqual({ made: "here" });
    expect(read.activations).toEqual(network.activations);
    expect(read.layers.map(({ kernel }) => kernel)).toEqual(network.layers.map(({ kernel }) => kernel));
    expect(joined(encodeTflite({ network: read, provenance }))).toEqual(file);
  });

  it("is refused when any of its bytes is changed", () => {
    for (let at = 8; at < file.length; at += 97) {
      const broken = file.slice();
      broken[at] = broken[at] ^ 0x41;
      expect(() => decodeTflite(broken, "n.tflite"), `byte ${at}`).toThrow("n.tflite");
    }
  });
});
