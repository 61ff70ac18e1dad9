import { readFileSync } from "node:fs";
import { zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { type Dataset, importKeras } from "../../src/formats/imports/import-keras.ts";
import { networkOfSteps } from "../../src/formats/imports/imported-network.ts";
import type { ImportedSteps } from "../../src/formats/imports/imported-steps.ts";
import { importKerasH5, importKerasZip } from "../../src/formats/imports/keras-files.ts";
import { layersOfSteps } from "../../src/formats/imports/steps.ts";
import { foldedNetwork } from "../../src/quantization/folded-network.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";

const { readHdf5 } = (await import(
  "../../dist/node/read-hdf5.js" as string
)) as typeof import("../../src/node/read-hdf5.ts");

const hasJsfive = await import("jsfive").then(
  () => true,
  () => false,
);
const ifJsfive = hasJsfive ? "" : " (skipped: jsfive is not installed)";

const FOLDER = "test/golden/foreign";
const golden = JSON.parse(readFileSync(`${FOLDER}/keras.json`, "utf8")) as Record<string, number[][]>;
const bytesOf = (file: string) => new Uint8Array(readFileSync(`${FOLDER}/${file}`));

function networkOf({ steps }: ImportedSteps) {
  const layers = layersOfSteps(steps, "a");
  const features = Array.from(layers.scale, (_, i) => `f${i}`);
  return networkOfSteps(layers, features, ["no", "yes"]);
}

describe.skipIf(!hasJsfive)(`a Keras file${ifJsfive}`, () => {
  it.each([
    ["keras-2.h5", "sequential"],
    ["keras-3.h5", "sequential"],
    ["keras-3.keras", "functional"],
  ])("%s answers as the program that made it, within 1e-6", async (file, answers) => {
    const read = file.endsWith(".h5") ? importKerasH5 : importKerasZip;
    const network = foldedNetwork(networkOf(await read(bytesOf(file), file, readHdf5)));
    const ours = predictQuantized(network, Float32Array.from(golden["rows"]?.flat() ?? []));
    const expected = golden[answers]?.flat() ?? [];
    expect(ours.length).toBe(expected.length);
    for (const [i, value] of ours.entries()) expect(Math.abs(value - (expected[i] as number))).toBeLessThan(1e-6);
  });

  it("is refused where it has weights alone, where it is cut, and where a zip holds something else", async () => {
    const whole = bytesOf("keras-2.h5");
    await expect(readHdf5(whole.subarray(0, 900), ["model_config"], "a.h5")).rejects.toThrow(
      "is no HDF5 file that can",
    );
    const weights = async () => ({ datasets: new Map(), attributes: new Map([["model_config", ""]]) });
    await expect(importKerasH5(whole, "a.h5", weights)).rejects.toThrow("perhaps it has weights alone");
    const zip = zipSync({ "data.pkl": new Uint8Array(3) });
    await expect(importKerasZip(zip, "a.keras", readHdf5)).rejects.toThrow("without config.json");
    await expect(importKerasZip(zip.subarray(0, 40), "a.keras", readHdf5)).rejects.toThrow(FormatError);
  });

  it("survives 60 mutations: refused, or some network", { timeout: 120_000 }, async () => {
    const whole = bytesOf("keras-2.h5");
    const random = new Random(1);
    for (let i = 0; i < 60; i++) {
      const damaged = whole.slice();
      for (let j = 0; j < 8; j++) damaged[random.integer(i % 2 ? 3000 : damaged.length)] = random.integer(256);
      try {
        await importKerasH5(damaged, "a.h5", (...call) => readHdf5(...call, 10));
      } catch (error) {
        expect(error).toBeInstanceOf(Error);
        expect((error as Error).name, String(error)).toBe("FormatError");
      }
    }
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

  it.each([
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
      "a model within",
      sequential({ class_name: "Sequential", config: { name: "m", layers: [] } }),
      'layer "m" is a model of its own',
    ],
    [
      "ReLU6",
      sequential(dense, { class_name: "ReLU", config: { name: "r", max_value: 6 } }),
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
