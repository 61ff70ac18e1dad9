/**
 * Hugging Face's folders of recordings: `metadata.csv` (file_name, label, ...) at the top, or one in each of train/,
 * test/ and such, whose names of files begin at its own folder.
 */

import { partitionFromWord } from "../table/columns.ts";
import { type LabelColumnOptions, type LabelsList, readLabelsList } from "../table/labels-list.ts";
import type { CorpusFolder } from "./corpus.ts";

const METADATA_FILE = /^(?:([^/]+)\/)?metadata\.csv$/i;

/** The lists of a folder with names from its top on; none where they have no labels, as metadata may be about anything. */
export async function metadataLists(
  folder: CorpusFolder,
  paths: readonly string[],
  columns?: LabelColumnOptions,
): Promise<readonly LabelsList[]> {
  const lists: LabelsList[] = [];
  for (const path of paths) {
    const match = METADATA_FILE.exec(path);
    if (match) lists.push(fromTop(await readLabelsList(folder.open(path), columns), match[1]));
  }
  return lists.some(({ entries }) => entries.some(({ label }) => label !== undefined)) ? lists : [];
}

function fromTop(list: LabelsList, subfolder: string | undefined): LabelsList {
  if (subfolder === undefined) return list;
  const partition = partitionFromWord(subfolder);
  const entries = list.entries.map((entry) => ({
    ...(partition !== undefined && { partition }),
    ...entry,
    file: `${subfolder}/${entry.file}`,
  }));
  return { ...list, entries };
}
