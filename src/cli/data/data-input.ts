/**
 * The data of an experiment: feature tables, a folder of recordings, or, where nothing is named, synthetic speech.
 */

import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import { Random } from "../../core/random.ts";
import { checkCorpus, partitionsOfFold } from "../../corpus/index.ts";
import { SYNTHETIC_CORPUS_DEFAULTS } from "../../corpus/synthetic/synthetic-corpus.ts";
import { describeData, type ExperimentData, PARTITION_NAMES, type Partitions } from "../../experiment/describe-data.ts";
import type { EngineSettings } from "../../node/open-engine.ts";
import { writeSyntheticFolder } from "../../node/synthetic-folder.ts";
import { type FeatureTable, rowsOfPartition, selectRows, withPartitions } from "../../table/index.ts";
import { choice, positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import type { Progress } from "../terminal/progress.ts";
import {
  BALANCE_METHODS,
  type CorpusFlags,
  type CorpusTable,
  openCorpusTable,
  partitioned,
  REBALANCE_METHODS,
} from "./corpus-input.ts";
import { addTableOptions, openTable, type TableFlags } from "./table-input.ts";

export interface DataFlags extends TableFlags, CorpusFlags, EngineSettings {
  readonly corpus?: string;
  readonly speakers: number;
  readonly recordings: number;
  readonly seed: number;
}

/** The data of an experiment, and the list of who was moved where. */
export interface OpenData {
  readonly experiment: ExperimentData;
  /** As a table to keep and cite; null where no recording was moved. */
  readonly rebalancing: string | null;
}

/** Adds --features, --corpus and what belongs to them. */
export function addDataOptions(command: Command): Command {
  const { speakers, recordingsPerSpeaker } = SYNTHETIC_CORPUS_DEFAULTS;
  return addTableOptions(command)
    .option("--corpus <folder>", "recordings: URTIC's layout, a folder with labels.tsv, or one sub-folder per class")
    .option("--cache <folder>", "where features of recordings are kept", ".coldpress-cache")
    .option(
      "--rebalance <method>",
      "train and devel with as many recordings of each class (default: paper for URTIC's layout, else none)",
      choice(REBALANCE_METHODS),
    )
    .option("--balance <method>", "over- or under-sample the training partition", choice(BALANCE_METHODS), "none")
    .option(
      "--folds <count>",
      "cross-validation by speaker in so many rounds (default: with fewer than 30 speakers and no partitions, 5)",
      wholeNumber(3),
    )
    .option("--speakers <count>", "of the synthetic corpus, where no data are named", wholeNumber(12), speakers)
    .option("--recordings <count>", "per synthetic speaker", positiveNumber, recordingsPerSpeaker);
}

/** The three partitions, checked and found usable. */
export async function openExperimentData(flags: DataFlags, progress: Progress): Promise<OpenData> {
  if (flags.features && flags.corpus !== undefined)
    throw new UserError("--features and --corpus: only one of them can be named");
  const synthetic = !flags.features && flags.corpus === undefined;
  const random = new Random(flags.seed).fork("data");
  const { table, findings, rebalancing, folds } = await openData(flags, random, progress);
  const experiment = await describeData({
    name: synthetic ? "synthetic speech" : dataName(flags.features?.[0] ?? flags.corpus ?? "."),
    synthetic,
    sources: flags.features ?? (flags.corpus === undefined ? [] : [flags.corpus]),
    rounds: folds ? roundsOf(table, folds) : [partitionsOf(table)],
    findings,
  });
  return { experiment, rebalancing };
}

/** The partitions that commands work on which train once: in cross-validation those of the first round. */
export function firstRound({ rounds }: ExperimentData): Partitions {
  return rounds[0] as Partitions;
}

function partitionsOf(table: FeatureTable): Partitions {
  const [train, devel, test] = PARTITION_NAMES.map((name) => selectRows(table, rowsOfPartition(table, name)));
  return { train, devel, test } as Partitions;
}

/** The partitions of each round of cross-validation. @param folds  Fold of each row. [N] */
function roundsOf(table: FeatureTable, folds: Int32Array): Partitions[] {
  const count = new Set(folds).size;
  return Array.from({ length: count }, (_, fold) => partitionsOf(withPartitions(table, partitionsOfFold(folds, fold))));
}

async function openData(flags: DataFlags, random: Random, progress: Progress): Promise<CorpusTable> {
  if (flags.features) {
    const table = await openTable(flags, progress);
    return partitioned(table, checkCorpus(table).findings, flags, random);
  }
  if (flags.corpus !== undefined) return openCorpusTable(flags.corpus, flags, random, progress);
  const synthetic = await openCorpusTable(await syntheticFolder(flags, progress), flags, random, progress);
  // It has URTIC's shape and not its size: that its counts differ is no news.
  return { ...synthetic, findings: synthetic.findings.filter(({ check }) => check !== "urtic-counts") };
}

/** The folder of the synthetic corpus, written first where it is not there or not complete. */
async function syntheticFolder(
  { cache, speakers, recordings, threads }: DataFlags,
  progress: Progress,
): Promise<string> {
  progress.say(
    "No data are named: the voices are SYNTHETIC, for trying the program. Nothing here is about real people.",
  );
  const options = { speakers, recordingsPerSpeaker: recordings, seed: 1 };
  const folder = join(cache, `synthetic-${speakers}-speakers-${recordings}-recordings`);
  await writeSyntheticFolder(folder, options, { threads, observer: progress });
  return folder;
}

/** What to call the data: the folder's own name, or the one above where it is just called "features". */
function dataName(path: string): string {
  const name = basename(resolve(path));
  return name === "features" ? basename(dirname(resolve(path))) : name;
}
