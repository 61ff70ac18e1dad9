import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { initializeNetwork } from "../../src/network/network.ts";
import { simdDotProductsInto } from "../../src/quantization/assembly/int8-dots.ts";
import { dotProductsInto } from "../../src/quantization/dot-products.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";

const random = new Random(1);
const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
const normals = (length: number) => Float32Array.from({ length }, () => random.normal());

function network(inputs: number, hidden: number[], classes: number) {
  return initializeNetwork({ inputs, hidden, classes }, names(inputs), names(classes), new Random(2));
}

/** The hybrid arithmetic of one layer spelled out: row by row, one product after the other. */
function plainHybridRow(row: Float32Array, codes: Int8Array, scale: number, bias: Float32Array): number[] {
  const largest = Math.max(...row.map(Math.abs));
  const steps = Math.fround(127 / largest);
  const rowCodes = [...row].map((value) => {
    const scaled = Math.fround(value * steps);
    return Math.sign(scaled) * Math.floor(Math.abs(scaled) + 0.5);
  });
  const rowScale = Math.fround(Math.fround(largest / 127) * scale);
  return [...bias].map((start, output) => {
    const dot = rowCodes.reduce((sum, code, i) => sum + code * codes[output * row.length + i], 0);
    return Math.fround(start + (largest === 0 ? 0 : Math.fround(dot * rowScale)));
  });
}

describe("predictQuantized", () => {
  it("gives each class the same probability when all weights are zero", () => {
    const zero = network(4, [3], 5);
    for (const { weights } of zero.layers) weights.fill(0);
    expect([...predictQuantized(mergedNetwork(zero), normals(8))]).toEqual(Array(10).fill(Math.fround(0.2)));
  });

  it("is exact on paper: a row of codes times a row of codes", () => {
    const one: QuantizedNetwork = {
      architecture: { inputs: 2, hidden: [], classes: 2 },
      features: names(2),
      classes: names(2),
      normalization: { scale: Float32Array.of(1, 2), offset: Float32Array.of(0, -1) },
      layers: [
        {
          inputs: 2,
          outputs: 2,
          kernel: { kind: "int8", codes: Int8Array.of(127, 0, 0, 64), scale: 1 / 128 },
          bias: Float32Array.of(0, 0.25),
        },
      ],
    };
    // h = (127, −64): codes 127 and −64, scale 1. z = 127·127/128 and −64·64/128 + 0.25.
    const [first, second] = predictQuantized(one, Float32Array.of(127, -31.5));
    const difference = (127 * 127) / 128 - (-32 + 0.25);
    expect(first).toBe(Math.fround(1 / (1 + Math.exp(-difference))));
    expect(second).toBeCloseTo(Math.exp(-difference), 30);
  });

  it("equals the arithmetic spelled out, bit for bit, in the last layer's sums", () => {
    for (const [inputs, classes, rows] of [
      [512, 2, 1],
      [300, 7, 9],
      [1024, 5, 40],
    ] as const) {
      const quantized = quantizeInt8(network(inputs, [], classes), { minimumWeights: 0 });
      const [{ kernel, bias }] = quantized.layers;
      if (kernel.kind !== "int8") throw new Error("expected int8");
      const x = normals(rows * inputs);
      const found = predictQuantized(quantized, x);
      // Identity normalisation still divides by sqrt(1 + ε).
      const [factor] = quantized.normalization.scale;
      for (let row = 0; row < rows; row++) {
        const h = x.slice(row * inputs, (row + 1) * inputs).map((value) => value * factor);
        const z = plainHybridRow(h, kernel.codes, kernel.scale, bias);
        const e = z.map((value) => Math.fround(Math.exp(value - Math.max(...z))));
        const total = e.reduce((sum, value) => sum + value, 0);
        expect(Array.from(found.subarray(row * classes, (row + 1) * classes))).toEqual(
          e.map((v) => Math.fround(v / total)),
        );
      }
    }
  });

  it("gives a row of zeros the bias alone, and other rows of the batch their own result", () => {
    const quantized = quantizeInt8(network(64, [32], 3));
    const x = normals(3 * 64);
    x.fill(0, 64, 128);
    const all = predictQuantized(quantized, x);
    expect(all.slice(3, 6)).toEqual(predictQuantized(quantized, new Float32Array(64)));
    expect(all.slice(6, 9)).toEqual(predictQuantized(quantized, x.slice(128)));
  });

  it("does not depend on how many rows come together", () => {
    const quantized = quantizeInt8(network(70, [45], 7));
    const x = normals(71 * 70);
    const all = predictQuantized(quantized, x);
    for (const [first, last] of [
      [0, 1],
      [30, 41],
      [64, 71],
    ] as const)
      expect(predictQuantized(quantized, x.slice(first * 70, last * 70))).toEqual(all.slice(first * 7, last * 7));
  });

  it("stays within 0.01 of the float32 network's probabilities on a network of 200 inputs", () => {
    const original = network(200, [133, 88], 7);
    const x = normals(20 * 200);
    const exact = predictQuantized(mergedNetwork(original), x);
    const hybrid = predictQuantized(quantizeInt8(original), x);
    expect(Math.max(...hybrid.map((p, i) => Math.abs(p - exact[i])))).toBeLessThan(0.01);
  });

  it("gives probabilities for logits that would overflow exp", () => {
    const steep = network(4, [], 2);
    steep.layers[0].weights.set([1000, 0, 0, 0, -1000, 0, 0, 0]);
    expect([...predictQuantized(mergedNetwork(steep), Float32Array.of(5, 0, 0, 0))]).toEqual([1, 0]);
  });

  it("refuses numbers that are no whole rows", () => {
    expect(() => predictQuantized(mergedNetwork(network(4, [], 2)), new Float32Array(6))).toThrow(
      "6 numbers are no whole rows of 4 features",
    );
  });
});

describe.each([
  ["plain", dotProductsInto],
  ["WASM SIMD", simdDotProductsInto],
])("%s dot products", (_, dotProducts) => {
  it("are exact at the largest codes and at every remainder of rows and outputs", () => {
    for (let rows = 1; rows <= 9; rows++)
      for (let outputs = 1; outputs <= 5; outputs++) {
        const inputs = 6373;
        const dots = new Int32Array(rows * outputs);
        const x = new Int8Array(rows * inputs).fill(-127);
        const w = Int8Array.from({ length: outputs * inputs }, (_, i) => (Math.floor(i / inputs) % 2 ? 127 : -126));
        dotProducts(dots, x, w, rows, inputs, outputs);
        dots.forEach((dot, i) => {
          expect(dot).toBe(inputs * -127 * ((i % outputs) % 2 ? 127 : -126));
        });
      }
  });
});

describe("WASM SIMD dot products", () => {
  it("equal the plain ones on 30 random shapes, some larger than the window of memory", () => {
    const codes = (length: number) => Int8Array.from({ length }, () => random.integer(255) - 127);
    for (let run = 0; run < 30; run++) {
      const [rows, inputs, outputs] = [1 + random.integer(40), 1 + random.integer(300), 1 + random.integer(60)];
      const shape = run === 0 ? ([3, 3000, 900] as const) : ([rows, inputs, outputs] as const);
      const x = codes(shape[0] * shape[1]);
      const w = codes(shape[2] * shape[1]);
      const [plain, simd] = [new Int32Array(shape[0] * shape[2]), new Int32Array(shape[0] * shape[2])];
      dotProductsInto(plain, x, w, ...shape);
      simdDotProductsInto(simd, x, w, ...shape);
      expect(Buffer.compare(Buffer.from(simd.buffer), Buffer.from(plain.buffer))).toBe(0);
    }
  });
});
