import { deflateRawSync } from "node:zlib";
import { unzipSync, zipSync } from "fflate";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { encodeModelFile } from "../../src/formats/model-file.ts";
import { encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { zipChunks, zipSizeBytes } from "../../src/formats/zip.ts";
import { canonicalZeros } from "../../src/quantization/canonical-zeros.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

async function zipped(name: string, chunks: Iterable<Uint8Array>): Promise<Uint8Array> {
  const pieces: Uint8Array[] = [];
  for await (const piece of zipChunks(name, chunks)) pieces.push(piece);
  return joined(pieces);
}

const random = new Random(1);
const bytes = (length: number, levels: number) => Uint8Array.from({ length }, () => random.integer(levels));

describe("zip", () => {
  it("opens in another program with its name and content, for no, one and many chunks", async () => {
    for (const chunks of [[], [bytes(10, 256)], [bytes(1_200_000, 3), new Uint8Array(), bytes(5, 256)]]) {
      const archive = await zipped("modèle.safetensors", chunks);
      const files = unzipSync(archive);
      expect(Object.keys(files)).toEqual(["modèle.safetensors"]);
      expect(Buffer.compare(files["modèle.safetensors"] as Uint8Array, joined(chunks))).toBe(0);
    }
  });

  it("is zlib's level 6 and 114 bytes of records around two names", async () => {
    const content = bytes(500_000, 7);
    expect(await zipSizeBytes("file", [content])).toBe(deflateRawSync(content, { level: 6 }).length + 114 + 2 * 4);
  });

  it("gives the same bytes however the content is cut, and dates it 1 January 1980", async () => {
    const content = bytes(1_500_000, 5);
    const whole = await zipped("file", [content]);
    const parts = await zipped("file", [
      content.subarray(0, 1),
      content.subarray(1, 1_700_000),
      content.subarray(1_700_000),
    ]);
    expect(Buffer.compare(whole, parts)).toBe(0);
    expect([...whole.subarray(10, 14)]).toEqual([0, 0, 0x21, 0]);
  });

  it("takes arrays in shared memory, as an engine with threads has them", async () => {
    const shared = new Uint8Array(new SharedArrayBuffer(1000)).fill(7);
    expect(unzipSync(await zipped("file", [shared])).file).toEqual(new Uint8Array(1000).fill(7));
  });

  it("throws what the content throws, and ends", async () => {
    function* broken() {
      yield bytes(1_100_000, 256);
      throw new Error("disk is gone");
    }
    await expect(zipSizeBytes("file", broken())).rejects.toThrow("disk is gone");
  });

  it("can be left half-way", async () => {
    for await (const piece of zipChunks("file", [bytes(1_500_000, 256)])) if (piece.length > 1000) break;
  });
});

describe("sizes of a network, 400-266-177-2, 90 % pruned at random", () => {
  const dense = sampleNetwork({ inputs: 400, hidden: [266, 177], classes: 2 }, 1);
  const pruned = pruneAtRandom(sampleNetwork({ inputs: 400, hidden: [266, 177], classes: 2 }, 1), 0.9, 2);
  const provenance = {};
  const float = (network: typeof dense) => zipSizeBytes("model.safetensors", encodeModelFile({ network, provenance }));
  const int8 = (network: typeof dense) =>
    zipSizeBytes("model.tflite", encodeTflite({ network: quantizeInt8(network), provenance }));

  it("one kind of zero saves about the sign bits of the zeros: 30 % of the pruned file", async () => {
    const ratio = (await float(canonicalZeros(pruned))) / (await float(pruned));
    expect(ratio).toBeGreaterThan(0.6);
    expect(ratio).toBeLessThan(0.8);
  });

  it("pruning and int8 multiply: 4.4 times, 3.5 times and together 13 times smaller", async () => {
    const original = await float(dense);
    expect(original / (await float(pruned))).toBeCloseTo(4.45, 1);
    expect(original / (await int8(dense))).toBeCloseTo(3.52, 1);
    expect(original / (await int8(pruned))).toBeCloseTo(13.51, 1);
  });

  it("fflate's level 6 is larger for pruned int8, which is why zlib's is used", async () => {
    const content = joined(encodeTflite({ network: quantizeInt8(pruned), provenance }));
    const other = zipSync({ "model.tflite": content }, { level: 6 }).length;
    expect(other / (await int8(pruned))).toBeGreaterThan(1.02);
  });
});
