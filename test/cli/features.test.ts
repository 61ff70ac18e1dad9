import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, it } from "vitest";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { Random } from "../../src/core/random.ts";
import { goldenFloats } from "../features/golden.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const GOLDEN = resolve("test/golden/compare2016");

function noiseWav(seed: number, seconds: number, sampleRateHz = 16_000): Uint8Array {
  const random = new Random(seed);
  return encodeWav({
    samples: Float32Array.from({ length: seconds * sampleRateHz }, () => 0.1 * random.normal()),
    sampleRateHz,
  });
}

/** Somebody may have installed the optional decoder beside the program. */
const decoderInstalled = existsSync(resolve("node_modules/audio-decode"));

/** A folder `corpus` with recordings in two folders. */
function corpusFolder(count: number, seconds = 0.3): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus/b"), { recursive: true });
  for (let i = 0; i < count; i++) {
    const name = i % 2 === 0 ? `r${i}.wav` : `b/r${i}.WAV`;
    writeFileSync(join(folder, "corpus", name), noiseWav(i, seconds));
  }
  return folder;
}

/** Cells of a CSV table, header first. */
function csv(path: string): string[][] {
  return readFileSync(path, "utf8")
    .trim()
    .split("\n")
    .map((line) => line.split(","));
}

describe("coldpress features", () => {
  it("writes the reference's values for a file, with the name of the file", () => {
    const folder = temporaryFolder();
    copyFileSync(join(GOLDEN, "en_short.wav"), join(folder, "en_short.wav"));
    const { code, err } = coldpress(["features", "en_short.wav", "--out", "t.csv"], folder);
    expect([code, err.endsWith("1 recordings x 6373 features\n")]).toEqual([0, true]);
    const again = coldpress(["features", "en_short.wav", "--out", "t.csv"], folder);
    expect(again.err).toContain("1 recordings x 6373 features, in place of the file that was there\n");
    const [header, row] = csv(join(folder, "t.csv"));
    expect([header[0], row[0]]).toEqual(["name", "en_short.wav"]);
    expect(Float32Array.from(row.slice(1), Number)).toEqual(goldenFloats("en_short.functionals"));
  });

  it("has the same rows in the same order for any number of jobs, and for ARFF, CSV and Parquet", () => {
    const folder = corpusFolder(7);
    const tables = ["1.csv", "3.csv", "t.arff", "t.parquet"].map((name, i) => {
      const jobs = String(1 + i);
      expect(coldpress(["features", "corpus", "--out", name, "--jobs", jobs, "--quiet"], folder).code).toBe(0);
      return readFileSync(join(folder, name));
    });
    expect(tables[1]?.equals(tables[0] as Buffer)).toBe(true);
    expect(csv(join(folder, "1.csv")).map(([name]) => name)).toEqual([
      "name",
      "b/r1.WAV",
      "b/r3.WAV",
      "b/r5.WAV",
      "r0.wav",
      "r2.wav",
      "r4.wav",
      "r6.wav",
    ]);
    expect(tables[2]?.toString("utf8", 0, 9)).toBe("@relation");
    expect(tables[3]?.toString("latin1", 0, 4)).toBe("PAR1");
  });

  it("reports bad files at the end with exit code 1, and writes the others", () => {
    const folder = corpusFolder(2);
    const corpus = join(folder, "corpus");
    writeFileSync(join(corpus, "text.wav"), "this is text");
    writeFileSync(join(corpus, "empty.wav"), "");
    writeFileSync(join(corpus, "short.wav"), noiseWav(1, 0.05));
    writeFileSync(join(corpus, "cut.wav"), noiseWav(1, 1).subarray(0, 1000));
    const { code, err } = coldpress(["features", "corpus", "--out", "t.csv"], folder);
    expect(code).toBe(1);
    expect(err).toContain('corpus/text.wav: not a WAV file: it begins with the letters "this"');
    expect(err).toContain("corpus/empty.wav: the file is empty");
    expect(err).toContain("corpus/short.wav: the recording has 800 samples (50.0 ms)");
    expect(err).toContain("corpus/cut.wav: the file is cut short");
    expect(err).toContain("4 of 6 recordings have no features");
    expect(csv(join(folder, "t.csv"))).toHaveLength(3);
  });

  it("goes on after kill -9 without doing a finished file again, and leaves nothing beside the table", async () => {
    const folder = corpusFolder(24, 2);
    const args = ["features", "corpus", "--out", "t.csv", "--jobs", "2"];
    const run = spawn(process.execPath, [resolve("dist/cli/coldpress.js"), ...args], { cwd: folder, stdio: "ignore" });
    const parts = join(folder, "t.csv.parts");
    const storedFiles = () =>
      existsSync(parts)
        ? readdirSync(parts, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".safetensors"))
        : [];
    const ended = new Promise((done) => run.once("exit", done));
    while (storedFiles().length < 5) {
      if (run.exitCode !== null) throw new Error("the run ended before it could be killed: the machine is too busy");
      await sleep(5);
    }
    run.kill("SIGKILL");
    await ended;
    expect(existsSync(join(folder, "t.csv"))).toBe(false);
    const stored = storedFiles().length;
    expect(stored).toBeGreaterThanOrEqual(5);
    expect(stored).toBeLessThan(24);

    const { code, err } = coldpress(args, folder);
    expect(code).toBe(0);
    expect(err).toContain(`24 files, ${stored} of them known already`);
    expect(readdirSync(folder).sort()).toEqual(["corpus", "t.csv"]);
    expect(csv(join(folder, "t.csv"))).toHaveLength(25);
  });

  it("computes a list of features only, adds labels, and resamples unless told not to", () => {
    const folder = corpusFolder(2);
    writeFileSync(join(folder, "corpus/r0.wav"), noiseWav(5, 0.5, 8000));
    writeFileSync(join(folder, "only.txt"), "pcm_zcr_sma_range\nF0final_sma_amean\n");
    writeFileSync(join(folder, "labels.tsv"), "file\tlabel\tspeaker\nr0.wav\tcold\ts1\nr1.WAV\tclear\ts2\n");
    const base = ["features", "corpus", "--only", "only.txt"];
    expect(coldpress([...base, "--out", "t.csv", "--labels", "labels.tsv"], folder).code).toBe(0);
    expect(coldpress([...base, "--out", "n.csv", "--native-rate"], folder).code).toBe(0);
    const [header, , row] = csv(join(folder, "t.csv"));
    expect(header).toEqual(["name", "pcm_zcr_sma_range", "F0final_sma_amean", "speaker", "label"]);
    expect(row?.slice(3)).toEqual(["s1", "cold"]);
    expect(csv(join(folder, "n.csv"))[2]?.[1]).not.toBe(row?.[1]);
  });

  it.skipIf(decoderInstalled)("finds other audio in folders, and says of each file what to install", () => {
    const folder = corpusFolder(1);
    const beginnings = {
      "a.flac": "fLaC",
      "b/c.MP3": "ID3",
      "d.ogg": "OggS",
      "e.opus": "OggS",
      "f.m4a": "\0\0\0 ftypM4A",
    };
    for (const [name, letters] of Object.entries(beginnings)) writeFileSync(join(folder, "corpus", name), letters);
    writeFileSync(join(folder, "corpus/no.audio"), "fLaC");
    const { code, err } = coldpress(["features", "corpus", "--out", "t.csv", "--quiet"], folder);
    expect(code).toBe(1);
    const install = "for which a decoder must be installed: npm install audio-decode@3";
    for (const [name, format] of [
      ["a.flac", "FLAC"],
      ["b/c.MP3", "MP3"],
      ["d.ogg", "Ogg"],
      ["e.opus", "Ogg"],
      ["f.m4a", "MP4"],
    ])
      expect(err).toContain(`failed ${join("corpus", name)}: is ${format}, ${install}\n`);
    expect(err).toContain("5 of 6 recordings have no features");
    expect(csv(join(folder, "t.csv")).map(([name]) => name)).toEqual(["name", "r0.wav"]);
  });

  it("refuses with exit code 2 what cannot be meant", () => {
    const folder = corpusFolder(1);
    mkdirSync(join(folder, "none"));
    writeFileSync(join(folder, "only.txt"), "F0final\n");
    const refusal = (...args: string[]) => {
      const { code, err } = coldpress(["features", ...args], folder);
      expect(code).toBe(2);
      return err;
    };
    expect(refusal("corpus", "--out", "t.txt")).toContain(
      "t.txt: the name of a feature table ends in .arff, .csv, .parquet",
    );
    expect(refusal("none", "--out", "t.csv")).toContain("none: there is no audio file in this folder or below it");
    expect(refusal("missing.wav", "--out", "t.csv")).toContain("missing.wav: there is no such file or folder");
    expect(refusal("corpus", "--out", "t.csv", "--only", "only.txt")).toContain(
      '"F0final" is no feature of ComParE_2016',
    );
    expect(refusal("corpus", "corpus", "--out", "t.csv")).toContain("has the same name in the table as");
  });
});

describe("coldpress lld", () => {
  it("writes the reference's contours, one row per 10 ms", () => {
    const folder = temporaryFolder();
    const { code } = coldpress(["lld", join(GOLDEN, "en_short.wav"), "--out", "c.csv"], folder);
    expect(code).toBe(0);
    const [header, ...rows] = csv(join(folder, "c.csv"));
    expect(header.slice(0, 2)).toEqual(["frameTime", "F0final_sma"]);
    expect(rows[7]?.[0]).toBe("0.07");
    expect(
      Float32Array.from(
        rows.flatMap((row) => row.slice(1)),
        Number,
      ),
    ).toEqual(goldenFloats("en_short.contours"));
  });

  it("names the file that it cannot use", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "short.wav"), noiseWav(1, 0.01));
    const { code, err } = coldpress(["lld", "short.wav", "--out", "c.csv"], folder);
    expect([code, err.includes("short.wav: the recording has 160 samples (10.0 ms)")]).toEqual([2, true]);
  });
});
