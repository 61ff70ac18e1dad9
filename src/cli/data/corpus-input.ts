/**
 * A folder of recordings as the feature table of an experiment: features kept by content, honest partitions, checks.
 */

import { readdirSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { UserError } from "../../core/errors.ts";
import type { Random } from "../../core/random.ts";
import {
  balanceTraining,
  type Corpus,
  type CorpusFolder,
  checkCorpus,
  type Finding,
  foldsBySpeaker,
  needsFolds,
  openCorpus,
  type RebalanceMethod,
  type Rebalancing,
  type RecordingMeasures,
  rebalance,
  rebalancingTsv,
  splitBySpeaker,
  withCorpus,
} from "../../corpus/index.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { extractWithProgress } from "../../node/feature-pool.ts";
import { fileSource } from "../../node/file-source.ts";
import { readingError } from "../../node/read-file.ts";
import { type FeatureTable, readTable, selectRows, withPartitions } from "../../table/index.ts";
import type { Progress } from "../terminal/progress.ts";

export const BALANCE_METHODS = ["none", "over", "under"] as const;
export const REBALANCE_METHODS = ["none", "paper", "speaker-disjoint"] as const satisfies readonly RebalanceMethod[];

export interface CorpusFlags {
  /** Where features are kept. */
  readonly cache: string;
  /** Recordings that are analysed at the same time. */
  readonly threads: number;
  /** Undefined leaves it to the layout: the paper rebalanced URTIC. */
  readonly rebalance?: RebalanceMethod;
  readonly balance: (typeof BALANCE_METHODS)[number];
  /** Rounds of cross-validation; undefined leaves it to the number of speakers. */
  readonly folds?: number;
}

/** A corpus as a table, with what was found on the way. */
export interface CorpusTable {
  readonly table: FeatureTable;
  readonly findings: readonly Finding[];
  /** Who is in which partition after rebalancing, as a table to keep and cite; null where nothing was moved. */
  readonly rebalancing: string | null;
  /** Fold of each row in cross-validation; null where the table has partitions. [N] */
  readonly folds: Int32Array | null;
}

/** The corpus of a folder as a table with partitions. @throws UserError where there is nothing to learn from. */
export async function openCorpusTable(
  path: string,
  flags: CorpusFlags,
  random: Random,
  progress: Progress,
): Promise<CorpusTable> {
  const corpus = await openCorpus(folderOnDisk(path));
  const { table, measures, findings } = await tableOf(path, corpus, flags, progress);
  const checked = checkCorpus(table, measures);
  const found = [...corpus.findings, ...findings, ...checked.findings];
  const usual = corpus.layout === "urtic" && flags.balance === "none" && flags.folds === undefined ? "paper" : "none";
  return partitioned(table, found, { ...flags, rebalance: flags.rebalance ?? usual }, random);
}

/**
 * The table with partitions or folds, and after the rebalancing that the flags ask for.
 *
 * Partitions that are there are kept unless --folds is given; without any, few speakers are cross-validated and many
 * are split once.
 */
export function partitioned(
  table: FeatureTable,
  findings: readonly Finding[],
  flags: CorpusFlags,
  random: Random,
): CorpusTable {
  const crossValidated = flags.folds !== undefined || (!table.partitions && needsFolds(table));
  if (crossValidated) {
    if ((flags.rebalance ?? "none") !== "none" || flags.balance !== "none")
      throw new UserError("--rebalance and --balance: cannot be combined with cross-validation");
    return { table, findings, rebalancing: null, folds: foldsBySpeaker(table, random.fork("folds"), flags.folds) };
  }
  const split = table.partitions ? null : splitBySpeaker(table, random.fork("split"));
  const whole = split === null ? table : withPartitions(table, split);
  const moved = movedRecordings(whole, flags, random);
  return {
    table: moved ? withPartitions(selectRows(whole, moved.rows), moved.partitions) : whole,
    findings: [...findings, ...splitFinding(split), ...(moved?.findings ?? [])],
    rebalancing: moved ? rebalancingTsv(whole, moved) : null,
    folds: null,
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
  const { rebalance: method = "none", balance } = flags;
  if (method !== "none" && balance !== "none")
    throw new UserError("--rebalance and --balance: only one of them can be asked for");
  if (method !== "none") return rebalance(table, method, random.fork("rebalance"));
  return balance === "none" ? null : balanceTraining(table, balance, random.fork("balance"));
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
