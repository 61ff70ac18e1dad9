import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { Random } from "../../src/core/random.ts";
import { partition } from "../../src/corpus/partitions.ts";
import { Compare2016Extractor } from "../../src/features/compare2016/extract.ts";
import { temporaryFolder } from "../cli/run-coldpress.ts";

// Worker threads start from built files only.
const { openCorpusTable } = (await import("../../dist/node/index.js")) as typeof import("../../src/node/index.ts");

function noise(seed: number) {
  const random = new Random(seed);
  return {
    samples: Float32Array.from({ length: 1600 }, () => Math.round(3000 * random.normal()) / 32768),
    sampleRateHz: 16_000,
  };
}

/** A folder with recordings of noise. */
function corpusFolder(paths: readonly string[]): string {
  const folder = temporaryFolder();
  paths.forEach((path, seed) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), encodeWav(noise(seed)));
  });
  return folder;
}

describe("openCorpusTable", () => {
  it("goes from a folder to partitions in two calls, with defaults for everything and nothing written", async () => {
    const paths = ["cold", "healthy"].flatMap((name) => Array.from({ length: 6 }, (_, i) => `${name}/${i}.wav`));
    const { table, measures, findings, layout } = await openCorpusTable(corpusFolder(paths));
    expect([layout, findings, table.ids, table.classes, measures?.length]).toEqual([
      "class-folders",
      [],
      paths,
      ["cold", "healthy"],
      12,
    ]);
    const expected = new Compare2016Extractor().extract(decodeWav(encodeWav(noise(3)))).values;
    expect(table.values.subarray(3 * 6373, 4 * 6373)).toEqual(expected);
    const { train, devel, test, folds } = partition(table, { measures });
    expect(train.ids.length + devel.ids.length + test.ids.length).toBe(12);
    expect(folds).toHaveLength(5);
  });

  it("takes another list and its columns, and says which are missing", async () => {
    const folder = corpusFolder(["wav/a.wav", "wav/b.wav"]);
    writeFileSync(join(folder, "labels.csv"), "file,label\na,x\nb,y\n");
    writeFileSync(join(folder, "other.csv"), "sound,diagnosis,subject_no\na,ill,p1\nb,well,p2\n");
    const labels = join(folder, "other.csv");
    const columns = { file: "sound", label: "diagnosis", speaker: "subject_no" };
    const { table } = await openCorpusTable(folder, { labels, columns });
    expect([table.classes, table.speakers]).toEqual([
      ["ill", "well"],
      ["p1", "p2"],
    ]);
    await expect(openCorpusTable(folder, { columns: { speaker: "nonsense" } })).rejects.toThrow(
      'there is no column "nonsense", which was given as speaker; the columns are file, label',
    );
    const folders = corpusFolder(["x/a.wav", "y/b.wav"]);
    await expect(openCorpusTable(folders, { columns: { speaker: "who" } })).rejects.toThrow(
      'there is no list of labels (labels.tsv, labels.csv) whose column "who" could be the speaker',
    );
  });

  it("leaves out what cannot be read, names it, and goes on", async () => {
    const folder = corpusFolder(["cold/a.wav", "cold/cut.wav", "healthy/b.wav", "healthy/._b.wav"]);
    const cut = join(folder, "cold/cut.wav");
    writeFileSync(cut, readFileSync(cut).subarray(0, 500));
    symlinkSync("/nonexistent/gone.wav", join(folder, "cold/gone.wav"));
    const { table, measures, findings } = await openCorpusTable(folder);
    expect([table.ids, measures?.length]).toEqual([["cold/a.wav", "healthy/b.wav"], 2]);
    expect(findings.map(({ severity, check }) => `${severity} ${check}`)).toEqual([
      "warning unreadable",
      "note hidden-files",
      "warning recordings",
    ]);
    expect(findings[2]?.sentence).toMatch(/^Left out: .*cold\/cut\.wav: /);
  });

  it("refuses a file, a folder that is not there, and one whose recordings are all broken", async () => {
    const folder = corpusFolder(["x/a.wav", "y/b.wav"]);
    for (const name of ["x/a.wav", "y/b.wav"]) writeFileSync(join(folder, name), "RIFF");
    await expect(openCorpusTable(join(folder, "x/a.wav"))).rejects.toThrow("is a file; a corpus is a folder");
    await expect(openCorpusTable(join(folder, "z"))).rejects.toThrow("there is no such file or folder");
    await expect(openCorpusTable(folder)).rejects.toThrow(/x\/a\.wav: /);
  });
});
