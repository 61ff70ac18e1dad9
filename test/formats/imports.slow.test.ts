import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { FormatError, UserError } from "../../src/core/errors.ts";
import { importTorch } from "../../src/formats/imports/import-torch.ts";
import { importKerasH5, importKerasZip } from "../../src/formats/imports/keras-files.ts";
import { layersOfSteps } from "../../src/formats/imports/layers-of-steps.ts";
import { encodeOnnx } from "../../src/formats/onnx/onnx-file.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { GRAPHS } from "./foreign-graphs.ts";
import { foreignOnnx } from "./foreign-onnx.ts";
import { undetectedDamage } from "./fuzz.ts";
import { imported } from "./imported.ts";
import { joined, sampleNetwork } from "./sample-network.ts";

/** Of all files of a kind together. */
const MUTATIONS = 100_000;
const TORCH_FILES = ["sequential", "named"];
const KERAS_FILES = [
  "foreign/keras-2.h5",
  "foreign/keras-3.keras",
  "programs/keras-sequential.h5",
  "programs/layouts.h5",
  "hdf5/latest.h5",
  "hdf5/keras-latest.h5",
];
const PROGRAMS_ONNX = ["torch-dynamo.onnx", "sklearn-mlp-2.onnx", "sklearn-logistic.onnx"];
/** With one of ours. */
const ONNX_FILES = 1 + Object.keys(GRAPHS).length + PROGRAMS_ONNX.length;

it("an ONNX file of ours is refused in its share of 100,000 mutations, or gives the same network", () => {
  const network = sampleNetwork(
    { inputs: 12, hidden: [7, 5], classes: 3, activations: [{ kind: "gelu" }, { kind: "relu" }] },
    1,
  );
  const file = joined(encodeOnnx({ network: mergedNetwork(network), version: "1", provenance: { seed: 1 } }));
  const whole = JSON.stringify(imported(file));
  const decode = (bytes: Uint8Array) => JSON.stringify(imported(bytes));
  expect(undetectedDamage(file, decode, (found) => found === whole, Math.ceil(MUTATIONS / ONNX_FILES), 1)).toEqual([]);
});

it.each(Object.entries(GRAPHS))(
  "its share of 100,000 mutations of a foreign graph are refused, or are some network: %s",
  (_, graph) => {
    expect(undetectedDamage(foreignOnnx(graph), imported, () => true, Math.ceil(MUTATIONS / ONNX_FILES), 2)).toEqual(
      [],
    );
  },
);

it.each(TORCH_FILES)("its share of 100,000 mutations of a state dict are refused, or are some network: %s", (name) => {
  const file = new Uint8Array(readFileSync(`test/golden/foreign/torch-${name}.safetensors`));
  const hints = name === "named" ? { layers: ["bn", "fc1", "gelu", "out"] } : { activation: "relu" };
  const decode = (bytes: Uint8Array) => {
    try {
      return layersOfSteps(importTorch(bytes, "a", hints).steps, "a", true);
    } catch (error) {
      // A damaged name is one that the hints do not fit.
      throw error instanceof UserError ? new FormatError(error.message) : error;
    }
  };
  expect(undetectedDamage(file, decode, () => true, MUTATIONS / TORCH_FILES.length, 3)).toEqual([]);
});

it.each(KERAS_FILES)("its share of 100,000 mutations of a Keras file are refused, or are some network: %s", (name) => {
  const file = new Uint8Array(readFileSync(`test/golden/${name}`));
  const read = name.endsWith(".h5") ? importKerasH5 : importKerasZip;
  const decode = (bytes: Uint8Array) => layersOfSteps(read(bytes, "a").steps, "a");
  expect(undetectedDamage(file, decode, () => true, MUTATIONS / KERAS_FILES.length, 4)).toEqual([]);
});

it.each(PROGRAMS_ONNX)(
  "its share of 100,000 mutations of a program's own ONNX file are refused, or are some network: %s",
  (name) => {
    const file = new Uint8Array(readFileSync(`test/golden/programs/${name}`));
    const beside = new Uint8Array(readFileSync("test/golden/programs/torch-dynamo.onnx.data"));
    const decode = (bytes: Uint8Array) => imported(bytes, { logits: true, beside: () => beside });
    expect(undetectedDamage(file, decode, () => true, Math.ceil(MUTATIONS / ONNX_FILES), 5)).toEqual([]);
  },
);
