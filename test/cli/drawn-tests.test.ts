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
