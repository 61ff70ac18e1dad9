import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mergeNormalization } from "../../src/network/merge-normalization.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";
import { quantizeInt8, quantizeInto } from "../../src/quantization/int8.ts";

/** Codes and scale of some values. */
function quantized(...values: number[]): { codes: number[]; scale: number } {
  const codes = new Int8Array(values.length);
  const scale = quantizeInto(codes, Float32Array.from(values), 0, values.length);
  return { codes: [...codes], scale };
}

function network(inputs: number, hidden: number[], classes: number): Network {
  const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
  return initializeNetwork({ inputs, hidden, classes }, names(inputs), names(classes), new Random(1));
}

describe("quantizeInto", () => {
  it("gives the largest magnitude the code ±127 and rounds ties away from zero", () => {
    expect(quantized(127, 0.5, -0.5, 1.5, -2.5, -127)).toEqual({ codes: [127, 1, -1, 2, -3, -127], scale: 1 });
    expect(quantized(-254, 3, 1, -1)).toEqual({ codes: [-127, 2, 1, -1], scale: 2 });
  });

  it("maps both zeros to code 0, and a kernel of zeros to scale 1", () => {
    expect(quantized(0, -0, 2)).toEqual({ codes: [0, 0, 127], scale: Math.fround(2 / 127) });
    expect(quantized(0, -0)).toEqual({ codes: [0, 0], scale: 1 });
  });

  it("moves no value by more than half a step, up to float32 rounding", () => {
    for (let seed = 0; seed < 200; seed++) {
      const random = new Random(seed);
      const values = Array.from({ length: 1 + random.integer(50) }, () =>
        Math.fround(random.normal() * 10 ** (random.integer(20) - 10)),
      );
      const { codes, scale } = quantized(...values);
      values.forEach((value, i) => {
        expect(Math.abs(value - scale * codes[i])).toBeLessThanOrEqual(0.5 * scale * (1 + 1e-4));
      });
    }
  });

  it("does not change with a power of two in front of all values", () => {
    const random = new Random(7);
    const values = Array.from({ length: 300 }, () => Math.fround(random.normal()));
    expect(quantized(...values.map((value) => value * 2 ** -40)).codes).toEqual(quantized(...values).codes);
  });

  it("keeps to ±127 where the inverse scale overflows float32", () => {
    const tiny = 2 ** -149;
    expect(quantized(tiny, -tiny, 0).codes).toEqual([127, -127, 0]);
  });

  it("writes only the values it was asked for", () => {
    const codes = new Int8Array(5).fill(9);
    quantizeInto(codes, Float32Array.of(100, 1, 2, 3, 100), 1, 3);
    expect([...codes]).toEqual([9, 42, 85, 127, 9]);
  });
});

describe("quantizeInt8", () => {
  it("takes kernels of 1024 weights and more, leaves smaller ones and all biases in float32", () => {
    const original = network(32, [32, 31], 2);
    const { layers } = quantizeInt8(original);
    expect(layers.map(({ kernel }) => kernel.kind)).toEqual(["int8", "float32", "float32"]);
    layers.forEach(({ bias }, i) => {
      expect(bias).toBe(original.layers[i].bias);
    });
  });

  it("keeps each pruned weight at code 0", () => {
    const original = network(64, [64], 2);
    const { weights } = original.layers[0];
    for (let i = 0; i < weights.length; i += 3) weights[i] *= 0;
    const [{ kernel }] = quantizeInt8(original).layers;
    if (kernel.kind !== "int8") throw new Error("expected int8");
    expect(kernel.codes.filter((_, i) => i % 3 === 0).every((code) => code === 0)).toBe(true);
  });

  it("names the weight that is not finite", () => {
    const original = network(64, [64], 2);
    original.layers[0].weights[3 * 64 + 17] = Number.NaN;
    expect(() => quantizeInt8(original)).toThrow("weight [3, 17] of layer 0 is NaN; all weights must be finite");
  });
});

describe("mergeNormalization", () => {
  it("is the normalisation within 3 float32 roundings, for random parameters and inputs", () => {
    const random = new Random(3);
    for (let run = 0; run < 300; run++) {
      const one = (value: number) => Float32Array.of(value);
      const gamma = one(random.normal());
      const beta = one(random.normal());
      const movingMean = one(random.normal() * 10);
      const movingVariance = one(Math.exp(3 * random.normal()));
      const { scale, offset } = mergeNormalization({ gamma, beta, movingMean, movingVariance });
      const x = random.normal() * 10;
      const exact = (gamma[0] * (x - movingMean[0])) / Math.sqrt(movingVariance[0] + 1e-3) + beta[0];
      const terms = Math.abs(x * scale[0]) + Math.abs(movingMean[0] * scale[0]) + Math.abs(beta[0]);
      expect(Math.abs(x * scale[0] + offset[0] - exact)).toBeLessThanOrEqual(3 * 2 ** -23 * terms);
    }
  });
});
