import { readdirSync, readFileSync, unlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const SMALLEST = ["--speakers", "12", "--recordings", "2", "--seed", "5"];

describe("coldpress synth", () => {
  it("writes a URTIC-shaped folder, one WAV per line of the label file, and goes on where it was stopped", () => {
    const folder = temporaryFolder();
    const synth = () => expect(coldpress(["synth", "--out", "corpus", ...SMALLEST], folder).code).toBe(0);
    synth();
    const out = join(folder, "corpus");
    expect(readdirSync(out).sort()).toEqual(["README.txt", "lab", "synthesis.json", "wav"]);
    const [header, ...rows] = readFileSync(join(out, "lab/ComParE2017_Cold.tsv"), "utf8").trimEnd().split("\n");
    expect(header).toContain("synthetic");
    expect(rows.map((row) => row.split("\t")[0]).sort()).toEqual(readdirSync(join(out, "wav")).sort());

    const path = join(out, "wav/test_0001.wav");
    const other = join(out, "wav/train_0001.wav");
    const bytes = readFileSync(path);
    unlinkSync(path);
    writeFileSync(other, "untouched");
    synth();
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readFileSync(other, "utf8")).toBe("untouched");
  });

  it("refuses a folder that holds another corpus or anything else", () => {
    const folder = temporaryFolder();
    const refusal = (out: string, ...args: string[]) => {
      const { code, err } = coldpress(["synth", "--out", out, ...args], folder);
      expect(code).toBe(2);
      return err;
    };
    expect(coldpress(["synth", "--out", "corpus", ...SMALLEST], folder).code).toBe(0);
    expect(refusal("corpus", "--speakers", "13", "--recordings", "2")).toContain("holds another corpus");
    unlinkSync(join(folder, "corpus/synthesis.json"));
    expect(refusal("corpus", ...SMALLEST)).toContain("was not begun by coldpress synth");
    expect(refusal("corpus/README.txt", ...SMALLEST)).toContain("it is a file; name a folder");
  });
});
