/**
 * `coldpress synth`: writes a synthetic corpus as a URTIC-shaped folder. Can be stopped and started again.
 */

import { availableParallelism } from "node:os";
import type { Command } from "commander";
import { SYNTHETIC_CORPUS_DEFAULTS } from "../../corpus/synthetic/synthetic-corpus.ts";
import { writeSyntheticFolder } from "../../node/synthetic-folder.ts";
import { positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import { Progress } from "../terminal/progress.ts";

interface SynthFlags {
  readonly out: string;
  readonly speakers: number;
  readonly recordings: number;
  readonly seed: number;
  readonly threads: number;
}

export function register(command: Command): void {
  const { speakers, recordingsPerSpeaker } = SYNTHETIC_CORPUS_DEFAULTS;
  command
    .requiredOption("--out <dir>", "where it goes: a new or empty folder, or one that this command has not finished")
    .option("--speakers <count>", "speakers in all three partitions together; URTIC has 630", wholeNumber(12), speakers)
    .option("--recordings <count>", "mean per speaker; URTIC has 45", positiveNumber, recordingsPerSpeaker)
    .option("--seed <number>", "the same seed gives the same corpus", wholeNumber(0), 1)
    .option("--threads <count>", "recordings at the same time", wholeNumber(1), availableParallelism())
    .addHelpText(
      "after",
      "\nExample:\n  coldpress synth --out corpus --speakers 90 --recordings 8\n\nEverything in it is synthetic.",
    )
    .action(run);
}

async function run({ out, speakers, recordings, seed, threads }: SynthFlags): Promise<void> {
  const options = { speakers, recordingsPerSpeaker: recordings, seed };
  await writeSyntheticFolder(out, options, {
    threads,
    observer: new Progress({ quiet: false }),
  });
}
