import { execFileSync } from "node:child_process";
import {
  appendFileSync,
  existsSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join, resolve } from "node:path";
import { describe, expect, it } from "vitest";
import { parseResult } from "../../src/experiment/result.ts";
import { coldpress, temporaryFolder, writeLearnableTables } from "./run-coldpress.ts";

const SQUEEZED = ["--epochs", "4", "--models", "A", "--learning-rate", "0.01"];
const SHORT = [...SQUEEZED, "--no-squeeze"];

function preparedFolder(): string {
  const folder = temporaryFolder();
  writeLearnableTables(folder);
  return folder;
}

describe("coldpress reproduce", () => {
  it("goes from tables to Tables 1-3, result.json, report and models", () => {
    const folder = preparedFolder();
    const { code, out } = coldpress(["reproduce", "--features", ".", "--out", "run", ...SHORT], folder);
    expect(code).toBe(0);
    for (const title of ["Table 1", "Table 2", "Table 3", "(paper 137.4)", "McNemar"]) expect(out).toContain(title);
    const result = parseResult(readFileSync(join(folder, "run/result.json"), "utf8"), "result.json");
    expect(result.models[0]?.variants.map(({ name }) => name)).toEqual([
      "original",
      "pruned",
      "quantized",
      "pruned-quantized",
    ]);
    expect(result.data.synthetic).toBe(false);
    expect(readFileSync(join(folder, "run/report.html"), "utf8")).toContain("ot a medical device");
    for (const { file, fileBytes } of result.models[0]?.variants ?? [])
      expect(readFileSync(join(folder, "run", file)).length, file).toBeGreaterThanOrEqual(fileBytes);
  });

  it("gives the same numbers on 1 and 2 threads, and again when it has finished", () => {
    const folder = preparedFolder();
    const run = (out: string, threads: string) => {
      expect(
        coldpress(["reproduce", "--features", ".", "--out", out, "--threads", threads, ...SHORT], folder).code,
      ).toBe(0);
      const { made: _, ...result } = JSON.parse(readFileSync(join(folder, out, "result.json"), "utf8"));
      return result;
    };
    const first = run("one", "1");
    expect(run("two", "2")).toEqual(first);
    expect(run("one", "1")).toEqual(first);
    const weights = (out: string) => readFileSync(join(folder, out, "A/pruned.safetensors"));
    expect(weights("two").equals(weights("one"))).toBe(true);
  });

  it("squeezes the original into files that a run which goes on keeps, and leaves it out on request", () => {
    const folder = preparedFolder();
    const run = () => coldpress(["reproduce", "--features", ".", "--out", "run", ...SQUEEZED], folder);
    const { out, err } = run();
    const result = parseResult(readFileSync(join(folder, "run/result.json"), "utf8"), "result.json");
    const squeezed = result.models[0]?.squeezed;
    expect(squeezed?.candidates.map(({ family }) => family)).toEqual(
      expect.arrayContaining(["linear", "small", "narrow"]),
    );
    const chosen = squeezed?.candidates.find(({ name }) => name === squeezed.choice?.name);
    const file = (name: string) => readFileSync(join(folder, "run", name));
    for (const { file: name, bytes } of squeezed?.candidates ?? []) expect(file(name).length, name).toBe(bytes);
    expect(file("A/squeezed.coldpress").equals(file(chosen?.file ?? ""))).toBe(true);
    expect(file("A/squeezed.model-card.md").toString()).toContain("# Model A, squeezed");
    expect(out).toMatch(/\nSqueezed *\n +Network +\S/);
    expect(err).toContain("The squeezed network is run/A/squeezed.coldpress; a page that listens with it:");
    expect(err).toContain("export web run/A/squeezed.coldpress --figures run/result.json --out site --open");
    const predicted = coldpress(["predict", "run/A/squeezed.coldpress", "--features", "."], folder);
    expect(predicted.out.trim().split("\n")).toHaveLength(131);

    const times = () => (squeezed?.candidates ?? []).map(({ file }) => statSync(join(folder, "run", file)).mtimeMs);
    const before = times();
    expect(run().code).toBe(0);
    expect(times()).toEqual(before);

    expect(coldpress(["reproduce", "--features", ".", "--out", "without", ...SHORT], folder).code).toBe(0);
    const without = parseResult(readFileSync(join(folder, "without/result.json"), "utf8"), "result.json");
    expect(without.models[0]?.squeezed).toBeNull();
    expect(existsSync(join(folder, "without/A/squeezed.coldpress"))).toBe(false);
  });

  it("cross-validates by speaker where there are no partitions and few speakers, and pools the tests", () => {
    const folder = preparedFolder();
    const parts = ["train", "devel", "test"].map((name) => join(folder, `small.${name}.csv`));
    const texts = parts.map((path) => readFileSync(path, "utf8").trimEnd().split("\n"));
    for (const path of parts) rmSync(path);
    writeFileSync(join(folder, "all.csv"), [texts[0]?.[0], ...texts.flatMap((lines) => lines.slice(1))].join("\n"));
    const { code, err } = coldpress(["reproduce", "--features", "all.csv", "--out", "run", ...SQUEEZED], folder);
    expect(code, err).toBe(0);
    expect(err).toContain("Cross-validated in 5 folds by speaker");
    expect(err).toContain("A squeezed. The procedure, in 5 folds of cross-validation: networks of");
    const result = parseResult(readFileSync(join(folder, "run/result.json"), "utf8"), "result.json");
    expect(result.models[0]?.variants[0]?.test?.recordings).toBe(130);
    expect(result.models[0]?.variants[0]?.test?.uar.unitCount).toBe(15);
    expect(result.models[0]?.squeezed?.test?.original.recordings).toBe(130);
    expect(result.linear.test?.recordings).toBe(130);
    expect(readdirSync(join(folder, "run/A")).filter((name) => name.startsWith("fold-"))).toHaveLength(5);
  });

  it("trains every model with several seeds, going on where one seed was; two are refused", () => {
    const folder = preparedFolder();
    const run = (...args: string[]) =>
      coldpress(["reproduce", "--features", ".", "--out", "run", ...SHORT, ...args], folder);
    const result = () => parseResult(readFileSync(join(folder, "run/result.json"), "utf8"), "result.json");
    expect(run().code).toBe(0);
    const single = result().models[0]?.variants[0];
    const { code, out, err } = run("--seeds", "3");
    expect(code, err).toBe(0);
    expect(err).toContain("done A: kept from the earlier run");
    expect(err).toContain("A seed 3/3 training");
    expect(err).toMatch(/Model A over 3 seeds: from start to start the original's UAR differs by 0\.\d{3}/);
    expect(out).toMatch(/Uncompressed network +0\.\d{3} ± 0\.\d{3} \[/);
    const variant = result().models[0]?.variants[0];
    expect(variant?.test?.confusion).toEqual(single?.test?.confusion);
    expect(variant?.overSeeds?.test?.count).toBe(3);
    expect(result().settings.seeds).toHaveLength(3);
    const report = readFileSync(join(folder, "run/report.html"), "utf8");
    for (const words of [
      "3 seeds from 1",
      "means ± standard deviations between seeds",
      "of the uncertainty of the difference",
    ])
      expect(report).toContain(words);
    const two = run("--seeds", "2");
    expect([two.code, two.err]).toEqual([
      2,
      expect.stringContaining("2 seeds do not show how seeds differ: expected 1, or 3 and more"),
    ]);
  });

  it("takes models that are added after the first for more of the same run, with the bytes of a run of all", () => {
    const folder = preparedFolder();
    const run = (models: string, out: string) =>
      coldpress(["reproduce", "--features", ".", "--out", out, ...SHORT, "--models", models], folder);
    expect(run("A", "grown").code).toBe(0);
    const { code, err } = run("A,B", "grown");
    expect(code, err).toBe(0);
    expect(err).toContain("done A: kept from the earlier run");
    expect(err).toMatch(/done B training/);
    expect(run("A,B", "whole").code).toBe(0);
    for (const file of ["B/original.safetensors", "B/pruned-quantized.tflite"])
      expect(readFileSync(join(folder, "grown", file)).equals(readFileSync(join(folder, "whole", file))), file).toBe(
        true,
      );
    const other = run("B,A", "grown");
    expect([other.code, other.err]).toEqual([2, expect.stringContaining("holds a run with other settings or data")]);
  });

  it("refuses the folder of another run, and leaves it alone", () => {
    const folder = preparedFolder();
    expect(coldpress(["reproduce", "--features", ".", "--out", "run", ...SHORT], folder).code).toBe(0);
    const before = readFileSync(join(folder, "run/result.json"));
    const { code, err } = coldpress(["reproduce", "--features", ".", "--out", "run", ...SHORT, "--seed", "2"], folder);
    expect(code).toBe(2);
    expect(err).toContain("run: holds a run with other settings or data (seed was 1, is 2 now); choose another folder");
    expect(readFileSync(join(folder, "run/result.json")).equals(before)).toBe(true);
  });

  it("refuses a folder with other people's files", () => {
    const folder = preparedFolder();
    const { code, err } = coldpress(["reproduce", "--features", ".", "--out", ".", ...SHORT], folder);
    expect(code).toBe(2);
    expect(err).toContain("is not empty and holds no run of coldpress");
  });
});

describe("the single steps", () => {
  it("train, prune, quantize, evaluate, predict and inspect work one after the other", () => {
    const folder = preparedFolder();
    const data = ["--features", "."];
    const run = (...args: string[]) => {
      const outcome = coldpress(args, folder);
      expect(outcome.code, outcome.err).toBe(0);
      return outcome.out;
    };
    run("train", ...data, "--hidden", "40", "--epochs", "12", "--learning-rate", "0.01", "--out", "a.safetensors");
    run("prune", "a.safetensors", ...data, "--learning-rate", "0.01", "--out", "p.safetensors");
    run("quantize", "p.safetensors", "--out", "p.tflite");
    run("quantize", "p.safetensors", "--out", "p.coldpress");
    const text = run("evaluate", "p.tflite", ...data, "--against", "a.safetensors");
    expect(text).toContain("Drop of UAR against the original");
    const { evaluation, comparison } = JSON.parse(
      run("evaluate", "p.tflite", ...data, "--against", "a.safetensors", "--json"),
    );
    expect(evaluation.recordings).toBe(40);
    expect(comparison.agreement).toBeGreaterThan(0.5);

    const fromContainer = run("predict", "p.coldpress", ...data);
    expect(run("evaluate", "p.coldpress", ...data)).toBe(run("evaluate", "p.tflite", ...data));
    run("predict", "p.tflite", ...data, "--out", "predictions.csv");
    expect(readFileSync(join(folder, "predictions.csv"), "utf8")).toBe(fromContainer);
    const lines = readFileSync(join(folder, "predictions.csv"), "utf8").trim().split("\n");
    expect(lines).toHaveLength(131);
    expect(lines[0]).toBe("name,predicted,class0,class1");
    for (const line of lines.slice(1)) {
      const [, predicted, p0, p1] = line.split(",");
      expect(Number(p0) + Number(p1)).toBeCloseTo(1, 4);
      expect(predicted).toBe(Number(p1) > Number(p0) ? "class1" : "class0");
    }

    for (const file of ["a.safetensors", "p.safetensors", "p.tflite", "p.coldpress"]) {
      const inspected = JSON.parse(run("inspect", file, "--json"));
      expect(inspected.architecture).toEqual({ inputs: 30, hidden: [40], classes: 2 });
      expect(inspected.kernels.weights).toBe(30 * 40 + 40 * 2);
      expect(inspected.kernels.sparsity > 0.8).toBe(file !== "a.safetensors");
    }
  });
});

describe("broken input", () => {
  function refused(folder: string, args: readonly string[]): string {
    const { code, err } = coldpress(args, folder);
    expect(code, err).toBe(2);
    const lines = err.split("\n").filter((line) => line.startsWith("error"));
    expect(lines).toHaveLength(1);
    expect(err).not.toContain("    at ");
    return lines[0];
  }
  const reproduce = (folder: string) => refused(folder, ["reproduce", "--features", ".", "--out", "run", ...SHORT]);

  it("names what is not there", () => {
    const folder = preparedFolder();
    expect(refused(folder, ["reproduce", "--features", "nowhere"])).toContain(
      "nowhere: there is no such file or folder",
    );
    expect(refused(folder, ["evaluate", "none.tflite", "--features", "."])).toContain(
      "none.tflite: there is no such file",
    );
  });

  it("names file and line of a cut table, and writes nothing", () => {
    const folder = preparedFolder();
    truncateSync(join(folder, "small.train.csv"), 4000);
    expect(reproduce(folder)).toMatch(/small\.train\.csv.*line \d+/);
    expect(existsSync(join(folder, "run"))).toBe(false);
  });

  it("names file and line of a row with one cell too many", () => {
    const folder = preparedFolder();
    appendFileSync(join(folder, "small.test.csv"), `extra.wav,s,${Array(31).fill(1).join(",")},class0\n`);
    expect(reproduce(folder)).toMatch(/small\.test\.csv.*line 42/);
  });

  it("says which partition is missing", () => {
    const folder = preparedFolder();
    rmSync(join(folder, "small.test.csv"));
    expect(reproduce(folder)).toContain('no row is in the partition "test"; the partitions are devel, train');
  });

  it("says when there is a single class", () => {
    const folder = preparedFolder();
    for (const name of readdirSync(folder)) {
      const path = join(folder, name);
      writeFileSync(path, readFileSync(path, "utf8").replaceAll("class1", "class0"));
    }
    expect(reproduce(folder)).toContain('"class0" only; at least two classes are needed');
  });

  it("warns of a class that a partition lacks, and goes on", () => {
    const folder = preparedFolder();
    const path = join(folder, "small.test.csv");
    const rows = readFileSync(path, "utf8").split("\n");
    writeFileSync(path, rows.filter((row) => !row.endsWith("class1")).join("\n"));
    const { code, err } = coldpress(["reproduce", "--features", ".", "--out", "run", ...SHORT], folder);
    expect(code, err).toBe(0);
    expect(err).toContain("Class class1 is missing in test: its recall is not known.");
  });

  it("finds a model file that is cut or has one changed byte", () => {
    const folder = preparedFolder();
    expect(
      coldpress(["train", "--features", ".", "--epochs", "1", "--hidden", "5", "--out", "a.safetensors"], folder).code,
    ).toBe(0);
    expect(coldpress(["quantize", "a.safetensors", "--out", "a.tflite"], folder).code).toBe(0);
    for (const file of ["a.safetensors", "a.tflite"]) {
      const path = join(folder, file);
      const whole = readFileSync(path);
      const changed = Buffer.from(whole);
      changed[changed.length >> 1] ^= 4;
      writeFileSync(path, changed);
      expect(refused(folder, ["evaluate", file, "--features", "."])).toContain(file);
      writeFileSync(path, whole.subarray(0, whole.length >> 1));
      expect(refused(folder, ["inspect", file])).toContain(file);
    }
  });

  it("refuses a table with other features than the model's", () => {
    const folder = preparedFolder();
    expect(
      coldpress(["train", "--features", ".", "--epochs", "1", "--hidden", "5", "--out", "a.safetensors"], folder).code,
    ).toBe(0);
    const other = temporaryFolder();
    writeLearnableTables(other, 29);
    expect(refused(folder, ["predict", "a.safetensors", "--features", other])).toContain(
      "a.safetensors: needs 30 features, the table's 29 lack 1 of them",
    );
  });

  it.skipIf(!existsSync("/dev/full"))("says so when the disk is full, and leaves no half-written file", () => {
    const folder = preparedFolder();
    expect(
      coldpress(["train", "--features", ".", "--epochs", "1", "--hidden", "5", "--out", "a.safetensors"], folder).code,
    ).toBe(0);
    const before = readdirSync(folder);
    // A limit on the size of files stands in for a full disk: the write fails half-way.
    const command = `ulimit -f 1; trap '' XFSZ; "${process.execPath}" "${resolve("dist/cli/coldpress.js")}" quantize a.safetensors --out big.tflite`;
    let message = "";
    try {
      execFileSync("bash", ["-c", command], { cwd: folder, encoding: "utf8", stdio: ["ignore", "pipe", "pipe"] });
    } catch (error) {
      const { status, stderr } = error as { status: number; stderr: string };
      expect(status).toBe(2);
      message = stderr;
    }
    expect(message).toContain("big.tflite: cannot write");
    expect(readdirSync(folder)).toEqual(before);
  });
});
