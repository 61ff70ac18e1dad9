import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

describe("columns of a list that an option names", () => {
  const rows = ["name,f,g", ...Array.from({ length: 90 }, (_, i) => `r${i}.wav,${Math.sin(i)},${Math.cos(i * i)}`)];
  const partitions = ["train", "devel", "test"];
  const list = [
    "file,diagnosis,subject_id,fold",
    ...Array.from(
      { length: 90 },
      (_, i) => `r${i}.wav,${i % 2 ? "ill" : "well"},s${Math.floor(i / 3) % 10},${partitions[i % 3]}`,
    ),
  ];
  const TRAIN = ["train", "--features", "t.csv", "--labels", "l.csv", "--hidden", "2", "--epochs", "1"];
  const COLUMNS = ["--label-column", "diagnosis", "--speaker-column", "subject_id", "--partition-column", "fold"];

  it("are found there, in the table, or in neither, which is refused with both", () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "t.csv"), `${rows.join("\n")}\n`);
    writeFileSync(join(folder, "l.csv"), `${list.join("\n")}\n`);
    const run = (...args: string[]) => coldpress([...TRAIN, ...args, "--out", "a.safetensors"], folder);
    const listed = run(...COLUMNS, "--name-column", "file");
    expect([listed.code, listed.err]).toEqual([
      0,
      expect.stringContaining("90 recordings x 2 features, with what l.csv says"),
    ]);
    expect(listed.err).toContain("10 speakers are in more than one partition");
    const ofTable = run(...COLUMNS, "--name-column", "name");
    expect([ofTable.code, ofTable.err]).toEqual([0, expect.stringContaining("with what l.csv says")]);
    const nowhere = run("--label-column", "diagnos");
    expect([nowhere.code, nowhere.err]).toEqual([
      2,
      expect.stringContaining('t.csv, l.csv: there is no column "diagnos", which was given as label; the columns are'),
    ]);
  });

  it("take the place of what the table has", () => {
    const folder = temporaryFolder();
    const other = rows.map((row, i) => `${row},${i === 0 ? "label" : i % 3 ? "a" : "b"}`);
    writeFileSync(join(folder, "t.csv"), `${other.join("\n")}\n`);
    writeFileSync(join(folder, "l.csv"), `${list.join("\n")}\n`);
    const { code, err } = coldpress([...TRAIN, ...COLUMNS, "--out", "a.safetensors"], folder);
    expect([code, err]).toEqual([0, expect.not.stringContaining("correct one of them")]);
  });
});
