import { crc32 as zlibCrc32 } from "node:zlib";
import { describe, expect, it } from "vitest";
import { crc32, crc32Hex } from "../../src/core/crc32.ts";
import { Random } from "../../src/core/random.ts";

describe("crc32", () => {
  it("is 0xcbf43926 for the standard's nine digits", () => {
    expect(crc32(new TextEncoder().encode("123456789"))).toBe(0xcbf43926);
  });

  it("is 0 for no bytes, and keeps its leading zeros in hexadecimal", () => {
    expect(crc32Hex(new Uint8Array())).toBe("00000000");
  });

  it("goes on from any place: the whole equals its parts", () => {
    const random = new Random(1);
    for (let run = 0; run < 200; run++) {
      const bytes = Uint8Array.from({ length: random.integer(100) }, () => random.integer(256));
      const cut = random.integer(bytes.length + 1);
      expect(crc32(bytes.subarray(cut), crc32(bytes.subarray(0, cut)))).toBe(crc32(bytes));
    }
  });

  it("equals zlib's on 500 random pieces of every alignment", () => {
    const random = new Random(2);
    const bytes = Uint8Array.from({ length: 5000 }, () => random.integer(256));
    for (let run = 0; run < 500; run++) {
      const piece = bytes.subarray(random.integer(64), 64 + random.integer(4936));
      expect(crc32(piece)).toBe(zlibCrc32(piece));
    }
  });
});
