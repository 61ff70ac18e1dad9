import "../engine/allow-relaxed-simd.ts";
import { describe, expect, it } from "vitest";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { type LoadOptions, loadNetwork } from "../../src/runtime/load-network.ts";
import { type KernelSpec, madeNetwork, madeRows } from "./made-networks.ts";

const KINDS = ["wasm-simd", "wasm-relaxed-simd"] as const;
const SPECS: readonly KernelSpec[] = [
  ...[2, 3, 8, 16, 32, 200, 256].map((entries) => ({ kind: "codebook", entries }) as const),
  { kind: "float32" },
];

function load(network: QuantizedNetwork, options: LoadOptions = {}) {
  return loadNetwork(encodeContainer({ network, madeFrom: "", provenance: {} }), options);
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  expect(a.length).toBe(b.length);
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}

describe.each(KINDS)("predict by %s", (kernels) => {
  it.each(SPECS)("is within 1e-5 of the reference at every sparsity and batch size: $kind $entries", async (spec) => {
    for (const [i, sparsity] of [0, 0.5, 0.9, 0.99, 0.999, 1].entries()) {
      const architecture = { inputs: 301 + i, hidden: [97, 62 + i], classes: 2 + i };
      const network = madeNetwork({ architecture, kernels: [spec], sparsity, seed: i });
      const loaded = await load(network, { kernels });
      for (const rows of [1, 3, 9, 16, 21]) {
        const values = madeRows(rows, architecture.inputs, rows);
        const difference = largestDifference(loaded.predict(values), predictQuantized(network, values));
        expect(difference, `sparsity ${sparsity}, ${rows} rows`).toBeLessThan(1e-5);
      }
    }
  });

  it("is within 1e-5 of the reference without hidden layers, where rows are cut into pieces, and for one input", async () => {
    for (const inputs of [1, 2, 5, 700])
      for (const spec of [...SPECS, { kind: "int8" } as const]) {
        const network = madeNetwork({
          architecture: { inputs, hidden: [], classes: 2 },
          kernels: [spec],
          sparsity: 0.6,
          seed: 3,
        });
        const values = madeRows(9, inputs, 1);
        const found = (await load(network, { kernels })).predict(values);
        expect(largestDifference(found, predictQuantized(network, values))).toBeLessThan(1e-5);
      }
  });

  it("has the reference's bits for int8 kernels, at every sparsity and batch size", async () => {
    for (const [i, sparsity] of [0, 0.5, 0.9, 0.99, 1].entries()) {
      const architecture = { inputs: 333 + i, hidden: [120, 71 + i], classes: 2 + i };
      const network = madeNetwork({ architecture, kernels: [{ kind: "int8" }], sparsity, seed: i });
      const loaded = await load(network, { kernels });
      for (const rows of [1, 3, 17]) {
        const values = madeRows(rows, architecture.inputs, rows);
        expect(loaded.predict(values), `sparsity ${sparsity}, ${rows} rows`).toEqual(predictQuantized(network, values));
      }
    }
  });
});

it.each(KINDS)("computes every activation as the reference does, by %s", async (kernels) => {
  const activations = [
    { kind: "relu" },
    { kind: "tanh" },
    { kind: "leaky-relu", slope: Math.fround(0.3) },
    { kind: "gelu" },
  ] as const;
  const architecture = { inputs: 50, hidden: [30, 21, 17, 12], classes: 3, activations };
  for (const kernel of [{ kind: "float32" }, { kind: "int8" }, { kind: "codebook", entries: 16 }] as const) {
    const network = madeNetwork({ architecture, kernels: [kernel], sparsity: 0.5, seed: 1 });
    const loaded = await load(network, { kernels });
    for (const rows of [1, 21]) {
      const values = madeRows(rows, 50, rows);
      const [found, expected] = [loaded.predict(values), predictQuantized(network, values)];
      if (kernel.kind === "int8") expect(found).toEqual(expected);
      else expect(largestDifference(found, expected)).toBeLessThan(1e-5);
    }
  }
});

it("refuses a row whose sums are beyond float32, and gives no NaN for a probability", async () => {
  const architecture = { inputs: 4, hidden: [], classes: 2 };
  for (const kernel of [{ kind: "float32" }, { kind: "int8" }, { kind: "codebook", entries: 4 }] as const) {
    const made = madeNetwork({ architecture, kernels: [kernel], sparsity: 0, seed: 1 });
    const scale = new Float32Array(4).fill(1e20);
    const network = { ...made, normalization: { scale, offset: new Float32Array(4) } };
    const loaded = await loadNetwork(encodeContainer({ network, madeFrom: "", provenance: {} }));
    for (const rows of [2, 20]) {
      const values = new Float32Array(4 * rows).fill(1e-20);
      values.fill(1e30, 4);
      expect(() => loaded.predict(values), kernel.kind).toThrow("predict: the sums of row 1 are beyond float32");
      expect([...loaded.predict(values.subarray(0, 4))].every(Number.isFinite)).toBe(true);
    }
  }
});
