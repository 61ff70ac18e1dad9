import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";
import { mutatedWav } from "./mutated-wav.ts";
import { int16Bytes, letters, wavBytes } from "./wav-bytes.ts";

describe("decodeWav", () => {
  it("divides 16-bit samples by 32767, so that the lowest lies just below -1", () => {
    const { samples, sampleRateHz } = decodeWav(wavBytes({ data: int16Bytes(0, 32767, -32767, -32768, 1) }));
    expect([...samples]).toEqual([0, 1, -1, Math.fround(-32768 / 32767), Math.fround(1 / 32767)]);
    expect(sampleRateHz).toBe(16_000);
  });

  it("reads 8-bit samples as unsigned", () => {
    const { samples } = decodeWav(wavBytes({ bits: 8, data: Uint8Array.of(128, 255, 1, 0) }));
    expect([...samples]).toEqual([0, 1, -1, Math.fround(-128 / 127)]);
  });

  it("reads 24-bit and 32-bit samples with their sign", () => {
    const data24 = Uint8Array.of(0xff, 0xff, 0x7f, 0x00, 0x00, 0x80, 0xff, 0xff, 0xff);
    const full24 = 32767 * 256;
    expect([...decodeWav(wavBytes({ bits: 24, data: data24 })).samples]).toEqual(
      [8388607 / full24, -8388608 / full24, -1 / full24].map(Math.fround),
    );
    const data32 = new Uint8Array(Int32Array.of(2147483647, -2147483648, -1).buffer);
    const samples32 = decodeWav(wavBytes({ bits: 32, data: data32 })).samples;
    expect([...samples32]).toEqual([1, -1, Math.fround(-1 / 2147483647)]);
  });

  it("reads floats of 32 and 64 bits as they are, beyond full scale too", () => {
    const values = [0.5, -1.25, 1e-9];
    const singles = wavBytes({ tag: 3, bits: 32, data: new Uint8Array(Float32Array.from(values).buffer) });
    const doubles = wavBytes({ tag: 3, bits: 64, data: new Uint8Array(Float64Array.from(values).buffer) });
    expect([...decodeWav(singles).samples]).toEqual(values.map(Math.fround));
    expect([...decodeWav(doubles).samples]).toEqual(values.map(Math.fround));
  });

  it("reads WAVE_FORMAT_EXTENSIBLE by its sub-format", () => {
    const pcm = wavBytes({ subFormat: 1, bits: 24, data: Uint8Array.of(0, 0, 0x40) });
    const float = wavBytes({ subFormat: 3, bits: 32, data: new Uint8Array(Float32Array.of(0.25).buffer) });
    expect(decodeWav(pcm).samples[0]).toBeCloseTo(0.5, 4);
    expect(decodeWav(float).samples[0]).toBe(0.25);
  });

  it("averages channels", () => {
    const { samples } = decodeWav(wavBytes({ channels: 2, data: int16Bytes(100, 300, -32768, -32768) }));
    expect([...samples]).toEqual([Math.fround(200 / 32767), Math.fround(-32768 / 32767)]);
    expect([...decodeWav(wavBytes({ channels: 3, data: int16Bytes(1, 2, 3) })).samples]).toEqual([
      Math.fround(2 / 32767),
    ]);
  });

  it("skips other chunks, also of odd length, before and after the samples", () => {
    const bytes = wavBytes({
      data: int16Bytes(7, 8),
      before: [
        ["LIST", letters("odd")],
        ["fact", new Uint8Array(4)],
      ],
      after: letters("junk"),
    });
    expect(decodeWav(bytes).samples).toHaveLength(2);
  });

  it("reads a streamed file, which declares 0 or 2 or 4 GiB, to its end", () => {
    for (const declaredBytes of [0, 0x7fffffff, 0x7ffff000, 0x80000000, 0xffffffff, 0xffffffff - 36]) {
      expect(decodeWav(wavBytes({ data: int16Bytes(1, 2, 3), declaredBytes })).samples).toHaveLength(3);
    }
  });

  it("gives an empty signal where the data chunk is empty and another follows", () => {
    const after = Uint8Array.of(...letters("LIST"), 2, 0, 0, 0, 1, 2);
    expect(decodeWav(wavBytes({ data: new Uint8Array(), after })).samples).toHaveLength(0);
  });

  it("leaves half a sample at the end unread", () => {
    expect(decodeWav(wavBytes({ data: Uint8Array.of(1, 0, 2) })).samples).toHaveLength(1);
  });

  it("reads what encodeWav wrote, to within half a step of 16 bits", () => {
    const random = new Random(1);
    const samples = Float32Array.from({ length: 1000 }, () => 2 * random.uniform() - 1);
    const decoded = decodeWav(encodeWav({ samples, sampleRateHz: 22_050 }));
    expect(decoded.sampleRateHz).toBe(22_050);
    const errors = decoded.samples.map((value, n) => Math.abs(value - samples[n]));
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.5 / 32767 + 1e-7);
  });

  it("gives a signal no longer than its bytes or a FormatError for 5000 mutated files", () => {
    const random = new Random(2);
    let refused = 0;
    for (let i = 0; i < 5000; i++) {
      const bytes = mutatedWav(random);
      try {
        if (decodeWav(bytes).samples.length > bytes.length) expect.unreachable("more samples than bytes");
      } catch (error) {
        if (!(error instanceof FormatError)) throw error;
        refused++;
      }
    }
    expect(refused).toBeGreaterThan(500);
  });

  it("names the place and the sizes of a file that is cut short", () => {
    const bytes = wavBytes({ data: int16Bytes(1, 2, 3), declaredBytes: 100 });
    expect(() => decodeWav(bytes)).toThrow("the data chunk at byte 36 declares 100 bytes, 6 are there");
  });

  it("says what a file that is no WAV begins with", () => {
    expect(() => decodeWav(letters("hello, this is text"))).toThrow('begins with the letters "hell"');
    expect(() => decodeWav(Uint8Array.of(0xff, 0xfb, 0x90, 0))).toThrow("begins with the bytes ff fb 90 00");
    expect(() => decodeWav(new Uint8Array())).toThrow("the file is empty");
    expect(() => decodeWav(letters("RIFX...."))).toThrow("big-endian");
    expect(() => decodeWav(letters("RIFF....AVI "))).toThrow('says "AVI "');
    expect(() => decodeWav(letters("RIFF...."))).toThrow("ends after 8 bytes");
  });

  it("refuses codings that it cannot read, and formats that contradict themselves", () => {
    const data = int16Bytes(1, 2);
    expect(() => decodeWav(wavBytes({ tag: 2, bits: 4, data }))).toThrow("format 2 with 4 bits; supported are PCM");
    expect(() => decodeWav(wavBytes({ tag: 3, bits: 16, data }))).toThrow("format 3 with 16 bits");
    expect(() => decodeWav(wavBytes({ channels: 0, data }))).toThrow("declares 0 channels");
    expect(() => decodeWav(wavBytes({ sampleRateHz: 0, data }))).toThrow("declares 0 Hz");
    const contradicting = wavBytes({ data });
    contradicting[32] = 7;
    expect(() => decodeWav(contradicting)).toThrow("7 bytes per frame, expected 2");
  });

  it("names the sample that is not finite", () => {
    const data = new Uint8Array(Float32Array.of(0, Number.NaN).buffer);
    expect(() => decodeWav(wavBytes({ tag: 3, bits: 32, data }))).toThrow("sample 1 (at 0.000 s) is NaN");
  });

  it("says which chunks there are when one is missing", () => {
    const bytes = wavBytes({ data: int16Bytes(1) });
    expect(() => decodeWav(bytes.subarray(0, 36))).toThrow('no data chunk, so no samples; found "fmt "');
    expect(() => decodeWav(bytes.subarray(0, 12))).toThrow("no format chunk; there are no chunks");
  });
});
