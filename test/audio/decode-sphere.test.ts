import { describe, expect, it } from "vitest";
import { decodeAudio } from "../../src/audio/decode-audio.ts";
import { decodeSphere } from "../../src/audio/decode-sphere.ts";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { FormatError } from "../../src/core/errors.ts";
import { pcmFields, sphereBytes } from "./sphere-bytes.ts";
import { int16Bytes, wavBytes } from "./wav-bytes.ts";

const CODES = [0, 1, -1, 32767, -32768, 258];

/** The same samples with the other byte order. */
function swapped(bytes: Uint8Array, width: number): Uint8Array {
  return Uint8Array.from(bytes, (_, i) => bytes[width * Math.floor(i / width) + width - 1 - (i % width)]);
}

describe("decodeSphere", () => {
  it("gives 16-bit samples of both byte orders those of the WAV file", () => {
    const little = int16Bytes(...CODES);
    const expected = decodeWav(wavBytes({ data: little }));
    expect(decodeSphere(sphereBytes(pcmFields("01", 6), little))).toEqual(expected);
    expect(decodeSphere(sphereBytes(pcmFields("10", 6), swapped(little, 2)))).toEqual(expected);
  });

  it("averages channels, and reads 3 and 4 bytes with their sign", () => {
    const fields = (width: number, order: string) => [
      "sample_rate -i 8000",
      "channel_count -i 2",
      `sample_n_bytes -i ${width}`,
      `sample_byte_format -s${width} ${order}`,
    ];
    const data = Uint8Array.of(1, 2, 3, 0xff, 0xfe, 0xfd, 0x80, 0, 0, 0, 0, 0x80);
    const stereo24 = decodeWav(wavBytes({ channels: 2, bits: 24, sampleRateHz: 8000, data }));
    expect(decodeSphere(sphereBytes(fields(3, "012"), data))).toEqual(stereo24);
    expect(decodeSphere(sphereBytes(fields(3, "01"), data))).toEqual(stereo24);
    expect(decodeSphere(sphereBytes(fields(3, "210"), swapped(data, 3)))).toEqual(stereo24);
    const stereo32 = decodeWav(wavBytes({ channels: 2, bits: 32, sampleRateHz: 8000, data }));
    expect(decodeSphere(sphereBytes(fields(4, "3210"), swapped(data, 4)))).toEqual(stereo32);
  });

  it("reads 8-bit PCM as signed, and µ-law and A-law as 16 bits", () => {
    const fields = (coding: string) => ["sample_rate -i 8000", "sample_n_bytes -i 1", `sample_coding -s${coding}`];
    const bytes = Uint8Array.of(0, 127, 128, 255);
    expect([...decodeSphere(sphereBytes(fields("3 pcm"), bytes)).samples]).toEqual(
      [0, 1, -128 / 127, -1 / 127].map(Math.fround),
    );
    const wav = (tag: number) => decodeWav(wavBytes({ tag, bits: 8, sampleRateHz: 8000, data: bytes }));
    expect(decodeSphere(sphereBytes(fields("4 ulaw"), bytes))).toEqual(wav(7));
    expect(decodeSphere(sphereBytes(fields("4 alaw"), bytes))).toEqual(wav(6));
  });

  it("takes no more samples than are counted, and all where they are not", () => {
    const body = int16Bytes(1, 2, 3);
    expect(decodeSphere(sphereBytes(pcmFields("01", 2), body)).samples).toHaveLength(2);
    const uncounted = pcmFields("01", 2).filter((field) => !field.startsWith("sample_count"));
    expect(decodeSphere(sphereBytes(uncounted, body)).samples).toHaveLength(3);
  });

  it("is what decodeAudio takes a file for that begins so, without another decoder", async () => {
    const bytes = sphereBytes(pcmFields("01", 3), int16Bytes(1, 2, 3));
    expect(await decodeAudio(bytes)).toEqual(decodeSphere(bytes));
  });

  it.each<[string, string[], Uint8Array]>([
    [
      "compressed (embedded-shorten-v2.00), which is not read; unpack it: sph2pipe",
      pcmFields("01", 1, "sample_coding -s26 pcm,embedded-shorten-v2.00"),
      int16Bytes(1),
    ],
    ["cut short: it declares 200 bytes, 2 are there", pcmFields("01", 100), int16Bytes(1)],
    [
      '"pcm" with 5 bytes per sample; supported are pcm with 1 to 4',
      ["sample_rate -i 8000", "sample_n_bytes -i 5"],
      int16Bytes(1),
    ],
    ['"celp" with 1 bytes', ["sample_rate -i 8000", "sample_n_bytes -i 1", "sample_coding -s4 celp"], int16Bytes(1)],
    ['"ulaw" with 2 bytes', ["sample_rate -i 8000", "sample_n_bytes -i 2", "sample_coding -s4 ulaw"], int16Bytes(1)],
    ["no sample_rate, expected a whole number from 1000 to 768000", ["sample_byte_format -s2 01"], int16Bytes(1)],
    ['"12" for sample_rate', ["sample_rate -i 12", "sample_byte_format -s2 01"], int16Bytes(1)],
    ['sample_byte_format "", expected 01 or 10', ["sample_rate -i 8000"], int16Bytes(1)],
    ["one channel after the other", pcmFields("01", 1, "channels_interleaved -s5 FALSE"), int16Bytes(1)],
  ])("refuses what it cannot read: %s", (message, fields, body) => {
    const file = sphereBytes(fields, body);
    expect(() => decodeSphere(file)).toThrow(FormatError);
    expect(() => decodeSphere(file)).toThrow(message);
  });

  it("refuses headers without an end, with a wrong size, and larger than the file", () => {
    const whole = sphereBytes(pcmFields("01", 0), new Uint8Array());
    expect(() => decodeSphere(whole.subarray(0, 1000))).toThrow("its header has 1024 bytes, 1000 are there");
    expect(() => decodeSphere(Uint8Array.from(whole).fill(0x20, 100))).toThrow("has no line end_head");
    expect(() => decodeSphere(Uint8Array.from(whole).fill(0x39, 8, 15))).toThrow('says "9999999\\n"');
    expect(() => decodeSphere(int16Bytes(1))).toThrow("does not begin with NIST_1A");
  });
});
