import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

/** A table of noise, sorted by class, with more columns in front and behind. */
function writeTable(folder: string, name: string, more: Readonly<Record<string, (row: number) => unknown>>): void {
  const random = new Random(1);
  const names = Object.keys(more);
  const lines = Array.from({ length: 90 }, (_, row) => {
    const features = Array.from({ length: 6 }, () => random.normal());
    const partition = ["train", "devel", "test"][row % 3];
    return [`r${row}.wav`, ...features, ...names.map((own) => more[own](row)), partition, row < 45 ? "C" : "NC"].join(
      ",",
    );
  });
  const header = ["name", "f1", "f2", "f3", "f4", "f5", "f6", ...names, "partition", "label"].join(",");
  writeFileSync(join(folder, name), `${header}\n${lines.join("\n")}\n`);
}

const TRAIN = ["--hidden", "4", "--epochs", "1", "--threads", "1"];

it("names a column that gives the class away before training, and leaves out what is called an index", () => {
  const folder = temporaryFolder();
  writeTable(folder, "leak.csv", { counted: (row) => row, "Unnamed: 0": (row) => row, patient_id: (row) => row % 30 });
  const leak = coldpress(["train", "--features", "leak.csv", ...TRAIN, "--out", "a.safetensors"], folder);
  expect([leak.code, leak.err]).toEqual([0, expect.stringContaining('warning The column "counted" counts the rows.')]);
  expect(leak.err).toContain('note Left out, as no feature of speech: "Unnamed: 0" (numbers the rows)');
  expect(leak.err).toContain('note The speakers are those of the column "patient_id".');
  expect(leak.err.indexOf("counts the rows")).toBeLessThan(leak.err.indexOf("training"));
  const dropped = coldpress(
    ["train", "--features", "leak.csv", "--drop-columns", "counted", ...TRAIN, "--out", "b.safetensors"],
    folder,
  );
  expect([dropped.code, dropped.err]).toEqual([0, expect.stringContaining("90 recordings x 6 features")]);
  expect(dropped.err).not.toContain("counts the rows");
  const missing = coldpress(
    ["train", "--features", "leak.csv", "--only", "g*", ...TRAIN, "--out", "c.safetensors"],
    folder,
  );
  expect([missing.code, missing.err]).toEqual([
    2,
    expect.stringContaining('there is no column "g*", which was given as only'),
  ]);
});

it("calls it leakage in the verdict", () => {
  const folder = temporaryFolder();
  writeTable(folder, "leak.csv", { counted: (row) => row, speaker: (row) => row % 30 });
  const args = [
    "reproduce",
    "--features",
    "leak.csv",
    "--models",
    "A",
    "--epochs",
    "1",
    "--threads",
    "1",
    "--no-squeeze",
  ];
  const { code, out, err } = coldpress([...args, "--out", "run"], folder);
  expect([code, err]).toEqual([0, expect.stringContaining("counts the rows")]);
  expect(out + err).toContain("[A column gives the class away: figures too high");
}, 120_000);

it("numbers rows that openSMILE has called unknown", () => {
  const folder = temporaryFolder();
  const rows = Array.from({ length: 90 }, (_, row) => `'unknown';0.0;${Math.sin(row)};${row % 2 ? "C" : "NC"}`);
  writeFileSync(join(folder, "o.csv"), `name;frameTime;f;class\n${rows.join("\n")}\n`);
  const args = ["train", "--features", "o.csv", ...TRAIN, "--out", "a.safetensors"];
  const refused = coldpress(args, folder);
  expect([refused.code, refused.err]).toEqual([2, expect.stringContaining("number the rows (--number-rows)")]);
  expect(coldpress([...args, "--number-rows"], folder).code).toBe(0);
  const both = coldpress([...args, "--number-rows", "--name-column", "name"], folder);
  expect([both.code, both.err]).toEqual([2, expect.stringContaining("only one of them can be given")]);
});
