import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const TRAIN = ["train", "--features", ".", "--hidden", "200", "--learning-rate", "0.01", "--checkpoint-seconds", "0"];
const CHECKPOINT = "a.safetensors.checkpoint";

/** Kills a command after its first checkpoint. */
async function kill(args: readonly string[], folder: string): Promise<void> {
  const stdio = "ignore" as const;
  const child = spawn(process.execPath, [resolve("dist/cli/coldpress.js"), ...args], { cwd: folder, stdio });
  const checkpoint = join(folder, CHECKPOINT);
  while (!existsSync(checkpoint) && child.exitCode === null) await new Promise((done) => setTimeout(done, 5));
  child.kill("SIGKILL");
  await once(child, "exit");
  expect(existsSync(join(folder, "a.safetensors"))).toBe(false);
  expect(existsSync(checkpoint)).toBe(true);
}

function refusal(args: readonly string[], folder: string): string {
  const { code, err } = coldpress(args, folder);
  expect(code, err).toBe(2);
  expect(err.match(/^error /gm), err).toHaveLength(1);
  return err.trim().split("\n").at(-1);
}

describe.each([
  ["train", (out: string) => [...TRAIN, "--epochs", "60", "--out", out]],
  [
    "prune",
    (out: string) =>
      ["prune", "original.safetensors", ...TRAIN.slice(1, 3), "--epochs", "200", "--out", out].concat(
        "--checkpoint-seconds",
        "0",
      ),
  ],
])("coldpress %s, interrupted", (name, args) => {
  /** What the command starts from. */
  function prepared(): string {
    const folder = temporaryFolder();
    writeLearnableTables(folder);
    if (name === "prune")
      expect(coldpress([...TRAIN, "--epochs", "1", "--out", "original.safetensors"], folder).code).toBe(0);
    return folder;
  }

  it("after kill -9 and --resume gives the same file as an uninterrupted run", async () => {
    const folder = prepared();
    await kill(args("a.safetensors"), folder);
    expect(coldpress(args("whole.safetensors"), folder).code).toBe(0);
    expect(coldpress([...args("a.safetensors"), "--resume"], folder).code).toBe(0);
    const file = (name: string) => readFileSync(join(folder, name));
    expect(file("a.safetensors").equals(file("whole.safetensors"))).toBe(true);
    expect(readdirSync(folder).filter((name) => name.includes("checkpoint"))).toEqual([]);
  });

  it("keeps the checkpoint from a run with other settings and from one that does not resume; --overwrite starts anew", async () => {
    const folder = prepared();
    await kill(args("a.safetensors"), folder);
    const checkpoint = readFileSync(join(folder, CHECKPOINT));
    const other = [...args("a.safetensors"), "--seed", "2", "--epochs", "2"];
    expect(refusal([...other, "--resume"], folder)).toMatch(
      /error a\.safetensors\.checkpoint: was left by a run with other settings \(seed was 1, is 2 now; .*epochs was \d+, is 2 now\)/,
    );
    expect(refusal(args("a.safetensors"), folder)).toMatch(
      /interrupted after \d+ epochs?; resume that run \(--resume\), overwrite it \(--overwrite\)/,
    );
    expect(refusal([...other, "--resume", "--overwrite"], folder)).toMatch(/only one of them/);
    expect(readFileSync(join(folder, CHECKPOINT)).equals(checkpoint)).toBe(true);
    expect(coldpress([...other, "--overwrite"], folder)).toMatchObject({ code: 0 });
    expect(existsSync(join(folder, CHECKPOINT))).toBe(false);
    expect(refusal([...args("a.safetensors"), "--resume"], folder)).toMatch(/error a\.safetensors: was left by a run/);
  });
});

describe("coldpress train, stopped early", () => {
  it("says so, and how far moving statistics lag; with enough steps and exact ones it says neither, but what was not learned", () => {
    const folder = temporaryFolder();
    writeLearnableTables(folder);
    const args = (...options: string[]) =>
      ["train", "--features", ".", "--hidden", "4", "--json", "--out", `${options.length}.safetensors`].concat(options);
    const short = coldpress(args("--epochs", "2", "--normalization", "moving"), folder);
    expect(short.code, short.err).toBe(0);
    const { warnings } = JSON.parse(short.out) as { warnings: string[] };
    expect(warnings).toHaveLength(2);
    expect(warnings[0]).toMatch(/^Training was stopped early, after \d+ of the 300 steps that it takes/);
    expect(warnings[1]).toMatch(/^The moving statistics of the normalisation have not forgotten their start/);
    for (const sentence of warnings) expect(short.err).toContain(sentence);
    const slow = coldpress(args(), folder);
    expect(JSON.parse(slow.out).warnings).toEqual([expect.stringMatching(/^The network has hardly learned its own/)]);
    const whole = coldpress(args("--learning-rate", "0.01"), folder);
    expect(whole.code, whole.err).toBe(0);
    expect((JSON.parse(whole.out) as { warnings: string[] }).warnings).toEqual([]);
    expect((JSON.parse(whole.out) as { history: unknown[] }).history.length).toBeGreaterThan(40);
  });
});
