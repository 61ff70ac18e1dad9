/**
 * Names of files as people have them: on macOS, on Windows, behind links, with what a system leaves beside them.
 */

import { existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeRecordings } from "./recording-folders.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const TRAIN = ["--hidden", "4", "--epochs", "1", "--threads", "2", "--out", "x.safetensors"];

/** Number of recordings in the line about features. */
const analysed = (err: string) => /done features: (\d+) files/.exec(err)?.[1];

function names(speakers: readonly string[]): string[] {
  return speakers.flatMap((speaker) => [1, 2, 3].map((i) => `${speaker}_${i}.wav`));
}

/** A corpus with recordings in wav/ and a list of labels that writes their names in another way. */
function listedCorpus(files: readonly string[], listed: readonly string[]): string {
  const folder = temporaryFolder();
  writeRecordings(
    folder,
    files.map((name) => `c/wav/${name}`),
  );
  const rows = listed.map((name, i) => `${name},${i % 2 === 0 ? "ill" : "well"},${name.split("_")[0]}\n`);
  writeFileSync(join(folder, "c/labels.csv"), `file,label,speaker\n${rows.join("")}`);
  return folder;
}

describe("recordings and their list are brought together", () => {
  const speakers = ["Jörg", "Zoë", "Anna", "Žana"];

  it.each([
    ["decomposed on disk, composed in the list", "NFD", "NFC"],
    ["composed on disk, decomposed in the list", "NFC", "NFD"],
  ] as const)("%s", (_, onDisk, inList) => {
    const folder = listedCorpus(
      names(speakers).map((name) => name.normalize(onDisk)),
      names(speakers).map((name) => name.normalize(inList)),
    );
    const { code, err } = coldpress(["train", "--corpus", "c", ...TRAIN], folder);
    expect(code, err).toBe(0);
    expect(analysed(err)).toBe("12");
    expect(err).not.toContain("left out");
  });

  it("in another letter case", () => {
    const files = names(speakers).map((name) => name.toUpperCase());
    const { code, err } = coldpress(["train", "--corpus", "c", ...TRAIN], listedCorpus(files, names(speakers)));
    expect([code, analysed(err)], err).toEqual([0, "12"]);
  });

  it("and what is in one only is counted and named", () => {
    const folder = listedCorpus([...names(speakers), "more_1.wav", "more_2.wav"], [...names(speakers), "gone_1.wav"]);
    const { err } = coldpress(["train", "--corpus", "c", ...TRAIN], folder);
    expect(err).toContain("warning 1 listed recording is not in the folder and left out: gone_1.wav.");
    expect(err).toContain("warning 2 audio files are in no list and left out: wav/more_1.wav, wav/more_2.wav.");
  });
});

describe("one walk through folders", () => {
  it("--corpus follows links to files and to folders", () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["store/1.wav", "store/2.wav", "store/3.wav", "ill/4.wav", "ill/5.wav", "ill/6.wav"]);
    mkdirSync(join(folder, "c/well"), { recursive: true });
    for (const i of [1, 2, 3]) symlinkSync(`../../store/${i}.wav`, join(folder, `c/well/${i}.wav`));
    symlinkSync("../ill", join(folder, "c/ill"));
    symlinkSync("..", join(folder, "c/well/round"));
    const { code, err } = coldpress(["train", "--corpus", "c", ...TRAIN], folder);
    expect([code, analysed(err)], err).toEqual([0, "6"]);
    expect(err).toContain("1 link to folders is left out: well/round (the same folder as the one around all).");
  });

  it("features: a broken link and a recording that cannot be read fail alone, hidden files are passed over", () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["in/a.wav", "in/b/c.wav", "in/._a.wav", "in/__MACOSX/._c.wav"]);
    symlinkSync("/nonexistent/gone.wav", join(folder, "in/gone.wav"));
    symlinkSync("../in", join(folder, "in/again"));
    writeFileSync(join(folder, "in/broken.wav"), "RIFF");
    const { code, err } = coldpress(["features", "in", "--out", "x.csv"], folder);
    expect(code).toBe(1);
    expect(err).toContain("note 2 hidden files of the system are left out: in/._a.wav, in/__MACOSX/._c.wav.");
    expect(err).toContain("failed in/gone.wav: a symbolic link to nothing");
    expect(err).toContain("failed in/broken.wav: ");
    expect(err).toContain("2 of 4 recordings have no features");
    const rows = readFileSync(join(folder, "x.csv"), "utf8").trim().split("\n").slice(1);
    expect(rows.map((row) => row.split(",")[0])).toEqual(["a.wav", "b/c.wav"]);
  });

  it("features: hidden files alone make no failure", () => {
    const folder = temporaryFolder();
    writeRecordings(folder, ["a.wav", "._a.wav"]);
    const { code, err } = coldpress(["features", ".", "--out", "x.csv"], folder);
    expect([code, existsSync(join(folder, "x.csv.parts"))], err).toEqual([0, false]);
  });

  it("--features: a folder's hidden tables are passed over, a link to nothing is an error", () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, "t"));
    writeLearnableTables(join(folder, "t"));
    writeFileSync(join(folder, "t/._small.train.csv"), "\u0000\u0005\u0016\u0007");
    const args = ["train", "--features", "t", ...TRAIN];
    const { code, err } = coldpress(args, folder);
    expect(code, err).toBe(0);
    expect(err).toContain("note 1 hidden file of the system is left out: ._small.train.csv.");
    symlinkSync("/nonexistent/more.csv", join(folder, "t/more.train.csv"));
    expect(coldpress(args, folder)).toMatchObject({
      code: 2,
      err: "error t/more.train.csv: cannot be read: a symbolic link to nothing, or a name that is not UTF-8\n",
    });
  });
});
