/**
 * Speed and memory of the ComParE_2016 features, on one core: `npm run bench -- features`.
 *
 * CPU seconds per second of speech, best of some rounds after warm-up, each measurement in a process of its own:
 * 60 s in clips of 2 to 8 s, one file of 10 minutes with its peak memory, the device profile beside the reference profile in
 * one process, and parts of the feature set.
 * Speech: recordings of ../shared/data/emodb, joined and cut anew with a seed; without them, of our own synthesiser.
 */

import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { decodeWav } from "../dist/audio/decode-wav.js";
import { encodeWav } from "../dist/audio/encode-wav.js";
import { Random } from "../dist/core/random.js";
import { syntheticCorpus } from "../dist/corpus/synthetic/synthetic-corpus.js";
import { Compare2016Extractor } from "../dist/features/compare2016/extract.js";
import { COMPARE2016_NAMES } from "../dist/features/compare2016/feature-set.js";
import { recordLines } from "./record.js";

const HELP = `npm run bench -- features [options]
  --record TEXT     add a line to bench/results/features.csv, with this as the name of the change`;

const RATE_HZ = 16_000;
const CLIPS_SECONDS = 60;
const LONG_SECONDS = 600;
const ROUNDS = 12;
const RECORDINGS = "../shared/data/emodb/wav";

/** Features of one kind of descriptor, of which the first 500 are timed. */
const PARTS = {
  "500 of the cepstra": /^mfcc/,
  "500 of the RASTA spectrum": /^audSpec_Rfilt/,
  "500 of the spectral shape": /^pcm_fftMag/,
  "473 of pitch and voice quality": /^(F0|voicing|jitter|shimmer|logHNR)/,
  "100 of zero crossings and energy": /^pcm_(zcr|RMSenergy)/,
};

function speech(seconds) {
  const samples = new Float32Array(seconds * RATE_HZ);
  let at = 0;
  for (const recording of recordings()) {
    samples.set(recording.subarray(0, samples.length - at), at);
    at += recording.length;
    if (at >= samples.length) break;
  }
  return samples;
}

function* recordings() {
  if (existsSync(RECORDINGS)) {
    for (const name of readdirSync(RECORDINGS).sort()) yield decodeWav(readFileSync(join(RECORDINGS, name))).samples;
  } else {
    const corpus = syntheticCorpus({ speakers: 12, recordingsPerSpeaker: 20, seed: 1 }, new Random(1));
    for (const index of corpus.recordings.keys()) yield corpus.render(index).samples;
  }
}

function clips() {
  const random = new Random(1);
  const samples = speech(CLIPS_SECONDS);
  const cut = [];
  for (let at = 0; at < samples.length; ) {
    const length = Math.round((2 + 6 * random.uniform()) * RATE_HZ);
    cut.push({ samples: samples.slice(at, at + length), sampleRateHz: RATE_HZ });
    at += length;
  }
  return cut;
}

/** Least CPU seconds of a round. */
function cpuSeconds(work, rounds = ROUNDS) {
  return cpuSecondsOfEach([work], rounds)[0];
}

/** The same of several works, which take turns. */
function cpuSecondsOfEach(works, rounds = ROUNDS) {
  const least = works.map(() => Infinity);
  for (let round = 0; round < rounds; round++) {
    works.forEach((work, i) => {
      const before = process.cpuUsage();
      work();
      const { user, system } = process.cpuUsage(before);
      least[i] = Math.min(least[i], (user + system) / 1e6);
    });
  }
  return least;
}

/** Returns secondsPerSecond, or an object that has it. */
const MEASUREMENTS = {
  profiles() {
    const signals = clips();
    const works = ["reference", "device"].map((profile) => {
      const extractor = new Compare2016Extractor({ profile });
      return () => signals.forEach((signal) => void extractor.extract(signal));
    });
    for (let warmUp = 0; warmUp < 2; warmUp++) for (const work of works) work();
    const [reference, device] = cpuSecondsOfEach(works);
    return { secondsPerSecond: device / CLIPS_SECONDS, reference: reference / CLIPS_SECONDS };
  },
  clips([part]) {
    const only = part && COMPARE2016_NAMES.filter((name) => PARTS[part].test(name)).slice(0, 500);
    const extractor = new Compare2016Extractor(only ? { only } : {});
    const signals = clips();
    const extractAll = () => {
      for (const signal of signals) extractor.extract(signal);
    };
    for (let warmUp = 0; warmUp < 2; warmUp++) extractAll();
    return cpuSeconds(extractAll) / CLIPS_SECONDS;
  },
  long([path]) {
    const extractor = new Compare2016Extractor();
    const warmUp = decodeWav(
      readFileSync(path)
        .subarray(0, 44 + 20 * 2 * RATE_HZ)
        .fill(0, 40, 44),
    );
    for (let round = 0; round < 3; round++) extractor.extract(warmUp);
    return cpuSeconds(() => extractor.extract(decodeWav(readFileSync(path))), 1) / LONG_SECONDS;
  },
};

function measured(kind, ...details) {
  const args = [fileURLToPath(new URL("run.js", import.meta.url)), "features", "--measure", kind, ...details];
  const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
  if (stderr) throw new Error(stderr);
  return JSON.parse(stdout);
}

function report(change) {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-bench-"));
  const path = join(folder, "long.wav");
  writeFileSync(path, encodeWav({ samples: speech(LONG_SECONDS), sampleRateHz: RATE_HZ }));
  const line = (label, { secondsPerSecond, peakMiB }, all) => {
    const share = all === undefined ? "" : `${((100 * secondsPerSecond) / all).toFixed(0)} % of the time for all`;
    const numbers = `${secondsPerSecond.toFixed(5)}  ${peakMiB.toFixed(0).padStart(8)}`;
    process.stdout.write(`${label.padEnd(34)} ${numbers}  ${share}\n`);
  };
  process.stdout.write(`${"".padEnd(34)} CPU s/s  peak MiB\n`);
  const all = measured("clips");
  line(`${CLIPS_SECONDS} s in clips of 2 to 8 s`, all);
  const long = measured("long", path);
  line(`one file of ${LONG_SECONDS} s`, long);
  const profiles = measured("profiles");
  line("the clips in the device profile", profiles, profiles.reference);
  for (const part of Object.keys(PARTS)) line(part, measured("clips", part), all.secondsPerSecond);
  rmSync(folder, { recursive: true });
  if (change !== undefined) record(change, all, long);
}

/** Adds a line to the history of this measurement. */
function record(change, clips, long) {
  const numbers = [clips.secondsPerSecond.toFixed(5), long.secondsPerSecond.toFixed(5), long.peakMiB.toFixed(0)];
  recordLines("features.csv", change, { machine: cpus()[0].model, node: process.version }, [numbers]);
}

/** @param {string[]} options */
export function main([flag, detail, ...details]) {
  if (flag === "--measure") {
    const measurement = MEASUREMENTS[detail](details);
    const numbers = typeof measurement === "number" ? { secondsPerSecond: measurement } : measurement;
    const peakMiB = process.resourceUsage().maxRSS / 1024;
    process.stdout.write(JSON.stringify({ ...numbers, peakMiB }));
  } else if (flag === undefined || (flag === "--record" && detail !== undefined)) {
    report(detail);
  } else {
    process.stdout.write(`${HELP}\n`);
  }
}
