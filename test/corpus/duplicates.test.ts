import { describe, expect, it } from "vitest";
import type { Signal } from "../../src/audio/signal.ts";
import { Random } from "../../src/core/random.ts";
import { audioWords, WORD_SECONDS } from "../../src/corpus/audio-words.ts";
import { findDuplicates, identicalRows } from "../../src/corpus/duplicates.ts";
import { Fourier } from "../../src/corpus/fourier.ts";
import { partition } from "../../src/corpus/partitions.ts";
import { measureRecording } from "../../src/corpus/recording-measures.ts";
import { compareSounds } from "../../src/corpus/same-sound.ts";
import { sharedWords } from "../../src/corpus/shared-words.ts";
import { GUISES, syllables } from "./copies.ts";

const RECORDINGS = Array.from({ length: 24 }, (_, i) => syllables(new Random(i), 2 + (i % 5) / 2));

function duplicatesOf(signals: readonly Signal[]) {
  return findDuplicates(signals.map(measureRecording), async (row) => signals[row]);
}

describe("Fourier", () => {
  it("gives the sum that defines it, within 1e-12", () => {
    const random = new Random(1);
    const length = 64;
    const [re, im] = [0, 1].map(() => Float64Array.from({ length }, () => random.normal())) as [
      Float64Array,
      Float64Array,
    ];
    const [x, y] = [re.slice(), im.slice()];
    new Fourier(length).transformInto(x, y);
    for (let k = 0; k < length; k++) {
      let [sumRe, sumIm] = [0, 0];
      for (let n = 0; n < length; n++) {
        const angle = (-2 * Math.PI * n * k) / length;
        sumRe += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
        sumIm += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
      }
      expect(Math.abs(x[k] - sumRe)).toBeLessThan(1e-12);
      expect(Math.abs(y[k] - sumIm)).toBeLessThan(1e-12);
    }
  });
});

describe("audioWords", () => {
  it("gives a word every 16 ms, the same at any level, and 0 in silence", () => {
    const own = syllables(new Random(3), 2);
    const words = audioWords(own);
    expect(words.length).toBe(Math.floor((16_000 - 1024) / 128) + 1);
    expect(audioWords({ ...own, samples: own.samples.map((x) => x / 4) })).toEqual(words);
    expect(
      [...audioWords({ samples: new Float32Array(32_000), sampleRateHz: 16_000 })].every((word) => word === 0),
    ).toBe(true);
    for (const length of [0, 1, 500])
      expect([...audioWords({ samples: new Float32Array(length), sampleRateHz: 16_000 })]).toEqual([0]);
  });

  it("moves with the sound", () => {
    const { samples, sampleRateHz } = syllables(new Random(4), 2);
    const later = audioWords({ samples: samples.slice(20 * WORD_SECONDS * sampleRateHz), sampleRateHz });
    expect(sharedWords([audioWords({ samples, sampleRateHz }), later])).toMatchObject([{ pair: [0, 1], offset: 20 }]);
  });
});

describe("compareSounds", () => {
  it("is 1 for the same sound at another place and level, whatever half of it is missing", () => {
    const own = RECORDINGS[4];
    const half = { ...own, samples: own.samples.slice(24_000 + 77).map((x) => -0.1 * x) };
    const { coherence, shares } = compareSounds(own, half, 1.51);
    expect(coherence).toBeGreaterThan(0.999);
    expect(shares[1]).toBeCloseTo(1, 6);
    expect(shares[0]).toBeLessThan(0.9);
    expect(compareSounds(half, own, -1.51).coherence).toBeGreaterThan(0.999);
  });

  it("is below 0.2 for different recordings, also where both have the same loud hum", () => {
    const hum = (signal: Signal): Signal => ({
      ...signal,
      samples: signal.samples.map((x, n) => x + 0.5 * Math.sin((2 * Math.PI * 100 * n) / signal.sampleRateHz)),
    });
    for (let i = 1; i < RECORDINGS.length; i++) {
      const [a, b] = [RECORDINGS[i - 1], RECORDINGS[i]];
      expect(compareSounds(a, b, 0).coherence).toBeLessThan(0.2);
      expect(compareSounds(hum(a), hum(b), 0).coherence).toBeLessThan(0.3);
    }
  });

  it("says nothing of sounds that share too little: a tone, silence, no time in common", () => {
    const tone = (phase: number): Signal => ({
      samples: Float32Array.from({ length: 16_000 }, (_, n) => Math.sin(0.3 * n + phase)),
      sampleRateHz: 16_000,
    });
    expect(compareSounds(tone(0), tone(1), 0).coherence).toBe(0);
    const silence = { samples: new Float32Array(16_000), sampleRateHz: 16_000 };
    expect(compareSounds(silence, silence, 0).coherence).toBe(0);
    expect(compareSounds(tone(0), tone(1), 5)).toMatchObject({ coherence: 0, chance: 1 });
  });

  it("knows that a few frames are coherent by chance", () => {
    const [a, b] = [RECORDINGS[0], RECORDINGS[4]];
    const { coherence, chance } = compareSounds(a, b, a.samples.length / a.sampleRateHz - 0.04);
    expect(chance).toBeGreaterThan(0.4);
    expect(coherence).toBeLessThan(2 * chance);
  });
});

describe("findDuplicates", () => {
  it("finds nothing among different recordings, and decodes none of them", async () => {
    const refuse = () => Promise.reject(new Error("decoded"));
    expect(await findDuplicates(RECORDINGS.map(measureRecording), refuse)).toEqual([]);
  });

  it.each(Object.entries(GUISES))("finds copies of all recordings in another guise: %s", async (guise, disguise) => {
    const random = new Random(9);
    const copies = RECORDINGS.map((own) => disguise(own, random));
    const found = await duplicatesOf([...RECORDINGS, ...copies]);
    const right = found.filter(({ rows: [first, later] }) => later - first === RECORDINGS.length);
    expect(found.length).toBe(right.length);
    expect(right.length).toBeGreaterThanOrEqual(guise === "noise at 10 dB" ? 18 : 23);
    const parts = right.filter(({ likeness }) => likeness === "part").length;
    if (guise.endsWith("of it")) expect(parts).toBeGreaterThanOrEqual(22);
    else expect(parts).toBe(0);
  });

  it("calls two recordings parts that only overlap", async () => {
    const whole = syllables(new Random(77), 6);
    const [a, b] = [whole.samples.slice(0, 64_000), whole.samples.slice(32_000)].map((samples) => ({
      ...whole,
      samples,
    }));
    expect(await duplicatesOf([a, b] as Signal[])).toEqual([{ rows: [0, 1], likeness: "part" }]);
  });

  it("leaves a suggested pair alone whose samples do not agree", async () => {
    const own = RECORDINGS[0];
    const copy = { ...own, samples: own.samples.map((x) => 0.5 * x) };
    const other = RECORDINGS[5];
    const measures = [own, copy].map(measureRecording);
    expect(await findDuplicates(measures, async (row) => (row === 0 ? own : other))).toEqual([]);
    expect(await findDuplicates(measures, async (row) => (row === 0 ? own : copy))).toHaveLength(1);
  });

  it("finds each of many copies of one recording, with at most eight comparisons each", async () => {
    const own = RECORDINGS[1];
    const signals = Array.from({ length: 20 }, (_, i) => ({ ...own, samples: own.samples.map((x) => x / (i + 1)) }));
    let decoded = 0;
    const found = await findDuplicates(signals.map(measureRecording), async (row) => {
      decoded++;
      return signals[row];
    });
    expect(found.map(({ rows }) => rows[1])).toEqual(Array.from({ length: 19 }, (_, i) => i + 1));
    expect(decoded).toBe(2 * 19);
  });
});

describe("without sound", () => {
  const table = (columns: number) => {
    const random = new Random(5);
    const count = 60;
    const values = Float32Array.from({ length: count * columns }, () => random.normal());
    values.copyWithin(50 * columns, 7 * columns, 8 * columns);
    const ids = Array.from({ length: count }, (_, row) => `r${row}`);
    return {
      ids,
      features: Array.from({ length: columns }, (_, f) => `f${f}`),
      values,
      classes: ["a", "b"],
      labels: Int32Array.from(ids, (_, row) => row % 2),
      partitions: ids.map((_, row) => (row < 30 ? "train" : row < 45 ? "devel" : "test")),
    };
  };

  it("rows with equal features are found, where there are enough of them", () => {
    expect(identicalRows(table(20))).toEqual([{ rows: [7, 50], likeness: "features" }]);
    expect(identicalRows(table(19))).toEqual([]);
  });

  it("partition says so, and what cannot be checked", () => {
    const sentences = partition(table(30)).findings.map(({ sentence }) => sentence);
    expect(sentences).toContain(
      "1 pair of identical features stand in two partitions: r7 (train) = r50 (test). The test is then no test.",
    );
    expect(sentences).toContainEqual(expect.stringMatching(/^Only features are here, no sound: copies/));
  });
});
