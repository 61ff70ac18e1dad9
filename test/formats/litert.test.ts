import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import type { Activation } from "../../src/network/activation.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { predictWithLiteRt } from "./litert.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const ROWS = 20;

const ARCHITECTURES = [
  { inputs: 7, hidden: [5], classes: 2 },
  { inputs: 88, hidden: [58, 39], classes: 2 },
  { inputs: 300, hidden: [200, 133, 88, 59], classes: 7 },
  { inputs: 200, hidden: [], classes: 7 },
];

function sampleRows(width: number): Float32Array {
  const random = new Random(3);
  return Float32Array.from({ length: ROWS * width }, () => 3 * random.normal());
}

function liteRt(network: QuantizedNetwork, rows: Float32Array): Promise<Float32Array> {
  return predictWithLiteRt(joined(encodeTflite({ network, provenance: {} })), rows, network.architecture.inputs);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return Math.max(...a.map((value, i) => Math.abs(value - b[i])));
}

/**
 * The hybrid network with rows quantised as LiteRT's XNNPACK does it: asymmetrically, [min(0, h), max(0, h)] on −128
 * to 127. A sigmoid's outputs are never negative, so its steps are half as wide as those of the symmetric rule.
 */
function predictAsymmetric({ normalization, layers }: QuantizedNetwork, inputs: Float32Array): Float32Array {
  const { scale, offset } = normalization;
  const rows: number[][] = [];
  for (let start = 0; start < inputs.length; start += scale.length) {
    let h = [...scale].map((factor, i) => Math.fround(Math.fround(inputs[start + i] * factor) + offset[i]));
    layers.forEach(({ kernel, bias, inputs: width }, index) => {
      const [x, w, unit] =
        kernel.kind === "int8" ? [dequantizedAsymmetric(h), kernel.codes, kernel.scale] : [h, kernel.weights, 1];
      const z = [...bias].map(
        (b, o) => b + unit * x.reduce((sum, value, i) => sum + value * (w[o * width + i] as number), 0),
      );
      const e = z.map((value) => Math.exp(value - Math.max(...z)));
      const total = e.reduce((sum, value) => sum + value, 0);
      h = index === layers.length - 1 ? e.map((value) => value / total) : z.map((value) => 1 / (1 + Math.exp(-value)));
    });
    rows.push(h);
  }
  return Float32Array.from(rows.flat());
}

function dequantizedAsymmetric(h: readonly number[]): number[] {
  const low = Math.min(0, ...h);
  const high = Math.max(0, ...h);
  const steps = Math.fround(255 / (high - low));
  const fromLow = -128 - low * steps;
  const fromHigh = 127 - high * steps;
  const zeroPoint = Math.round(
    Math.max(-128, Math.min(127, low * steps - 128 + (high * steps + 127) > 0 ? fromLow : fromHigh)),
  );
  return h.map((value) => (Math.max(-128, Math.min(127, Math.round(value * steps) + zeroPoint)) - zeroPoint) / steps);
}

describe("LiteRT, running our .tflite files", () => {
  for (const architecture of ARCHITECTURES) {
    const shape = [architecture.inputs, ...architecture.hidden, architecture.classes].join("-");
    const network = pruneAtRandom(sampleNetwork(architecture, 1), 0.5, 2);
    const rows = sampleRows(architecture.inputs);

    it(`gives the float32 network ${shape} our probabilities within 1e-6`, async () => {
      const merged = mergedNetwork(network);
      expect(largestDifference(await liteRt(merged, rows), predictQuantized(merged, rows))).toBeLessThan(1e-6);
    });

    // Measured: 7e-4, 2e-4 and, without a hidden layer to dampen it, 0.023; with LiteRT's own rounding 9e-8.
    it(`gives the int8 network ${shape} our probabilities within 0.03, with its own rounding within 1e-6`, async () => {
      const quantized = quantizeInt8(network);
      const theirs = await liteRt(quantized, rows);
      expect(largestDifference(theirs, predictQuantized(quantized, rows))).toBeLessThan(0.03);
      expect(largestDifference(theirs, predictAsymmetric(quantized, rows))).toBeLessThan(1e-6);
    });
  }
});

describe("LiteRT, running the other activations", () => {
  // Measured: at most 2e-7.
  it.each<Activation>([
    { kind: "tanh" },
    { kind: "relu" },
    { kind: "leaky-relu", slope: Math.fround(0.3) },
    { kind: "gelu" },
  ])("gives our probabilities within 2e-6: $kind", async (activation) => {
    const network = mergedNetwork(
      sampleNetwork({ inputs: 40, hidden: [30, 20], classes: 3, activations: [activation, activation] }, 4),
    );
    const rows = sampleRows(40);
    expect(largestDifference(await liteRt(network, rows), predictQuantized(network, rows))).toBeLessThan(2e-6);
  });
});
