/**
 * Any folder of recordings: with a list of labels, or with one sub-folder per class.
 *
 *   labels.tsv + wav/03a01Fa.wav ...         file, label, and where known speaker and partition
 *   anger/03a01Wa.wav, neutral/...           the class is the folder
 *   train/anger/..., test/anger/...          partitions as folders around the classes
 */

import { UserError } from "../core/errors.ts";
import { type Finding, some, warning } from "../core/finding.ts";
import { counted } from "../core/number-text.ts";
import { classSpellings } from "../table/class-spellings.ts";
import { partitionFromWord } from "../table/columns.ts";
import { type LabelsList, readLabelsList } from "../table/labels-list.ts";
import { isAudioFile } from "../table/recording-names.ts";
import { countsOf } from "../table/unknown-words.ts";
import type { Corpus, CorpusFolder, CorpusOptions } from "./corpus.ts";
import { examplesOf, joinListed, type ListedRecording } from "./listed-recordings.ts";
import { metadataLists } from "./metadata-lists.ts";

/** Lists that are found without being named: labels.tsv, labels.csv and such, at the top of the folder. */
const LABEL_FILE = /^[^/]*labels?\.(tsv|csv)$/i;

/** The names of which the others are variants. */
const PLAIN_LABEL_FILE = /^labels?\./i;

/** Files at the top that may be lists, and have to be named. */
const POSSIBLE_LIST = /^[^/]+\.(csv|tsv|txt)$/i;

/** Lists that must be written in another form first. */
const OTHER_LIST = /^[^/]+\.(xlsx?|ods|numbers|jsonl?|parquet)$/i;

const NO_LIST = /^(read.?me|licen[cs]e|changes|changelog|copying)/i;

/** The lists about a folder: the one that is given, the first at its top, or those of Hugging Face; empty without any. */
export async function listsOfFolder(
  folder: CorpusFolder,
  paths: readonly string[],
  { labels, columns }: CorpusOptions,
): Promise<readonly LabelsList[]> {
  if (labels !== undefined) return [await readLabelsList(labels, columns)];
  const found = paths.filter((path) => LABEL_FILE.test(path));
  const path = found.find((path) => PLAIN_LABEL_FILE.test(path)) ?? found[0];
  if (path === undefined) return metadataLists(folder, paths, columns);
  const list = await readLabelsList(folder.open(path), columns);
  const unused = found.filter((other) => other !== path);
  return unused.length === 0 ? [list] : [{ ...list, findings: [...(list.findings ?? []), unusedLists(path, unused)] }];
}

function unusedLists(used: string, unused: readonly string[]): Finding {
  const are = unused.length === 1 ? "is there too and is" : "are there too and are";
  return warning(
    "unused-list",
    `Labels are those of ${used}; ${some(unused)} ${are} not used (--labels names the list).`,
  );
}

/** The corpus that lists describe. */
export function openListedFolder(folder: CorpusFolder, paths: readonly string[], lists: readonly LabelsList[]): Corpus {
  const audioFiles = audioIn(folder.name, paths);
  const joined = joinListed(audioFiles, lists);
  const { examples, findings } = examplesOf(joined.recordings);
  return {
    ...examples,
    name: folder.name,
    layout: "labels-list",
    featureTables: [],
    findings: [...joined.findings, ...findings],
  };
}

/** The corpus whose sub-folders are its classes. @throws UserError if there are fewer than two of them. */
export function openClassFolders(folder: CorpusFolder, paths: readonly string[]): Corpus {
  const audioFiles = audioIn(folder.name, paths);
  const around = sharedFolders(audioFiles);
  const recordings = audioFiles.map((path): ListedRecording => {
    // The same name may be written in two ways (NFC, NFD) where folders come from two systems.
    const [first = "", second] = path.normalize("NFC").split("/").slice(around, -1);
    const partition = partitionFromWord(first);
    const label = partition === undefined ? first : second;
    return { path, ...(label && { label }), ...(partition !== undefined && { partition }) };
  });
  const spellings = classSpellings(countsOf(recordings.flatMap(({ label }) => label ?? [])));
  const { examples, findings } = examplesOf(
    recordings.map((own) => ({ ...own, label: spellings.classOf.get(own.label ?? "") ?? own.label })),
  );
  if (examples.classes.length < 2) {
    throw new UserError(
      `${folder.name}: ${counted(audioFiles.length, "audio file")}, but no list labels.tsv or labels.csv (file, label, speaker, split) and no sub-folders that could be classes${possibleLists(paths)}`,
    );
  }
  const all = [...spellings.findings, ...findings, ...besideFindings(paths, examples.classes)];
  return { ...examples, name: folder.name, layout: "class-folders", featureTables: [], findings: all };
}

/** Tables beside folders that are taken as classes: the labels may be in there, and the folders mean something else. */
const TABLE_BESIDE = /^[^/]+\.(csv|tsv|xlsx?|ods|numbers)$/i;

function besideFindings(paths: readonly string[], classes: readonly string[]): Finding[] {
  const tables = paths.filter((path) => TABLE_BESIDE.test(path) && !NO_LIST.test(path));
  if (tables.length === 0) return [];
  const are = tables.length === 1 ? "is there too and is" : "are there too and are";
  return [
    warning(
      "unused-list",
      `The classes are the folders ${some(classes)}; ${some(tables)} ${are} not used (--labels names a list, as CSV).`,
    ),
  ];
}

/** What to do with files beside the recordings that may be lists of labels; empty where there are none. */
function possibleLists(paths: readonly string[]): string {
  const at = (form: RegExp) => paths.filter((path) => form.test(path) && !NO_LIST.test(path));
  const [named, other] = [at(POSSIBLE_LIST), at(OTHER_LIST)];
  if (named.length > 0)
    return `; if ${some(named)} ${named.length === 1 ? "is the list" : "has them"}, name it (--labels)`;
  return other.length > 0 ? `; if ${some(other)} has the labels, save it as labels.csv` : "";
}

function audioIn(folder: string, paths: readonly string[]): readonly string[] {
  const audioFiles = paths.filter(isAudioFile);
  if (audioFiles.length === 0)
    throw new UserError(`${folder}: no audio files are in the folder; expected are WAV files or other recordings`);
  return audioFiles;
}

/** Number of folders that stand around all files: `corpus/wav/` around `corpus/wav/anger/a.wav` and `.../fear/b.wav`. */
function sharedFolders(paths: readonly string[]): number {
  const parts = paths.map((path) => path.split("/").slice(0, -1));
  let shared = 0;
  while (parts.every((own) => own.length > shared && own[shared] === parts[0][shared])) shared++;
  return shared;
}
