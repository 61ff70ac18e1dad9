import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/core/crc32.ts";
import { FormatError, UserError } from "../../src/core/errors.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import { decodeSafetensors, encodeSafetensors } from "../../src/formats/safetensors.ts";
import { decodeTflite, encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { type KernelSpec, madeNetwork } from "../runtime/made-networks.ts";
import { joined, sampleNetwork } from "./sample-network.ts";

const NOT_FINITE = [Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
const architecture = { inputs: 9, hidden: [6], classes: 3 };
const provenance = {};
const made = (kernel: KernelSpec) => madeNetwork({ architecture, kernels: [kernel], sparsity: 0.4, seed: 1 });

/** Ways of putting one number into a network: what is refused, and how to put it there. */
const PLACES: Record<string, (network: QuantizedNetwork, value: number) => QuantizedNetwork> = {
  "scale of the inputs": (network, value) => withScale(network, value),
  "offset of the inputs": (network, value) => ({
    ...network,
    normalization: { ...network.normalization, offset: network.normalization.offset.with(2, value) },
  }),
  "bias of layer 1": (network, value) => withLayer(network, { bias: Float32Array.of(0, value, 0) }),
  "scale of layer 1": (network, value) =>
    withLayer(network, { kernel: { kind: "int8", codes: new Int8Array(18).fill(1), scale: value } }),
  "codebook of layer 1": (network, value) =>
    withLayer(network, {
      kernel: { kind: "codebook", indices: new Uint8Array(18).fill(1), codebook: Float32Array.of(0, value) },
    }),
  "weights of layer 1": (network, value) =>
    withLayer(network, { kernel: { kind: "float32", weights: new Float32Array(18).fill(1).with(7, value) } }),
};

function withScale(network: QuantizedNetwork, value: number): QuantizedNetwork {
  const { scale, offset } = network.normalization;
  return { ...network, normalization: { scale: scale.with(2, value), offset } };
}

function withLayer(network: QuantizedNetwork, change: Partial<QuantizedNetwork["layers"][number]>): QuantizedNetwork {
  return { ...network, layers: network.layers.with(1, { ...network.layers[1], ...change }) };
}

describe.each(Object.entries(PLACES))("a number that is not finite: %s", (name, put) => {
  it.each(NOT_FINITE)("%d is refused when a container or a .tflite file is written", (value) => {
    const network = put(made({ kind: "int8" }), value);
    const message = new RegExp(`${name}, is (NaN|-?Infinity); all numbers of a network must be finite`);
    for (const encode of [
      () => encodeContainer({ network, madeFrom: "", provenance }),
      () => encodeTflite({ network, provenance }),
    ]) {
      expect(encode).toThrow(UserError);
      expect(encode).toThrow(message);
    }
  });

  it.each(NOT_FINITE)("%d is refused when a container is read, by decoder and runtime alike", async (value) => {
    // A number that occurs nowhere else and stands in the file as float32.
    const marker = 1.234567;
    const file = encodeContainer({ network: put(made({ kind: "int8" }), marker), madeFrom: "", provenance });
    const broken = resealed(replaced(file, marker, value));
    expect(() => decodeContainer(broken, "model")).toThrow(FormatError);
    expect(() => decodeContainer(broken, "model")).toThrow(/^model: .*finite/);
    await expect(loadNetwork(broken, { name: "model" })).rejects.toThrow(/^model: .*finite/);
  });
});

describe("further numbers that are not finite", () => {
  it("float16 biases, codebooks, weights and magnitudes of a container", () => {
    const marker = 1.5;
    const kernels = [
      { kind: "codebook", indices: new Uint8Array(18).fill(1), codebook: Float32Array.of(0, marker) },
      { kind: "float32", weights: Float32Array.from({ length: 18 }, (_, i) => (i === 5 ? marker : i % 7)) },
      { kind: "float32", weights: new Float32Array(18).fill(marker) },
    ] as const;
    const zeros = new Float32Array(3);
    const networks = [
      ...kernels.map((kernel) => withLayer(made({ kind: "int8" }), { kernel, bias: zeros })),
      withLayer(made({ kind: "int8" }), { bias: Float32Array.of(0, marker, 0) }),
    ];
    for (const network of networks) {
      const file = encodeContainer({ network, madeFrom: "", provenance });
      for (const bits of [0x7c00, 0xfc00, 0x7e01]) {
        const broken = resealed(replacedBytes(file, Uint8Array.of(0x00, 0x3e), Uint8Array.of(bits & 0xff, bits >> 8)));
        expect(() => decodeContainer(broken, "model")).toThrow(/^model: float16 number \d+ .* is not finite/);
      }
    }
  });

  it("a scale whose largest code is not", () => {
    const network = PLACES["scale of layer 1"]?.(made({ kind: "int8" }), 3e38);
    expect(() => encodeContainer({ network, madeFrom: "", provenance })).toThrow("scale of layer 1, is Infinity");
    const marker = 1.234567;
    const written = PLACES["scale of layer 1"]?.(made({ kind: "int8" }), marker);
    const broken = resealed(replaced(encodeContainer({ network: written, madeFrom: "", provenance }), marker, 3e38));
    expect(() => decodeContainer(broken, "model")).toThrow(/the scale at byte \d+ times 127, is Infinity/);
  });

  it("those of a model file, a checkpoint and a .tflite file", () => {
    const network = sampleNetwork(architecture, 1);
    const tensors = ["normalization.gamma", "normalization.moving_variance", "layers.1.weights", "layers.0.bias"];
    const { tensors: whole, metadata } = decodeSafetensors(joined(encodeModelFile({ network, provenance })), "model");
    for (const tensor of tensors)
      for (const value of NOT_FINITE) {
        const { shape, data } = whole.get(tensor) as { shape: number[]; data: Float32Array };
        const broken = new Map([...whole, [tensor, { shape, data: data.with(1, value) }]]);
        const file = joined(encodeSafetensors({ tensors: broken, metadata }));
        expect(() => decodeModelFile(file, "model"), tensor).toThrow(
          `model: number 1 of ${data.length}, ${tensor}, is ${value}; all numbers of a network must be finite`,
        );
      }
    const moment = (array: Float32Array) => ({ first: array, second: array });
    const { gamma, beta } = network.normalization;
    const layers = network.layers.map(({ weights, bias }) => ({ weights: moment(weights), bias: moment(bias) }));
    const moments = { gamma: moment(gamma), beta: moment(beta), layers };
    network.layers[1]?.bias.fill(Number.NaN);
    expect(() => encodeModelFile({ network, provenance })).toThrow(UserError);
    expect(() => encodeCheckpoint({ state: { network, moments, masks: [], history: [] }, provenance })).toThrow(
      UserError,
    );
    const merged = mergedNetwork(sampleNetwork(architecture, 1));
    const marker = 1.234567;
    const tflite = joined(encodeTflite({ network: PLACES["bias of layer 1"]?.(merged, marker), provenance }));
    const broken = replaced(tflite, marker, Number.NaN);
    broken.set(
      new TextEncoder().encode(crc32(broken.subarray(0, -10)).toString(16).padStart(8, "0")),
      broken.length - 10,
    );
    expect(() => decodeTflite(broken, "model")).toThrow("model: number 1 of 3, bias of layer 1, is NaN");
  });

  it("a variance below 0, whose root is NaN", () => {
    const network = sampleNetwork(architecture, 1);
    network.normalization.movingVariance[3] = -0.5;
    const file = joined(encodeModelFile({ network, provenance }));
    expect(() => decodeModelFile(file, "model")).toThrow(
      "model: number 3 of normalization.moving_variance is negative",
    );
  });
});

/** The bytes with one float32 number instead of another, which must be there. */
function replaced(file: Uint8Array, from: number, to: number): Uint8Array {
  const bytesOf = (value: number) => new Uint8Array(Float32Array.of(value).buffer);
  return replacedBytes(file, bytesOf(from), bytesOf(to));
}

function replacedBytes(file: Uint8Array, from: Uint8Array, to: Uint8Array): Uint8Array {
  const at = Buffer.from(file).lastIndexOf(from);
  if (at < 0) throw new Error("the marker is not in the file");
  const changed = file.slice();
  changed.set(to, at);
  return changed;
}

/** A container with its checksum made right again. */
function resealed(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer);
  view.setUint32(16, 0, true);
  view.setUint32(16, crc32(file), true);
  return file;
}
