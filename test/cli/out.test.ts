import { spawnSync } from "node:child_process";
import {
  closeSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { COMMANDS } from "../../src/cli/command-table.ts";
import { foreignOnnx } from "../formats/foreign-onnx.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const DATA = ["--features", "tables"];

/** Arguments of every command that writes, up to --out; all of them would work. */
const WRITERS: Record<string, readonly string[]> = {
  features: ["features", "tone.wav"],
  lld: ["lld", "tone.wav"],
  synth: ["synth"],
  train: ["train", ...DATA, "--epochs", "1", "--hidden", "4"],
  prune: ["prune", "a.safetensors", ...DATA, "--epochs", "1"],
  quantize: ["quantize", "a.safetensors"],
  predict: ["predict", "a.safetensors", ...DATA],
  reproduce: ["reproduce", ...DATA, "--epochs", "1", "--models", "A", "--no-squeeze"],
  squeeze: ["squeeze", "a.safetensors", ...DATA, "--families", "linear", "--bits", "4"],
  report: ["report", "result.json"],
  import: ["import", "a.onnx"],
  export: ["export", "onnx", "a.safetensors"],
};

describe("--out of every command that writes", () => {
  it("is in this test", async () => {
    const { Command } = await import("commander");
    const writers: string[] = [];
    for (const { name, load } of COMMANDS) {
      const command = new Command(name);
      (await load()).register(command);
      if (command.options.some(({ long }) => long === "--out")) writers.push(name);
    }
    expect(Object.keys(WRITERS).sort()).toEqual(writers.sort());
  });

  it.each(["reproduce", "squeeze", "synth"])("%s makes no folder that is called as a file", (name) => {
    const folder = preparedFolder();
    for (const place of ["x.coldpress", "below/X.SAFETENSORS", "report.html", "out.csv.gz"]) {
      const { code, err } = coldpress([...(WRITERS[name] as string[]), "--out", place], folder);
      expect([code, err]).toEqual([2, expect.stringContaining(`--out names a folder here, got ${place}`)]);
      expect(existsSync(join(folder, place))).toBe(false);
    }
  });

  it.each(Object.entries(WRITERS))(
    "%s refuses a place that cannot be written, in one line and before the work",
    (_, args) => {
      const folder = preparedFolder();
      const before = readdirSync(folder);
      const places = ["", "notes.txt/below/a.csv", `${"long".repeat(100)}.csv`];
      for (const place of places) {
        const { code, out, err } = coldpress([...args, "--out", place], folder);
        expect(code, err).toBe(2);
        expect(out).toBe("");
        expect(err).toMatch(/^error .*(is empty|cannot write: (a part of the path is a file|its name is too long))/);
        expect(err.trim().split("\n")).toHaveLength(1);
      }
      expect(readdirSync(folder)).toEqual(before);
    },
  );

  it("of a command that writes a folder refuses a file, of one that writes a file a folder", () => {
    const folder = preparedFolder();
    const refusal = (...args: string[]) => coldpress(args, folder).err;
    expect(refusal(...(WRITERS["reproduce"] ?? []), "--out", "notes.txt")).toBe(
      "error notes.txt: cannot write: it is a file; name a folder\n",
    );
    expect(refusal(...(WRITERS["train"] ?? []), "--out", "tables")).toBe(
      "error tables: cannot write: it is a folder; name a file\n",
    );
  });
});

describe("a run's folder", () => {
  it("loses with --overwrite what coldpress wrote, and nothing of the user's", () => {
    const folder = preparedFolder();
    const squeeze = (...args: string[]) =>
      coldpress(["squeeze", ...args, "--families", "linear", "--bits", "4"], folder);
    expect(squeeze("a.safetensors", ...DATA, "--out", "out").code).toBe(0);
    copyFileSync(join(folder, "a.safetensors"), join(folder, "out/model.safetensors"));
    writeFileSync(join(folder, "out/notes.txt"), "thesis");
    mkdirSync(join(folder, "out/candidates/mine"));
    const other = ["out/model.safetensors", ...DATA, "--seed", "2", "--out", "out"];
    expect(squeeze(...other).err).toMatch(
      /error out: holds a run with other settings or data \(.*seed was 1, is 2 now/,
    );
    expect(squeeze(...other, "--overwrite").code).toBe(0);
    expect(readFileSync(join(folder, "out/notes.txt"), "utf8")).toBe("thesis");
    expect(existsSync(join(folder, "out/model.safetensors"))).toBe(true);
    expect(existsSync(join(folder, "out/candidates/mine"))).toBe(true);
    const own = squeeze("out/squeezed.coldpress", ...DATA, "--seed", "3", "--out", "out", "--overwrite");
    expect(own.code).toBe(2);
    expect(existsSync(join(folder, "out/squeezed.coldpress"))).toBe(true);
  });

  it("may be the working folder: --overwrite empties it of the run alone", () => {
    const folder = preparedFolder();
    const reproduce = (...args: string[]) => coldpress([...(WRITERS["reproduce"] ?? []), ...args], folder);
    mkdirSync(join(folder, "run"));
    const inRun = (...args: string[]) =>
      coldpress(
        [...(WRITERS["reproduce"] ?? []).map((word) => (word === "tables" ? "../tables" : word)), ...args],
        join(folder, "run"),
      );
    expect(inRun("--out", ".").code).toBe(0);
    writeFileSync(join(folder, "run/notes.txt"), "mine");
    expect(inRun("--out", ".", "--seed", "2", "--overwrite").code).toBe(0);
    expect(readdirSync(join(folder, "run")).sort()).toEqual([
      "A",
      "jobs",
      "notes.txt",
      "report.html",
      "result.json",
      "run.json",
      "written-by-coldpress.txt",
    ]);
    expect(reproduce("--out", ".", "--overwrite").err).toMatch(/is not empty and holds no run of coldpress/);
  });
});

describe("features that cannot be kept", () => {
  it("are computed all the same, and the command says so", () => {
    const folder = preparedFolder();
    const labels = ["file\tlabel\tspeaker\tpartition"];
    mkdirSync(join(folder, "corpus"));
    for (const partition of ["train", "devel", "test"])
      for (const label of ["a", "b"]) {
        const name = `${partition}-${label}.wav`;
        writeTone(join(folder, "corpus", name), label === "a" ? 200 : 300);
        labels.push(`${name}\t${label}\t${name}\t${partition}`);
      }
    writeFileSync(join(folder, "corpus/labels.tsv"), `${labels.join("\n")}\n`);
    const args = ["train", "--corpus", "corpus", "--cache", "notes.txt", "--hidden", "4", "--epochs", "1"];
    const { code, err } = coldpress([...args, "--out", "c.safetensors"], folder);
    expect(code, err).toBe(0);
    expect(err).toMatch(
      /done features: 6 files; they are not kept for another run: notes\.txt.*a part of the path is a file/,
    );
  });
});

describe.skipIf(!existsSync("/dev/full"))("streams that cannot be written", () => {
  it.each([
    ["stdout", 2, /^error standard output: cannot write: the disk is full/],
    ["stderr", 0, /^$/],
  ])("a full %s ends with exit code %i and no stack", (stream, expected, message) => {
    const full = openSync("/dev/full", "w");
    const folder = preparedFolder();
    const { status, stderr } = spawnSync(
      process.execPath,
      [resolve("dist/cli/coldpress.js"), "inspect", "a.safetensors"],
      {
        cwd: folder,
        encoding: "utf8",
        stdio: ["ignore", stream === "stdout" ? full : "ignore", stream === "stderr" ? full : "pipe"],
      },
    );
    closeSync(full);
    expect(status, stderr).toBe(expected);
    expect(stderr ?? "").toMatch(message);
  });
});

let trained: Buffer | undefined;

/** Tables, a network that was trained on them, a tone, a file that is no folder, and a result. */
function preparedFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "tables"));
  writeLearnableTables(join(folder, "tables"));
  writeFileSync(join(folder, "notes.txt"), "mine");
  writeFileSync(join(folder, "result.json"), "{}");
  writeTone(join(folder, "tone.wav"), 200);
  const nodes = [
    ["Gemm", "x w", "a"],
    ["Softmax", "a", "y"],
  ] as const;
  writeFileSync(
    join(folder, "a.onnx"),
    foreignOnnx({
      nodes,
      tensors: {
        w: [
          [1, 2],
          [1, 2],
        ],
      },
      inputs: 1,
      outputs: 2,
    }),
  );
  const model = join(folder, "a.safetensors");
  if (trained) writeFileSync(model, trained);
  else expect(coldpress([...(WRITERS["train"] ?? []), "--out", "a.safetensors"], folder)).toMatchObject({ code: 0 });
  trained ??= readFileSync(model);
  return folder;
}

/** A second of a tone with overtones. */
function writeTone(path: string, hertz: number): void {
  const samples = Float32Array.from(
    { length: 16_000 },
    (_, i) => 0.3 * Math.sin((2 * Math.PI * hertz * i) / 16_000) ** 3,
  );
  writeFileSync(path, encodeWav({ samples, sampleRateHz: 16_000 }));
}
