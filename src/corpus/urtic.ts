/**
 * URTIC, the Upper Respiratory Tract Infection Corpus, in the layout of the Cold sub-challenge of ComParE 2017.
 *
 *   wav/{train,devel,test}_NNNN.wav
 *   lab/ComParE2017_Cold.tsv                                    file name and label (C or NC); test may be missing, or
 *                                                               be in another list beside
 *   arff/ComParE2017_Cold.ComParE.{train,devel,test}.arff       6373 features, used instead of extraction
 *
 * Copies vary: labels/ for lab/ or none, .csv for .tsv, upper case, a folder around all. The corpus is not free; whoever has a
 * licence puts it here. It names no speakers: its partitions are speaker-disjoint by its makers' word.
 *
 * Source  B. Schuller et al. 2017, "The INTERSPEECH 2017 Computational Paralinguistics Challenge: Addressee, Cold &
 *         Snoring"; counts after Table 1 of "Squeeze for Sneeze".
 */

import { UserError } from "../core/errors.ts";
import { type Finding, note, warning } from "../core/finding.ts";
import { partitionFromFileName } from "../table/columns.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import { type LabelsList, readLabelsList } from "../table/labels-list.ts";
import { isAudioFile, recordingStem } from "../table/recording-names.ts";
import type { Corpus, CorpusFolder, CorpusOptions, Examples } from "./corpus.ts";
import { examplesOf, joinListed } from "./listed-recordings.ts";

const RECORDING_NAME = /^(train|devel|test)_\d+$/i;
const LABEL_FILE = /(^|\/)((lab|labels?)\/[^/]+|compare2017_cold[^/]*)\.(tsv|csv)$/i;
const FEATURE_FILE = /(^|\/)arff\/[^/]*\.(train|devel|test)\.arff(\.gz)?$/i;

/** Recordings per partition and class, C and NC. */
export const URTIC_COUNTS = {
  train: { C: 970, NC: 8535 },
  devel: { C: 1011, NC: 8585 },
  test: { C: 895, NC: 8656 },
} as const;

const PARTITIONS = ["train", "devel", "test"] as const;

/** Whether files are laid out as URTIC: recordings called after their partition, or its feature files, and a list. */
export function looksLikeUrtic(paths: readonly string[]): boolean {
  const named = paths.some((path) => isUrticRecording(path) || FEATURE_FILE.test(path));
  return named && paths.some((path) => LABEL_FILE.test(path));
}

function isUrticRecording(path: string): boolean {
  return isAudioFile(path) && RECORDING_NAME.test(recordingStem(path));
}

/**
 * The corpus in a folder of URTIC's layout; recordings of test may be without label.
 *
 * @param paths  The files of the folder.
 * @throws UserError where the lists know none of the recordings, or contradict each other.
 */
export async function openUrtic(
  folder: CorpusFolder,
  paths: readonly string[],
  { labels, columns }: CorpusOptions = {},
): Promise<Corpus> {
  const sources = labels ? [labels] : paths.filter((path) => LABEL_FILE.test(path)).map((path) => folder.open(path));
  const lists: LabelsList[] = [];
  for (const source of sources) lists.push(await readLabelsList(source, columns));
  const featureTables = paths.filter((path) => FEATURE_FILE.test(path));
  const audioFiles = paths.filter(isUrticRecording);
  // A distribution of features without audio has the lists only.
  const names = audioFiles.length > 0 ? audioFiles : listedNames(folder.name, lists);
  const { recordings, findings } = joinListed(names, lists, isTest);
  const partitioned = recordings.map((recording) => ({
    ...recording,
    partition: RECORDING_NAME.exec(recordingStem(recording.path))?.[1].toLowerCase(),
  }));
  const { examples, findings: gaps } = examplesOf(partitioned);
  return {
    ...examples,
    name: folder.name,
    layout: "urtic",
    featureTables: inPartitionOrder(featureTables),
    findings: [...findings, ...gaps, ...countFindings(examples)],
  };
}

/** Recordings of test may stand in no list: the challenge kept their labels secret. */
function isTest(path: string): boolean {
  return recordingStem(path).toLowerCase().startsWith("test_");
}

function listedNames(folder: string, lists: readonly LabelsList[]): string[] {
  const names = [...new Set(lists.flatMap(({ entries }) => entries.map(({ file }) => file)))];
  const unknown = names.find((name) => !RECORDING_NAME.test(recordingStem(name)));
  if (unknown === undefined) return names;
  throw new UserError(
    `${folder}: "${unknown}" in the list of labels is no name of URTIC (train_0001.wav, devel_..., test_...)`,
  );
}

function inPartitionOrder(paths: readonly string[]): string[] {
  const place = (path: string) => (PARTITIONS as readonly string[]).indexOf(partitionFromFileName(path) ?? "");
  return [...paths].sort((a, b) => place(a) - place(b));
}

/** Counts beside those of Table 1: a note where all agree, a warning that says which differ. */
function countFindings({ labels, classes, partitions }: Examples): Finding[] {
  const count = (partition: string, label: string) => {
    const code = classes.indexOf(label);
    return labels.filter((own, row) => own === code && own !== UNKNOWN_LABEL && partitions?.[row] === partition).length;
  };
  const rows = PARTITIONS.flatMap((partition) =>
    (["C", "NC"] as const).map((label) => {
      const [found, expected] = [count(partition, label), URTIC_COUNTS[partition][label]];
      return { found, expected, text: `${partition} ${label} ${found} (${expected})` };
    }),
  );
  const different = rows.filter(({ found, expected }) => found !== expected);
  if (different.length === 0) {
    return [note("urtic-counts", `All counts are those of URTIC: ${rows.map(({ text }) => text).join(", ")}.`)];
  }
  const listed = different.map(({ text }) => text).join(", ");
  return [
    warning(
      "urtic-counts",
      `The counts are not those of URTIC (in parentheses): ${listed}. Results cannot be set beside published ones.`,
    ),
  ];
}
