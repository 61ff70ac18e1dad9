/**
 * The files beside the sound that make a synthetic corpus a folder in the shape of URTIC.
 *
 *   wav/train_0001.wav …             16 kHz, 16-bit, mono
 *   lab/ComParE2017_Cold.tsv         file name, label, speaker, severity; all three partitions, test labels included
 *   README.txt                       says that everything is synthetic, and how it was made
 */

import type { SyntheticCorpusOptions, SyntheticRecording } from "./synthetic-corpus.ts";

export const LABEL_FILE = "lab/ComParE2017_Cold.tsv";
export const README_FILE = "README.txt";

/** Path of a recording inside the folder. */
export function wavPath(recording: SyntheticRecording): string {
  return `wav/${recording.id}.wav`;
}

/** The label file: a header that says "synthetic", then one line per recording. */
export function labelTsv(recordings: readonly SyntheticRecording[]): string {
  const rows = recordings.map(({ id, label, speaker, severity }) => [`${id}.wav`, label, speaker, severity].join("\t"));
  return `${["file_name", "Cold (synthetic)", "speaker", "severity"].join("\t")}\n${rows.join("\n")}\n`;
}

/** README.txt of the folder. */
export function corpusReadme(
  { recordings }: { recordings: readonly SyntheticRecording[] },
  { speakers, recordingsPerSpeaker, seed }: SyntheticCorpusOptions & { seed: number },
): string {
  const cold = recordings.filter(({ label }) => label === "C").length;
  return `SYNTHETIC SPEECH: no human being was recorded for this corpus, and no result on it says anything about people.

${recordings.length} recordings of ${speakers} synthetic speakers, ${cold} of them labelled C (cold), ${recordings.length - cold} labelled NC (no cold).
Spoken by a formant synthesiser in nonsense that has the sound shape of German, mostly 2 to 5 s each, 16 kHz, 16-bit, mono.
The folder has the shape of the Cold sub-challenge of ComParE 2017 (URTIC), and nothing else of it.

${LABEL_FILE}: file name, label, speaker, severity (global item of the WURSS-24, 0 to 7; C from 1 upwards).
The label is a parameter of the synthesis. Level, noise floor, room and microphone are drawn without regard to it.

Made by: coldpress synth --speakers ${speakers} --recordings ${recordingsPerSpeaker} --seed ${seed}
The same command of the same version gives the same bytes. How a cold changes the voice, and after which sources:
docs/synthetic-corpus.md of coldpress.
`;
}
