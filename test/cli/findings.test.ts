/**
 * What the data show is said by every command that reads them: once on stderr, in the JSON, and in the claim where it
 * voids it.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { writeRecordings } from "./recording-folders.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const OVERLAP = /\nwarning 5 speakers are in more than one partition: /g;
const PREFIX = "[Leakage between partitions: figures too high]";

/** Tables whose speakers are in all three partitions, and networks that were trained on them. */
function overlappingFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "t"));
  writeLearnableTables(join(folder, "t"));
  for (const part of ["train", "devel", "test"]) {
    const path = join(folder, `t/small.${part}.csv`);
    writeFileSync(path, readFileSync(path, "utf8").replaceAll(`,${part}_`, ","));
  }
  const args = ["train", "--features", "t", "--hidden", "20", "--epochs", "3", "--out", "a.safetensors"];
  expect(coldpress(args, folder)).toMatchObject({ code: 0 });
  return folder;
}

describe("speakers in several partitions", () => {
  const short = ["--epochs", "1", "--models", "A", "--no-squeeze"];
  const survivors = ["--method", "global", "--sparsity", "0.5", "--steps", "5"];
  const tuned = ["--method", "codebook", "--steps", "2"];
  const commands: readonly (readonly string[])[] = [
    ["train", "--hidden", "4", "--epochs", "1", "--out", "b.safetensors"],
    ["prune", "a.safetensors", "--epochs", "1", "--out", "p.safetensors"],
    ["prune", "a.safetensors", ...survivors, "--out", "g.coldpress"],
    ["quantize", "a.safetensors", ...tuned, "--out", "q.coldpress"],
    ["squeeze", "a.safetensors", "--families", "linear", "--out", "s"],
    ["evaluate", "a.safetensors"],
    ["reproduce", ...short, "--out", "r"],
  ];

  it("are said once by every command, and stand in its JSON", () => {
    const folder = overlappingFolder();
    for (const args of commands) {
      const { code, out, err } = coldpress([...args, "--features", "t", "--json"], folder);
      expect(code, err).toBe(0);
      expect(err.match(OVERLAP), `${args.join(" ")}\n${err}`).toHaveLength(1);
      const result = JSON.parse(out);
      const findings = args[0] === "reproduce" ? result.data.findings : result.findings;
      const expected = expect.objectContaining({ severity: "warning", check: "speaker-overlap" });
      expect(findings, args.join(" ")).toContainEqual(expected);
    }
  });

  it("stand in the claims of squeeze, evaluate and reproduce", () => {
    const folder = overlappingFolder();
    const run = (...args: string[]) => coldpress([...args, "--features", "t"], folder);
    const squeezed = run("squeeze", "a.safetensors", "--families", "linear", "--out", "s2").out;
    expect(squeezed).toContain(`${PREFIX} Chosen: `);
    expect(squeezed).toMatch(/caveat 5 speakers are in more than one partition/);
    const evaluated = run("evaluate", "a.safetensors").out;
    expect(evaluated.startsWith(`${PREFIX} UAR `)).toBe(true);
    expect(evaluated).toMatch(/5 speakers are in more than one partition/);
    expect(run("reproduce", "--out", "r2", ...short).err).toContain(`\n${PREFIX} `);
  });
});

describe("recordings that are cut short", () => {
  it("are named by train, and stand in the claim of squeeze", () => {
    const folder = temporaryFolder();
    const names = ["ill", "well"].flatMap((name) => Array.from({ length: 10 }, (_, i) => `c/${name}/${i}.wav`));
    writeRecordings(folder, names);
    for (const name of ["c/ill/0.wav", "c/well/3.wav"])
      writeFileSync(join(folder, name), readFileSync(join(folder, name)).subarray(0, 500));
    const trained = coldpress(
      ["train", "--corpus", "c", "--hidden", "4", "--epochs", "1", "--out", "a.safetensors"],
      folder,
    );
    expect(trained.code, trained.err).toBe(0);
    expect(trained.err).toMatch(/warning Left out: c\/ill\/0\.wav: the file is cut short/);
    expect(trained.err).toMatch(/warning Left out: c\/well\/3\.wav: the file is cut short/);
    expect(trained.err).toContain("Of 5 folds the first is test, the second devel, and the others are train");
    expect(trained.err).not.toContain("by speaker");
    const args = ["squeeze", "a.safetensors", "--corpus", "c", "--families", "linear", "--bits", "4", "--folds", "3"];
    const { out, err } = coldpress(args, folder);
    expect(out, err).toMatch(/\[[^\]]*recordings are left out\] The procedure, in 3 folds/i);
    expect(out).toMatch(/caveat Left out: c\/ill\/0\.wav/);
  });
});
