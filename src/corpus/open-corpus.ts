/**
 * The corpus in a folder, whichever of the known layouts it has.
 */

import { UserError } from "../core/errors.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../table/feature-table.ts";
import { RecordingIndex } from "../table/recording-names.ts";
import type { Corpus, CorpusFolder, CorpusOptions } from "./corpus.ts";
import { listsOfFolder, openClassFolders, openListedFolder } from "./folder-corpus.ts";
import { isHidden } from "./hidden-files.ts";
import { looksLikeUrtic, openUrtic } from "./urtic.ts";

/**
 * The recordings of a folder with their labels, speakers and partitions.
 *
 * Tried in this order: URTIC's layout, a list of labels (the one that is given, or labels.tsv, labels.csv in the
 * folder, or Hugging Face's metadata.csv), one sub-folder per class.
 *
 * @throws UserError that says what was found instead; faults that leave a usable corpus are in its findings.
 */
export async function openCorpus(folder: CorpusFolder, options: CorpusOptions = {}): Promise<Corpus> {
  const paths = (await folder.list()).filter((path) => !isHidden(path)).sort();
  if (looksLikeUrtic(paths)) return openUrtic(folder, paths, options);
  const lists = await listsOfFolder(folder, paths, options);
  if (lists.length > 0) return openListedFolder(folder, paths, lists);
  const [role, column] = Object.entries(options.columns ?? {})[0] ?? [];
  if (column === undefined) return openClassFolders(folder, paths);
  throw new UserError(
    `${folder.name}: there is no list of labels (labels.tsv, labels.csv) whose column "${column}" could be the ${role}; name the list`,
  );
}

/**
 * A feature table with what its corpus says: labels, speakers and partitions, found by the names of the recordings.
 *
 * @throws UserError for a row that is not in the corpus, or is labeled otherwise there.
 */
export function withCorpus(table: FeatureTable, corpus: Corpus): FeatureTable {
  const index = new RecordingIndex(corpus.ids);
  const rows = table.ids.map((id) => {
    const found = index.find(id);
    if (found.length === 1) return found[0];
    const what =
      found.length === 0 ? "is not in the corpus" : `may be ${found.map((row) => corpus.ids[row]).join(" or ")}`;
    throw new UserError(`${corpus.name}: the recording "${id}" of the feature table ${what}`);
  });
  const words = table.ids.map((id, row) => {
    const own = table.classes[table.labels[row]];
    const listed = corpus.classes[corpus.labels[rows[row]]];
    if (own !== undefined && listed !== undefined && own !== listed) {
      throw new UserError(`${corpus.name}: "${id}" is ${listed} in the corpus, but ${own} in its feature table`);
    }
    return own ?? listed;
  });
  const classes = [...new Set([...table.classes, ...corpus.classes])];
  const { speakers, partitions } = corpus;
  return {
    ...table,
    classes,
    labels: Int32Array.from(words, (word) => (word === undefined ? UNKNOWN_LABEL : classes.indexOf(word))),
    ...(speakers && { speakers: rows.map((row) => speakers[row]) }),
    ...(partitions && { partitions: rows.map((row) => partitions[row]) }),
  };
}
