import { readFileSync } from "node:fs";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import type { Dataset } from "../../src/formats/hdf5/dataset.ts";
import { importKeras } from "../../src/formats/imports/import-keras.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import type { ImportedSteps } from "../../src/formats/imports/imported-steps.ts";
import { importKerasH5, importKerasZip } from "../../src/formats/imports/keras-files.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { undetectedDamage } from "./fuzz.ts";

const FOLDER = "test/golden/foreign";
const golden = JSON.parse(readFileSync(`${FOLDER}/keras.json`, "utf8")) as Record<string, number[][]>;
const bytesOf = (file: string) => new Uint8Array(readFileSync(`${FOLDER}/${file}`));

function networkOf({ steps }: ImportedSteps) {
  const layers = layersOfSteps(steps, "a");
  const features = Array.from(layers.scale, (_, i) => `f${i}`);
  return networkOfSteps(layers, features, ["no", "yes"]);
}

describe("a Keras file", () => {
  it.each([
    ["keras-2.h5", "sequential"],
    ["keras-3.h5", "sequential"],
    ["keras-3.keras", "functional"],
  ])("%s answers as the program that made it, within 1e-6", (file, answers) => {
    const read = file.endsWith(".h5") ? importKerasH5 : importKerasZip;
    const network = mergedNetwork(networkOf(read(bytesOf(file), file)));
    const ours = predictQuantized(network, Float32Array.from(golden["rows"]?.flat() ?? []));
    const expected = golden[answers]?.flat() ?? [];
    expect(ours.length).toBe(expected.length);
    for (const [i, value] of ours.entries()) expect(Math.abs(value - expected[i])).toBeLessThan(1e-6);
  });

  it("is refused where it has weights alone, where it is cut, and where a zip holds something else", () => {
    const layouts = new Uint8Array(readFileSync("test/golden/programs/layouts.h5"));
    expect(() => importKerasH5(bytesOf("keras-2.h5").subarray(0, 900), "a.h5")).toThrow("is no HDF5 file that can");
    const [weights] = Object.values(
      unzipSync(bytesOf("keras-3.keras"), { filter: ({ name }) => name.endsWith(".h5") }),
    );
    expect(() => importKerasH5(weights as Uint8Array, "a.h5")).toThrow("perhaps it has weights alone");
    expect(() => importKerasH5(layouts, "a.h5")).toThrow("model_config");
    const zip = zipSync({ "data.pkl": new Uint8Array(3) });
    expect(() => importKerasZip(zip, "a.keras")).toThrow("without config.json");
    expect(() => importKerasZip(zip.subarray(0, 40), "a.keras")).toThrow(FormatError);
  });

  it.each(["keras-2.h5", "keras-3.keras"])("%s survives 2000 mutations: refused, or some network", (file) => {
    const read = file.endsWith(".h5") ? importKerasH5 : importKerasZip;
    const decode = (bytes: Uint8Array) => layersOfSteps(read(bytes, file).steps, file);
    expect(undetectedDamage(bytesOf(file), decode, () => true, 2000, 1)).toEqual([]);
  });
});

describe("a Keras model's configuration", () => {
  const set = (shape: number[]): Dataset => ({
    shape,
    values: new Float32Array(shape.reduce((product, size) => product * size, 1)).fill(0.5),
  });
  const datasets = new Map([
    ["/layers/dense/vars/0", set([3, 2])],
    ["/layers/dense/vars/1", set([2])],
  ]);
  const input = { class_name: "InputLayer", config: { name: "in" } };
  const dense = { class_name: "Dense", config: { name: "out", activation: "softmax" } };
  const sequential = (...layers: object[]) => ({ class_name: "Sequential", config: { layers } });

  it("is read with weights found by the classes' order", () => {
    const { layers } = networkOf(importKeras(sequential(input, dense), datasets, "a"));
    expect(layers).toEqual([
      { inputs: 3, outputs: 2, weights: new Float32Array(6).fill(0.5), bias: new Float32Array(2).fill(0.5) },
    ]);
  });

  it("of Keras 1 is a list of layers, with variables of other names", () => {
    const old = new Map([
      ["/model_weights/dense_1/dense_1_W", set([3, 2])],
      ["/model_weights/dense_1/dense_1_b", set([2])],
    ]);
    const config = { name: "dense_1", activation: "softmax", output_dim: 2, bias: true };
    const model = { class_name: "Sequential", config: [{ class_name: "Dense", config }] };
    expect(networkOf(importKeras(model, old, "a")).layers[0]?.bias).toEqual(new Float32Array(2).fill(0.5));
  });

  it("may name an activation as an object", () => {
    const named = { ...dense.config, activation: { class_name: "function", config: "softmax" } };
    expect(importKeras(sequential(input, { ...dense, config: named }), datasets, "a").steps[1]).toMatchObject({
      activation: "softmax",
    });
    const layer = { ...dense.config, activation: { class_name: "LeakyReLU", config: { negative_slope: 0.25 } } };
    expect(importKeras(sequential(input, { ...dense, config: layer }), datasets, "a").steps[1]).toMatchObject({
      activation: "leaky-relu",
      slope: 0.25,
    });
  });

  it.each([
    [
      "a function of its own",
      sequential({ ...dense, config: { name: "out", activation: { value: ["4wEAAAA", null, null] } } }),
      'layer "out" (Dense): has the activation {"value":["4wEAAAA"',
    ],
    [
      "dense layers along a sequence",
      sequential({ class_name: "InputLayer", config: { name: "in", batch_shape: [null, 4, 3] } }, dense),
      'layer "out" (Dense): has inputs of shape [null,4,3]; expected are rows',
    ],
    [
      "a convolution",
      sequential({ class_name: "Conv1D", config: { name: "c" } }),
      'a: layer "c" (Conv1D): no dense network has',
    ],
    ["an LSTM", sequential({ class_name: "LSTM", config: { name: "l" } }), 'layer "l" (LSTM)'],
    [
      "an activation",
      sequential({ ...dense, config: { name: "d", activation: "selu" } }),
      'layer "d" (Dense): has the activation "selu"',
    ],
    [
      "missing weights",
      sequential(dense, { class_name: "Dense", config: { name: "d2" } }),
      'layer "d2" (Dense): the file has no kernel',
    ],
    [
      "a threshold",
      sequential(dense, { class_name: "ReLU", config: { name: "r", threshold: 1 } }),
      'layer "r" (ReLU): has a threshold',
    ],
    ["no layers", { class_name: "MyModel", config: {} }, "is no model of layers"],
    [
      "a branch",
      {
        class_name: "Functional",
        config: {
          layers: [
            { ...input, name: "in", inbound_nodes: [] },
            { ...dense, name: "a", inbound_nodes: [[["in", 0, 0, {}]]] },
            { ...dense, name: "b", inbound_nodes: [[["in", 0, 0, {}]]] },
          ],
        },
      },
      'no chain at "in"',
    ],
  ])("is refused for %s, by name", (_, model, complaint) => {
    const refusal = () => importKeras(model, datasets, "a");
    expect(refusal).toThrow(FormatError);
    expect(refusal).toThrow(complaint);
  });
});
