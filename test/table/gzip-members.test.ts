import { constants, gunzipSync, gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { gunzipped } from "../../src/table/gzip-members.ts";

/** The compressed bytes in pieces of this length. */
async function* inPieces(bytes: Uint8Array, length: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += length) yield bytes.subarray(at, at + length);
}

async function gunzip(bytes: Uint8Array, pieceLength = 1000): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of gunzipped("x.gz", inPieces(bytes, pieceLength))) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** Text-like bytes of several kinds: repetitions near and far, noise, one byte again and again. */
function sample(random: Random, length: number): Buffer {
  const words = Array.from({ length: 1 + random.integer(400) }, () => random.uniform().toString(36).slice(2, 9));
  const parts: string[] = [];
  for (let size = 0; size < length; ) {
    const kind = random.integer(20);
    const part =
      kind === 0 ? "a".repeat(random.integer(70_000)) : kind === 1 ? String.fromCharCode(random.integer(256)) : "";
    parts.push(part || words[random.integer(words.length)]);
    size += parts.at(-1).length;
  }
  return Buffer.from(parts.join(""), "latin1");
}

const { Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE, Z_DEFAULT_STRATEGY } = constants;
const SETTINGS = [
  { level: 0 },
  { level: 1 },
  { level: 6 },
  { level: 9, memLevel: 1 },
  { level: 6, strategy: Z_FIXED },
  { level: 6, strategy: Z_HUFFMAN_ONLY },
  { level: 6, strategy: Z_RLE },
  { level: 6, strategy: Z_DEFAULT_STRATEGY, windowBits: 9 },
];

describe("gunzipping", () => {
  it.each(SETTINGS)("gives back what zlib compressed with %j, whatever the pieces", async (settings) => {
    const random = new Random(1);
    for (const length of [0, 1, 100, 70_000, 400_000]) {
      const bytes = sample(random, length);
      const compressed = gzipSync(bytes, settings);
      for (const pieceLength of length > 1000 ? [4097, 1e9] : [1, 7, 1e9])
        expect(Buffer.compare(await gunzip(compressed, pieceLength), bytes), `${length}`).toBe(0);
    }
  });

  it("goes through members, as cat and bgzip make them, empty ones and padding with zeros included", async () => {
    const bytes = sample(new Random(2), 300_000);
    const members: Buffer[] = [];
    for (let at = 0; at < bytes.length; at += 65_280) members.push(gzipSync(bytes.subarray(at, at + 65_280)));
    const file = Buffer.concat([...members, gzipSync(""), Buffer.alloc(513)]);
    for (const pieceLength of [100, 65_536, 1e9])
      expect(Buffer.compare(await gunzip(file, pieceLength), bytes)).toBe(0);
  });

  it("skips what a header can hold", async () => {
    const plain = gzipSync("speech");
    const extras = [
      Buffer.from([3, 0, 1, 2, 3]),
      Buffer.from("name\0"),
      Buffer.from("a comment\0"),
      Buffer.from([9, 9]),
    ];
    const header = Buffer.from(plain.subarray(0, 10));
    header[3] = 4 + 8 + 16 + 2;
    const file = Buffer.concat([header, ...extras, plain.subarray(10)]);
    for (const pieceLength of [1, 1e9]) expect((await gunzip(file, pieceLength)).toString()).toBe("speech");
  });

  it("calls a cut file cut, at every byte, and a changed byte damage or nothing that matters", async () => {
    const bytes = sample(new Random(3), 400).subarray(0, 400);
    for (const settings of SETTINGS.slice(0, 5)) {
      const file = Buffer.concat([gzipSync(bytes.subarray(0, 150), settings), gzipSync(bytes.subarray(150), settings)]);
      const boundary = gzipSync(bytes.subarray(0, 150), settings).length;
      for (let length = 0; length < file.length; length++) {
        if (length === boundary) continue;
        await expect(gunzip(file.subarray(0, length), 512), `${length}`).rejects.toThrow(
          "x.gz: the gzip data end too early: the file is truncated; copy or download it again",
        );
      }
      for (let at = 0; at < file.length; at += 5) {
        const changed = Buffer.from(file);
        changed[at] = changed[at] ^ (1 + (at % 255));
        const found = await gunzip(changed).catch((error: unknown) => error);
        if (found instanceof Error) expect(found).toBeInstanceOf(FormatError);
        // Time, hints and system of a header may be anything; nothing else may.
        else expect(Buffer.compare(found as Buffer, bytes), `byte ${at}`).toBe(0);
      }
    }
  });

  it("says what it says of 500 mutated files in agreement with zlib", async () => {
    const random = new Random(4);
    for (let i = 0; i < 500; i++) {
      const file = gzipSync(sample(random, 300), SETTINGS[i % SETTINGS.length]);
      for (let k = 0; k < 1 + random.integer(3); k++) file[random.integer(file.length)] = random.integer(256);
      // zlib takes other bytes behind a member for garbage without a word; nothing was put behind here.
      const expected = attempt(() => gunzipSync(file));
      const found = await gunzip(file).catch((error: unknown) => error);
      if (found instanceof Error) expect(found).toBeInstanceOf(FormatError);
      expect(found instanceof Error, `file ${i}`).toBe(expected === null);
      if (expected) expect(Buffer.compare(found as Buffer, expected)).toBe(0);
    }
  });

  it("refuses other bytes behind the data", async () => {
    const file = Buffer.concat([gzipSync("speech"), Buffer.from("-- end of file, with some more text")]);
    await expect(gunzip(file)).rejects.toThrow("x.gz: the gzip data are damaged (a header that is none of gzip's)");
  });

  it("needs no more than a window of memory for 256 MB of zeros", async () => {
    const million = gzipSync(Buffer.alloc(2 ** 24));
    const before = process.memoryUsage().arrayBuffers;
    let [most, length] = [0, 0];
    async function* bomb() {
      for (let i = 0; i < 16; i++) yield million;
    }
    for await (const piece of gunzipped("x.gz", bomb())) {
      length += piece.length;
      if (length % 2 ** 22 < piece.length) most = Math.max(most, process.memoryUsage().arrayBuffers - before);
    }
    expect(length).toBe(2 ** 28);
    expect(most).toBeLessThan(2 ** 27);
  });
});

function attempt(read: () => Buffer): Buffer | null {
  try {
    return read();
  } catch {
    return null;
  }
}
