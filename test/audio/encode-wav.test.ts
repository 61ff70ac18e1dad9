import { describe, expect, it } from "vitest";
import { encodeWav, roundToPcm16 } from "../../src/audio/encode-wav.ts";
import { Random } from "../../src/core/random.ts";

const bytesOf = (...samples: number[]) => encodeWav({ samples: Float32Array.from(samples), sampleRateHz: 16000 });

describe("encodeWav", () => {
  it("writes the 44-byte header of RIFF PCM and little-endian codes", () => {
    const bytes = bytesOf(0, 0.5, -1);
    expect(Buffer.from(bytes).toString("hex")).toBe(
      "524946462a00000057415645666d7420" +
        "1000000001000100803e0000007d000002001000" +
        "6461746106000000" +
        "000000400180",
    );
  });

  it("saturates beyond full scale instead of wrapping round", () => {
    const view = new DataView(bytesOf(1, 3, -3).buffer);
    expect([44, 46, 48].map((at) => view.getInt16(at, true))).toEqual([32767, 32767, -32768]);
  });

  it("keeps every amplitude within half a step, and those on the grid exactly", () => {
    const random = new Random(4);
    const samples = Float32Array.from({ length: 5000 }, () => 1.9 * (random.uniform() - 0.5));
    const view = new DataView(encodeWav({ samples, sampleRateHz: 16000 }).buffer);
    const read = samples.map((_, i) => view.getInt16(44 + 2 * i, true) / 32767);
    const errors = read.map((value, i) => Math.abs(value - samples[i]));
    expect(Math.max(...errors)).toBeLessThanOrEqual(0.5 / 32767 + 2 ** -24);
    expect(roundToPcm16(Float32Array.from(samples))).toEqual(read);
    expect(encodeWav({ samples: read, sampleRateHz: 16000 })).toEqual(encodeWav({ samples, sampleRateHz: 16000 }));
  });

  it("names the sample that is not finite, and a sampling rate that no file can hold", () => {
    expect(() => bytesOf(0, Number.NaN)).toThrow("encodeWav: sample 1 is NaN; all samples must be finite");
    expect(() => encodeWav({ samples: new Float32Array(1), sampleRateHz: 0 })).toThrow(
      "encodeWav: sampleRateHz must be a positive whole number, got 0",
    );
  });
});
