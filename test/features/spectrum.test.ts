import { describe, expect, it } from "vitest";
import { crc32 } from "../../src/core/crc32.ts";
import { Random } from "../../src/core/random.ts";
import { KernelMemory } from "../../src/features/assembly/kernel-memory.ts";
import { FrameSpectrum } from "../../src/features/compare2016/spectrum.ts";
import { ReferenceFft } from "../../src/features/reference/fft.ts";

/** Magnitudes of a frame as long as the transform, without window. */
type Transform = (frame: Float32Array) => Float32Array;

const TRANSFORMS: Readonly<Record<string, Transform>> = {
  "one operation at a time": (frame) => {
    const fft = new ReferenceFft(frame.length);
    fft.frame.set(frame);
    const magnitudes = new Float32Array(frame.length / 2 + 1);
    fft.magnitudesInto(magnitudes);
    return magnitudes;
  },
  "four at a time": (frame) => {
    const stream = { frameLength: frame.length, fftLength: frame.length, binHz: 1 };
    const spectrum = new FrameSpectrum(new KernelMemory(), stream, new Float32Array(frame.length).fill(1));
    spectrum.take(frame, 0);
    spectrum.window();
    spectrum.transform();
    return spectrum.magnitudes;
  },
};

/** Test inputs of the FFT's description, section 9. */
const INPUTS: Readonly<Record<string, (length: number) => Float32Array>> = {
  noise: (length) => {
    let state = 1;
    return Float32Array.from({ length }, () => {
      state = (Math.imul(1664525, state) + 1013904223) >>> 0;
      return Math.floor(state / 256) / 2 ** 23 - 1;
    });
  },
  impulse: (length) => new Float32Array(length).fill(1, 1, 2),
  two: (length) => new Float32Array(length).fill(1, 3, 4).fill(-0.5, length / 2 + 2, length / 2 + 3),
};

function differences(a: Float32Array, b: Float32Array): number {
  return a.reduce((count, value, k) => (value === b[k] ? count : count + 1), 0);
}

describe.each(Object.entries(TRANSFORMS))("magnitude spectrum, %s", (_, transform) => {
  it("is flat for an impulse, and one bin for a cosine on its frequency", () => {
    const impulse = new Float32Array(512);
    impulse[0] = 1;
    expect([...new Set(transform(impulse))]).toEqual([1]);
    const cosine = Float32Array.from({ length: 512 }, (_, n) => Math.cos((2 * Math.PI * 37 * n) / 512));
    const magnitudes = transform(cosine);
    expect(magnitudes[37]).toBeCloseTo(256, 3);
    magnitudes[37] = 0;
    expect(Math.max(...magnitudes)).toBeLessThan(1e-4);
  });

  it.each([32, 64, 128, 256, 512, 1024, 2048, 4096])(
    "of %i points is within 1e-6 of its energy of the definition",
    (length) => {
      const random = new Random(length);
      const frame = Float32Array.from({ length }, () => random.normal());
      const scale = Math.sqrt(frame.reduce((sum, x) => sum + x * x, 0));
      const magnitudes = transform(frame);
      for (let k = 0; k <= length / 2; k += Math.max(1, length / 64)) {
        let [re, im] = [0, 0];
        frame.forEach((x, n) => {
          re += x * Math.cos((2 * Math.PI * k * n) / length);
          im += x * Math.sin((2 * Math.PI * k * n) / length);
        });
        expect(Math.abs(magnitudes[k] - Math.hypot(re, im))).toBeLessThan(1e-6 * scale);
      }
    },
  );

  it.each([
    [512, "noise", 0xd8c62833],
    [512, "impulse", 0xa19f1e2a],
    [512, "two", 0xa4c5e506],
    [1024, "noise", 0xed628d24],
    [1024, "impulse", 0x8bfa4733],
    [1024, "two", 0x3714a23b],
  ])("has the bits of the description's check value for %i points of %s", (length, input, expected) => {
    const magnitudes = transform(INPUTS[input](length)).slice();
    expect(crc32(new Uint8Array(magnitudes.buffer))).toBe(expected);
  });
});

describe("magnitude spectrum", () => {
  it("has the same bits four at a time as one at a time, for 32 to 16384 points", () => {
    for (let length = 32; length <= 16_384; length *= 2) {
      const random = new Random(length);
      const frame = Float32Array.from({ length }, () => random.normal() * 10 ** (4 * random.uniform() - 2));
      const [slow, fast] = Object.values(TRANSFORMS).map((transform) => transform(frame));
      expect(differences(fast, slow)).toBe(0);
    }
  });

  it("refuses a length that is no power of two", () => {
    expect(() => new ReferenceFft(500)).toThrow("length must be a power of two of at least 16, got 500");
  });
});
