/**
 * `coldpress synth`: writes a synthetic corpus as a URTIC-shaped folder. Can be stopped and started again.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import { encodeWav } from "../../audio/encode-wav.ts";
import { UserError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import {
  SYNTHETIC_CORPUS_DEFAULTS,
  type SyntheticCorpus,
  type SyntheticCorpusOptions,
  syntheticCorpus,
} from "../../corpus/synthetic/synthetic-corpus.ts";
import { corpusReadme, LABEL_FILE, labelTsv, README_FILE, wavPath } from "../../corpus/synthetic/urtic-files.ts";
import { writeFileAtomically } from "../atomic-file.ts";
import { positiveNumber, wholeNumber } from "../option-parsers.ts";
import { Progress } from "../progress.ts";

interface SynthFlags {
  readonly out: string;
  readonly speakers: number;
  readonly recordings: number;
  readonly seed: number;
}

/** Says whose folder it is and which corpus belongs into it; the label file, written last, says that it is whole. */
const PLAN_FILE = "synthesis.json";

export function register(program: Command): void {
  const { speakers, recordingsPerSpeaker } = SYNTHETIC_CORPUS_DEFAULTS;
  program
    .command("synth")
    .description("write a corpus of synthetic speech, with and without a cold, as a folder shaped like URTIC")
    .requiredOption("--out <dir>", "where it goes: a new or empty folder, or one that this command has not finished")
    .option("--speakers <count>", "speakers in all three partitions together; URTIC has 630", wholeNumber(12), speakers)
    .option("--recordings <count>", "mean per speaker; URTIC has 45", positiveNumber, recordingsPerSpeaker)
    .option("--seed <number>", "the same seed gives the same corpus", wholeNumber(0), 1)
    .addHelpText(
      "after",
      "\nExample:\n  coldpress synth --out corpus --speakers 90 --recordings 8\n\nEverything in it is synthetic.",
    )
    .action(run);
}

async function run({ out, speakers, recordings, seed }: SynthFlags): Promise<void> {
  const options = { speakers, recordingsPerSpeaker: recordings, seed };
  const corpus = syntheticCorpus(options, new Random(seed));
  claimFolder(out, options);
  writeFileAtomically(join(out, README_FILE), corpusReadme(corpus, options));
  await writeRecordings(out, corpus);
  writeFileAtomically(join(out, LABEL_FILE), labelTsv(corpus.recordings));
}

/** Marks the folder as this corpus's own. @throws UserError if something else is in it. */
function claimFolder(out: string, options: SyntheticCorpusOptions & { seed: number }): void {
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

async function writeRecordings(out: string, { recordings, render }: SyntheticCorpus): Promise<void> {
  const missing = recordings.map((_, index) => index).filter((index) => !existsSync(wavAt(index)));
  const already = recordings.length - missing.length;
  const progress = new Progress({ quiet: false });
  if (already > 0) progress.say(`${out}: ${already} of ${recordings.length} recordings are there already`);
  progress.start("synthesis", recordings.length, already);
  let seconds = 0;
  for (const [done, index] of missing.entries()) {
    const signal = render(index);
    seconds += signal.samples.length / signal.sampleRateHz;
    writeFileAtomically(wavAt(index), encodeWav(signal));
    await progress.step(already + done + 1);
  }
  progress.done(`${missing.length} recordings, ${(seconds / 60).toFixed(1)} minutes of synthetic speech in ${out}`);

  function wavAt(index: number): string {
    return join(out, wavPath(recordings[index] as (typeof recordings)[number]));
  }
}
