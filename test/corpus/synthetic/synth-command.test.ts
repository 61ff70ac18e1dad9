import { mkdtempSync, readdirSync, readFileSync, rmSync, unlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Command } from "commander";
import { afterAll, describe, expect, it } from "vitest";
import { register } from "../../../src/cli/commands/synth.ts";

const folder = mkdtempSync(join(tmpdir(), "coldpress-synth-"));
afterAll(() => rmSync(folder, { recursive: true }));

async function synth(...words: string[]): Promise<void> {
  const program = new Command("coldpress").exitOverride();
  register(program);
  await program.parseAsync(["synth", ...words], { from: "user" });
}

const SMALLEST = ["--speakers", "12", "--recordings", "2", "--seed", "5"];

describe("coldpress synth", () => {
  const out = join(folder, "corpus");

  it("writes a URTIC-shaped folder: one WAV per line of the label file", async () => {
    await synth("--out", out, ...SMALLEST);
    expect(readdirSync(out).sort()).toEqual(["README.txt", "lab", "synthesis.json", "wav"]);
    const [header, ...rows] = readFileSync(join(out, "lab/ComParE2017_Cold.tsv"), "utf8").trimEnd().split("\n");
    expect(header).toContain("synthetic");
    expect(rows.map((row) => row.split("\t")[0]).sort()).toEqual(readdirSync(join(out, "wav")).sort());
  });

  it("goes on where it was stopped: a missing recording comes back with the same bytes, the others stay", async () => {
    const path = join(out, "wav/test_0001.wav");
    const other = join(out, "wav/train_0001.wav");
    const bytes = readFileSync(path);
    unlinkSync(path);
    writeFileSync(other, "untouched");
    await synth("--out", out, ...SMALLEST);
    expect(readFileSync(path).equals(bytes)).toBe(true);
    expect(readFileSync(other, "utf8")).toBe("untouched");
  });

  it("refuses a folder that holds another corpus or anything else", async () => {
    await expect(synth("--out", out, "--speakers", "13", "--recordings", "2")).rejects.toThrow("holds another corpus");
    const full = join(folder, "full");
    await synth("--out", full, ...SMALLEST);
    unlinkSync(join(full, "synthesis.json"));
    await expect(synth("--out", full, ...SMALLEST)).rejects.toThrow("was not begun by coldpress synth");
    await expect(synth("--out", join(full, "README.txt"), ...SMALLEST)).rejects.toThrow("it is a file, not a folder");
  });
});
