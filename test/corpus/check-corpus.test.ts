import { createReadStream, existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import type { Signal } from "../../src/audio/signal.ts";
import { Random } from "../../src/core/random.ts";
import { checkCorpus } from "../../src/corpus/check-corpus.ts";
import type { CorpusFolder, Examples } from "../../src/corpus/corpus.ts";
import { findDuplicates } from "../../src/corpus/duplicates.ts";
import { openCorpus } from "../../src/corpus/open-corpus.ts";
import { measureRecording } from "../../src/corpus/recording-measures.ts";

const RATE = 16000;

function signal(samples: Float32Array): Signal {
  return { samples, sampleRateHz: RATE };
}

/** Something like speech: noise in bursts of random length and level, between pauses with a noise floor. */
function babble(random: Random, seconds: number, { gain = 1, floor = 1e-4 } = {}): Signal {
  const samples = new Float32Array(Math.round(seconds * RATE));
  let level = 0;
  for (let i = 0; i < samples.length; i++) {
    if (random.uniform() < 1 / 1200) level = random.uniform() < 0.3 ? 0 : 0.02 + 0.2 * random.uniform();
    samples[i] = gain * (level + floor) * random.normal();
  }
  return signal(samples);
}

describe("measureRecording", () => {
  it("gives -3.01 dB and its duration for a full-scale sine of 2 s", () => {
    const samples = Float32Array.from({ length: 2 * RATE }, (_, n) => Math.sin((2 * Math.PI * 1000 * n) / RATE));
    const measures = measureRecording(signal(samples));
    expect(measures.levelDb).toBeCloseTo(-3.0103, 3);
    expect(measures.noiseFloorDb).toBeCloseTo(-3.0103, 3);
    expect(measures.durationSeconds).toBe(2);
  });

  it("takes the noise floor from the quietest tenth: silence in a fifth of the time is -100 dB", () => {
    const samples = Float32Array.from({ length: 10 * RATE }, (_, n) => (n < 2 * RATE ? 0 : 0.5));
    expect(measureRecording(signal(samples)).noiseFloorDb).toBe(-100);
    expect(measureRecording(signal(samples.map((x) => x || 0.05))).noiseFloorDb).toBeCloseTo(20 * Math.log10(0.05), 3);
  });

  it("measures an empty recording and one of a few samples without failing", () => {
    for (const length of [0, 1, 100]) {
      const measures = measureRecording(signal(new Float32Array(length)));
      expect([measures.levelDb, measures.noiseFloorDb]).toEqual([-100, -100]);
    }
  });

  it("gives equal hashes for equal samples only", () => {
    const [a, b] = [babble(new Random(1), 1), babble(new Random(1), 1)];
    expect(measureRecording(a).hash).toBe(measureRecording(b).hash);
    b.samples[500] += 1e-4;
    expect(measureRecording(a).hash).not.toBe(measureRecording(b).hash);
  });
});

/** A corpus of recordings by speakers, with labels and partitions as given. */
function examples(labels: readonly number[], more: Partial<Examples> = {}): Examples {
  return { ids: labels.map((_, row) => `r${row}.wav`), classes: ["C", "NC"], labels: Int32Array.from(labels), ...more };
}

function sentences(own: Examples, signals?: readonly Signal[]): string[] {
  return checkCorpus(own, signals?.map(measureRecording)).findings.map(
    ({ check, sentence }) => `${check}: ${sentence}`,
  );
}

describe("checkCorpus", () => {
  const twenty = Array.from({ length: 40 }, (_, row) => row % 2);
  const clean = examples(twenty, {
    speakers: twenty.map((_, row) => `s${row >> 1}`),
    partitions: twenty.map((_, row) => (row < 20 ? "train" : "test")),
  });

  it("finds nothing in a clean corpus", () => {
    const signals = twenty.map((_, row) => babble(new Random(row), 1 + new Random(row).uniform()));
    expect(sentences(clean, signals)).toEqual([]);
  });

  it("names the speakers that are on two sides", () => {
    const leaking = { ...clean, speakers: (clean.speakers ?? []).map((name) => (name === "s15" ? "s3" : name)) };
    expect(sentences(leaking)[0]).toBe(
      "speaker-overlap: 1 speaker is in more than one partition: s3 (train, test). Results on them are those of known voices and too high.",
    );
  });

  it("names speakers that are written in several ways, and keeps those apart that are others", () => {
    const named = (...names: readonly string[]) =>
      sentences({ ...clean, speakers: twenty.map((_, row) => names[row] ?? `x${row}`) }).filter((sentence) =>
        sentence.startsWith("speaker-spelling"),
      );
    expect(named("S01", "s01", "s1", "B-2", "b 2", "s10", "100", "10", "0", "00")).toEqual([
      'speaker-spelling: 3 names of speakers in more than one spelling: "S01" and "s01" and "s1", "B-2" and "b 2", "0" and "00". They count as different people; if they are the same, one voice may be in two partitions.',
    ]);
    expect(named("s1", "s2", "s11", "s101", "1.5", "15")).toEqual([]);
  });

  it("names recordings without any sound", () => {
    const signals = twenty.map((_, row) => babble(new Random(row), 1));
    signals[4] = signal(signals[4].samples.map(() => 0));
    signals[7] = signal(signals[7].samples.map((_, n) => (n % 7 === 0 ? 3 / 32_768 : 0)));
    expect(sentences(clean, signals).filter((sentence) => sentence.startsWith("silence"))).toEqual([
      "silence: 2 recordings without any sound: r4.wav, r7.wav (at most 3 steps of 16 bits). What is computed of silence says nothing about a voice.",
    ]);
  });

  it("warns of copies in two partitions, of parts, and of copies with another label", async () => {
    const signals = twenty.map((_, row) => babble(new Random(row), 2));
    signals[30] = signals[2];
    signals[39] = signal(signals[5].samples.map((x) => 0.5 * x));
    signals[8] = signals[7];
    signals[35] = signal(signals[9].samples.slice(RATE));
    const measures = signals.map(measureRecording);
    const duplicates = await findDuplicates(measures, async (row) => signals[row]);
    const found = checkCorpus(clean, measures, duplicates).findings.map(({ sentence }) => sentence);
    const contains = (text: string) => expect(found).toContainEqual(expect.stringContaining(text));
    contains("1 pair of identical audio stand in two partitions: r2.wav (train) = r30.wav (test)");
    contains("1 pair of nearly identical audio stand in two partitions: r5.wav (train) = r39.wav (test)");
    contains("(one holds a part of the other) stand in two partitions: r9.wav (train) = r35.wav (test)");
    contains("1 pair of identical audio have different labels: r7.wav (train) = r8.wav (train)");
    expect(duplicates.map(({ rows }) => rows)).toEqual([
      [7, 8],
      [2, 30],
      [9, 35],
      [5, 39],
    ]);
    expect(checkCorpus(clean, measures).duplicates.map(({ rows }) => rows)).toEqual([
      [7, 8],
      [2, 30],
    ]);
  });

  it("names recordings with amplitudes far beyond full scale", () => {
    const signals = twenty.map((_, row) => babble(new Random(row), 1));
    signals[3] = signal(signals[3].samples.map((x) => 32767 * x));
    const loudest = measureRecording(signals[3]).peak;
    expect(sentences(clean, signals)[0]).toBe(
      `amplitudes: 1 recording with amplitudes far beyond full scale: r3.wav (up to ${Number(loudest.toPrecision(3))}, full scale is 1). Integers in float files? Divide them (16 bits by 32767): features that know a level are wrong.`,
    );
  });

  it.each([
    ["level", { gain: 3 }, "C is louder"],
    ["noise floor", { floor: 1e-2 }, "C is noisier"],
  ])("flags a label that the %s gives away", (measure, change, how) => {
    const signals = twenty.map((label, row) => babble(new Random(row), 2, label === 0 ? change : {}));
    const relabeled = { ...clean, classes: ["NC", "C"], labels: clean.labels.map((label) => 1 - label) };
    const found = sentences(relabeled, signals).find((sentence) =>
      sentence.startsWith(`confound: The ${measure} alone`),
    );
    expect(found).toContain(how);
  });

  it("flags duration and sampling rate", () => {
    const signals = twenty.map((label, row): Signal => {
      const { samples } = babble(new Random(row), label === 0 ? 2 : 1);
      return { samples, sampleRateHz: label === 0 ? 8000 : 16000 };
    });
    const found = sentences(clean, signals).filter((sentence) => sentence.startsWith("confound"));
    expect(found).toEqual([
      expect.stringContaining(
        "The duration alone tells NC from the rest with AUC 1.00 [1.00, 1.00; 99.5 % interval] (NC is shorter)",
      ),
      expect.stringContaining(
        "The sampling rate alone tells NC from the rest with AUC 1.00 [1.00, 1.00; 99.5 % interval] (NC is sampled at higher rates)",
      ),
    ]);
  });

  it("flags a label without meaning in at most 5 of 100 corpora", () => {
    let flagged = 0;
    const corpora = 200;
    for (let seed = 0; seed < corpora; seed++) {
      const random = new Random(seed);
      const measures = twenty.map(() => ({
        ...measureRecording(signal(new Float32Array(1))),
        levelDb: random.normal(),
        noiseFloorDb: random.normal(),
        durationSeconds: random.normal(),
      }));
      if (checkCorpus(clean, measures).confounds.some((own) => own.flagged)) flagged++;
    }
    expect(flagged / corpora).toBeLessThanOrEqual(0.05);
  });

  it("says that speakers are few, unknown, or as many as recordings", () => {
    const three = { ...clean, speakers: twenty.map((_, row) => `s${row >> 4}`) };
    expect(sentences(three)).toContainEqual(
      expect.stringMatching(/^few-speakers: The partition train has 2 speakers: too few to conclude/),
    );
    expect(sentences(examples(twenty))).toContainEqual(expect.stringMatching(/^speakers: No speakers are known/));
    const own = examples(twenty, { speakers: twenty.map((_, row) => `s${row}`) });
    expect(sentences(own)).toContainEqual(
      expect.stringMatching(/^speakers: Every one of the 40 recordings has a speaker of its own/),
    );
  });

  it("says which partition has no labels, some missing, or lacks a class", () => {
    const labels = twenty.map((label, row) => (row < 20 ? label : -1));
    expect(sentences({ ...clean, labels: Int32Array.from(labels) })).toContain(
      "labels: No recording in the partition test has a label: it cannot be evaluated.",
    );
    const partly = labels.map((label, row) => (row === 20 ? 1 : label));
    expect(sentences({ ...clean, labels: Int32Array.from(partly) })).toEqual([
      "labels: 19 of 20 recordings in the partition test have no label.",
      "labels: There is no recording of C in the partition test.",
    ]);
  });
});

describe("on real corpora", () => {
  const DATA = "../shared/data";
  /** Decoding and measuring take 4 s of one core, which others may use as well. */
  const LONG_MS = 240_000;
  const folder = (path: string): CorpusFolder => ({
    name: path,
    list: () => Promise.resolve(readdirSync(path, { recursive: true, encoding: "utf8" })),
    open: (file) => ({ name: `${path}/${file}`, open: () => createReadStream(`${path}/${file}`) }),
  });
  const check = async (name: string) => {
    const corpus = await openCorpus(folder(`${DATA}/${name}`));
    const soundOf = async (row: number) => decodeWav(readFileSync(`${DATA}/${name}/${corpus.ids[row]}`));
    const measures = await Promise.all(corpus.ids.map(async (_, row) => measureRecording(await soundOf(row))));
    return { corpus, check: checkCorpus(corpus, measures, await findDuplicates(measures, soundOf)) };
  };

  it.skipIf(!existsSync(DATA))(
    "covid19_cough: noise floor and level are flagged, with the AUC of its README (0.70, 0.66)",
    async () => {
      const { corpus, check: found } = await check("covid19_cough");
      expect([corpus.ids.length, corpus.classes]).toEqual([698, ["negative", "positive"]]);
      const auc = (measure: string) => found.confounds.find((own) => own.measure === measure);
      expect(auc("noise floor")).toMatchObject({ className: "positive", direction: "more", flagged: true });
      expect(auc("noise floor")?.auc).toBeCloseTo(0.7, 2);
      expect(auc("level")).toMatchObject({ className: "positive", direction: "more", flagged: true });
      expect(auc("level")?.auc).toBeCloseTo(0.66, 2);
      expect(found.duplicates).toEqual([]);
    },
    LONG_MS,
  );

  it.skipIf(!existsSync(DATA))(
    "emodb: few speakers, no copies among the same ten sentences",
    async () => {
      const { corpus, check: found } = await check("emodb");
      expect([corpus.ids.length, new Set(corpus.speakers).size]).toEqual([535, 10]);
      expect(found.duplicates).toEqual([]);
      expect(found.findings.filter(({ check: name }) => name === "few-speakers").length).toBe(3);
    },
    LONG_MS,
  );
});
