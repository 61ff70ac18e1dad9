/**
 * A folder of recordings as a feature table: its layout, its lists of labels, the features of every recording.
 */

import { statSync } from "node:fs";
import { availableParallelism } from "node:os";
import { join } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Finding } from "../core/finding.ts";
import { type RunObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import type { Corpus, CorpusFolder } from "../corpus/corpus.ts";
import { type CorpusTable, corpusTable, type RecordingOutcome } from "../corpus/corpus-table.ts";
import { findDuplicates } from "../corpus/duplicates.ts";
import { openCorpus, withCorpus } from "../corpus/open-corpus.ts";
import { COMPARE2016_NAMES } from "../features/compare2016/feature-set.ts";
import type { FeatureProfile } from "../features/feature-profile.ts";
import type { LabelColumnOptions } from "../table/labels-list.ts";
import { readTable } from "../table/read-table.ts";
import { extractWithProgress } from "./feature-pool.ts";
import { fileSource } from "./file-source.ts";
import { decodeRecording } from "./installed-decoder.ts";
import { readingError, readWholeFile } from "./read-file.ts";
import { leftOutFindings, leftOutRecordings, walkFolder } from "./walk-folder.ts";

/** How a folder of recordings becomes a table; each option has a default. */
export interface CorpusTableOptions {
  /** Path of a list of labels in place of those in the folder. */
  readonly labels?: string | undefined;
  /** Which columns of the list are what; others are found by their names. */
  readonly columns?: LabelColumnOptions | undefined;
  /** How features are computed; the reference profile where undefined. */
  readonly profile?: FeatureProfile | undefined;
  /** Names of the features to compute, such as those that a network needs; all of ComParE_2016 where undefined. */
  readonly only?: readonly string[] | undefined;
  /** Folder where features are kept from one run to the next; null keeps nothing. */
  readonly cacheFolder: string | null;
  /** Recordings that are analysed at the same time. */
  readonly threads: number;
  /** Who is told how far it is. */
  readonly observer: RunObserver;
}

/**
 * The corpus of a folder as a table of its ComParE_2016 features.
 *
 * The folder has URTIC's layout, a list of labels (labels.tsv or labels.csv: file, label, speaker, split), or one
 * sub-folder per class. A recording that cannot be read does not stop the others: it is left out with a finding.
 *
 * @throws UserError that says what was found where that is no corpus.
 * @example
 * const { table, measures, duplicates } = await openCorpusTable("recordings");
 * const { train, devel, test, findings } = partition(table, { measures, duplicates });
 */
export async function openCorpusTable(path: string, options: Partial<CorpusTableOptions> = {}): Promise<CorpusTable> {
  const {
    labels,
    columns,
    only,
    profile,
    cacheFolder = null,
    threads = availableParallelism(),
    observer = SILENT_OBSERVER,
  } = options;
  const { folder, findings } = folderOnDisk(path);
  const opened = await openCorpus(folder, { labels: labels === undefined ? undefined : fileSource(labels), columns });
  const corpus = { ...opened, findings: [...findings, ...opened.findings] };
  if (corpus.featureTables.length > 0) return givenTable(path, corpus, observer);
  const paths = corpus.ids.map((id) => join(path, id));
  const settings = { jobs: threads, cacheFolder, nativeRate: false, only, profile };
  const results = await extractWithProgress(paths, settings, observer);
  const outcomes = results.map(
    ({ analysis, error }, row): RecordingOutcome => analysis ?? { error: error ?? `${paths[row]}: has no features` },
  );
  const analyzed = corpusTable(corpus, only ?? COMPARE2016_NAMES, outcomes, profile);
  const soundOf = (row: number) => decodeRecording(readWholeFile(join(path, analyzed.table.ids[row])));
  return { ...analyzed, duplicates: await findDuplicates(analyzed.measures ?? [], soundOf) };
}

/** The features that came with a corpus, not extracted here. */
async function givenTable(path: string, corpus: Corpus, observer: RunObserver): Promise<CorpusTable> {
  observer.start("reading tables", 1);
  await observer.step(0);
  const table = await readTable(corpus.featureTables.map((name) => fileSource(join(path, name))));
  observer.done(`${table.ids.length} recordings x ${table.features.length} features that came with the corpus`);
  const { findings, layout } = corpus;
  return { table: withCorpus(table, corpus), measures: undefined, findings, layout };
}

/** A folder on disk as the corpus stage sees it, with what of it was left out. */
function folderOnDisk(path: string): { folder: CorpusFolder; findings: readonly Finding[] } {
  if (!isFolder(path)) throw new UserError(`${path}: is a file; a corpus is a folder of recordings`);
  const { files, leftOut } = walkFolder(path);
  return {
    folder: { name: path, list: async () => files, open: (name) => fileSource(join(path, name)) },
    findings: leftOutFindings(leftOutRecordings(leftOut)),
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw readingError(path, error);
  }
}
