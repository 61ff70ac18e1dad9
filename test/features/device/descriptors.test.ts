/**
 * The float32 descriptors: against direct formulas, against themselves in other pieces, and against the reference profile.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../../src/audio/decode-wav.ts";
import { Random } from "../../../src/core/random.ts";
import { analysisAt } from "../../../src/features/compare2016/analysis.ts";
import { contourDeltasInto, smoothDescriptors, voiceDeltas } from "../../../src/features/compare2016/contours.ts";
import {
  DESCRIPTOR_COUNT,
  type Descriptors,
  describe as describeReference,
  stagesFor,
  VOICE_COUNT,
} from "../../../src/features/compare2016/descriptors.ts";
import { gaussianWindow, hammingWindow } from "../../../src/features/compare2016/geometry.ts";
import { contourName } from "../../../src/features/compare2016/names.ts";
import { DeviceDescriber } from "../../../src/features/device/describe.ts";
import { DescriptorStream } from "../../../src/features/device/descriptor-stream.ts";
import { DeviceMemory } from "../../../src/features/device/device-memory.ts";
import { pcmOf } from "../../../src/features/device/pcm.ts";
import { SmoothedContours } from "../../../src/features/device/smoothed-contours.ts";
import { deviceTables, tablesIn } from "../../../src/features/device/tables.ts";
import { ReferenceFft } from "../../../src/features/reference/fft.ts";
import { GOLDEN_RECORDINGS, goldenSignal } from "../golden.ts";

const EVERYTHING = new Set(Array.from({ length: DESCRIPTOR_COUNT }, (_, d) => d));
const ZCR = 9;

function harmonics(seconds: number, f0Hz: number, seed: number): Int16Array {
  const random = new Random(seed);
  return Int16Array.from({ length: 16_000 * seconds }, (_, n) => {
    const glide = f0Hz * (1 + (0.1 * n) / (16_000 * seconds));
    let sum = 0;
    for (let h = 1; h <= 8; h++) sum += Math.sin((2 * Math.PI * h * glide * n) / 16_000) / h;
    const loud = n % 8000 < 5000 ? 1 : 0;
    return 6000 * loud * sum + 100 * random.normal();
  });
}

const memory = new DeviceMemory();
const describer = new DeviceDescriber(memory, EVERYTHING);

describe("magnitudes", () => {
  it.each([
    [320, 512],
    [960, 1024],
  ] as const)("of frames of %i samples have the bits of the reference transform", (length, transformLength) => {
    const { kernels } = memory;
    const tables = tablesIn(memory);
    const isShort = length === 320;
    const half = transformLength / 2;
    const window = isShort ? hammingWindow(length) : gaussianWindow(length);
    const reference = new ReferenceFft(transformLength);
    const expected = new Float32Array(half + 1);
    const samples = memory.shorts(length);
    const frame = memory.floats(transformLength);
    const twin = memory.floats(transformLength);
    const magnitudes = memory.floats(half + 1);
    const random = new Random(5);
    for (let run = 0; run < 20; run++) {
      const scale = 2 ** random.integer(15);
      const pcm = Int16Array.from({ length }, () => scale * (2 * random.uniform() - 1));
      samples.view.set(pcm);
      const halfWindow = isShort ? tables.shortWindow : tables.longWindow;
      kernels.windowFrame(frame.address, samples.address, halfWindow, length, transformLength);
      const factors = isShort ? tables.shortFactors : tables.longFactors;
      twin.view.set(frame.view);
      kernels.transformPairs(twin.address, factors, half);
      if (isShort) {
        frame.view.fill(Number.NaN);
        kernels.transformShortFrame(frame.address, samples.address, halfWindow, factors);
      } else {
        kernels.transformLongFrame(frame.address, factors);
      }
      // Zeros of either sign are equal here.
      expect(twin.view.every((x, n) => x === frame.view[n])).toBe(true);
      const order = isShort ? tables.shortOrder : tables.longOrder;
      const turns = isShort ? tables.shortTurns : tables.longTurns;
      kernels.magnitudesOf(magnitudes.address, frame.address, order, turns, half);

      reference.frame.fill(0);
      pcm.forEach((x, n) => {
        reference.frame[(transformLength - length) / 2 + n] = Math.fround(x / 32_767) * window[n];
      });
      reference.magnitudesInto(expected);
      expect(magnitudes.view).toEqual(expected);
      kernels.powersOf(magnitudes.address, frame.address, order, turns, half);
      expect(magnitudes.view).toEqual(expected.map((magnitude) => magnitude * magnitude));
    }
  });

  it("are of samples that are x / 32767, rounded once, for every x of 16 bits", () => {
    const length = 512;
    const samples = memory.shorts(length);
    const frame = memory.floats(length);
    const window = memory.floats(new Float32Array(length / 2).fill(2 ** -15));
    for (let first = -32_768; first < 32_768; first += length) {
      samples.view.set(Int16Array.from({ length }, (_, n) => first + n));
      memory.kernels.windowFrame(frame.address, samples.address, window.address, length, length);
      expect(frame.view).toEqual(Float32Array.from(samples.view, (x) => x / 32_767));
    }
  });
});

describe("sub-harmonic sum", () => {
  it("by fours has the bits of the sum point by point", () => {
    const { kernels } = memory;
    const { harmonicShifts, harmonicGains } = tablesIn(memory);
    const random = new Random(6);
    const octaves = memory.floats(Float32Array.from({ length: 513 }, () => Math.max(random.normal(), 0)));
    const plain = memory.floats(513);
    const fours = memory.floats(513);
    kernels.subHarmonicSumOf(plain.address, octaves.address, harmonicShifts, harmonicGains);
    kernels.subHarmonicSumFours(fours.address, octaves.address, harmonicShifts, harmonicGains);
    expect(fours.view).toEqual(plain.view);
  });
});

describe("entropy", () => {
  it("of silence is that of the reference profile, and hardly more for what is below the floor", () => {
    const { logarithms } = tablesIn(memory);
    const power = memory.floats(new Float32Array(257).fill(1e-10));
    const reference = describeReference(new Float32Array(1600), analysisAt(16_000), EVERYTHING) as Descriptors;
    const entropy = reference.contours[44][3];
    expect(contourName(44, false)).toBe("pcm_fftMag_spectralEntropy_sma");
    expect(memory.kernels.entropyOf(power.address, logarithms, 2.6e-8)).toBe(entropy);
    expect(memory.kernels.entropyOf(power.address, logarithms, 0)).toBe(entropy);
  });

  it("of noise, tones and both has an error below 1e-6 bits, beside the powers' sum and floor as they are", () => {
    const { logarithms } = tablesIn(memory);
    const random = new Random(8);
    const power = memory.floats(257);
    for (let run = 0; run < 200; run++) {
      const level = 2 ** (random.integer(60) - 30);
      const steepness = random.integer(20);
      power.view.forEach((_, k) => {
        power.view[k] = level * random.uniform() ** steepness;
      });
      const total = Math.fround(power.view.subarray(1).reduce((sum, p) => sum + p, 0));
      const expected = power.view.subarray(1).reduce((sum, p) => {
        const share = Math.max(p, Math.fround(1e-7)) / total;
        return sum - share * Math.log2(share);
      }, 0);
      const error = Math.abs(memory.kernels.entropyOf(power.address, logarithms, total) - expected);
      if (total > 1e-4)
        expect(error, `level ${level}, steepness ${steepness}`).toBeLessThan(1e-6 * Math.max(expected, 1));
    }
  });
});

describe("tables", () => {
  it("hold finite numbers, and windows whose middle is 1", () => {
    const tables = deviceTables();
    for (const table of Object.values(tables)) expect(table.every(Number.isFinite)).toBe(true);
    expect(tables.shortWindow).toHaveLength(160);
    expect(tables.longWindow[479] * 2 ** 15).toBeCloseTo(1, 5);
  });
});

describe("pcmOf", () => {
  it("gives back 16-bit samples, rounds halves away from zero, and clips", () => {
    const samples = Int16Array.from({ length: 65_536 }, (_, n) => n - 32_768);
    expect(pcmOf(Float32Array.from(samples, (x) => x / 32_767))).toEqual(samples);
    expect([...pcmOf(Float32Array.of(0.5, -0.5, 2, -2))]).toEqual([16_384, -16_384, 32_767, -32_768]);
  });
});

/** Share of a descriptor's values within 0.001 of its standard deviations, over some recordings. */
class Closeness {
  readonly #pairs: [number, number][][] = Array.from({ length: DESCRIPTOR_COUNT }, () => []);

  add(reference: Descriptors, device: Descriptors): void {
    reference.contours.forEach((contour, d) => {
      const frames = d < VOICE_COUNT || d === ZCR ? reference.counts.long : reference.counts.short;
      for (let n = 0; n < frames; n++) this.#pairs[d].push([contour[n], device.contours[d]?.[n]]);
    });
  }

  share(descriptor: number): number {
    const pairs = this.#pairs[descriptor];
    const mean = pairs.reduce((sum, [x]) => sum + x, 0) / pairs.length;
    const deviation = Math.sqrt(pairs.reduce((sum, [x]) => sum + (x - mean) ** 2, 0) / pairs.length);
    return pairs.filter(([x, y]) => Math.abs(x - y) <= 0.001 * deviation).length / pairs.length;
  }
}

function closenessOf(recordings: readonly Int16Array[]): Closeness {
  const closeness = new Closeness();
  const analysis = analysisAt(16_000);
  for (const pcm of recordings) {
    const reference = describeReference(
      Float32Array.from(pcm, (x) => x / 32_767),
      analysis,
      EVERYTHING,
    );
    const device = describer.describe(pcm);
    expect(device?.counts).toEqual(reference?.counts);
    if (reference && device) closeness.add(reference, device);
  }
  return closeness;
}

function expectClose(closeness: Closeness, least: number): void {
  for (let d = 0; d < DESCRIPTOR_COUNT; d++)
    expect(closeness.share(d), contourName(d, false)).toBeGreaterThanOrEqual(least);
}

const SHARED = ["../shared/data/emodb/wav", "../shared/data/covid19_cough/wav"];

describe("descriptors beside the reference profile's", () => {
  it("are within 0.001 standard deviations in 99.9 % of all frames of golden recordings and of a gliding tone", () => {
    const golden = GOLDEN_RECORDINGS.map((name) => goldenSignal(name));
    const recordings = golden.filter((signal) => signal.sampleRateHz === 16_000).map(({ samples }) => pcmOf(samples));
    expectClose(closenessOf([...recordings, harmonics(2, 140, 3), harmonics(1, 260, 4)]), 0.999);
  });

  it.skipIf(!SHARED.every((folder) => existsSync(folder)))("likewise of 12 recordings of two corpora", () => {
    const files = SHARED.flatMap((folder) => {
      const all = readdirSync(folder).sort();
      return Array.from({ length: 6 }, (_, i) => `${folder}/${all[Math.floor((i * all.length) / 6)]}`);
    });
    expectClose(closenessOf(files.map((file) => pcmOf(decodeWav(readFileSync(file)).samples))), 0.999);
  });

  it("are finite for silence, for a square wave at full scale, and for the least noise", () => {
    const random = new Random(7);
    const silence = new Int16Array(8000);
    const square = Int16Array.from({ length: 8000 }, (_, n) => (n % 100 < 50 ? 32_767 : -32_768));
    const least = Int16Array.from({ length: 8000 }, () => Math.round(random.normal()));
    for (const pcm of [silence, square, least]) {
      for (const contour of describer.describe(pcm)?.contours ?? []) expect(contour.every(Number.isFinite)).toBe(true);
    }
    const described = describer.describe(silence) as Descriptors;
    expect(described.contours[0]?.every((f0) => f0 === 0)).toBe(true);
    expect(described.contours[5]?.[0]).toBe(-100);
    expect(described.contours[ZCR]?.[0]).toBe(Math.fround(958 / 960));
  });

  it("are not there for less than 60 ms", () => {
    expect(describer.describe(new Int16Array(959))).toBeUndefined();
    expect(describer.describe(new Int16Array(960))?.counts).toEqual({ long: 1, short: 5, decided: 0 });
  });
});

describe("a stream", () => {
  it("of 20 s in pieces of any size has the bits of the whole", () => {
    const pcm = Int16Array.from([...harmonics(10, 120, 1), ...harmonics(10, 210, 2)]);
    const whole = describer.describe(pcm) as Descriptors;
    const random = new Random(11);
    const told = new Map<string, number>();
    const note = (d: number, frame: number, value: number) => told.set(`${d} ${frame}`, value);
    const stream = new DescriptorStream(new DeviceMemory(), stagesFor(EVERYTHING), {
      onShort: (frame, row) => {
        for (let d = VOICE_COUNT; d < DESCRIPTOR_COUNT; d++) if (d !== ZCR) note(d, frame, row[d]);
      },
      onLong: (frame, rate) => note(ZCR, frame, rate),
      onVoice: (frame, f0Hz, voicing, quality) => {
        for (const [d, x] of [f0Hz, voicing, ...quality.subarray(0, 4)].entries()) note(d, frame, x);
      },
    });
    stream.start();
    for (let n = 0; n < pcm.length; ) {
      const size = random.integer(700);
      stream.feed(pcm.subarray(n, n + size));
      n += size;
    }
    expect(stream.decided).toBe(whole.counts.decided);
    stream.finish();
    for (let d = 0; d < DESCRIPTOR_COUNT; d++) {
      const frames = d < VOICE_COUNT || d === ZCR ? whole.counts.long : whole.counts.short;
      const contour = Float32Array.from({ length: frames }, (_, n) => told.get(`${d} ${n}`) as number);
      expect(contour, contourName(d, false)).toEqual(whole.contours[d]?.slice(0, frames));
    }
  });

  it("of some descriptors has the bits of all", () => {
    const pcm = harmonics(1, 180, 9);
    const all = describer.describe(pcm) as Descriptors;
    for (const d of [0, 2, 6, 7, 8, 9, 20, 40, 44, 46, 50, 60]) {
      const some = new DeviceDescriber(new DeviceMemory(), new Set([d])).describe(pcm) as Descriptors;
      expect(some.contours[d], contourName(d, false)).toEqual(all.contours[d]);
    }
  });
});

describe("smoothed contours and deltas", () => {
  const random = new Random(13);

  function randomDescriptors(long: number, decided: number): Descriptors {
    const short = long + 4;
    const contours = Array.from({ length: DESCRIPTOR_COUNT }, () =>
      Float32Array.from({ length: short + 2 }, (_, n) => (n >= short || random.uniform() < 0.3 ? 0 : random.normal())),
    );
    return { contours, counts: { long, short, decided } };
  }

  it("have the bits of the reference profile's formulas, for 1 to 60 frames and any decided", () => {
    const contours = new SmoothedContours(new DeviceMemory());
    for (let long = 1; long <= 60; long++) {
      const decided = random.integer(long);
      const reference = randomDescriptors(long, decided);
      const device = { ...reference, contours: reference.contours.map((contour) => contour.slice()) };
      smoothDescriptors(reference);
      contours.smooth(device);
      expect(device.contours).toEqual(reference.contours);
      expect(contours.voiceDeltas(device, long)).toEqual(voiceDeltas(reference, long));
      for (const d of [6, ZCR, 10, 64]) {
        const [expected, got] = [new Float32Array(long + 2), new Float32Array(long + 2)];
        contourDeltasInto(expected, reference, d);
        contours.deltasInto(got, device, d);
        expect(got).toEqual(expected);
      }
    }
  });
});
