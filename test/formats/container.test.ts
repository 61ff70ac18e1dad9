import { deflateSync } from "fflate";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { billOfBytes } from "../../src/formats/container/bill-of-bytes.ts";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { featuresOfJson, featuresToJson } from "../../src/formats/container/feature-list.ts";
import { crc32 } from "../../src/formats/crc32.ts";
import { inspectFile } from "../../src/formats/inspect.ts";
import { foldedNetwork } from "../../src/quantization/folded-network.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import type { CodebookKernel, QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { undetectedDamage } from "./fuzz.ts";
import { pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const madeFrom = "sha256:0123";
const provenance = { seed: 1 };

/** The network with every kernel as indices into a codebook of 2^bits numbers, evenly spaced, the first of them zero. */
function withCodebooks(network: QuantizedNetwork, weights: readonly Float32Array[], bits: number): QuantizedNetwork {
  const layers = network.layers.map((layer, i): QuantizedNetwork["layers"][number] => {
    const largest = Math.max(...(weights[i] as Float32Array).map(Math.abs));
    const levels = 2 ** bits - 1;
    const codebook = Float32Array.from({ length: 2 ** bits }, (_, k) =>
      k === 0 ? 0 : largest * ((2 * (k - 1)) / (levels - 1 || 1) - 1),
    );
    const indexOf = (weight: number) =>
      weight === 0 ? 0 : 1 + Math.round(((weight / largest + 1) / 2) * (levels - 1));
    const kernel: CodebookKernel = {
      kind: "codebook",
      indices: Uint8Array.from(weights[i] as Float32Array, indexOf),
      codebook,
    };
    return { ...layer, kernel };
  });
  return { ...network, layers };
}

const original = pruneAtRandom(sampleNetwork({ inputs: 40, hidden: [30, 5], classes: 3 }, 1), 0.8, 2);
const NETWORKS: [string, QuantizedNetwork][] = [
  ["int8", quantizeInt8(original)],
  ["float32", foldedNetwork(original)],
  [
    "1-bit codebook",
    withCodebooks(
      foldedNetwork(original),
      original.layers.map(({ weights }) => weights),
      1,
    ),
  ],
  [
    "4-bit codebook",
    withCodebooks(
      foldedNetwork(original),
      original.layers.map(({ weights }) => weights),
      4,
    ),
  ],
];

/** The file with its checksum made right again: what a malicious writer would make. */
function resealed(file: Uint8Array): Uint8Array {
  const view = new DataView(file.buffer);
  view.setUint32(12, file.length, true);
  view.setUint32(16, 0, true);
  view.setUint32(16, crc32(file), true);
  return file;
}

describe.each(NETWORKS)("container of a pruned %s network", (_, network) => {
  const file = encodeContainer({ network, madeFrom, provenance });

  it("gives back every weight, name and text; the same network gives the same bytes", () => {
    const found = decodeContainer(file, "model");
    expect(found).toEqual(decodeContainer(encodeContainer(found), "model"));
    expect(found.madeFrom).toBe(madeFrom);
    expect(found.provenance).toEqual(provenance);
    expect(found.network.features).toEqual(network.features);
    found.network.layers.forEach(({ kernel, bias }, i) => {
      const expected = network.layers[i].kernel;
      expect(bias).toEqual(network.layers[i].bias);
      // Float32: −0 comes back as 0.
      expect(kernel).toEqual(
        expected.kind === "float32" ? { ...expected, weights: expected.weights.map((w) => w + 0) } : expected,
      );
    });
    expect(Buffer.compare(encodeContainer({ network, madeFrom, provenance }), file)).toBe(0);
  });

  it("predicts the same, bit for bit", () => {
    const random = new Random(3);
    const rows = Float32Array.from({ length: 25 * 40 }, () => 2 * random.normal());
    expect(predictQuantized(decodeContainer(file, "model").network, rows)).toEqual(predictQuantized(network, rows));
  });

  it("detects every single changed byte and every cut", () => {
    for (let at = 0; at < file.length; at += 3) {
      const damaged = file.slice();
      damaged[at] = (damaged[at] as number) ^ (1 + (at % 255));
      expect(() => decodeContainer(damaged, "model"), `byte ${at}`).toThrow(FormatError);
      expect(() => decodeContainer(file.slice(0, at), "model"), `cut at ${at}`).toThrow(FormatError);
    }
  });

  it("is not crashed by 1000 mutations whose length and checksum were made right again", () => {
    const decode = (bytes: Uint8Array) => decodeContainer(bytes.length > 28 ? resealed(bytes) : bytes, "model");
    expect(undetectedDamage(file, decode, () => true, 1000, 4)).toEqual([]);
  });

  it("has a bill whose parts sum to the file", () => {
    const bill = billOfBytes(file, "model");
    const layers = bill.layers.reduce(
      (sum, { positionBytes, valueBytes, sideBytes, biasBytes }) =>
        sum + positionBytes + valueBytes + sideBytes + biasBytes,
      0,
    );
    expect(bill.headerBytes + bill.metadataBytes + bill.normalizationBytes + layers).toBe(file.length);
    expect(bill.codedBytes + bill.sideBytes).toBe(file.length);
    expect(bill.layers.map(({ survivors }) => survivors)).toEqual(
      inspectFile(file, "model")
        .tensors.filter(({ name }) => name.endsWith("weights"))
        .map(({ survivors }) => survivors),
    );
  });
});

describe("container", () => {
  it("takes bytes within 2 % of the floor and side information: 500-333-2, 90 % pruned, int8", () => {
    const network = quantizeInt8(pruneAtRandom(sampleNetwork({ inputs: 500, hidden: [333], classes: 2 }, 5), 0.9, 6));
    const bill = billOfBytes(encodeContainer({ network, madeFrom, provenance }), "model");
    expect(bill.excess).toBeLessThan(0.02);
    expect(bill.totalBytes).toBeLessThan(1.02 * (bill.floorBytes + bill.sideBytes));
  });

  it("halves the biases as float16, which moves them by at most 2⁻¹¹ of themselves", () => {
    const [, network] = NETWORKS[0] as [string, QuantizedNetwork];
    const file = encodeContainer({ network, madeFrom, provenance }, { biases: "float16" });
    expect(file.length).toBeLessThan(encodeContainer({ network, madeFrom, provenance }).length - 2 * 38 + 5);
    decodeContainer(file, "model").network.layers.forEach(({ bias }, layer) => {
      bias.forEach((value, i) => {
        const exact = network.layers[layer].bias[i] as number;
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -11 + 2 ** -25);
      });
    });
  });

  it("spends one byte on a normalisation that changes nothing", () => {
    const [, network] = NETWORKS[0] as [string, QuantizedNetwork];
    const identity = { scale: new Float32Array(40).fill(1), offset: new Float32Array(40) };
    const file = encodeContainer({ network: { ...network, normalization: identity }, madeFrom, provenance });
    expect(billOfBytes(file, "model").normalizationBytes).toBe(1);
    expect(decodeContainer(file, "model").network.normalization).toEqual(identity);
  });

  it("refuses what inflates beyond measure, and more weights than the bytes could mean", () => {
    const bomb = encodeContainer({ network: NETWORKS[0]![1], madeFrom, provenance });
    new DataView(bomb.buffer).setUint32(20, 0xffffffff, true);
    expect(() => decodeContainer(resealed(bomb), "bomb")).toThrow("cannot inflate to 4294967295");

    const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
    const huge = { architecture: { inputs: 3, hidden: [1e6, 1e6], classes: 2 }, features: names(3), classes: names(2) };
    const metadata = deflateSync(new TextEncoder().encode(JSON.stringify({ ...huge, madeFrom, provenance })));
    const file = new Uint8Array(28 + metadata.length);
    file.set(bomb.subarray(0, 12));
    const view = new DataView(file.buffer);
    view.setUint32(20, JSON.stringify({ ...huge, madeFrom, provenance }).length, true);
    view.setUint32(24, metadata.length, true);
    file.set(metadata, 28);
    expect(() => decodeContainer(resealed(file), "huge")).toThrow("huge: 1000005000000 weights in");
  });

  it("refuses a codebook that does not begin with zero", () => {
    const [, network] = NETWORKS[3] as [string, QuantizedNetwork];
    const [first] = network.layers;
    const kernel = { ...(first?.kernel as CodebookKernel), codebook: Float32Array.of(1, 2) };
    const broken = { ...network, layers: [{ ...first!, kernel }, ...network.layers.slice(1)] };
    expect(() => encodeContainer({ network: broken, madeFrom, provenance })).toThrow(
      "the first of them 0, got 2 from 1 on",
    );
  });
});

describe("feature list", () => {
  it("is a name and runs of places for features of ComParE 2016 in their order", () => {
    expect(featuresToJson(COMPARE2016_NAMES)).toEqual({ set: "ComParE_2016", runs: [0, 6373] });
    const some = COMPARE2016_NAMES.filter((_, i) => i === 2 || (i >= 5 && i < 9) || i === 6372);
    expect(featuresToJson(some)).toEqual({ set: "ComParE_2016", runs: [2, 1, 2, 4, 6363, 1] });
    expect(featuresOfJson(featuresToJson(some), "x")).toEqual(some);
  });

  it("is the names themselves in another order, or with a name that is not in the set", () => {
    const reversed = COMPARE2016_NAMES.slice(0, 3).reverse();
    expect(featuresToJson(reversed)).toEqual(reversed);
    expect(featuresToJson(["f0"])).toEqual(["f0"]);
  });

  it("refuses another set and places beyond the set", () => {
    expect(() => featuresOfJson({ set: "eGeMAPS", runs: [] }, "x")).toThrow('feature set "eGeMAPS" is not known');
    expect(() => featuresOfJson({ set: "ComParE_2016", runs: [6000, 400] }, "x")).toThrow(
      "reach 6400, the set has 6373",
    );
    expect(() => featuresOfJson({ set: "ComParE_2016", runs: [0, 1e9] }, "x")).toThrow("whole numbers up to 6373");
  });
});
