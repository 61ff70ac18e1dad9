/**
 * From recordings to answers in the device profile, and the refusal of everything that mixes the two.
 */

import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, it } from "vitest";
import { noiseWav } from "./recording-folders.ts";
import { coldpress, temporaryFolder } from "./run-coldpress.ts";

const PARTITIONS = ["train", "devel", "test"];

/** Recordings of two classes and three partitions, with their list. */
function corpus(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, "corpus/wav"), { recursive: true });
  const lines = Array.from({ length: 18 }, (_, i) => {
    writeFileSync(join(folder, `corpus/wav/r${i}.wav`), noiseWav(i, 0.3));
    return `wav/r${i}.wav\t${i % 2 === 0 ? "a" : "b"}\ts${i}\t${PARTITIONS[i % 3]}`;
  });
  writeFileSync(join(folder, "corpus/labels.tsv"), `file\tlabel\tspeaker\tsplit\n${lines.join("\n")}\n`);
  return folder;
}

it("features, train, quantize, evaluate and predict agree on the profile; mixtures are refused in one line", () => {
  const folder = corpus();
  const run = (...args: string[]) => {
    const { code, out, err } = coldpress(args, folder);
    expect(code, err).toBe(0);
    return out;
  };
  const refused = (...args: string[]) => {
    const { code, err } = coldpress(args, folder);
    expect(code, err).toBe(2);
    return err.trim().split("\n").at(-1);
  };
  const labels = ["--labels", "corpus/labels.tsv"];
  run("features", "corpus", ...labels, "--profile", "device", "--out", "device.csv", "--quiet");
  run("features", "corpus", ...labels, "--out", "reference.arff", "--quiet");
  const [deviceRow, referenceRow] = ["device.csv", "reference.arff"].map((name) =>
    readFileSync(join(folder, name), "utf8").trim().split("\n").at(-1),
  );
  expect(deviceRow).toContain(",device,");
  expect(deviceRow?.replace(",device,", ",")).not.toBe(referenceRow);

  const small = ["--hidden", "4", "--epochs", "2"];
  run("train", "--features", "device.csv", ...small, "--out", "table.safetensors");
  run("train", "--corpus", "corpus", "--profile", "device", ...small, "--out", "corpus.safetensors");
  expect(readFileSync(join(folder, "corpus.safetensors"))).toEqual(readFileSync(join(folder, "table.safetensors")));
  run("quantize", "table.safetensors", "--out", "a.coldpress");
  run("prune", "table.safetensors", "--corpus", "corpus", "--epochs", "1", "--out", "pruned.safetensors");
  run("evaluate", "a.coldpress", "--corpus", "corpus", "--partition", "test");

  const ofRecording = run("predict", "a.coldpress", "corpus/wav/r0.wav", "--json");
  const ofTable = run("predict", "a.coldpress", "--features", "device.csv", "--json");
  const first = (text: string) => Object.values(JSON.parse(text)).flat()[0] as { probabilities: object };
  expect(first(ofRecording).probabilities).toEqual(first(ofTable).probabilities);

  const mismatch =
    "needs features of the device profile, the table has those of the reference profile; extract them in the device profile";
  expect(refused("predict", "a.coldpress", "--features", "reference.arff")).toContain(mismatch);
  expect(refused("evaluate", "a.coldpress", "--features", "reference.arff", "--partition", "test")).toContain(mismatch);
  expect(refused("prune", "table.safetensors", "--features", "reference.arff", "--out", "x.safetensors")).toContain(
    mismatch,
  );
  const integers = ["quantize", "table.safetensors", "--method", "int8", "--activations", "int8", "--out", "x.tflite"];
  expect(refused(...integers, "--features", "reference.arff")).toContain(mismatch);
  const given = ["--original", "table.safetensors", "--features", "reference.arff", "--out", "x"];
  expect(refused("reproduce", ...given)).toContain(mismatch);
  expect(refused("squeeze", "table.safetensors", "--features", "reference.arff", "--out", "x")).toContain(mismatch);
  expect(refused("inspect", "a.coldpress", "--explain", "--features", "reference.arff")).toContain(mismatch);
  const others = [
    "reproduce",
    "--original",
    "table.safetensors",
    "--out",
    "run",
    "--no-squeeze",
    "--pruning-epochs",
    "1",
  ];
  run(...others, "--corpus", "corpus");
  expect(readFileSync(join(folder, "run/result.json"), "utf8")).toContain('"profile": "device"');

  run("export", "onnx", "a.coldpress", "--out", "a.onnx");
  run("import", "a.onnx", "--out", "b.safetensors");
  expect(run("inspect", "b.safetensors")).toContain("features of the device profile");
  expect(refused("import", "a.onnx", "--features", "reference.arff", "--out", "c.safetensors")).toContain(
    `a.onnx: ${mismatch}`,
  );
  expect(refused("train", "--features", "device.csv", "reference.arff", "--out", "x.safetensors")).toContain(
    "extract all of them in the same profile",
  );
  expect(refused("features", "corpus", "--profile", "device", "--native-rate", "--out", "x.csv")).toContain(
    "--native-rate: the device profile knows one rate, 16 kHz",
  );
  expect(refused("train", "--features", "device.csv", "--profile", "device", "--out", "x.safetensors")).toContain(
    "--profile: does nothing with --features",
  );
}, 300_000);
