import { describe, expect, it } from "vitest";
import { audioFormat } from "../../src/audio/audio-format.ts";
import { type DecodedAudio, decodeAudio } from "../../src/audio/decode-audio.ts";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { FormatError, UserError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { int16Bytes, letters, wavBytes } from "./wav-bytes.ts";

/** The beginning of a FLAC file: signature and stream information. */
function flacStart(bits: number, sampleCount: number): Uint8Array {
  const bytes = new Uint8Array(42);
  bytes.set(letters("fLaC"));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, 34);
  view.setUint32(18, ((16_000 << 12) | ((bits - 1) << 4) | Math.floor(sampleCount / 2 ** 32)) >>> 0);
  view.setUint32(22, sampleCount % 2 ** 32);
  return bytes;
}

/** A decoder that gives the same sound for every file. */
function decoderOf(channels: readonly (readonly number[])[], sampleRateHz = 48_000): () => Promise<DecodedAudio> {
  return async () => ({ channels: channels.map((samples) => Float32Array.from(samples)), sampleRateHz });
}

const OGG = letters("OggS and what follows");

describe("audioFormat", () => {
  it.each([
    ["FLAC", letters("fLaC")],
    ["Ogg", letters("OggS")],
    ["MP3", letters("ID3\x04")],
    ["MP3", Uint8Array.of(0xff, 0xfb, 0x90, 0x64)],
    ["MP3", Uint8Array.of(0xff, 0xe3, 0x18, 0xc4)],
    ["AAC", Uint8Array.of(0xff, 0xf1, 0x50, 0x80)],
    ["MP4", letters("\0\0\0\x20ftypM4A ")],
    ["AIFF", letters("FORM\0\0\0\0AIFF")],
    ["WebM", Uint8Array.of(0x1a, 0x45, 0xdf, 0xa3)],
  ])("knows %s by its first bytes", (format, bytes) => {
    expect(audioFormat(bytes)).toBe(format);
  });

  it("leaves WAV, text, empty flash memory and cut signatures alone", () => {
    const others = [
      wavBytes({ data: int16Bytes(1) }),
      letters("RIFX"),
      Uint8Array.of(0xff, 0xfe, 0x52, 0x00),
      Uint8Array.of(0xff, 0xff, 0xff, 0xff),
      Uint8Array.of(0xff, 0xfb),
      letters("FORM\0\0\0\x008SVX"),
      letters("fLa"),
      new Uint8Array(),
    ];
    expect(others.map(audioFormat)).toEqual(others.map(() => undefined));
  });
});

describe("decodeAudio", () => {
  it("takes 2^15 for a decoder's full scale and averages channels", async () => {
    const decoder = decoderOf([
      [0.5, -1],
      [0.25, -1],
    ]);
    const { samples, sampleRateHz } = await decodeAudio(OGG, decoder);
    expect([...samples]).toEqual([Math.fround((0.375 * 32768) / 32767), Math.fround(-32768 / 32767)]);
    expect(sampleRateHz).toBe(48_000);
  });

  it("reads WAV files without a decoder", async () => {
    const bytes = wavBytes({ channels: 2, data: int16Bytes(5, 6, -7, 8) });
    expect(await decodeAudio(bytes)).toEqual(decodeWav(bytes));
  });

  it.each([
    [8, 127],
    [8, 128],
    [16, 32767],
    [16, 32768],
    [24, 2 ** 23 - 1],
    [24, 2 ** 23],
  ])(
    "gives FLAC of %i bits, decoded with full scale %i, the samples of the WAV file bit for bit",
    async (bits, unit) => {
      const random = new Random(bits);
      const bytesPerSample = bits / 8;
      const count = 2000;
      const data = new Uint8Array(2 * count * bytesPerSample);
      const channels = [new Float32Array(count), new Float32Array(count)];
      for (let i = 0; i < 2 * count; i++) {
        const code = Math.floor((random.uniform() - 0.5) * 2 ** bits);
        const stored = bits === 8 ? code + 128 : code;
        for (let byte = 0; byte < bytesPerSample; byte++) data[i * bytesPerSample + byte] = stored >> (8 * byte);
        (channels[i % 2] as Float32Array)[i >> 1] = code / unit;
      }
      const wav = decodeWav(wavBytes({ channels: 2, bits, data }));
      const flac = await decodeAudio(flacStart(bits, count), async () => ({ channels, sampleRateHz: 16_000 }));
      expect(flac).toEqual(wav);
    },
  );

  it("names the format and what to install where there is no decoder", async () => {
    await expect(decodeAudio(letters("fLaC"))).rejects.toThrow(
      new UserError("is FLAC, for which a decoder must be installed: npm install audio-decode@3"),
    );
  });

  it("refuses unknown bytes as the WAV reader does, with a decoder too", async () => {
    await expect(decodeAudio(letters("what is this"), decoderOf([[0]]))).rejects.toThrow("not a WAV file");
    await expect(decodeAudio(letters("version https://git-lfs.github.com/spec/v1"), undefined)).rejects.toThrow(
      "is no recording but a Git LFS pointer; fetch the file itself (git lfs pull)",
    );
    await expect(decodeAudio(letters("<!DOCTYPE html>"), undefined)).rejects.toThrow("a page of a web server");
  });

  it("turns what a decoder throws into one line", async () => {
    const broken = async () => Promise.reject(new RangeError("bad\n\tframe"));
    await expect(decodeAudio(OGG, broken)).rejects.toThrow(
      new FormatError("the Ogg file cannot be decoded: bad frame"),
    );
  });

  it.each<[string, DecodedAudio]>([
    ["found no sound", { channels: [], sampleRateHz: 0 }],
    ["found no sound", { channels: [new Float32Array()], sampleRateHz: 48_000 }],
    ["has 0 Hz; supported are 1000 to 768000 Hz", { channels: [new Float32Array(2)], sampleRateHz: 0 }],
    ["has NaN Hz", { channels: [new Float32Array(2)], sampleRateHz: Number.NaN }],
    ["sample 1 of the Ogg file is NaN", { channels: [Float32Array.of(0, Number.NaN)], sampleRateHz: 48_000 }],
    ["channel 1 of the Ogg", { channels: [new Float32Array(2), new Float32Array(1)], sampleRateHz: 48_000 }],
  ])("refuses a decoder's result that is no sound: %s", async (message, decoded) => {
    const refusal = decodeAudio(OGG, async () => decoded);
    await expect(refusal).rejects.toThrow(FormatError);
    await expect(refusal).rejects.toThrow(message);
  });

  it("refuses FLAC of which a part could not be decoded", async () => {
    await expect(decodeAudio(flacStart(16, 3), decoderOf([[0, 0]]))).rejects.toThrow(
      "the FLAC file declares 3 samples, 2 could be decoded: it is damaged",
    );
    expect((await decodeAudio(flacStart(16, 0), decoderOf([[0, 0]]))).samples.length).toBe(2);
  });
});
