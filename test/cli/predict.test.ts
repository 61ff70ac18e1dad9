import { spawnSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { beforeAll, describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { extractCompare2016 } from "../../src/features/compare2016/extract.ts";
import { decodeContainerSurvivors } from "../../src/formats/container/container-survivors.ts";
import { predictCoded } from "../../src/quantization/coded-network.ts";
import { writeCsv } from "../../src/table/text-writers.ts";
import { joined } from "../formats/sample-network.ts";
import { FEATURES, SPEECH, writeNetwork, writeNoise, writeSpeech } from "./recordings.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

/** What the library says of the speech, feature by feature. */
let expected: Float32Array;

beforeAll(() => {
  const { values } = extractCompare2016(decodeWav(new Uint8Array(readFileSync(SPEECH))), { only: FEATURES });
  const folder = temporary();
  writeNetwork(folder);
  expected = predictCoded(
    decodeContainerSurvivors(readFileSync(join(folder, "m.coldpress")), "m").network,
    Float32Array.from(values),
  );
});

/** A folder for what is made before the tests. */
function temporary(): string {
  const folder = join("node_modules", ".coldpress-predict-test");
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** A folder with a network, speech at a.wav and below folder/, and a file that is no recording. */
function preparedFolder(): string {
  const folder = temporaryFolder();
  writeNetwork(folder);
  writeSpeech(folder, "a.wav", "folder/b.wav", "folder/below/c.wav");
  writeFileSync(join(folder, "broken.wav"), "no sound");
  return folder;
}

describe("coldpress predict MODEL RECORDING...", () => {
  it("answers for files and all recordings of folders, from the features that the network needs", () => {
    const folder = preparedFolder();
    const { code, out, err } = coldpress(["predict", "--json", "m.coldpress", "a.wav", "folder"], folder);
    expect([code, err]).toEqual([0, expect.stringContaining("not a medical device")]);
    const { classes, recordings } = JSON.parse(out);
    expect(classes).toEqual(["healthy", "cold"]);
    expect(recordings.map(({ name }: { name: string }) => name)).toEqual(["a.wav", "b.wav", "below/c.wav"]);
    for (const { predicted, probabilities } of recordings) {
      expect(predicted).toBe(expected[0] >= expected[1] ? "healthy" : "cold");
      // Exact, as float64 too.
      expect(probabilities).toEqual([...expected]);
    }
  });

  it("gives a recording that fails a row with its reason, and exit code 1", () => {
    const folder = preparedFolder();
    const asked = ["m.coldpress", "broken.wav", "missing.wav", "a.wav"];
    const csv = coldpress(["predict", ...asked], folder);
    expect(csv.code).toBe(1);
    const [head, broken, missing, speech] = csv.out.trimEnd().split("\n");
    expect(head).toBe("name,predicted,healthy,cold,error");
    expect(broken).toMatch(/^broken\.wav,,,,"?broken\.wav: not a WAV file/);
    expect(missing).toBe("missing.wav,,,,missing.wav: there is no such file or folder");
    expect(speech).toMatch(/^a\.wav,(healthy|cold),0\.\d+,0\.\d+,$/);
    expect(Float32Array.from((speech ?? "").split(",").slice(2, 4), Number)).toEqual(expected);
    expect(csv.err).toContain("2 of 3 recordings have no answer");
    const { recordings } = JSON.parse(coldpress(["predict", ...asked, "--json"], folder).out);
    expect(recordings[0]).toEqual({ name: "broken.wav", error: expect.stringContaining("not a WAV file") });
  });

  it("says of recordings that they are silent, and not of those that cannot be read", () => {
    const folder = preparedFolder();
    writeFileSync(join(folder, "silent.wav"), encodeWav({ samples: new Float32Array(16_000), sampleRateHz: 16_000 }));
    const { findings } = JSON.parse(
      coldpress(["predict", "m.coldpress", "broken.wav", "missing.wav", "silent.wav", "a.wav", "--json"], folder).out,
    );
    expect(findings).toEqual([
      expect.objectContaining({
        check: "silence",
        sentence: expect.stringContaining("1 recording without any sound: silent.wav "),
      }),
    ]);
  });

  it("reads a recording from standard input", () => {
    const folder = preparedFolder();
    const entry = resolve("dist/cli/coldpress.js");
    const run = (input: Buffer) => {
      const { status, stdout } = spawnSync(process.execPath, [entry, "predict", "m.coldpress", "-", "--json"], {
        cwd: folder,
        input,
        encoding: "utf8",
      });
      return { status, recordings: JSON.parse(stdout).recordings };
    };
    const { status, recordings } = run(readFileSync(SPEECH));
    expect(status).toBe(0);
    expect(recordings).toEqual([{ name: "-", predicted: expect.any(String), probabilities: expect.any(Array) }]);
    expect(Float32Array.from(recordings[0].probabilities)).toEqual(expected);
    expect(run(Buffer.from("no sound"))).toMatchObject({ status: 1, recordings: [{ name: "-", error: /not a WAV/ }] });
  });

  it("calls recordings of the same name by their paths", () => {
    const folder = preparedFolder();
    writeSpeech(folder, "x/a.wav");
    const { code, out } = coldpress(["predict", "m.coldpress", "a.wav", "x/a.wav", "folder/b.wav"], folder);
    expect(code).toBe(0);
    expect(out.split("\n").map((line) => line.split(",")[0])).toEqual(["name", "a.wav", "x/a.wav", "b.wav", ""]);
  });

  it("takes options before the network, and those of several values", () => {
    const folder = preparedFolder();
    const table = { features: FEATURES, values: new Float32Array(FEATURES.length), ids: ["r0"], classes: [] };
    writeFileSync(join(folder, "t.csv"), joined([...writeCsv({ ...table, labels: Int32Array.of(-1) })]));
    const first = coldpress(["predict", "m.coldpress", "--features", "t.csv", "--csv"], folder);
    expect(first.code, first.err).toBe(0);
    expect(first.out).toMatch(/^name,predicted,healthy,cold\nr0,(healthy|cold),/);
    for (const args of [
      ["--features", "t.csv", "m.coldpress", "--csv"],
      ["--csv", "--features", "t.csv", "m.coldpress"],
      ["--features=t.csv", "--csv", "m.coldpress"],
      ["--threads", "1", "m.coldpress", "--csv", "--features", "t.csv"],
    ])
      expect(coldpress(["predict", ...args], folder).out, args.join(" ")).toBe(first.out);
    expect(coldpress(["predict", "--threads", "1", "--csv", "m.coldpress", "a.wav"], folder).code).toBe(0);
  });

  it("writes what --out is called, and refuses what does nothing", () => {
    const folder = preparedFolder();
    const printed = coldpress(["predict", "m.coldpress", "a.wav", "--json"], folder).out;
    expect(coldpress(["predict", "m.coldpress", "a.wav", "--out", "p.json"], folder)).toMatchObject({
      code: 0,
      out: "",
    });
    expect(readFileSync(join(folder, "p.json"), "utf8")).toBe(printed);
    const refused: [string, string][] = [
      ["m.coldpress", "nothing to predict for; name recordings, or tables with --features"],
      ["m.coldpress a.wav t.csv", "t.csv is called as a feature table; name it with --features"],
      ["m.coldpress a.wav --features t.csv", "recordings and --features: only one of them"],
      ["m.coldpress a.wav --labels l.csv", "--labels: does nothing with recordings"],
      ["m.coldpress a.wav --csv --json", "--csv and --json: only one of them"],
      ["m.coldpress a.wav --out p.txt", "predict: --out must end in .csv or .json, got p.txt"],
      ["m.coldpress a.wav --json --out p.csv", "--json: --out p.csv is another format"],
      ["a.wav m.coldpress", "a.wav: is a recording; name the network before it"],
    ];
    for (const [args, message] of refused)
      expect(coldpress(["predict", ...args.split(" ")], folder), args).toMatchObject({
        code: 2,
        err: expect.stringContaining(message),
      });
  });

  it("says which feature of the network is none of ComParE_2016", () => {
    const folder = preparedFolder();
    writeNetwork(folder, ["f0", "f1"]);
    expect(coldpress(["predict", "m.coldpress", "a.wav"], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining('the network needs the feature "f0", which is none of ComParE_2016'),
    });
  });
});

describe("coldpress evaluate --corpus", () => {
  it("computes what the networks need, splits as training does, and takes features that are kept", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    for (let i = 0; i < 6; i++) {
      writeNoise(folder, `c/healthy/h${i}.wav`, i + 1);
      writeNoise(folder, `c/cold/c${i}.wav`, i + 11);
    }
    const run = (...args: string[]) => {
      const { code, out, err } = coldpress(["evaluate", "--json", ...args], folder);
      expect(code, err).toBe(0);
      return { ...JSON.parse(out), err };
    };
    const all = run("m.coldpress", "--corpus", "c", "--partition", "all");
    expect(all.evaluation.recordings).toBe(12);
    const again = run("m.coldpress", "--corpus", "c", "--partition", "all", "--against", "m.coldpress");
    expect(again.evaluation).toEqual(all.evaluation);
    expect(again.comparison.agreement).toBe(1);
    expect(again.err).toContain("12 of them known already");
    const test = run("m.coldpress", "--corpus", "c");
    expect(test.evaluation.recordings).toBeLessThan(12);
    expect(coldpress(["evaluate", "m.coldpress"], folder)).toMatchObject({
      code: 2,
      err: expect.stringContaining("name what to evaluate on"),
    });
  });

  it("takes from all features that are kept just those that it needs, with the same answers", () => {
    const folder = temporaryFolder();
    writeNetwork(folder);
    for (let i = 0; i < 3; i++) {
      writeNoise(folder, `c/healthy/h${i}.wav`, i + 1);
      writeNoise(folder, `c/cold/c${i}.wav`, i + 11);
    }
    const evaluate = (cache: string) =>
      coldpress(["evaluate", "m.coldpress", "--corpus", "c", "--partition", "all", "--cache", cache, "--json"], folder);
    const fresh = evaluate("one");
    const { err } = coldpress(["features", "c", "--out", "all.csv"], folder);
    expect(err).toContain("6 recordings x 6373 features");
    // Training keeps all features; one epoch of a tiny network does.
    coldpress(
      [
        "train",
        "--corpus",
        "c",
        "--cache",
        "two",
        "--folds",
        "3",
        "--epochs",
        "1",
        "--hidden",
        "2",
        "--out",
        "t.safetensors",
      ],
      folder,
    );
    const kept = evaluate("two");
    expect(kept.err).toContain("6 of them known already");
    expect(kept.out).toBe(fresh.out);
  });
});
