import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../../src/audio/decode-wav.ts";
import { encodeWav } from "../../../src/audio/encode-wav.ts";
import { bytesInMemory } from "../../../src/core/byte-source.ts";
import { Random } from "../../../src/core/random.ts";
import { drawMicrophones, MICROPHONE_DEFAULTS, record } from "../../../src/corpus/synthetic/microphone.ts";
import { syntheticCorpus } from "../../../src/corpus/synthetic/synthetic-corpus.ts";
import { corpusReadme, LABEL_FILE, labelTsv, README_FILE, wavPath } from "../../../src/corpus/synthetic/urtic-files.ts";

const small = (seed = 7) => syntheticCorpus({ speakers: 12, recordingsPerSpeaker: 2 }, new Random(seed));

import { looksLikeUrtic, openUrtic } from "../../../src/corpus/urtic.ts";

/** Bytes of the samples as a hash: comparing arrays one by one takes vitest a second each. */
const fingerprint = (samples: Float32Array) => createHash("sha256").update(samples).digest("hex");

describe("syntheticCorpus", () => {
  it("at the size of URTIC has 210 speakers a partition, 37 of them with a cold, and about 10 % cold recordings", () => {
    const { recordings } = syntheticCorpus({ speakers: 630, recordingsPerSpeaker: 45 }, new Random(1));
    expect(recordings.length).toBeGreaterThan(27_500);
    expect(recordings.length).toBeLessThan(29_500);
    for (const partition of ["train", "devel", "test"]) {
      const own = recordings.filter((recording) => recording.partition === partition);
      const speakers = (label: string) => new Set(own.filter((r) => r.label === label).map((r) => r.speaker)).size;
      expect([speakers("C"), speakers("NC")]).toEqual([37, 173]);
      const share = own.filter(({ label }) => label === "C").length / own.length;
      expect(share).toBeGreaterThan(0.09);
      expect(share).toBeLessThan(0.115);
    }
  });

  it("has each speaker in one partition, with one severity, and C exactly from severity 1 upwards", () => {
    for (const seed of [1, 2, 3]) {
      const { recordings } = syntheticCorpus({ speakers: 47, recordingsPerSpeaker: 5 }, new Random(seed));
      const states = new Map(recordings.map((r) => [r.speaker, `${r.partition} ${r.severity}`]));
      expect(states.size).toBe(47);
      for (const r of recordings) {
        expect(`${r.partition} ${r.severity}`).toBe(states.get(r.speaker));
        expect(r.label).toBe(r.severity > 0 ? "C" : "NC");
      }
      expect(new Set(recordings.map(({ id }) => id)).size).toBe(recordings.length);
    }
  });

  it("renders the same samples in whatever order, on the grid of 16-bit PCM, below full scale", () => {
    const indices = [0, 1, 2, 3, 4, 5];
    const forwards = small();
    const first = indices.map((index) => forwards.render(index).samples);
    const backwards = small();
    const second = indices.toReversed().map((index) => backwards.render(index).samples);
    expect(second.toReversed().map(fingerprint)).toEqual(first.map(fingerprint));
    for (const samples of first) {
      expect(
        samples.every((value) => Math.abs(value) < 1 && Math.fround(Math.round(value * 32767) / 32767) === value),
      ).toBe(true);
      expect(samples.some((value) => value !== 0)).toBe(true);
    }
  });

  it("comes back from its WAV file bit for bit", () => {
    const spoken = small().render(1);
    const read = decodeWav(encodeWav(spoken));
    expect(read.sampleRateHz).toBe(spoken.sampleRateHz);
    expect(fingerprint(read.samples)).toBe(fingerprint(spoken.samples));
  });

  it("gives another corpus for another seed", () => {
    expect(fingerprint(small(8).render(0).samples)).not.toBe(fingerprint(small(7).render(0).samples));
  });

  it("refuses sizes that make no corpus", () => {
    const random = new Random(1);
    expect(() => syntheticCorpus({ speakers: 11, recordingsPerSpeaker: 4 }, random)).toThrow(
      "syntheticCorpus: speakers must be an integer of at least 12, got 11",
    );
    expect(() => syntheticCorpus({ speakers: 12, recordingsPerSpeaker: Number.NaN }, random)).toThrow(
      "syntheticCorpus: recordingsPerSpeaker must be from 2 to 1000, got NaN",
    );
    expect(() => small().render(1e6)).toThrow("render: index must be from 0 to");
  });
});

describe("record", () => {
  it("gives the level that was asked for within 0.1 dB, unless the peak would clip", () => {
    const random = new Random(3);
    const samples = Float32Array.from({ length: 32000 }, (_, n) => Math.sin(0.3 * n) * (n % 8000 < 6000 ? 1 : 0));
    for (const microphone of drawMicrophones(10, random)) {
      const recorded = record({ samples, sampleRateHz: 16000 }, microphone, random).samples;
      const rms = Math.sqrt(recorded.reduce((sum, value) => sum + value * value, 0) / recorded.length);
      expect(Math.abs(20 * Math.log10(rms) - microphone.levelDb)).toBeLessThan(0.1);
    }
  });
});

describe("drawMicrophones", () => {
  it("has one value in each equal part of every range, however few there are", () => {
    for (const count of [1, 7, 100]) {
      const drawn = drawMicrophones(count, new Random(count));
      for (const [key, [low, high]] of Object.entries(MICROPHONE_DEFAULTS)) {
        const parts = drawn.map((microphone) => {
          return Math.floor((count * (microphone[key as keyof typeof microphone] - low)) / (high - low));
        });
        expect(parts.toSorted((a, b) => a - b)).toEqual(Array.from({ length: count }, (_, i) => i));
      }
    }
  });
});

describe("the files of a URTIC-shaped folder", () => {
  it("are opened as URTIC, with every recording, label, speaker and partition, and no more than a warning about the counts", async () => {
    const { recordings } = small();
    const files = [LABEL_FILE, README_FILE, ...recordings.map(wavPath)];
    const folder = {
      name: "corpus",
      list: async () => files,
      open: (path) => bytesInMemory(path, new TextEncoder().encode(labelTsv(recordings))),
    };
    const corpus = await openUrtic(folder, files);
    expect(looksLikeUrtic(files)).toBe(true);
    const opened = corpus.ids.map((_, i) => [
      corpus.classes[corpus.labels[i]],
      corpus.speakers?.[i],
      corpus.partitions?.[i],
    ]);
    expect(opened).toEqual(recordings.map(({ label, speaker, partition }) => [label, speaker, partition]));
    expect(corpus.findings.map(({ check }) => check)).toEqual(["urtic-counts"]);
  });

  it("say that they are synthetic", () => {
    const corpus = small();
    expect(labelTsv(corpus.recordings).split("\n")[0]).toBe("file_name\tCold (synthetic)\tspeaker\tseverity");
    expect(labelTsv(corpus.recordings).trimEnd().split("\n")).toHaveLength(corpus.recordings.length + 1);
    const readme = corpusReadme(corpus, { speakers: 12, recordingsPerSpeaker: 2, seed: 7 });
    expect(readme).toMatch(/^SYNTHETIC SPEECH/);
    expect(readme).toContain("coldpress synth --speakers 12 --recordings 2 --seed 7");
  });
});
