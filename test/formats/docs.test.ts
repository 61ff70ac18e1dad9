import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { decodeModelFile, encodeModelFile } from "../../src/formats/model-file.ts";
import { decodeTflite, encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import type { Network } from "../../src/network/network.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { joined } from "./sample-network.ts";

/** The example of docs/formats/: two features, two classes, no hidden layer. */
const network: Network = {
  architecture: { inputs: 2, hidden: [], classes: 2 },
  features: ["f0", "hnr"],
  classes: ["NC", "C"],
  normalization: {
    gamma: Float32Array.of(1, 1),
    beta: Float32Array.of(0, 0.5),
    movingMean: Float32Array.of(120, 7),
    movingVariance: Float32Array.of(400, 4),
  },
  layers: [
    { inputs: 2, outputs: 2, weights: Float32Array.of(0.25, -0, -0.25, 1.5), bias: Float32Array.of(0.125, -0.125) },
  ],
};
const provenance = { seed: 1 };

/** The bytes of a page's hexdump: offset, 16 bytes, text. */
function exampleOf(page: string): Uint8Array {
  const [, dump = ""] = /```hexdump\n([\s\S]*?)\n```/.exec(readFileSync(`docs/formats/${page}`, "utf8")) ?? [];
  return Uint8Array.from(
    dump.split("\n").flatMap((line) =>
      line
        .slice(6, 53)
        .trim()
        .split(" ")
        .map((hex) => parseInt(hex, 16)),
    ),
  );
}

it("model-file.md shows a network's bytes", () => {
  const bytes = exampleOf("model-file.md");
  expect(decodeModelFile(bytes, "example")).toEqual({ network, provenance });
  expect(joined(encodeModelFile({ network, provenance }))).toEqual(bytes);
});

it("tflite.md shows the same network's bytes with its kernel in int8", () => {
  const bytes = exampleOf("tflite.md");
  const quantized = quantizeInt8(network, { minimumWeights: 0 });
  expect(decodeTflite(bytes, "example")).toEqual({ network: quantized, provenance });
  expect(joined(encodeTflite({ network: quantized, provenance }))).toEqual(bytes);
});

it("container.md shows the same network's bytes, entropy-coded", () => {
  const bytes = exampleOf("container.md");
  const content = { network: quantizeInt8(network, { minimumWeights: 0 }), madeFrom: "sha256:0123", provenance };
  expect(decodeContainer(bytes, "example")).toEqual(content);
  expect(encodeContainer(content)).toEqual(bytes);
});
