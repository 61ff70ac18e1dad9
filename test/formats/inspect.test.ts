import { describe, expect, it } from "vitest";
import { crc32Hex } from "../../src/core/crc32.ts";
import { encodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { inspectFile } from "../../src/formats/inspect.ts";
import { inspectTensor } from "../../src/formats/inspect-tensors.ts";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const architecture = { inputs: 40, hidden: [30], classes: 3 };
const network = pruneAtRandom(sampleNetwork(architecture, 1), 0.6, 2);
const provenance = { seed: 1 };

describe("inspectTensor", () => {
  it("counts both zeros, survivors, and 1.5 bits for values of probability 1/2, 1/4 and 1/4", () => {
    expect(inspectTensor("w", [4], Float32Array.of(0.5, 0.5, 2, -3))).toMatchObject({
      entropyBits: 1.5,
      distinctValues: 3,
    });
    expect(inspectTensor("w", [2, 2], Int8Array.of(0, 0, -127, 9))).toEqual({
      name: "w",
      shape: [2, 2],
      type: "int8",
      sizeBytes: 4,
      smallest: -127,
      largest: 9,
      distinctValues: 3,
      entropyBits: 1.5,
      weights: 4,
      positiveZeros: 2,
      negativeZeros: 0,
      survivors: 2,
      sparsity: 0.5,
    });
    expect(inspectTensor("w", [3], Float32Array.of(-0, 0, -0))).toMatchObject({
      positiveZeros: 1,
      negativeZeros: 2,
      survivors: 0,
      sparsity: 1,
    });
  });

  it("has the entropy log2(n) for n different numbers", () => {
    const different = Float32Array.from({ length: 1000 }, (_, i) => Math.sin(i));
    expect(inspectTensor("w", [1000], different).entropyBits).toBeCloseTo(Math.log2(1000), 10);
  });
});

describe("inspectFile", () => {
  it("describes a model file: names, origin, tensors, kernels", () => {
    const file = joined(encodeModelFile({ network, provenance }));
    const found = inspectFile(file, "model");
    expect(found).toMatchObject({
      kind: "network",
      sizeBytes: file.length,
      crc32: crc32Hex(file),
      provenance,
      architecture,
    });
    expect(found.features).toEqual(network.features);
    expect(found.tensors.map(({ name, shape }) => `${name} ${shape.join("x")}`)).toEqual([
      "normalization.gamma 40",
      "normalization.beta 40",
      "normalization.moving_mean 40",
      "normalization.moving_variance 40",
      "layers.0.weights 30x40",
      "layers.0.bias 30",
      "layers.1.weights 3x30",
      "layers.1.bias 3",
    ]);
    const kernels = network.layers.flatMap(({ weights }) => [...weights]);
    expect(found.kernels.weights).toBe(1290);
    expect(found.kernels.survivors).toBe(kernels.filter((weight) => weight !== 0).length);
    expect(found.kernels.negativeZeros).toBe(kernels.filter((weight) => Object.is(weight, -0)).length);
  });

  it("describes a checkpoint with its moments and masks", () => {
    const zeros = (length: number) => ({ first: new Float32Array(length), second: new Float32Array(length) });
    const moments = {
      gamma: zeros(40),
      beta: zeros(40),
      layers: network.layers.map(({ weights, bias }) => ({ weights: zeros(weights.length), bias: zeros(bias.length) })),
    };
    const masks = network.layers.map(({ weights }) => Uint8Array.from(weights, (weight) => Number(weight !== 0)));
    const state = { network, moments, masks, history: [] };
    const found = inspectFile(joined(encodeCheckpoint({ state, provenance })), "run");
    expect(found).toMatchObject({ kind: "checkpoint", provenance });
    expect(found.tensors.length).toBe(8 + 2 * 6 + 2);
    const [mask] = found.tensors.filter(({ name }) => name === "layers.0.mask");
    expect(mask).toMatchObject({ type: "uint8", distinctValues: 2, survivors: found.tensors[4]?.survivors });
    expect(found.kernels.weights).toBe(1290);
  });

  it("describes a .tflite file: int8 kernels have one kind of zero", () => {
    const file = joined(encodeTflite({ network: quantizeInt8(network), provenance }));
    const found = inspectFile(file, "model");
    expect(found.kind).toBe("tflite");
    const [kernel] = found.tensors.filter(({ type }) => type === "int8");
    expect(kernel).toMatchObject({ name: "layers.0.weights", weights: 1200, negativeZeros: 0, sizeBytes: 1200 });
    expect(kernel?.entropyBits).toBeLessThan(8);
  });

  it("refuses anything else and says what it knows", () => {
    expect(() => inspectFile(new Uint8Array(64), "photo.jpg")).toThrow(
      "photo.jpg: is none of coldpress's files (.safetensors, .tflite, .coldpress, checkpoint)",
    );
    expect(() => inspectFile(new Uint8Array(), "empty")).toThrow("empty: is none of coldpress's files");
  });
});
