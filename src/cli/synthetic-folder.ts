/**
 * The synthetic corpus as a folder on disk, in the shape of URTIC. A folder that is not finished is gone on with.
 */

import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { join } from "node:path";
import { encodeWav } from "../audio/encode-wav.ts";
import { UserError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import {
  type SyntheticCorpus,
  type SyntheticCorpusOptions,
  syntheticCorpus,
} from "../corpus/synthetic/synthetic-corpus.ts";
import { corpusReadme, LABEL_FILE, labelTsv, README_FILE, wavPath } from "../corpus/synthetic/urtic-files.ts";
import { writeFileAtomically } from "./atomic-file.ts";
import type { Progress } from "./progress.ts";

/** Says whose folder it is and which corpus belongs into it; the label file, written last, says that it is whole. */
const PLAN_FILE = "synthesis.json";

/** Which corpus: the same options give the same bytes. */
export type SyntheticFolderOptions = SyntheticCorpusOptions & { readonly seed: number };

/**
 * Writes the corpus, or what of it is missing.
 *
 * @throws UserError if the folder holds something else.
 */
export async function writeSyntheticFolder(
  out: string,
  options: SyntheticFolderOptions,
  progress: Progress,
): Promise<void> {
  const corpus = syntheticCorpus(options, new Random(options.seed));
  claimCorpusFolder(out, options);
  writeFileAtomically(join(out, README_FILE), corpusReadme(corpus, options));
  await writeRecordings(out, corpus, progress);
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
  { recordings, render }: SyntheticCorpus,
  progress: Progress,
): Promise<void> {
  const missing = recordings.map((_, index) => index).filter((index) => !existsSync(wavAt(index)));
  const already = recordings.length - missing.length;
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
