/**
 * A folder of recordings as the feature table of an experiment: features kept by content, honest partitions, checks.
 */

import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UserError } from "../core/errors.ts";
import type { Random } from "../core/random.ts";
import {
  balanceTraining,
  type Corpus,
  type CorpusFolder,
  checkCorpus,
  type Finding,
  openCorpus,
  type RebalanceMethod,
  type Rebalancing,
  type RecordingMeasures,
  rebalance,
  rebalancingTsv,
  splitBySpeaker,
  withCorpus,
} from "../corpus/index.ts";
import { COMPARE2016_NAMES } from "../features/compare2016/feature-set.ts";
import { type FeatureTable, readTable, selectRows, withPartitions } from "../table/index.ts";
import { extractWithProgress } from "./feature-pool.ts";
import { fileSource } from "./find-files.ts";
import type { Progress } from "./progress.ts";
import { readingError } from "./read-file.ts";

export const BALANCE_METHODS = ["none", "over", "under"] as const;
export const REBALANCE_METHODS = ["none", "paper", "speaker-disjoint"] as const satisfies readonly RebalanceMethod[];

export interface CorpusFlags {
  /** Where features are kept. */
  readonly cache: string;
  /** Recordings that are analysed at the same time. */
  readonly threads: number;
  readonly rebalance: RebalanceMethod;
  readonly balance: (typeof BALANCE_METHODS)[number];
}

/** A corpus as a table, with what was found on the way. */
export interface CorpusTable {
  readonly table: FeatureTable;
  readonly findings: readonly Finding[];
  /** Who is in which partition after rebalancing, as a table to keep and cite; null where nothing was moved. */
  readonly rebalancing: string | null;
}

/** The corpus of a folder as a table with partitions. @throws UserError where there is nothing to learn from. */
export async function openCorpusTable(
  path: string,
  flags: CorpusFlags,
  random: Random,
  progress: Progress,
): Promise<CorpusTable> {
  const corpus = await openCorpus(folderOnDisk(path));
  const { table: complete, measures, findings } = await tableOf(path, corpus, flags, progress);
  const split = complete.partitions ? null : splitBySpeaker(complete, random.fork("split"));
  const table = split === null ? complete : withPartitions(complete, split);
  const checked = checkCorpus(table, measures);
  const moved = rebalanced(table, flags, random);
  return {
    ...moved,
    findings: [...corpus.findings, ...findings, ...splitFinding(split), ...checked.findings, ...moved.findings],
  };
}

/** The table after the rebalancing that the flags ask for, if any. */
export function rebalanced(table: FeatureTable, flags: CorpusFlags, random: Random): CorpusTable {
  const moved = movedRecordings(table, flags, random);
  if (!moved) return { table, findings: [], rebalancing: null };
  return {
    table: withPartitions(selectRows(table, moved.rows), moved.partitions),
    findings: moved.findings,
    rebalancing: rebalancingTsv(table, moved),
  };
}

interface MeasuredTable {
  readonly table: FeatureTable;
  /** Undefined where the features came with the corpus. */
  readonly measures?: readonly RecordingMeasures[];
  readonly findings: readonly Finding[];
}

async function tableOf(path: string, corpus: Corpus, flags: CorpusFlags, progress: Progress): Promise<MeasuredTable> {
  if (corpus.featureTables.length === 0) return extractedTable(path, corpus, flags, progress);
  progress.start("reading tables", 1);
  await progress.step(0);
  const table = await readTable(corpus.featureTables.map((name) => fileSource(join(path, name))));
  progress.done(`${table.ids.length} recordings x ${table.features.length} features that came with the corpus`);
  return { table: withCorpus(table, corpus), findings: [] };
}

async function extractedTable(
  path: string,
  { ids, classes, labels, speakers, partitions }: Corpus,
  { cache, threads }: CorpusFlags,
  progress: Progress,
): Promise<MeasuredTable> {
  const paths = ids.map((id) => join(path, id));
  const results = await extractWithProgress(paths, { jobs: threads, cacheFolder: cache, nativeRate: false }, progress);
  const failures = results.flatMap(({ error }) => (error === undefined ? [] : [error]));
  if (failures.length === ids.length) throw new UserError(failures[0] ?? `${path}: there are no recordings`);
  const features = COMPARE2016_NAMES;
  const values = new Float32Array(ids.length * features.length);
  const measures: RecordingMeasures[] = [];
  const usable: number[] = [];
  for (const { index, analysis } of results) {
    if (!analysis) continue;
    values.set(analysis.values, index * features.length);
    measures.push(analysis.measures);
    usable.push(index);
  }
  const table = {
    features,
    values,
    ids,
    classes,
    labels,
    ...(speakers && { speakers }),
    ...(partitions && { partitions }),
  };
  return {
    table: failures.length === 0 ? table : selectRows(table, usable),
    measures,
    findings: failures.map((sentence) => ({
      severity: "warning",
      check: "recordings",
      sentence: `Left out: ${sentence}`,
    })),
  };
}

function movedRecordings(table: FeatureTable, flags: CorpusFlags, random: Random): Rebalancing | null {
  if (flags.rebalance !== "none" && flags.balance !== "none")
    throw new UserError("--rebalance and --balance: only one of them can be asked for");
  if (flags.rebalance !== "none") return rebalance(table, flags.rebalance, random.fork("rebalance"));
  return flags.balance === "none" ? null : balanceTraining(table, flags.balance, random.fork("balance"));
}

function splitFinding(split: readonly string[] | null): Finding[] {
  if (!split) return [];
  const sentence = "The corpus names no partitions: it was split 60/20/20, by speaker and within classes, by the seed.";
  return [{ severity: "note", check: "split", sentence }];
}

/** A folder on disk as the corpus stage sees it; hidden files are left out. */
function folderOnDisk(path: string): CorpusFolder {
  return {
    name: path,
    list: async () => {
      try {
        return readdirSync(path, { recursive: true, withFileTypes: true, encoding: "utf8" })
          .filter((entry) => entry.isFile())
          .map((entry) => relative(path, join(entry.parentPath, entry.name)).split(sep).join("/"))
          .filter((name) => !name.split("/").some((part) => part.startsWith(".")))
          .sort();
      } catch (error) {
        throw readingError(path, error);
      }
    },
    open: (name) => fileSource(join(path, name)),
  };
}
