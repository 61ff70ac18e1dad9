import { describe, expect, it } from "vitest";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { formatOf, NETWORK_FORMATS, readNetworkFile } from "../../src/formats/network-files.ts";
import { encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const network = pruneAtRandom(sampleNetwork({ inputs: 9, hidden: [6], classes: 3 }, 1), 0.5, 2);
const quantized = quantizeInt8(network, { minimumWeights: 0 });
const FILES: readonly (readonly [string, Uint8Array])[] = [
  [".safetensors", joined(encodeModelFile({ network, provenance: { seed: 1 } }))],
  [".tflite", joined(encodeTflite({ network: quantized, provenance: { seed: 1 } }))],
  [".coldpress", encodeContainer({ network: quantized, madeFrom: "", provenance: { seed: 1 } })],
];

describe("the table of formats", () => {
  it("reads, inspects and writes each format, whatever the file is called", () => {
    expect(NETWORK_FORMATS.map(({ extension }) => extension)).toEqual(FILES.map(([extension]) => extension));
    for (const [extension, bytes] of FILES)
      for (const name of [`a${extension}`, "a", "a.tflite", "A.SAFETENSORS"]) {
        expect(formatOf(bytes, name).extension, name).toBe(extension);
        expect(readNetworkFile(bytes, name)).toMatchObject({
          provenance: { seed: 1 },
          network: { features: network.features, classes: network.classes },
        });
      }
  });

  it("gives back what its own writer wrote", () => {
    for (const { extension, read, writeTrained, writeQuantized } of NETWORK_FORMATS) {
      const bytes = writeTrained
        ? writeTrained({ network, provenance: {} })
        : writeQuantized?.write({ network: quantized, madeFrom: "", provenance: {} });
      const found = read?.(joined(bytes ?? []), extension);
      expect(found?.holds, extension).toBe(
        { ".safetensors": "trained", ".tflite": "quantized" }[extension] ?? "survivors",
      );
      expect(found?.network.architecture).toEqual(network.architecture);
    }
  });

  it("says what a file is that is none of ours", () => {
    const text = (content: string) => Uint8Array.from(content, (letter) => letter.charCodeAt(0));
    const foreign: [string, string, string][] = [
      ["hf.safetensors", '\x40\0\0\0\0\0\0\0{"weight":{"dtype":"F32"', "a safetensors file that does not begin as"],
      ["keras.h5", "\x89HDF\r\n\x1a\n", "keras.h5: is an HDF5 file"],
      [
        "a.keras",
        "PK\x03\x04....",
        "a.keras: is a zip archive, as PyTorch and Keras write networks: coldpress import takes those over",
      ],
      ["a.coldpress.gz", "\x1f\x8b\x08", "is gzipped; unpack it first"],
      ["a.wav", "RIFF\0\0\0\0WAVE", "is a recording; name the network before it"],
      ["a.coldpress", "version https://git-lfs.github.com/spec/v1", "is a Git LFS pointer"],
      ["a.coldpress", "garbage", "a.coldpress: does not begin as a coldpress container"],
      ["a.bin", "garbage", "a.bin: is none of coldpress's files (.safetensors, .tflite, .coldpress, checkpoint)"],
      ["a.onnx", "garbage", "checkpoint); coldpress import takes networks of other programs over"],
      ["a.csv", "name,f", "checkpoint); it is called as a feature table"],
    ];
    for (const [name, content, message] of foreign)
      expect(() => readNetworkFile(text(content), name), name).toThrow(message);
  });
});
