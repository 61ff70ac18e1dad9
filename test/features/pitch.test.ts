import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { KernelMemory } from "../../src/features/assembly/kernel-memory.ts";
import { analysisAt } from "../../src/features/compare2016/analysis.ts";
import { PeriodCorrelator, periodCorrelation } from "../../src/features/compare2016/correlation.ts";
import { describe as describeSignal } from "../../src/features/compare2016/descriptors.ts";
import { octaveScale } from "../../src/features/compare2016/octave-scale.ts";
import { harmonicGains, harmonicShifts, OctaveSpectrum } from "../../src/features/compare2016/octave-spectrum.ts";
import { emptyCandidates } from "../../src/features/compare2016/pitch-shs.ts";
import { PitchTracker } from "../../src/features/compare2016/viterbi.ts";
import { octaveSpectrum, subHarmonicSum } from "../../src/features/reference/octave-spectrum.ts";

const SCALE = octaveScale(15.625, 513);
const VOICE = new Set([0, 1, 2, 3, 4, 5]);

/** Harmonics that fall off like those of a voice. */
function voice(f0Hz: number, seconds: number, sampleRateHz = 16_000): Float32Array {
  return Float32Array.from({ length: seconds * sampleRateHz }, (_, n) => {
    let sum = 0;
    for (let h = 1; h <= 12; h++) sum += Math.cos((2 * Math.PI * h * f0Hz * n) / sampleRateHz + h * h) / h;
    return 0.2 * sum;
  });
}

function largestDifference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let largest = 0;
  for (let i = 0; i < b.length; i++) largest = Math.max(largest, Math.abs(a[i] - b[i]));
  return largest;
}

describe("octave spectrum and sub-harmonic sum", () => {
  it("have the shifts, points per octave and weights of table A.6", () => {
    expect(SCALE.pointsPerOctave).toBeCloseTo(61.6443672, 5);
    expect(harmonicShifts(SCALE.pointsPerOctave)).toEqual([
      61, 97, 123, 143, 159, 173, 184, 195, 204, 213, 220, 228, 234, 240,
    ]);
    [0, 100, 256, 512].forEach((j, i) => {
      expect(SCALE.weights[j]).toBeCloseTo([0.244034561, 0.918673197, 0.972198759, 0.986677619][i], 8);
    });
  });

  it("of vectors agree with the plain version to 1e-6 of the maximum for 50 random spectra", () => {
    const memory = new KernelMemory();
    const octave = new OctaveSpectrum(memory, SCALE);
    const magnitudes = memory.floats(513);
    for (let seed = 0; seed < 50; seed++) {
      const random = new Random(seed);
      for (let i = 0; i < 513; i++)
        magnitudes[i] = Math.abs(random.normal()) * (seed % 3 === 0 ? 1 : Math.exp(-i / 40));
      octave.take(magnitudes);
      const h = octaveSpectrum(magnitudes, SCALE);
      const sum = subHarmonicSum(octave.spectrum, harmonicShifts(SCALE.pointsPerOctave), harmonicGains());
      const most = Math.max(...h);
      expect(largestDifference(octave.spectrum, h)).toBeLessThan(1e-6 * most);
      expect(largestDifference(octave.sum, sum)).toBe(0);
    }
  });

  it("remove all but the first three bins of a spectrum with a single maximum", () => {
    const memory = new KernelMemory();
    const octave = new OctaveSpectrum(memory, SCALE);
    const magnitudes = memory.floats(Float32Array.from({ length: 513 }, (_, i) => 513 - i));
    octave.take(magnitudes);
    expect(Math.max(...octave.spectrum.subarray(200))).toBeLessThan(1);
    expect(largestDifference(octave.spectrum, octaveSpectrum(magnitudes, SCALE))).toBe(0);
  });
});

/** F0final .. logHNR before smoothing, of the frames of a recording. */
function voiceContours(samples: Float32Array): Float32Array[] {
  const described = describeSignal(samples, analysisAt(16_000), VOICE);
  if (described === undefined) throw new Error("the recording is too short");
  return described.contours.slice(0, 6).map((contour) => contour.subarray(0, described.counts.long));
}

describe("pitch", () => {
  it.each([80, 120, 220, 400])("of a %i Hz voice is within 0.5 % in all but the last frame", (f0Hz) => {
    const [frames] = voiceContours(voice(f0Hz, 1));
    expect(largestDifference(frames.subarray(1, -1), new Float32Array(frames.length - 2).fill(f0Hz))).toBeLessThan(
      0.005 * f0Hz,
    );
  });

  it("of silence is 0, with an HNR of -100 dB", () => {
    const contours = voiceContours(new Float32Array(16_000));
    expect(contours.map((contour) => [...new Set(contour)])).toEqual([[0], [0], [0], [0], [0], [-100]]);
  });

  it("of a periodic voice has jitter below 0.3 % and an HNR above 20 dB", () => {
    const [, , jitter, , , hnr] = voiceContours(voice(130, 1)) as [
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
      Float32Array,
    ];
    expect(Math.max(...jitter.subarray(5, 80))).toBeLessThan(0.003);
    expect(Math.min(...hnr.subarray(5, 80))).toBeGreaterThan(20);
  });
});

describe("PitchTracker", () => {
  const track = (frames: readonly (readonly [hz: number, voicing: number])[]) => {
    const f0Hz = new Float32Array(frames.length);
    const tracker = new PitchTracker(f0Hz, new Float32Array(frames.length));
    for (const [hz, voicing] of frames) {
      const candidates = emptyCandidates();
      candidates.f0Hz[0] = hz;
      candidates.voicing[0] = voicing;
      tracker.push(candidates);
    }
    const { decided } = tracker;
    tracker.finish();
    return { f0Hz: [...f0Hz], decided, afterwards: tracker.decided };
  };

  it("follows a candidate that is voiced throughout", () => {
    const frames = Array.from({ length: 20 }, () => [150, 0.9] as const);
    expect(track(frames).f0Hz).toEqual(Array(20).fill(150));
  });

  it("calls frames unvoiced whose voicing is below 0.7", () => {
    expect(track(Array.from({ length: 20 }, () => [150, 0.5] as const)).f0Hz).toEqual(Array(20).fill(0));
  });

  it("never leaves more than 30 frames open, and always the newest", () => {
    const random = new Random(5);
    for (let length = 1; length < 120; length += 7) {
      const frames = Array.from(
        { length },
        () => [100 + 300 * random.uniform(), 0.6 + 0.2 * random.uniform()] as const,
      );
      const { decided, afterwards } = track(frames);
      expect(decided).toBeLessThan(length);
      expect(length - decided).toBeLessThanOrEqual(30);
      expect(afterwards).toBe(length);
    }
  });
});

describe("PeriodCorrelator", () => {
  it("agrees with the definition to 1e-9 and finds the same highest peak in 100 random slices", () => {
    for (let seed = 0; seed < 100; seed++) {
      const random = new Random(seed);
      const offset = seed % 2 === 0 ? 0 : 0.5;
      const slice = Float32Array.from(
        { length: 700 },
        (_, n) => offset + Math.sin(n / 15) + (seed % 5 === 0 ? 0 : 0.3 * random.normal()),
      );
      const correlator = new PeriodCorrelator(new KernelMemory(), 700, 400);
      correlator.take(slice);
      const exact = Array.from({ length: 101 }, (_, i) => periodCorrelation(slice, 40, 70 + i));
      const peak = correlator.highestPeak(40, 70, 170, 100);
      expect(largestDifference(correlator.correlations, exact)).toBeLessThan(1e-9);
      const peaks = exact.flatMap((r, i) => (i > 0 && i < 99 && exact[i - 1] < r && r > exact[i + 1] ? [i] : []));
      const highest = peaks.reduce((best, i) => (exact[i] > exact[best] ? i : best), peaks[0] ?? 0);
      expect(peak).toBe(highest);
    }
  });

  it("finds no peak in a constant", () => {
    const correlator = new PeriodCorrelator(new KernelMemory(), 700, 400);
    correlator.take(new Float32Array(700).fill(0.25));
    expect(correlator.highestPeak(0, 70, 170, 100)).toBe(0);
  });
});
