import { existsSync, mkdirSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { removeKeptAnalyses } from "../../src/node/recording-analysis.ts";
import { temporaryFolder } from "../cli/run-coldpress.ts";

const HASH = "ab".repeat(32);

it("removes analyses that were kept, and nothing that somebody else has put beside them", () => {
  const folder = join(temporaryFolder(), "features.arff.parts");
  removeKeptAnalyses(folder);
  const keep = (...names: string[]) => {
    for (const name of names) {
      mkdirSync(join(folder, name, ".."), { recursive: true });
      writeFileSync(join(folder, name), "");
    }
  };
  keep(
    `ab/${HASH}.safetensors`,
    `ab/${HASH}.safetensors.12-1.part`,
    `ab/${HASH}.safetensors.12-1-0123abcd.part`,
    "ab/mine.wav",
    `cd/${HASH}.safetensors`,
    "notes.txt",
  );
  removeKeptAnalyses(folder);
  expect(readdirSync(folder, { recursive: true, encoding: "utf8" }).sort()).toEqual(["ab", "ab/mine.wav", "notes.txt"]);
  const own = join(temporaryFolder(), "x.csv.parts");
  mkdirSync(join(own, "ab"), { recursive: true });
  writeFileSync(join(own, `ab/${HASH}.safetensors`), "");
  removeKeptAnalyses(own);
  expect(existsSync(own)).toBe(false);
});
