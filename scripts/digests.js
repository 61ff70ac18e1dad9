/**
 * Small runs from sound to features and from a table to compressed networks, and the SHA-256 of all that they wrote: the same on
 * every version of Node.
 *
 *   node scripts/digests.js        prints a line per file, in the order of the runs; needs the built dist/
 */

import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { encodeWav } from "../dist/audio/encode-wav.js";
import { Random } from "../dist/core/random.js";

const ENTRY = resolve("dist/cli/coldpress.js");
const SAMPLE_RATE_HZ = 16_000;
const RECORDINGS = 4;
const FEATURES = 30;
const ROWS = { train: 60, devel: 30, test: 40 };

/** What each command writes, which the next ones read. */
const STEPS = [
  ["features.csv", "features wav --out features.csv --quiet"],
  ["a.safetensors", "train --features tables --hidden 24,8 --epochs 12 --learning-rate 0.01 --out a.safetensors"],
  ["p.safetensors", "prune a.safetensors --features tables --epochs 4 --sparsity 0.8 --out p.safetensors"],
  ["p.tflite", "quantize p.safetensors --out p.tflite"],
  ["p.coldpress", "quantize p.safetensors --method codebook --out p.coldpress"],
  ["predictions.csv", "predict p.coldpress --features tables --out predictions.csv"],
];

const folder = mkdtempSync(join(tmpdir(), "coldpress-digests-"));
try {
  const random = new Random(1);
  writeRecordings(join(folder, "wav"), random);
  writeTables(join(folder, "tables"), random);
  for (const [file, words] of STEPS) {
    execFileSync(process.execPath, [ENTRY, ...words.split(" ")], { cwd: folder, stdio: ["ignore", "ignore", "pipe"] });
    const digest = createHash("sha256")
      .update(readFileSync(join(folder, file)))
      .digest("hex");
    process.stdout.write(`${digest}  ${file}\n`);
  }
} finally {
  rmSync(folder, { recursive: true });
}

/** A second each of something voiced: pulses of a wandering pitch, and noise. @param {string} to @param {Random} random */
function writeRecordings(to, random) {
  mkdirSync(to);
  for (let i = 0; i < RECORDINGS; i++) {
    let phase = 0;
    const samples = Float32Array.from({ length: SAMPLE_RATE_HZ }, (_, n) => {
      phase += (100 + 30 * i + ((n / 400) | 0)) / SAMPLE_RATE_HZ;
      return 0.5 * (phase % 1) ** 8 + 0.01 * (random.uniform() - 0.5);
    });
    writeFileSync(join(to, `r${i}.wav`), encodeWav({ samples, sampleRateHz: SAMPLE_RATE_HZ }));
  }
}

/** A table per partition with two classes that a third of the features tell apart. @param {string} to @param {Random} random */
function writeTables(to, random) {
  mkdirSync(to);
  const names = Array.from({ length: FEATURES }, (_, f) => `f${f}`);
  for (const [partition, rows] of Object.entries(ROWS)) {
    const lines = Array.from({ length: rows }, (_, row) => {
      const values = names.map((_, f) => random.uniform() + (f % 3 === 0 ? 0.5 * (row % 2) : 0));
      return [`${partition}_${row}`, `${partition}_s${row % 10}`, ...values, row % 2 ? "C" : "NC"].join(",");
    });
    writeFileSync(join(to, `small.${partition}.csv`), `name,speaker,${names.join(",")},label\n${lines.join("\n")}\n`);
  }
}
