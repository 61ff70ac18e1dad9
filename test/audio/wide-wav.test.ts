import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { audioFormat } from "../../src/audio/audio-format.ts";
import { decodeAudio } from "../../src/audio/decode-audio.ts";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { ds64, id3Tag, int16Bytes, joined, letters, type WavParts, wavBytes } from "./wav-bytes.ts";

const DATA = int16Bytes(1, 2, 3);
const PLAIN = decodeWav(wavBytes({ data: DATA }));
/** A chunk that would be three samples more. */
const BEHIND = Uint8Array.of(...letters("iXML"), 6, 0, 0, 0, ...int16Bytes(9, 9, 9));

function wide(size: bigint, more: Partial<WavParts> = {}): Uint8Array {
  const parts = { form: "RF64", first: [["ds64", ds64(size)]], data: DATA, declaredBytes: 0xffffffff } as const;
  return wavBytes({ ...parts, after: BEHIND, ...more });
}

describe("RF64 and BW64", () => {
  it("end their samples where ds64 says, whatever follows", () => {
    for (const form of ["RF64", "BW64"] as const) expect(decodeWav(wide(6n, { form }))).toEqual(PLAIN);
    for (const declaredBytes of [0, 6]) expect(decodeWav(wide(6n, { declaredBytes }))).toEqual(PLAIN);
  });

  it("go by the chunk's own size where it has one", () => {
    expect(decodeWav(wide(4n, { declaredBytes: 6 }))).toEqual(PLAIN);
  });

  it("are refused as cut short where ds64 declares more than is there", () => {
    expect(() => decodeWav(wide(5_000_000_000n))).toThrow("declares 5000000000 bytes (in ds64), 20 are there");
    expect(() => decodeWav(wide(0x7fffffffn))).toThrow("declares 2147483647 bytes (in ds64)");
  });

  it("run to the end of the file where the writer left the size open", () => {
    for (const size of [0n, 0xffff_ffff_ffff_ffffn])
      expect(decodeWav(wide(size, { after: new Uint8Array() }))).toEqual(PLAIN);
    const without = { first: [], after: new Uint8Array() };
    expect(decodeWav(wide(6n, without))).toEqual(PLAIN);
  });

  it("have other chunks before the samples whose size stands in ds64", () => {
    const bytes = wide(6n, { first: [["ds64", ds64(6n, [["big ", 4n]])]], before: [["big ", new Uint8Array(4)]] });
    const at = Buffer.from(bytes).indexOf("big ", 80);
    new DataView(bytes.buffer).setUint32(at + 4, 0xffffffff, true);
    expect(decodeWav(bytes)).toEqual(PLAIN);
  });

  it("are refused where ds64 is too small, or counts entries that are not there", () => {
    expect(() => decodeWav(wide(6n, { first: [["ds64", new Uint8Array(8)]] }))).toThrow(
      "has 8 bytes, expected at least 28",
    );
    const body = ds64(6n);
    new DataView(body.buffer).setUint32(24, 0xffffffff, true);
    expect(decodeWav(wide(6n, { first: [["ds64", body]] }))).toEqual(PLAIN);
  });

  it("mean nothing in a RIFF file", () => {
    expect(decodeWav(wide(2n, { form: "RIFF", declaredBytes: 6 }))).toEqual(PLAIN);
  });

  const cases = "../shared/cases/rf64-chunk-after-data";
  it.skipIf(!existsSync(cases))("gives the shared case the samples of its plain twin", () => {
    const [rf64, plain] = ["rf64", "plain"].map((name) => decodeWav(readFileSync(`${cases}/${name}.wav`)));
    expect(rf64).toEqual(plain);
  });
});

describe("an ID3 tag in front", () => {
  const wav = wavBytes({ data: DATA });

  it("is skipped before WAV, also twice, with footer, and before RF64", async () => {
    const tags = [[id3Tag(0)], [id3Tag(1000)], [id3Tag(200, true)], [id3Tag(3), id3Tag(300)]];
    for (const tag of tags) {
      expect(decodeWav(joined([...tag, wav]))).toEqual(PLAIN);
      expect(await decodeAudio(joined([...tag, wide(6n)]))).toEqual(PLAIN);
    }
  });

  it("is not given to the decoders of other formats than MP3", async () => {
    expect(audioFormat(joined([id3Tag(20), letters("fLaC")]))).toBe("FLAC");
    expect(audioFormat(joined([id3Tag(20), Uint8Array.of(0xff, 0xfb, 0x90, 0x64)]))).toBe("MP3");
    const seen: string[] = [];
    const decoder = async (bytes: Uint8Array) => {
      seen.push(new TextDecoder().decode(bytes.subarray(0, 3)));
      return { channels: [Float32Array.of(0)], sampleRateHz: 16_000 };
    };
    await decodeAudio(joined([id3Tag(20), letters("OggS")]), decoder);
    await decodeAudio(joined([id3Tag(20), Uint8Array.of(0xff, 0xfb, 0x90, 0x64)]), decoder);
    expect(seen).toEqual(["Ogg", "ID3"]);
  });

  it("is named where nothing or only zeros follow it, and no decoder is asked for", async () => {
    for (const empty of [id3Tag(20), joined([id3Tag(20), new Uint8Array(5000)])]) {
      expect(audioFormat(empty)).toBeUndefined();
      await expect(decodeAudio(empty)).rejects.toThrow("the file has an ID3 tag and no sound");
    }
    expect(audioFormat(joined([id3Tag(20), new Uint8Array(5000), Uint8Array.of(0xff, 0xfb, 0x90, 0x64)]))).toBe("MP3");
    expect(() => decodeWav(id3Tag(10))).toThrow(
      "the file has an ID3 tag and no sound: it ends within the tag, or zeros follow",
    );
    expect(() => decodeWav(joined([id3Tag(10), wav]).subarray(0, 15))).toThrow("the file has an ID3 tag and no sound");
  });
});

describe("odd chunks", () => {
  it.each(["LIST", "abcd"])("without the byte behind them are noticed by what follows: %s", (id) => {
    for (const length of [1, 3, 17]) {
      const before = [[id, new Uint8Array(length).fill(0x20)]] as const;
      expect(decodeWav(wavBytes({ data: DATA, before, unpadded: true }))).toEqual(PLAIN);
      expect(decodeWav(wavBytes({ data: DATA, before }))).toEqual(PLAIN);
    }
  });

  it("are refused in numbers that no writer makes", () => {
    const before = Array.from({ length: 5000 }, () => ["abcd", new Uint8Array()] as const);
    expect(() => decodeWav(wavBytes({ data: DATA, before }))).toThrow("more than 4096 chunks stand before the samples");
  });
});

describe("what is known by its name only", () => {
  it.each([
    [".snd", "Sun AU"],
    ["riff", "Sony Wave64"],
    ["ajkg", "shorten"],
    ["#!AMR\n", "AMR"],
  ])("%s is refused with what to do", async (start, name) => {
    await expect(decodeAudio(letters(`${start}..........`))).rejects.toThrow(
      `is ${name}, which is not read; convert it to WAV or FLAC`,
    );
  });
});
