/**
 * Networks in every kind of kernel, and rows to predict.
 */

import { Random } from "../../src/core/random.ts";
import { type Architecture, type LayerShape, layerShapes } from "../../src/network/architecture.ts";
import type { Kernel, QuantizedNetwork } from "../../src/quantization/quantized-network.ts";

/** What a kernel is made of: codebooks by their size, the first number included. */
export type KernelSpec =
  | { readonly kind: "codebook"; readonly entries: number }
  | { readonly kind: "int8" }
  | { readonly kind: "float32" };

export interface NetworkSpec {
  readonly architecture: Architecture;
  /** Input side first; the last one also serves the layers that follow. */
  readonly kernels: readonly KernelSpec[];
  readonly sparsity: number;
  readonly seed: number;
}

/** A network with survivors at random places, as large as pruning by magnitude leaves them; sums stay between −4 and 4. */
export function madeNetwork({ architecture, kernels, sparsity, seed }: NetworkSpec): QuantizedNetwork {
  const random = new Random(seed);
  const { inputs, classes } = architecture;
  return {
    architecture,
    features: Array.from({ length: inputs }, (_, i) => `feature ${i}`),
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    normalization: {
      scale: Float32Array.from({ length: inputs }, () => 0.5 + random.uniform()),
      offset: Float32Array.from({ length: inputs }, () => 0.3 * random.normal()),
    },
    layers: layerShapes(architecture).map((shape, layer) => ({
      ...shape,
      kernel: madeKernel(shape, kernels[layer] ?? kernels.at(-1), sparsity, random),
      bias: Float32Array.from({ length: shape.outputs }, () => 0.3 * random.normal()),
    })),
  };
}

function madeKernel(shape: LayerShape, spec: KernelSpec, sparsity: number, random: Random): Kernel {
  const size = shape.inputs * shape.outputs;
  const step = 1 / Math.sqrt(1 + shape.inputs * (1 - sparsity));
  switch (spec.kind) {
    case "float32": {
      const weights = new Float32Array(size);
      scatter(size, sparsity, random, (place) => {
        weights[place] = step * random.normal();
      });
      return { kind: "float32", weights };
    }
    case "int8": {
      const codes = new Int8Array(size);
      scatter(size, sparsity, random, (place) => {
        codes[place] = Math.round(Math.max(-127, Math.min(127, 45 * random.normal())));
      });
      return { kind: "int8", codes, scale: Math.fround(step / 45) };
    }
    case "codebook": {
      const indices = new Uint8Array(size);
      scatter(size, sparsity, random, (place) => {
        indices[place] = 1 + Math.floor((spec.entries - 1) * random.uniform());
      });
      const codebook = Float32Array.from({ length: spec.entries }, (_, c) => (c === 0 ? 0 : step * random.normal()));
      return { kind: "codebook", indices, codebook };
    }
  }
}

/** Calls for places at random, each with the same probability; the gaps are drawn, not the places. */
function scatter(size: number, sparsity: number, random: Random, visit: (place: number) => void): void {
  if (sparsity === 1) return;
  const gap = () => (sparsity === 0 ? 0 : Math.floor(Math.log(1 - random.uniform()) / Math.log(sparsity)));
  for (let place = gap(); place < size; place += 1 + gap()) visit(place);
}

/** Rows of normal numbers. [N × F] */
export function madeRows(rows: number, width: number, seed: number): Float32Array {
  const random = new Random(seed);
  return Float32Array.from({ length: rows * width }, () => random.normal());
}
