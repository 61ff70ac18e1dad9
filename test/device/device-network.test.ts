import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { wasmInstances } from "../../src/core/wasm-instance.ts";
import { compactBytes, compactNetwork } from "../../src/device/compact-network.ts";
import { DeviceNetwork } from "../../src/device/device-network.ts";
import { predictReference } from "../../src/device/reference/forward.ts";
import { WASM_BASE64 } from "../../src/features/device/assembly/kernels.generated.ts";
import type { Activation } from "../../src/network/activation.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { type KernelSpec, madeNetwork, madeRows } from "../runtime/made-networks.ts";
import { codedNetwork } from "./coded-network.ts";

const { expOf } = wasmInstances<{ readonly expOf: (x: number) => number }>(WASM_BASE64)();

const kernelSpec = fc.oneof(
  fc.record({ kind: fc.constant("codebook" as const), entries: fc.constantFrom(2, 3, 4, 5, 16, 17, 256) }),
  fc.constantFrom<KernelSpec>({ kind: "int8" }, { kind: "float32" }),
);

const spec = fc.record({
  inputs: fc.integer({ min: 1, max: 60 }),
  hidden: fc.array(fc.integer({ min: 1, max: 9 }), { maxLength: 2 }),
  classes: fc.integer({ min: 2, max: 5 }),
  kernels: fc.array(kernelSpec, { minLength: 1, maxLength: 3 }),
  sparsity: fc.constantFrom(0, 0.3, 0.8, 0.97, 1),
  seed: fc.integer({ min: 0, max: 1e6 }),
});

function made({ inputs, hidden, classes, ...rest }: Parameters<Parameters<typeof spec.map>[0]>[0]): QuantizedNetwork {
  return madeNetwork({ architecture: { inputs, hidden, classes }, ...rest });
}

function withActivation(network: QuantizedNetwork, activation: Activation): QuantizedNetwork {
  const activations = network.architecture.hidden.map(() => activation);
  return { ...network, architecture: { ...network.architecture, activations } };
}

describe("DeviceNetwork", () => {
  it("gives the bits of the reference, whatever the kernels are and wherever their survivors lie", () => {
    fc.assert(
      fc.property(spec, fc.constantFrom("sigmoid", "relu"), (settings, kind) => {
        const network = codedNetwork(withActivation(made(settings), { kind }));
        const device = new DeviceNetwork(compactNetwork(network));
        for (const seed of [1, 2, 3]) {
          const row = madeRows(1, network.features.length, seed);
          expect(device.predict(row)).toEqual(predictReference(network, row, expOf));
        }
      }),
      { numRuns: 150 },
    );
  });

  it("is within 1e-5 of the double-precision forward pass, for every activation", () => {
    const activations: Activation[] = [
      { kind: "sigmoid" },
      { kind: "tanh" },
      { kind: "relu" },
      { kind: "gelu" },
      { kind: "leaky-relu", slope: Math.fround(0.2) },
    ];
    for (const activation of activations) {
      const architecture = { inputs: 40, hidden: [12, 8], classes: 3 };
      const plain = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 16 }], sparsity: 0.5, seed: 7 });
      const network = withActivation(plain, activation);
      const device = new DeviceNetwork(compactNetwork(codedNetwork(network)));
      for (let seed = 0; seed < 50; seed++) {
        const row = madeRows(1, 40, seed);
        const wanted = predictQuantized(network, row);
        device.predict(row).forEach((p, c) => {
          expect(Math.abs(p - wanted[c])).toBeLessThan(1e-5);
        });
      }
    }
  });

  it("refuses features that are too few or not finite, and names the sums that are beyond float32", () => {
    const network = madeNetwork({
      architecture: { inputs: 3, hidden: [], classes: 2 },
      kernels: [{ kind: "float32" }],
      sparsity: 0,
      seed: 1,
    });
    const device = new DeviceNetwork(compactNetwork(codedNetwork(network)));
    expect(() => device.predict(Float32Array.of(1, 2))).toThrow("has 3 features, got 2 numbers");
    expect(() => device.predict(Float32Array.of(1, NaN, 2))).toThrow("feature 1 is NaN");
    expect(() => device.predict(Float32Array.of(3e38, -3e38, 3e38))).toThrow("beyond float32");
  });
});

describe("compactNetwork", () => {
  const architecture = { inputs: 500, hidden: [16], classes: 2 };
  const bytesOf = (kernel: KernelSpec, sparsity: number) => {
    const network = madeNetwork({ architecture, kernels: [kernel], sparsity, seed: 3 });
    const unscaled = { scale: new Float32Array(500).fill(1), offset: new Float32Array(500) };
    return compactBytes(compactNetwork(codedNetwork({ ...network, normalization: unscaled })));
  };
  const biasBytes = 4 * (16 + 2);

  it("takes half a byte a weight where there are few zeros and sixteen values", () => {
    expect(bytesOf({ kind: "codebook", entries: 16 }, 0)).toBeLessThanOrEqual(
      (500 * 16 + 32) / 2 + 2 * 4 * 16 + biasBytes,
    );
  });

  it("takes a code and a gap for each survivor where there are many zeros", () => {
    const survivors = 0.05 * (500 * 16 + 32);
    expect(bytesOf({ kind: "codebook", entries: 16 }, 0.95)).toBeLessThan(1.5 * survivors + 2 * 4 * 16 + biasBytes);
  });

  it("takes no more bytes with more zeros, of any kind of kernel", () => {
    for (const kernel of [{ kind: "codebook", entries: 5 }, { kind: "int8" }, { kind: "float32" }] as const) {
      const sizes = [0, 0.5, 0.9, 0.99, 1].map((sparsity) => bytesOf(kernel, sparsity));
      expect([...sizes].sort((a, b) => b - a)).toEqual(sizes);
    }
  });

  it("keeps scales of few powers of two as codes", () => {
    const network = madeNetwork({ architecture, kernels: [{ kind: "int8" }], sparsity: 0.9, seed: 3 });
    const scale = Float32Array.from({ length: 500 }, (_, i) => 2 ** (i % 7));
    const coded = codedNetwork({ ...network, normalization: { scale, offset: new Float32Array(500) } });
    const { normalization } = compactNetwork(coded);
    expect(normalization).toMatchObject({ kind: "scales", codes: { bits: 4, count: 500 } });
  });
});
