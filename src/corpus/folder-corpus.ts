/**
 * Any folder of recordings: with a list of labels, or with one sub-folder per class.
 *
 *   labels.tsv + wav/03a01Fa.wav ...         file, label, and where known speaker and partition
 *   anger/03a01Wa.wav, neutral/...           the class is the folder
 *   train/anger/..., test/anger/...          partitions as folders around the classes
 */

import { UserError } from "../core/errors.ts";
import { counted } from "../core/number-text.ts";
import { partitionFromWord } from "../table/columns.ts";
import { type LabelsList, readLabelsList } from "../table/labels-list.ts";
import { isAudioFile } from "../table/recording-names.ts";
import type { Corpus, CorpusFolder, CorpusOptions } from "./corpus.ts";
import { examplesOf, joinListed, type ListedRecording } from "./listed-recordings.ts";
import { metadataLists } from "./metadata-lists.ts";

/** Lists that are found without being named: labels.tsv, labels.csv and such, at the top of the folder. */
const LABEL_FILE = /^[^/]*labels?\.(tsv|csv)$/i;

/** Whether a path is a list of labels at the top of a folder. */
function isLabelsFile(path: string): boolean {
  return LABEL_FILE.test(path);
}

/** The lists about a folder: the one that is given, the first at its top, or those of Hugging Face; empty without any. */
export async function listsOfFolder(
  folder: CorpusFolder,
  paths: readonly string[],
  { labels, columns }: CorpusOptions,
): Promise<readonly LabelsList[]> {
  const path = paths.find(isLabelsFile);
  const list = labels ?? (path === undefined ? undefined : folder.open(path));
  return list === undefined ? metadataLists(folder, paths, columns) : [await readLabelsList(list, columns)];
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
  const { examples, findings } = examplesOf(recordings);
  if (examples.classes.length < 2) {
    throw new UserError(
      `${folder.name}: ${counted(audioFiles.length, "audio file")}, but no list labels.tsv or labels.csv (file, label, speaker, split) and no sub-folders that could be classes`,
    );
  }
  return { ...examples, name: folder.name, layout: "class-folders", featureTables: [], findings };
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
