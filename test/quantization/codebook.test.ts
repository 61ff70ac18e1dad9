import { describe, expect, it } from "vitest";
import { denseKernel, type SparseNetwork, sparseLayer } from "../../src/network/sparse-network.ts";
import { quantizeCodebook } from "../../src/quantization/codebook.ts";
import { denseWeights } from "../../src/quantization/dense-weights.ts";
import type { CodebookKernel, QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { randomSurvivors } from "../pruning/random-survivors.ts";

const architecture = { inputs: 30, hidden: [20, 10], classes: 3 };

function codebooks({ layers }: QuantizedNetwork): CodebookKernel[] {
  return layers.map(({ kernel }) => {
    if (kernel.kind !== "codebook") throw new Error(`expected a codebook, found ${kernel.kind}`);
    return kernel;
  });
}

function errorOf(network: SparseNetwork, quantized: QuantizedNetwork): number {
  return network.layers.reduce((sum, layer, l) => {
    const approximate = denseWeights(quantized.layers[l].kernel);
    return sum + denseKernel(layer).reduce((error, weight, i) => error + (weight - approximate[i]) ** 2, 0);
  }, 0);
}

describe("quantizeCodebook", () => {
  it("gives each survivor the mean of its cluster, from index 1 on, and the pruned ones index 0", () => {
    const base = randomSurvivors({ inputs: 4, hidden: [], classes: 2 }, 0, 1);
    const kernel = Float32Array.of(1, 0, 1.5, -2, 0, -3, 10, 10);
    const network = { ...base, layers: [sparseLayer({ inputs: 4, outputs: 2 }, kernel, Float32Array.of(0, 0))] };
    const [{ indices, codebook }] = codebooks(quantizeCodebook(network, { bits: 2 }));
    expect([...codebook]).toEqual([0, -2.5, 1.25, 10]);
    expect([...indices]).toEqual([2, 0, 2, 1, 0, 1, 3, 3]);
  });

  it("has at most 2^bits numbers, the first of them 0, and as many survivors as before, for 1 to 8 bits", () => {
    const network = randomSurvivors(architecture, 0.6, 2);
    for (let bits = 1; bits <= 8; bits++)
      codebooks(quantizeCodebook(network, { bits })).forEach(({ indices, codebook }, l) => {
        expect(codebook.length).toBeLessThanOrEqual(2 ** bits);
        expect(codebook[0]).toBe(0);
        expect(indices.filter((index) => index !== 0).length).toBe(network.layers[l]?.weights.length);
      });
  });

  it("errs less with every bit, and not at all where a bit pattern is there for each weight", () => {
    const network = randomSurvivors(architecture, 0.6, 3);
    const errors = [1, 2, 3, 4, 5, 6, 7, 8].map((bits) => errorOf(network, quantizeCodebook(network, { bits })));
    for (let b = 1; b < errors.length; b++) expect(errors[b]).toBeLessThan(errors[b - 1]);
    const few = randomSurvivors(architecture, 0.95, 4);
    expect(errorOf(few, quantizeCodebook(few, { bits: 8 }))).toBe(0);
  });

  it("has one codebook for all layers where it is shared, which errs more than one for each", () => {
    const network = randomSurvivors(architecture, 0.6, 5);
    const shared = quantizeCodebook(network, { bits: 3, per: "network" });
    const [first, ...others] = codebooks(shared);
    for (const { codebook } of others) expect(codebook).toBe(first?.codebook);
    expect(errorOf(network, shared)).toBeGreaterThan(errorOf(network, quantizeCodebook(network, { bits: 3 })));
  });

  it("is itself when quantised again", () => {
    const once = quantizeCodebook(randomSurvivors(architecture, 0.6, 6), { bits: 4 });
    expect(quantizeCodebook(quantizedSurvivors(once), { bits: 4 })).toEqual(once);
  });

  it("takes a network without survivors", () => {
    const [{ codebook }] = codebooks(quantizeCodebook(randomSurvivors(architecture, 1, 7)));
    expect([...codebook]).toEqual([0]);
  });

  it("refuses bits out of range, and names the weight that is not finite", () => {
    const network = randomSurvivors(architecture, 0.6, 8);
    expect(() => quantizeCodebook(network, { bits: 9 })).toThrow("bits must be a whole number from 1 to 8, got 9");
    const [first] = network.layers;
    first.weights[first.rowStarts[4]] = Number.NaN;
    const column = first.columns[first.rowStarts[4]];
    expect(() => quantizeCodebook(network)).toThrow(`quantizeCodebook: weight [4, ${column}] of layer 0 is NaN`);
  });
});

describe("quantizedSurvivors", () => {
  it("are the weights of the quantised kernels, whatever their kind", () => {
    const network = randomSurvivors(architecture, 0.7, 9);
    const quantized = quantizeCodebook(network, { bits: 3 });
    const survivors = quantizedSurvivors(quantized);
    survivors.layers.forEach((layer, l) => {
      expect(layer.columns).toEqual(network.layers[l]?.columns);
      expect(layer.rowStarts).toEqual(network.layers[l]?.rowStarts);
      expect(denseKernel(layer)).toEqual(denseWeights(quantized.layers[l].kernel));
    });
    const floats: QuantizedNetwork = {
      ...network,
      layers: network.layers.map((layer) => ({ ...layer, kernel: { kind: "float32", weights: denseKernel(layer) } })),
    };
    expect(quantizedSurvivors(floats).layers.map(denseKernel)).toEqual(network.layers.map(denseKernel));
    const codes: QuantizedNetwork = {
      ...network,
      layers: network.layers.map((layer) => ({
        ...layer,
        kernel: { kind: "int8", codes: Int8Array.from(denseKernel(layer), (w) => Math.round(20 * w)), scale: 0.5 },
      })),
    };
    expect(quantizedSurvivors(codes).layers.map(denseKernel)).toEqual(
      network.layers.map((layer) => denseKernel(layer).map((weight) => 0.5 * Math.round(20 * weight) + 0)),
    );
  });

  it("keep a survivor whose codebook value is 0", () => {
    const base = randomSurvivors({ inputs: 2, hidden: [], classes: 2 }, 0, 10);
    const kernel = {
      kind: "codebook",
      indices: Uint8Array.of(0, 1, 2, 0),
      codebook: Float32Array.of(0, 0, 3),
    } as const;
    const [layer] = quantizedSurvivors({
      ...base,
      layers: [{ inputs: 2, outputs: 2, kernel, bias: new Float32Array(2) }],
    }).layers;
    expect([...(layer?.columns ?? [])]).toEqual([1, 0]);
    expect([...(layer?.weights ?? [])]).toEqual([0, 3]);
  });
});
