import { describe, expect, it } from "vitest";
import { declaredBytes } from "../../src/audio/declared-bytes.ts";
import { decodeAudio } from "../../src/audio/decode-audio.ts";
import { Random } from "../../src/core/random.ts";
import { letters } from "./wav-bytes.ts";

function joined(...parts: readonly Uint8Array[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function big32(value: number): Uint8Array {
  return Uint8Array.of(value >>> 24, value >>> 16, value >>> 8, value);
}

/** An Ogg page with these sizes of segments. */
function oggPage(...segments: readonly number[]): Uint8Array {
  const body = segments.reduce((sum, size) => sum + size, 0);
  return joined(letters("OggS"), new Uint8Array(22), Uint8Array.of(segments.length, ...segments), new Uint8Array(body));
}

function box(type: string, body: number): Uint8Array {
  return joined(big32(8 + body), letters(type), new Uint8Array(body));
}

/** ID3 tag of 300 bytes, then a frame of 24 kHz mono with an Info tag: flags, where set 50 frames, and the bytes. */
function mp3(flags: number, bytes: number): Uint8Array {
  const id3 = joined(letters("ID3\x04\0\0"), Uint8Array.of(0, 0, 2, 300 - 256), new Uint8Array(300));
  const counts = joined(...(flags & 1 ? [big32(50)] : []), big32(bytes));
  return joined(id3, Uint8Array.of(0xff, 0xf3, 0x44, 0xc4), new Uint8Array(9), letters("Info"), big32(flags), counts);
}

describe("declaredBytes", () => {
  it("ends with the last page of Ogg", () => {
    expect(declaredBytes(joined(oggPage(30), oggPage(255, 255, 7)), "Ogg")).toBe(58 + 27 + 3 + 517);
    expect(declaredBytes(joined(oggPage(30), oggPage(255, 255, 7)).subarray(0, 100), "Ogg")).toBe(58 + 27 + 3 + 517);
  });

  it("ends with the last box of MP4, of 32 or 64 bits, and before bytes that are none", () => {
    const long = joined(big32(1), letters("mdat"), big32(1), big32(2));
    expect(declaredBytes(joined(box("ftyp", 12), box("moov", 100)).subarray(0, 60), "MP4")).toBe(128);
    expect(declaredBytes(joined(box("ftyp", 12), long), "MP4")).toBe(20 + 2 ** 32 + 2);
    expect(declaredBytes(joined(box("ftyp", 12), new Uint8Array(40)), "MP4")).toBe(60);
    expect(declaredBytes(joined(box("ftyp", 12), big32(12), new Uint8Array(40)), "MP4")).toBe(20);
  });

  it("counts the bytes of MP3 from the first frame, less one frame, behind an ID3 tag", () => {
    expect(declaredBytes(mp3(3, 9000), "MP3")).toBe(310 + 9000 - 1441);
    expect(declaredBytes(mp3(2, 9000), "MP3")).toBe(310 + 9000 - 1441);
    expect(declaredBytes(mp3(1, 9000), "MP3")).toBeUndefined();
    expect(declaredBytes(Uint8Array.of(0xff, 0xfb, 0x90, 0x64), "MP3")).toBeUndefined();
  });

  it("takes the size of AIFF with or without padding", () => {
    expect(declaredBytes(joined(letters("FORM"), big32(100), letters("AIFF")), "AIFF")).toBe(107);
  });

  it("takes the size of a WebM segment where the writer knew it", () => {
    const header = Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x82, 0, 0, 0x18, 0x53, 0x80, 0x67);
    expect(declaredBytes(joined(header, Uint8Array.of(0x40, 0x90)), "WebM")).toBe(11 + 2 + 0x90);
    expect(declaredBytes(joined(header, Uint8Array.of(0x01), new Uint8Array(6), letters("d")), "WebM")).toBe(19 + 100);
    expect(declaredBytes(joined(header, new Uint8Array(8).fill(255, 1).fill(1, 0, 1)), "WebM")).toBeUndefined();
    expect(declaredBytes(joined(header, Uint8Array.of(0xff)), "WebM")).toBeUndefined();
  });

  it("ends for 3,000 damaged beginnings, with a number or nothing", () => {
    const random = new Random(1);
    const files = [
      ["Ogg", joined(oggPage(30), oggPage(255, 7))],
      ["MP4", joined(box("ftyp", 12), box("moov", 10), box("mdat", 40))],
      ["MP3", mp3(3, 500)],
      ["AIFF", letters("FORM\0\0\0\0AIFF")],
      ["WebM", Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3, 0x82, 0, 0, 0x18, 0x53, 0x80, 0x67, 0x40, 0x90)],
    ] as const;
    for (const [format, whole] of files)
      for (let i = 0; i < 600; i++) {
        const bytes = whole.slice(0, 4 + random.integer(whole.length - 3));
        for (let k = 0; k < 3; k++) bytes[random.integer(bytes.length)] = random.integer(256);
        const declared = declaredBytes(bytes, format);
        expect(declared === undefined || declared >= 0 || format === "MP3", `${format} ${bytes.join()}`).toBe(true);
      }
  });

  it("is why a file that was cut short is not decoded", async () => {
    const decoder = async () => ({ channels: [new Float32Array(9)], sampleRateHz: 48_000 });
    await expect(decodeAudio(oggPage(30).subarray(0, 40), decoder)).rejects.toThrow(
      "the Ogg file is cut short: it declares 58 bytes, 40 are there",
    );
    expect((await decodeAudio(oggPage(30), decoder)).samples.length).toBe(9);
  });
});
