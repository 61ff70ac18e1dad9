/**
 * The synthetic corpus as a folder on disk, in the shape of URTIC. A folder that is not finished is gone on with.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { Worker } from "node:worker_threads";
import { UserError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import { type SyntheticCorpus, syntheticCorpus } from "../corpus/synthetic/synthetic-corpus.ts";
import { corpusReadme, LABEL_FILE, labelTsv, README_FILE, wavPath } from "../corpus/synthetic/urtic-files.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import type { SynthesisTask, SyntheticFolderOptions } from "./synthesis-task.ts";

/** Says whose folder it is and which corpus belongs in it; the label file, written last, says that it is whole. */
const PLAN_FILE = "synthesis.json";

/**
 * Writes the corpus, or what of it is missing. Each recording has its own random stream, so the bytes are the same for
 * any number of threads.
 *
 * @throws UserError if the folder holds something else.
 */
export async function writeSyntheticFolder(
  out: string,
  options: SyntheticFolderOptions,
  { threads, observer }: { threads: number; observer: RunObserver },
): Promise<void> {
  const corpus = syntheticCorpus(options, new Random(options.seed));
  claimCorpusFolder(out, options);
  writeFileAtomically(join(out, README_FILE), corpusReadme(corpus, options));
  await writeRecordings(out, options, corpus.recordings, { threads, observer });
  writeFileAtomically(join(out, LABEL_FILE), labelTsv(corpus.recordings));
}

/** Marks the folder as this corpus's own. @throws UserError if something else is in it. */
function claimCorpusFolder(out: string, options: SyntheticFolderOptions): void {
  const plan = `${JSON.stringify({ generator: "coldpress synth", ...options })}\n`;
  const path = join(out, PLAN_FILE);
  if (existsSync(path)) {
    const found = readFileSync(path, "utf8");
    if (found === plan) return;
    throw new UserError(
      `${path}: the folder holds another corpus, ${found.trim()}; choose a new folder, or these options`,
    );
  }
  if (existsSync(out) && !statSync(out).isDirectory()) {
    throw new UserError(`${out}: it is a file, not a folder; choose a new folder`);
  }
  if (existsSync(out) && readdirSync(out).length > 0) {
    throw new UserError(`${out}: the folder is not empty and was not begun by coldpress synth; choose a new one`);
  }
  writeFileAtomically(path, plan);
}

async function writeRecordings(
  out: string,
  options: SyntheticFolderOptions,
  recordings: SyntheticCorpus["recordings"],
  { threads, observer }: { threads: number; observer: RunObserver },
): Promise<void> {
  const missing = recordings.flatMap((recording, index) => (existsSync(join(out, wavPath(recording))) ? [] : [index]));
  let done = recordings.length - missing.length;
  const before = done;
  observer.start("synthesis", recordings.length, done);
  let seconds = 0;
  const lanes = Array.from({ length: Math.min(threads, missing.length) }, (_, lane) =>
    missing.filter((_, place) => place % threads === lane),
  );
  const runLane = (indices: readonly number[]) =>
    new Promise<void>((resolve, reject) => {
      const workerData: SynthesisTask = { out, options, indices };
      const worker = new Worker(new URL("./synthetic-worker.js", import.meta.url), { workerData });
      worker.on("message", (spoken: number) => {
        seconds += spoken;
        void observer.step(++done);
      });
      worker.on("error", reject);
      worker.on("exit", (code) => (code === 0 ? resolve() : reject(new Error(`synthesis ended with code ${code}`))));
    });
  await Promise.all(lanes.map(runLane));
  const kept = before > 0 ? `, ${before} others were there already` : "";
  observer.done(
    `${missing.length} recordings, ${(seconds / 60).toFixed(1)} minutes of synthetic speech in ${out}${kept}`,
  );
}
