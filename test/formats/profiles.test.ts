/**
 * A network's file remembers the profile of its features, in every format and through compression.
 */

import { expect, it } from "vitest";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import { readNetworkFile } from "../../src/formats/network-files.ts";
import { importOnnx } from "../../src/formats/onnx/import-onnx.ts";
import { encodeOnnx } from "../../src/formats/onnx/onnx-file.ts";
import { encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import type { Network } from "../../src/network/network.ts";
import { denseNetwork, survivorsOf } from "../../src/network/sparse-network.ts";
import { denseCodedNetwork } from "../../src/quantization/kernel-types.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { quantizedSurvivors } from "../../src/quantization/quantized-survivors.ts";
import { float32Kernel, withKernels } from "../../src/quantization/with-kernels.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";
import { linearNetwork } from "../../src/squeeze/search-paths.ts";
import { nothingBeside } from "./imported.ts";
import { joined, sampleNetwork } from "./sample-network.ts";

const reference = sampleNetwork({ inputs: 4, hidden: [3], classes: 2 }, 1);
const device: Network = { ...reference, profile: "device" };
const provenance = {};

it("is kept by trained networks", () => {
  const bytes = joined(encodeModelFile({ network: device, provenance }));
  expect(decodeModelFile(bytes, "a.safetensors").network.profile).toBe("device");
});

it("is kept by containers, for the runtime too, and by .tflite", async () => {
  const network = mergedNetwork(device);
  const container = encodeContainer({ network, madeFrom: "", provenance });
  expect(readNetworkFile(container, "a.coldpress").network.profile).toBe("device");
  expect((await loadNetwork(container)).profile).toBe("device");
  const tflite = joined(encodeTflite({ network, provenance }));
  expect(readNetworkFile(tflite, "a.tflite").network.profile).toBe("device");
});

it.each([device, reference])("is said by .onnx, of the reference profile too", (network) => {
  const bytes = joined(encodeOnnx({ network: mergedNetwork(network), version: "1", provenance }));
  const { profile } = importOnnx(bytes, "a.onnx", nothingBeside);
  expect(profile).toBe(network.profile ?? "reference");
});

it("is kept by every form that a network takes on the way", () => {
  const sparse = survivorsOf(device);
  const merged = mergedNetwork(device);
  const coded = readNetworkFile(encodeContainer({ network: merged, madeFrom: "", provenance }), "a.coldpress");
  if (coded.holds !== "survivors") throw new Error("a container holds survivors");
  const forms = [sparse, denseNetwork(sparse), merged, quantizedSurvivors(merged)];
  const more = [withKernels(sparse, float32Kernel), denseCodedNetwork(coded.network)];
  const model = { weights: new Float32Array(4), bias: new Float32Array(1), classes: 2, features: 4 };
  const linear = linearNetwork(model, sparse);
  for (const form of [...forms, ...more, linear]) expect(form.profile).toBe("device");
});

it("is not mentioned where it is the reference's: such files have the bytes that they always had", () => {
  const mentioned: Network = { ...reference, profile: "reference" };
  const bytesOf = (network: Network) => joined(encodeModelFile({ network, provenance }));
  expect(bytesOf(mentioned)).toEqual(bytesOf(reference));
  expect("profile" in decodeModelFile(bytesOf(mentioned), "a.safetensors").network).toBe(false);
  const containerOf = (network: Network) =>
    encodeContainer({ network: mergedNetwork(network), madeFrom: "", provenance });
  expect(containerOf(mentioned)).toEqual(containerOf(reference));
});

it("is refused where there is no such profile", () => {
  const strange = { ...mergedNetwork(reference), profile: "phone" as "device" };
  const container = encodeContainer({ network: strange, madeFrom: "", provenance });
  expect(() => readNetworkFile(container, "a.coldpress")).toThrow(
    'the profile of features is reference or device, found "phone"',
  );
});
