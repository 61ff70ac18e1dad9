import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { compactNetwork } from "../../../src/device/compact-network.ts";
import { DeviceNetwork } from "../../../src/device/device-network.ts";
import { networkProject } from "../../../src/export/c/network-project.ts";
import type { QuantizedNetwork } from "../../../src/quantization/quantized-network.ts";
import { codedNetwork } from "../../device/coded-network.ts";
import { type KernelSpec, madeNetwork } from "../../runtime/made-networks.ts";

/** Networks that together have every way to hold a kernel, a normalization, and every activation. */
export function madeNetworks(): Record<string, QuantizedNetwork> {
  const made = (hidden: number[], kernels: KernelSpec[], sparsity: number, inputs = 127): QuantizedNetwork =>
    madeNetwork({ architecture: { inputs, hidden, classes: 2 }, kernels, sparsity, seed: 5 });
  const powers = {
    scale: Float32Array.from({ length: 127 }, (_, i) => 2 ** ((i % 9) - 4)),
    offset: new Float32Array(127),
  };
  const unscaled = { scale: new Float32Array(127).fill(1), offset: new Float32Array(127) };
  const sixteen: KernelSpec = { kind: "codebook", entries: 16 };
  const active = made([12, 9, 8, 7], [sixteen, { kind: "float32" }], 0.4);
  return {
    linear: { ...made([], [{ kind: "codebook", entries: 4 }], 0.5), normalization: powers },
    sparse: { ...made([16], [sixteen], 0.93), normalization: unscaled },
    signs: made([10], [{ kind: "codebook", entries: 2 }], 0.6),
    int8: made([20], [{ kind: "int8" }], 0.8),
    full_int8: made([6], [{ kind: "int8" }], 0),
    floats: made([8], [{ kind: "float32" }], 0.9),
    empty: made([4], [sixteen], 1),
    active: {
      ...active,
      architecture: {
        ...active.architecture,
        activations: [{ kind: "tanh" }, { kind: "gelu" }, { kind: "relu" }, { kind: "leaky-relu", slope: 0.25 }],
      },
    },
  };
}

/** The files of a network in a folder of their own. */
export function writeProject(network: QuantizedNetwork, prefix: string): string {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-c-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const task = { network: codedNetwork(network), prefix, provenance: ["made"], version: "0.0.0", name: "made" };
  for (const [path, bytes] of networkProject(task)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), bytes);
  }
  return folder;
}

/** What the network answers here, as the bits that C prints. */
export function bitsOfAnswer(network: QuantizedNetwork, row: Float32Array): string {
  const p = new DeviceNetwork(compactNetwork(codedNetwork(network))).predict(row);
  return Array.from(new Uint32Array(p.buffer), (bits) => bits.toString(16).padStart(8, "0")).join(" ");
}
