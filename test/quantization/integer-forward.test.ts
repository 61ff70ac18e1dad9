import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { quantizeActivations } from "../../src/quantization/calibrate-activations.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { codeOn } from "../../src/quantization/int8-grid.ts";
import { fixedPoint, predictIntegers, scaledInteger } from "../../src/quantization/integer-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { sampleNetwork } from "../formats/sample-network.ts";

function sampleRows(rows: number, width: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: rows * width }, () => 3 * random.normal());
}

describe("codes of a grid", () => {
  it("are value / scale + zero point, ties away from zero, cut to int8", () => {
    const grid = { scale: 0.5, zeroPoint: 10 };
    expect([0, 1, 0.25, -0.25, 1000, -1000].map((value) => codeOn(grid, value))).toEqual([10, 12, 11, 9, 127, -128]);
  });
});

describe("scaledInteger", () => {
  it("is value · factor, rounded, for factors below and above 1", () => {
    expect(scaledInteger(1000, fixedPoint(0.25))).toBe(250);
    expect(scaledInteger(10, fixedPoint(3))).toBe(30);
    expect(scaledInteger(3, fixedPoint(0.5))).toBe(2);
    // The high product's nudge of a negative number is 1 − 2^30: its ties go up
    expect(scaledInteger(-3, fixedPoint(0.5))).toBe(-1);
  });

  it("is within one of the exact product over random values and factors", () => {
    const random = new Random(1);
    for (let i = 0; i < 2000; i++) {
      const value = Math.round((random.uniform() - 0.5) * 2 ** 24);
      const factor = 2 ** (-12 * random.uniform());
      expect(Math.abs(scaledInteger(value, fixedPoint(factor)) - value * factor)).toBeLessThanOrEqual(1);
    }
  });
});

describe("predictIntegers", () => {
  it("of one kernel follows on paper", () => {
    // Inputs 1 and −1 are codes 2 and −2; sums 2·3 + 2·1 = 8 and −8 of units 0.5 · 0.25; in steps of 0.5: 2 and −2
    const network: QuantizedNetwork = {
      architecture: { inputs: 2, hidden: [], classes: 2 },
      features: ["a", "b"],
      classes: ["x", "y"],
      normalization: { scale: Float32Array.of(1, 1), offset: new Float32Array(2) },
      layers: [
        {
          inputs: 2,
          outputs: 2,
          kernel: { kind: "int8", codes: Int8Array.of(3, -1, -3, 1), scale: 0.25 },
          bias: new Float32Array(2),
        },
      ],
    };
    const activations = { inputs: { scale: 0.5, zeroPoint: 0 }, sums: [{ scale: 0.5, zeroPoint: 0 }], results: [] };
    const expected = Math.round(256 / (1 + Math.exp(-2))) / 256;
    expect([...predictIntegers(network, activations, Float32Array.of(1, -1))]).toEqual([expected, 1 - expected]);
    // The zero point of the inputs changes nothing but the codes
    const shifted = { ...activations, inputs: { scale: 0.5, zeroPoint: 7 } };
    expect([...predictIntegers(network, shifted, Float32Array.of(1, -1))]).toEqual([expected, 1 - expected]);
  });

  it("gives steps of 1/256 near the float32 network's probabilities, whatever the shape", () => {
    for (const architecture of [
      { inputs: 20, hidden: [12, 8], classes: 3 },
      { inputs: 60, hidden: [], classes: 2 },
      { inputs: 20, hidden: [12, 8], classes: 3, activations: [{ kind: "tanh" }, { kind: "relu" }] as const },
      { inputs: 20, hidden: [12], classes: 3, activations: [{ kind: "leaky-relu", slope: 0.25 }] as const },
    ]) {
      const network = sampleNetwork(architecture, 1);
      const quantized = quantizeActivations(network, sampleRows(100, architecture.inputs, 2));
      const rows = sampleRows(50, architecture.inputs, 3);
      const found = predictQuantized(quantized, rows);
      const before = predictQuantized(mergedNetwork(network), rows);
      for (const [i, value] of found.entries()) {
        expect(Number.isInteger(256 * value)).toBe(true);
        expect(Math.abs(value - before[i])).toBeLessThan(0.12);
      }
      const errors = found.map((value, i) => Math.abs(value - before[i]));
      expect(errors.reduce((sum, error) => sum + error, 0) / errors.length).toBeLessThan(0.02);
    }
  });

  it("refuses a kernel that is not int8, and the activation that microcontrollers have no integers for, by name", () => {
    const network = sampleNetwork({ inputs: 5, hidden: [4], classes: 2 }, 1);
    const quantized = quantizeActivations(network, sampleRows(10, 5, 2));
    const { activations } = quantized;
    if (!activations) throw new Error("no activations");
    const floats = { ...quantized, layers: mergedNetwork(network).layers };
    expect(() => predictIntegers(floats, activations, new Float32Array(5))).toThrow("kernel of layer 0 is float32");
    const gelus = { ...quantized, architecture: { ...network.architecture, activations: [{ kind: "gelu" }] as const } };
    expect(() => predictIntegers(gelus, activations, new Float32Array(5))).toThrow(
      "hidden layer 0 is gelu, which TensorFlow Lite Micro does not have",
    );
    expect(() => quantizeActivations({ ...network, architecture: gelus.architecture }, sampleRows(10, 5, 2))).toThrow(
      "hidden layer 0 is gelu",
    );
  });
});

describe("quantizeActivations", () => {
  it("fits grids that hold 0 and most of what it saw, and is not led by one wild value", () => {
    const network = sampleNetwork({ inputs: 5, hidden: [4], classes: 2 }, 1);
    const rows = sampleRows(400, 5, 2);
    const plain = quantizeActivations(network, rows).activations;
    rows[0] = 1e6;
    const wild = quantizeActivations(network, rows).activations;
    for (const grid of [plain?.inputs, ...(plain?.sums ?? [])]) {
      expect(grid?.scale).toBeGreaterThan(0);
      expect(Number.isInteger(grid?.zeroPoint)).toBe(true);
    }
    expect(plain?.sums).toHaveLength(2);
    expect(wild?.sums[1]?.scale).toBeLessThan(2 * (plain?.sums[1]?.scale as number));
  });

  it("gives results the grids that runtimes demand, and lets the sums in front of a ReLU begin at 0", () => {
    const kinds = [
      { kind: "sigmoid" },
      { kind: "tanh" },
      { kind: "relu" },
      { kind: "leaky-relu", slope: 0.5 },
    ] as const;
    const architecture = { inputs: 5, hidden: [4, 4, 4, 4], classes: 2, activations: kinds };
    const { sums = [], results = [] } =
      quantizeActivations(sampleNetwork(architecture, 1), sampleRows(50, 5, 2)).activations ?? {};
    expect(results[0]).toEqual({ scale: 1 / 256, zeroPoint: -128 });
    expect(results[1]).toEqual({ scale: 1 / 128, zeroPoint: 0 });
    expect(results[2]).toBe(sums[2]);
    expect(sums[2]?.zeroPoint).toBe(-128);
    expect(results[3]?.scale).toBeLessThan(sums[3]?.scale);
  });

  it("refuses no rows and broken rows", () => {
    const network = sampleNetwork({ inputs: 5, hidden: [4], classes: 2 }, 1);
    expect(() => quantizeActivations(network, new Float32Array())).toThrow("there is no row to calibrate on");
    expect(() => quantizeActivations(network, new Float32Array(7))).toThrow("no whole rows of 5 features");
  });
});
