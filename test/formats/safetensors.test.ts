import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "../../src/formats/safetensors.ts";
import { undetectedDamage } from "./fuzz.ts";
import { joined } from "./sample-network.ts";

const tensors = new Map<string, Tensor>([
  ["codes", { shape: [3], data: Int8Array.of(-127, 0, 127) }],
  ["kernel", { shape: [2, 2], data: Float32Array.of(1.5, -0, Number.MIN_VALUE, -2e30) }],
  ["empty", { shape: [0, 7], data: new Float32Array(0) }],
  ["scalar", { shape: [], data: Int32Array.of(-5) }],
  ["bytes", { shape: [5], data: Uint8Array.of(1, 2, 3, 4, 255) }],
]);
const metadata = { format: "test", text: 'é "quoted"' };

describe("safetensors", () => {
  it("stands in the file as the public format says: length, JSON, numbers without gaps", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    const length = Number(new DataView(file.buffer).getBigUint64(0, true));
    const header = JSON.parse(new TextDecoder().decode(file.subarray(8, 8 + length)));
    expect((8 + length) % 64).toBe(0);
    expect(header.kernel).toEqual({ dtype: "F32", shape: [2, 2], data_offsets: [0, 16] });
    expect(header.scalar).toEqual({ dtype: "I32", shape: [], data_offsets: [16, 20] });
    expect(header.codes).toEqual({ dtype: "I8", shape: [3], data_offsets: [20, 23] });
    expect(header.bytes).toEqual({ dtype: "U8", shape: [5], data_offsets: [23, 28] });
    expect(file.length).toBe(8 + length + 28);
    expect([...file.subarray(8 + length, 12 + length)]).toEqual([0, 0, 0xc0, 0x3f]);
  });

  it("gives back each tensor bit for bit, and the caller's texts", () => {
    const found = decodeSafetensors(joined(encodeSafetensors({ tensors, metadata })), "test");
    expect(found.metadata).toEqual(metadata);
    expect(found.tensors.size).toBe(tensors.size);
    for (const [name, { shape, data }] of tensors) {
      expect(found.tensors.get(name)?.shape).toEqual(shape);
      expect(found.tensors.get(name)?.data).toEqual(data);
    }
    expect(Object.is((found.tensors.get("kernel") as Tensor).data[1], -0)).toBe(true);
  });

  it("copies nothing: chunks are views of the caller's arrays, tensors views of the file", () => {
    const chunks = encodeSafetensors({ tensors, metadata });
    for (const { data } of tensors.values()) expect(chunks.some(({ buffer }) => buffer === data.buffer)).toBe(true);
    const file = joined(chunks);
    for (const { data } of decodeSafetensors(file, "test").tensors.values()) expect(data.buffer).toBe(file.buffer);
  });

  it("reads a file that lies at an odd place in a larger buffer", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    const larger = new Uint8Array(file.length + 1);
    larger.set(file, 1);
    const found = decodeSafetensors(larger.subarray(1), "test").tensors.get("kernel");
    expect(found?.data).toEqual(tensors.get("kernel")?.data);
  });

  it("detects every single changed byte and every cut", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    for (let at = 0; at < file.length; at++) {
      const damaged = file.slice();
      damaged[at] = damaged[at] ^ (1 + (at % 255));
      expect(() => decodeSafetensors(damaged, "test"), `byte ${at}`).toThrow(FormatError);
      expect(() => decodeSafetensors(file.slice(0, at), "test"), `cut at ${at}`).toThrow(FormatError);
    }
  });

  it("refuses 3000 random mutations with a FormatError, or reads the same", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    const whole = JSON.stringify([...decodeSafetensors(file, "test").tensors]);
    const same = (found: string) => found === whole;
    const decode = (bytes: Uint8Array) => JSON.stringify([...decodeSafetensors(bytes, "test").tensors]);
    expect(undetectedDamage(file, decode, same, 3000, 1)).toEqual([]);
  });

  it("names the tensor and the bytes that changed", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    const damaged = file.slice();
    damaged[file.length - 28] ^= 1;
    expect(() => decodeSafetensors(damaged, "model.safetensors")).toThrow(
      new RegExp(`^model.safetensors: tensor "kernel", bytes ${file.length - 28} to ${file.length - 13}: checksum is`),
    );
  });

  it("says how long the file is and how long it should be", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    expect(() => decodeSafetensors(joined([file, new Uint8Array(3)]), "model")).toThrow(
      `model: ${file.length + 3} bytes found, the header accounts for ${file.length}`,
    );
  });

  it("refuses a header that declares more than the file holds, before anything is allocated", () => {
    const file = joined(encodeSafetensors({ tensors, metadata }));
    file.fill(255, 0, 8);
    expect(() => decodeSafetensors(file, "model")).toThrow("byte 0 declares a header of 18446744073709552000 bytes");
  });

  it("refuses a file that another program wrote, and says why", () => {
    const json = new TextEncoder().encode("{}      ");
    expect(() => decodeSafetensors(joined([Uint8Array.of(8, 0, 0, 0, 0, 0, 0, 0), json]), "model")).toThrow(
      "model: does not begin as a coldpress model file",
    );
  });

  it("refuses to write a shape that does not fit its numbers", () => {
    const wrong = new Map([["w", { shape: [2, 3], data: new Float32Array(5) }]]);
    expect(() => encodeSafetensors({ tensors: wrong, metadata: {} })).toThrow("w has shape [2,3] but 5 elements");
  });

  it("holds for random sets of tensors", () => {
    for (let seed = 0; seed < 50; seed++) {
      const random = new Random(seed);
      const some = new Map<string, Tensor>();
      for (let i = random.integer(6); i > 0; i--) {
        const shape = [random.integer(5), 1 + random.integer(4)];
        const length = shape[0] * shape[1];
        const data = [Float32Array, Int8Array][random.integer(2)].from({ length }, () => random.normal() * 50);
        some.set(`tensor ${i}`, { shape, data });
      }
      const found = decodeSafetensors(joined(encodeSafetensors({ tensors: some, metadata: {} })), "test");
      expect(found.tensors).toEqual(some);
    }
  });
});
