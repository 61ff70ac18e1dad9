import { Builder } from "flatbuffers";
import { describe, expect, it } from "vitest";
import { crc32Hex } from "../../src/core/crc32.ts";
import { MODEL, SUBGRAPH, TENSOR } from "../../src/formats/tflite/schema.ts";
import { decodeTflite, encodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { quantizeInt8 } from "../../src/quantization/int8.ts";
import { mergedNetwork } from "../../src/quantization/merged-network.ts";
import { undetectedDamage } from "./fuzz.ts";
import { joined, pruneAtRandom, sampleNetwork } from "./sample-network.ts";

const architecture = { inputs: 40, hidden: [30, 5], classes: 3 };
const provenance = { seed: 1, data: { name: "emodb", rows: 535 } };
const original = pruneAtRandom(sampleNetwork(architecture, 1), 0.6, 2);
const others = sampleNetwork(
  {
    inputs: 40,
    hidden: [30, 5, 6, 4],
    classes: 3,
    activations: [
      { kind: "leaky-relu", slope: Math.fround(0.3) },
      { kind: "gelu" },
      { kind: "tanh" },
      { kind: "relu" },
    ],
  },
  3,
);
const NETWORKS = {
  float32: mergedNetwork(original),
  int8: quantizeInt8(original),
  "leaky ReLU, GELU, tanh and ReLU": mergedNetwork(others),
};

/** The file with the checksum at its end made right again: what a malicious writer would make. */
function resealed(file: Uint8Array): Uint8Array {
  const digitsAt = file.length - 10;
  file.set(new TextEncoder().encode(crc32Hex(file.subarray(0, digitsAt))), digitsAt);
  return file;
}

describe.each(Object.entries(NETWORKS))("tflite file of a %s network", (_, network) => {
  const file = joined(encodeTflite({ network, provenance }));

  it("gives back the network bit for bit, with names, origin and −0", () => {
    expect(decodeTflite(file, "model.tflite")).toEqual({ network, provenance });
    expect(joined(encodeTflite(decodeTflite(file, "model.tflite")))).toEqual(file);
  });

  it("is read from a Node Buffer at an odd place of its memory", () => {
    const pooled = Buffer.concat([Buffer.alloc(3), file]).subarray(3);
    expect(decodeTflite(pooled, "model.tflite")).toEqual({ network, provenance });
  });

  it("carries TFL3 at byte 4 and every constant at a multiple of 16 bytes", () => {
    expect(new TextDecoder().decode(file.subarray(4, 8))).toBe("TFL3");
    const { layers, normalization } = decodeTflite(file, "model.tflite").network;
    const constants = [normalization.scale, normalization.offset, ...layers.map(({ bias }) => bias)];
    for (const { kernel } of layers) constants.push(kernel.kind === "int8" ? new Float32Array() : kernel.weights);
    for (const { byteOffset, length } of constants) if (length > 0) expect(byteOffset % 16).toBe(0);
  });

  it("copies no kernel on the way out or in", () => {
    const chunks = encodeTflite({ network, provenance });
    const { kernel } = network.layers[0];
    const { buffer } = kernel.kind === "int8" ? kernel.codes : kernel.weights;
    expect(chunks.some((chunk) => chunk.buffer === buffer)).toBe(true);
    const read = decodeTflite(file, "model.tflite").network.layers[0].kernel;
    expect((read.kind === "int8" ? read.codes : read.weights).buffer).toBe(file.buffer);
  });

  it("refuses 2000 random mutations with a FormatError", () => {
    const whole = JSON.stringify({ network, provenance });
    const decode = (bytes: Uint8Array) => JSON.stringify(decodeTflite(bytes, "model"));
    expect(undetectedDamage(file, decode, (found) => found === whole, 2000, 3)).toEqual([]);
  });

  it("is not crashed by 2000 mutations whose checksum was made right again", () => {
    const tables = file.length - 4 * 40 * 30;
    const decode = (bytes: Uint8Array) => decodeTflite(bytes.length > 10 ? resealed(bytes) : bytes, "model");
    expect(undetectedDamage(file, decode, () => true, 1000, 4)).toEqual([]);
    expect(undetectedDamage(file.slice(0, tables), decode, () => true, 1000, 5)).toEqual([]);
  });

  it("names what it found when the tables say something else than the network", () => {
    const text = new TextDecoder("latin1").decode(file);
    const renamed = file.slice();
    renamed.set(new TextEncoder().encode("xxxxxxxxxxxxx"), text.indexOf("probabilities"));
    expect(() => decodeTflite(resealed(renamed), "model")).toThrow(
      'model: tensor "xxxxxxxxxxxxx" is float32 [1,3] of no numbers where expected: tensor "probabilities"',
    );
  });
});

describe("decodeTflite", () => {
  it("refuses other files and says what it can read", () => {
    expect(() => decodeTflite(new Uint8Array(100), "x.tflite")).toThrow(
      'x.tflite: no "TFL3" at byte 4, not a .tflite file',
    );
    const file = joined(encodeTflite({ network: NETWORKS.int8, provenance }));
    expect(() => decodeTflite(file.subarray(0, 1000), "x.tflite")).toThrow(
      "coldpress reads its own .tflite files only",
    );
    file[500] ^= 1;
    expect(() => decodeTflite(file, "x.tflite")).toThrow(
      new RegExp(`^x.tflite: bytes 0 to ${file.length - 11}: checksum is [0-9a-f]{8}, expected`),
    );
  });

  it("refuses a kernel with fewer numbers than its shape says", () => {
    const { layers, ...rest } = NETWORKS.float32;
    const [first, ...others] = layers;
    const kernel = { kind: "float32" as const, weights: new Float32Array(8) };
    const short = { ...rest, layers: [{ ...first, kernel }, ...others] };
    expect(() => decodeTflite(joined(encodeTflite({ network: short, provenance })), "short")).toThrow(
      'short: tensor "layers/0/weights" holds 8 numbers, its shape is [30,40]',
    );
  });

  it("refuses lists that overlap: a few kilobytes that would be read as a hundred million numbers", () => {
    const before = process.memoryUsage().rss;
    expect(() => decodeTflite(overlappingLists(), "bomb")).toThrow("bomb: its lists overlap");
    expect(process.memoryUsage().rss - before).toBeLessThan(2e8);
  });
});

/** A file whose 9000 tensors are one and the same, with a shape of 9000 numbers. */
function overlappingLists(): Uint8Array {
  const builder = new Builder(1 << 16);
  const table = (slots: number, fields: readonly (readonly [number, number])[]) => {
    builder.startObject(slots);
    for (const [slot, offset] of fields) builder.addFieldOffset(slot, offset, 0);
    return builder.endObject();
  };
  const list = (offsets: readonly number[]) => {
    builder.startVector(4, offsets.length, 4);
    for (const offset of offsets) builder.addOffset(offset);
    return builder.endVector();
  };
  builder.startVector(4, 9000, 4);
  for (let i = 0; i < 9000; i++) builder.addInt32(1);
  const shape = builder.endVector();
  const tensor = table(5, [[TENSOR.shape, shape]]);
  const subgraph = table(5, [[SUBGRAPH.tensors, list(Array<number>(9000).fill(tensor))]]);
  builder.finish(table(7, [[MODEL.subgraphs, list([subgraph])]]), "TFL3");
  const ending = new TextEncoder().encode(',"crc32":"00000000"}');
  return resealed(joined([builder.asUint8Array(), ending]));
}
