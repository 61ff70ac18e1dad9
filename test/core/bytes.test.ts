import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/audio/decode-audio.ts";
import { decodeSphere } from "../../src/audio/decode-sphere.ts";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { bytesInMemory } from "../../src/core/byte-source.ts";
import { type ByteInput, bytesOf } from "../../src/core/bytes.ts";
import { decodeCheckpoint } from "../../src/formats/checkpoint.ts";
import { billOfBytes } from "../../src/formats/container/bill-of-bytes.ts";
import { decodeContainer } from "../../src/formats/container/container-file.ts";
import { inspectFile } from "../../src/formats/inspect.ts";
import { decodeModelFile } from "../../src/formats/model-file.ts";
import { decodeTflite } from "../../src/formats/tflite/tflite-file.ts";
import { loadNetwork } from "../../src/runtime/load-network.ts";

const BYTES = [1, 2, 3, 4];

describe("bytesOf", () => {
  it("takes every form of bytes, and copies shared memory only", () => {
    const plain = Uint8Array.from(BYTES);
    const shared = new Uint8Array(new SharedArrayBuffer(4));
    shared.set(BYTES);
    const inputs: ByteInput[] = [
      plain,
      plain.buffer,
      Buffer.from(BYTES),
      new DataView(Uint8Array.of(0, ...BYTES, 0).buffer, 1, 4),
      new Int16Array(plain.buffer),
      shared,
      shared.buffer,
      runInNewContext("Uint8Array.of(1, 2, 3, 4).buffer"),
    ];
    for (const input of inputs) {
      const bytes = bytesOf(input, "f");
      expect([...bytes]).toEqual(BYTES);
      expect(Object.getPrototypeOf(bytes)).toBe(Uint8Array.prototype);
      expect(Object.prototype.toString.call(bytes.buffer)).toBe("[object ArrayBuffer]");
    }
    expect(bytesOf(plain, "f").buffer).toBe(plain.buffer);
  });

  it.each([
    ["a.wav", "f: expected the bytes of a file (an ArrayBuffer, or a view such as Uint8Array), got a text"],
    [new Response(""), "got a Response: use await response.arrayBuffer()"],
    [new Blob([]), "got a Blob: use await blob.arrayBuffer()"],
    [[1, 2], "got a value of type Array"],
    [undefined, "got a value of type Undefined"],
  ])("refuses what is no bytes: %s", (input, message) => {
    expect(() => bytesOf(input as ByteInput, "f")).toThrow(TypeError);
    expect(() => bytesOf(input as ByteInput, "f")).toThrow(message);
  });
});

describe("functions that take a file", () => {
  const DECODERS: readonly (readonly [string, (file: ByteInput) => unknown])[] = [
    ["decodeWav", decodeWav],
    ["decodeSphere", decodeSphere],
    ["decodeAudio", (file) => decodeAudio(file)],
    ["loadNetwork", (file) => loadNetwork(file)],
    ["decodeContainer", (file) => decodeContainer(file, "x")],
    ["decodeModelFile", (file) => decodeModelFile(file, "x")],
    ["decodeTflite", (file) => decodeTflite(file, "x")],
    ["decodeCheckpoint", (file) => decodeCheckpoint(file, "x")],
    ["inspectFile", (file) => inspectFile(file, "x")],
    ["billOfBytes", (file) => billOfBytes(file, "x")],
  ];

  it.each(DECODERS)(
    "%s says the same of an ArrayBuffer as of a Uint8Array, and names what is no bytes",
    async (name, decode) => {
      const outcome = async (file: unknown) => {
        try {
          return await decode(file as ByteInput);
        } catch (error) {
          return (error as Error).message;
        }
      };
      const bytes = new TextEncoder().encode("RIFF and so on, but nothing that could be a file of any kind");
      expect(await outcome(bytes.buffer)).toEqual(await outcome(bytes));
      expect(await outcome("text")).toMatch(`${name}: expected the bytes of a file`);
    },
  );

  it("bytesInMemory streams an ArrayBuffer", async () => {
    for await (const chunk of bytesInMemory("x", Uint8Array.from(BYTES).buffer).open())
      expect([...chunk]).toEqual(BYTES);
  });
});
