import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { writeNoise } from "./recordings.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

/** A corpus without partitions, of 12 recordings whose speakers are not known, and networks that were made of it. */
function corpusWithNetworks(): (...args: string[]) => { out: string; err: string } {
  const folder = temporaryFolder();
  for (let i = 0; i < 6; i++) {
    writeNoise(folder, `c/healthy/h${i}.wav`, i + 1);
    writeNoise(folder, `c/cold/c${i}.wav`, i + 11);
  }
  const run = (...args: string[]) => {
    const { code, out, err } = coldpress(args, folder);
    expect(code, err).toBe(0);
    return { out, err };
  };
  const few = ["--only", "mfcc_sma[1]_*", "--hidden", "2", "--epochs", "1"];
  run("train", "--corpus", "c", ...few, "--out", "m.safetensors");
  run("quantize", "m.safetensors", "--out", "m.coldpress");
  return run;
}

it("evaluate says where a network knows recordings of a test that was drawn", () => {
  const run = corpusWithNetworks();
  const own = run("evaluate", "m.safetensors", "--corpus", "c");
  expect(own.out).toMatch(/^UAR /);
  expect(own.err).not.toContain("drawn");
  const other = run("evaluate", "m.safetensors", "--corpus", "c", "--seed", "2");
  expect(other.out).toMatch(/^\[Leakage between partitions: figures too high\] UAR /);
  expect(other.err).toContain("drawn with seed 1, and test is drawn with seed 2: it knows some of it; give --seed 1.");
  const nameless = run("evaluate", "m.coldpress", "--corpus", "c");
  expect(nameless.out).toMatch(/^UAR /);
  expect(nameless.err).toContain("If m.coldpress was made of this corpus, it may know these recordings");
  expect(run("evaluate", "m.coldpress", "--corpus", "c", "--partition", "all").err).not.toContain("drawn");
});

it("evaluate says that a cross-validated squeeze has kept a network of all recordings", () => {
  const run = corpusWithNetworks();
  run("squeeze", "m.safetensors", "--corpus", "c", "--families", "linear", "--bits", "4", "--folds", "3", "--out", "s");
  const { out } = run("evaluate", "s/squeezed.coldpress", "--corpus", "c");
  expect(out).toMatch(/^\[Leakage between partitions: figures too high\] UAR /);
  expect(out).toContain("squeezed.coldpress was made of all recordings of this corpus, as s/squeeze.json");
});

it("prune and squeeze say where they are watched on recordings that the network knows, also after it was pruned", () => {
  const folder = temporaryFolder();
  const rows = Array.from(
    { length: 60 },
    (_, row) => `r${row},s${row >> 1},${row & 2 ? "a" : "b"},${Math.sin(row * row)},${row % 7}`,
  );
  writeFileSync(join(folder, "t.csv"), `file,speaker,label,f,g\n${rows.join("\n")}\n`);
  const said = (...args: string[]) => {
    const { code, err } = coldpress([...args, "--features", "t.csv"], folder);
    expect(code, err).toBe(0);
    return err;
  };
  const few = ["--hidden", "2", "--epochs", "1"];
  const prune = (model: string, out: string, ...args: string[]) =>
    said("prune", model, "--epochs", "1", ...args, "--out", out);
  const survivors = ["--method", "global", "--sparsity", "0.5", "--steps", "1"];
  said("train", ...few, "--seed", "3", "--drop-columns", "g", "--out", "m.safetensors");

  expect(prune("m.safetensors", "p.safetensors", "--seed", "3")).not.toContain("drawn with");
  expect(prune("m.safetensors", "q.safetensors")).toContain(
    "warning m.safetensors was trained on recordings of this corpus that were drawn with seed 3, and these partitions are drawn with seed 1: it knows some of devel and test; give --seed 3.",
  );
  expect(said("prune", "m.safetensors", ...survivors, "--out", "s.coldpress")).toContain("give --seed 3.");
  expect(said("prune", "s.coldpress", ...survivors, "--seed", "2", "--out", "t.coldpress")).toContain("give --seed 1.");
  const squeeze = ["--families", "linear", "--bits", "4", "--out"];
  expect(said("squeeze", "m.safetensors", ...squeeze, "own", "--seed", "3")).not.toContain("drawn with");
  expect(said("squeeze", "m.safetensors", ...squeeze, "other")).toContain("give --seed 3.");
});
