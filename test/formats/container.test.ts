import { deflateSync } from "fflate";
import { describe, expect, it } from "vitest";
import { binaryEntropyBits } from "../../src/codec/entropy.ts";
import { crc32 } from "../../src/core/crc32.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { billOfBytes } from "../../src/formats/container/bill-of-bytes.ts";
import { decodeContainer, encodeContainer } from "../../src/formats/container/container-file.ts";
import { inspectFile } from "../../src/formats/inspect.ts";
import { rescaleInputs } from "../../src/network/rescale-inputs.ts";
import { denseKernel, survivorsOf } from "../../src/network/sparse-network.ts";
import { quantizeBinary } from "../../src/quantization/binary.ts";
import { quantizeFloat16 } from "../../src/quantization/float16.ts";
import { predictQuantized } from "../../src/quantization/hybrid-forward.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import type { CodebookKernel, QuantizedNetwork } from "../../src/quantization/quantized-network.ts";
import { asQuantized } from "../network/as-quantized.ts";
import { undetectedDamage } from "./fuzz.ts";
import { pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const madeFrom = "sha256:0123";
const provenance = { seed: 1 };

/** The network with every kernel as indices into a codebook of 2^bits numbers, evenly spaced, the first of them zero. */
function withCodebooks(network: QuantizedNetwork, weights: readonly Float32Array[], bits: number): QuantizedNetwork {
  const layers = network.layers.map((layer, i): QuantizedNetwork["layers"][number] => {
    const largest = Math.max(...weights[i].map(Math.abs));
    const levels = 2 ** bits - 1;
    const codebook = Float32Array.from({ length: 2 ** bits }, (_, k) =>
      k === 0 ? 0 : largest * ((2 * (k - 1)) / (levels - 1 || 1) - 1),
    );
    const indexOf = (weight: number) =>
      weight === 0 ? 0 : 1 + Math.round(((weight / largest + 1) / 2) * (levels - 1));
    const kernel: CodebookKernel = {
      kind: "codebook",
      indices: Uint8Array.from(weights[i], indexOf),
      codebook,
    };
    return { ...layer, kernel };
  });
  return { ...network, layers };
}

const original = pruneAtRandom(sampleNetwork({ inputs: 40, hidden: [30, 5], classes: 3 }, 1), 0.8, 2);
const NETWORKS: [string, QuantizedNetwork][] = [
  ["int8", quantizeInt8(original)],
  ["float32", mergedNetwork(original)],
  [
    "1-bit codebook",
    withCodebooks(
      mergedNetwork(original),
      original.layers.map(({ weights }) => weights),
      1,
    ),
  ],
  [
    "4-bit codebook",
    withCodebooks(
      mergedNetwork(original),
      original.layers.map(({ weights }) => weights),
      4,
    ),
  ],
];

NETWORKS.push(["float16", quantizeFloat16(survivorsOf(original))]);
NETWORKS.push(["signs per neuron", quantizeBinary(survivorsOf(original), { per: "neuron" })]);

const compare2016 = rescaleInputs(survivorsOf({ ...original, features: COMPARE2016_NAMES.slice(200, 240) }));
NETWORKS.push([
  "2-bit codebook, rescaled ComParE 2016",
  withCodebooks(asQuantized(compare2016), compare2016.layers.map(denseKernel), 2),
]);

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

  it("is read from a Node Buffer, wherever in its memory, as from a Uint8Array", () => {
    const pooled = Buffer.concat([Buffer.alloc(3), file]).subarray(3);
    expect(decodeContainer(pooled, "model")).toEqual(decodeContainer(file, "model"));
  });

  it("predicts the same, bit for bit", () => {
    const random = new Random(3);
    const rows = Float32Array.from({ length: 25 * 40 }, () => 2 * random.normal());
    expect(predictQuantized(decodeContainer(file, "model").network, rows)).toEqual(predictQuantized(network, rows));
  });

  it("detects every single changed byte and every cut", () => {
    for (let at = 0; at < file.length; at += 3) {
      const damaged = file.slice();
      damaged[at] = damaged[at] ^ (1 + (at % 255));
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
    const { headerBytes, metadataBytes, featureBytes, normalizationBytes } = bill;
    expect(headerBytes + metadataBytes + featureBytes + normalizationBytes + layers).toBe(file.length);
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
    const [, network] = NETWORKS[0];
    const file = encodeContainer({ network, madeFrom, provenance }, { biases: "float16" });
    expect(file.length).toBeLessThan(encodeContainer({ network, madeFrom, provenance }).length - 2 * 38 + 5);
    decodeContainer(file, "model").network.layers.forEach(({ bias }, layer) => {
      bias.forEach((value, i) => {
        const exact = network.layers[layer].bias[i];
        expect(Math.abs(value - exact)).toBeLessThanOrEqual(Math.abs(exact) * 2 ** -11 + 2 ** -25);
      });
    });
  });

  it("takes a byte a bias as int8, which moves them by at most 1/254 of the layer's largest", () => {
    const [, network] = NETWORKS[0];
    const file = encodeContainer({ network, madeFrom, provenance }, { biases: "int8" });
    expect(billOfBytes(file, "model").layers.map(({ biasBytes }) => biasBytes)).toEqual([35, 10, 8]);
    decodeContainer(file, "model").network.layers.forEach(({ bias }, layer) => {
      const exact = network.layers[layer]?.bias;
      const largest = Math.max(...exact.map(Math.abs));
      bias.forEach((value, i) => {
        expect(Math.abs(value - exact[i])).toBeLessThanOrEqual((largest / 254) * 1.00001);
      });
    });
  });

  it("writes biases and codebooks as float16 unasked where that changes nothing", () => {
    const [, network] = NETWORKS[3];
    const rounded = decodeContainer(
      encodeContainer({ network, madeFrom, provenance }, { biases: "float16", codebooks: "float16" }),
      "model",
    ).network;
    const file = encodeContainer({ network: rounded, madeFrom, provenance });
    const exact = encodeContainer({ network, madeFrom, provenance });
    // 38 biases and 3 codebooks of 16 numbers, two bytes less each.
    expect(file.length).toBe(exact.length - 2 * (38 + 48));
    expect(decodeContainer(file, "model").network).toEqual(rounded);
  });

  it("spends one byte on a normalisation that changes nothing", () => {
    const [, network] = NETWORKS[0];
    const identity = { scale: new Float32Array(40).fill(1), offset: new Float32Array(40) };
    const file = encodeContainer({ network: { ...network, normalization: identity }, madeFrom, provenance });
    expect(billOfBytes(file, "model").normalizationBytes).toBe(1);
    expect(decodeContainer(file, "model").network.normalization).toEqual(identity);
  });

  it("refuses what inflates beyond measure, and more weights than the bytes could mean", () => {
    const bomb = encodeContainer({ network: NETWORKS[0][1], madeFrom, provenance });
    new DataView(bomb.buffer).setUint32(20, 0xffffffff, true);
    expect(() => decodeContainer(resealed(bomb), "bomb")).toThrow("cannot inflate to 4294967295");

    const names = (count: number) => Array.from({ length: count }, (_, i) => `${i}`);
    const huge = { architecture: { inputs: 3, hidden: [1e6, 1e6], classes: 2 }, features: names(3), classes: names(2) };
    const metadata = deflateSync(new TextEncoder().encode(JSON.stringify({ ...huge, madeFrom, provenance })));
    const file = new Uint8Array(28 + metadata.length + 2);
    file.set(bomb.subarray(0, 12));
    const view = new DataView(file.buffer);
    view.setUint32(20, JSON.stringify({ ...huge, madeFrom, provenance }).length, true);
    view.setUint32(24, metadata.length, true);
    file.set(metadata, 28);
    expect(() => decodeContainer(resealed(file), "huge")).toThrow("huge: 1000005000000 weights in");
  });

  it("refuses a codebook that does not begin with zero", () => {
    const [, network] = NETWORKS[3];
    const [first] = network.layers;
    const kernel = { ...(first?.kernel as CodebookKernel), codebook: Float32Array.of(1, 2) };
    const broken = { ...network, layers: [{ ...first, kernel }, ...network.layers.slice(1)] };
    expect(() => encodeContainer({ network: broken, madeFrom, provenance })).toThrow(
      "the first of them 0, got 2 from 1 on",
    );
  });
});

describe("normalization of powers of two", () => {
  const [, network] = NETWORKS[3];
  const exponents = Int8Array.from({ length: 40 }, (_, i) => (i === 7 ? -128 : i === 8 ? 127 : -3 - (i % 4)));
  const normalization = { scale: Float32Array.from(exponents, (e) => 2 ** e), offset: new Float32Array(40).fill(-0) };

  it("takes about as many bits as its exponents have entropy, and comes back", () => {
    const file = encodeContainer({ network: { ...network, normalization }, madeFrom, provenance });
    expect(decodeContainer(file, "model").network.normalization).toEqual({
      ...normalization,
      offset: new Float32Array(40),
    });
    // 38 of four values about equally often: 10 bytes, and 20 for state and table.
    expect(billOfBytes(file, "model").normalizationBytes).toBeLessThan(32);
  });

  it("is not written where a scale is none or an offset is there", () => {
    for (const [change, at] of [
      ["scale", 3],
      ["offset", 5],
    ] as const) {
      const changed = { ...normalization, [change]: normalization[change].slice().fill(0.75, at, at + 1) };
      const file = encodeContainer({ network: { ...network, normalization: changed }, madeFrom, provenance });
      expect(decodeContainer(file, "model").network.normalization).toEqual(changed);
      expect(billOfBytes(file, "model").normalizationBytes).toBe(1 + 8 * 40);
    }
  });
});

describe("features of ComParE 2016", () => {
  const random = new Random(9);
  const some = COMPARE2016_NAMES.filter(() => random.uniform() < 1643 / 6373);
  const networkOf = (features: readonly string[]) => {
    const sample = sampleNetwork({ inputs: features.length, hidden: [], classes: 2 }, 1);
    return mergedNetwork(pruneAtRandom({ ...sample, features }, 0.9, 2));
  };
  const roundTrip = (features: readonly string[]) => {
    const file = encodeContainer({ network: networkOf(features), madeFrom, provenance });
    return { found: decodeContainer(file, "model").network.features, bill: billOfBytes(file, "model") };
  };

  it("take at most 3 % and 10 bytes more than 6373 · H₂(density) bits", () => {
    const { found, bill } = roundTrip(some);
    expect(found).toEqual(some);
    const floorBytes = (6373 * binaryEntropyBits(some.length / 6373)) / 8;
    expect(bill.featureBytes).toBeLessThan(1.03 * floorBytes + 10);
  });

  it("take at most 30 bytes when all are there", () => {
    const { found, bill } = roundTrip(COMPARE2016_NAMES);
    expect(found).toEqual(COMPARE2016_NAMES);
    expect(bill.featureBytes).toBeLessThan(30);
  });

  it("stand as names in the metadata in another order, or with a name that is not in the set", () => {
    for (const features of [COMPARE2016_NAMES.slice(0, 3).reverse(), ["f0"]]) {
      const { found, bill } = roundTrip(features);
      expect(found).toEqual(features);
      expect(bill.featureBytes).toBe(1);
    }
  });
});

describe("origin", () => {
  it("takes 33 bytes as a SHA-256, and comes back whatever it is", () => {
    const [, network] = NETWORKS[0];
    const bytesOf = (origin: string) => {
      const file = encodeContainer({ network, madeFrom: origin, provenance });
      expect(decodeContainer(file, "model").madeFrom).toBe(origin);
      return file.length;
    };
    const digest = "0123456789abcdef".repeat(4);
    expect(bytesOf(`sha256:${digest}`)).toBeLessThanOrEqual(bytesOf("") + 33);
    for (const origin of [`sha256:${digest.toUpperCase()}`, `sha256:${digest}0`, "", "somewhere"]) bytesOf(origin);
  });
});

describe("float32 kernels in a container", () => {
  const valueBytes = (network: QuantizedNetwork) =>
    billOfBytes(encodeContainer({ network, madeFrom, provenance }), "model").layers.map((layer) => layer.valueBytes);
  const survivors = survivorsOf(original);
  const counts = survivors.layers.map(({ weights }) => weights.length);

  it("take 4 bytes a survivor, 2 where float16 holds them, and a bit where a row has one magnitude", () => {
    expect(valueBytes(mergedNetwork(original))).toEqual(counts.map((count) => 4 * count));
    expect(valueBytes(quantizeFloat16(survivors))).toEqual(counts.map((count) => 2 * count));
    expect(valueBytes(quantizeBinary(survivors, { per: "neuron" })).slice(0, 2)).toEqual(
      counts.slice(0, 2).map((count) => Math.ceil(count / 8)),
    );
  });
});
