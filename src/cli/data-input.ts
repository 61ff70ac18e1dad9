/**
 * The data of an experiment: feature tables, a folder of recordings, or, where nothing is named, synthetic speech.
 */

import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { UserError } from "../core/errors.ts";
import { Random } from "../core/random.ts";
import { checkCorpus, type Finding } from "../corpus/index.ts";
import { SYNTHETIC_CORPUS_DEFAULTS } from "../corpus/synthetic/synthetic-corpus.ts";
import { describeData, type ExperimentData, PARTITION_NAMES, type PartitionName } from "../experiment/describe-data.ts";
import { type FeatureTable, rowsOfPartition, selectRows } from "../table/index.ts";
import { BALANCE_METHODS, type CorpusFlags, openCorpusTable, REBALANCE_METHODS, rebalanced } from "./corpus-input.ts";
import type { EngineFlags } from "./open-engine.ts";
import { choice, positiveNumber, wholeNumber } from "./option-parsers.ts";
import type { Progress } from "./progress.ts";
import { writeSyntheticFolder } from "./synthetic-folder.ts";
import { addTableOptions, openTable, type TableFlags } from "./table-input.ts";

export interface DataFlags extends TableFlags, CorpusFlags, EngineFlags {
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
      "train and devel with as many recordings of each class",
      choice(REBALANCE_METHODS),
      "none",
    )
    .option("--balance <method>", "over- or under-sample the training partition", choice(BALANCE_METHODS), "none")
    .option("--speakers <count>", "of the synthetic corpus, where no data are named", wholeNumber(12), speakers)
    .option("--recordings <count>", "per synthetic speaker", positiveNumber, recordingsPerSpeaker);
}

/** The three partitions, checked and found usable. */
export async function openExperimentData(flags: DataFlags, progress: Progress): Promise<OpenData> {
  if (flags.features && flags.corpus !== undefined)
    throw new UserError("--features and --corpus: only one of them can be named");
  const synthetic = !flags.features && flags.corpus === undefined;
  const random = new Random(flags.seed).fork("data");
  const { table, findings, rebalancing } = await openData(flags, random, progress);
  const partition = (name: PartitionName) => selectRows(table, rowsOfPartition(table, name));
  const [train, devel, test] = PARTITION_NAMES.map(partition) as [FeatureTable, FeatureTable, FeatureTable];
  const experiment = await describeData({
    name: synthetic ? "synthetic speech" : dataName(flags.features?.[0] ?? flags.corpus ?? "."),
    synthetic,
    sources: flags.features ?? (flags.corpus === undefined ? [] : [flags.corpus]),
    partitions: { train, devel, test },
    findings,
  });
  return { experiment, rebalancing };
}

interface LabeledTable {
  readonly table: FeatureTable;
  readonly findings: readonly Finding[];
  readonly rebalancing: string | null;
}

async function openData(flags: DataFlags, random: Random, progress: Progress): Promise<LabeledTable> {
  if (flags.features) {
    const table = await openTable(flags, progress);
    const { findings } = checkCorpus(table);
    const moved = rebalanced(table, flags, random);
    return { ...moved, findings: [...findings, ...moved.findings] };
  }
  const folder = flags.corpus ?? (await syntheticFolder(flags, progress));
  return openCorpusTable(folder, flags, random, progress);
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
  await writeSyntheticFolder(folder, options, { threads, progress });
  return folder;
}

/** What to call the data: the folder's own name, or the one above where it is just called "features". */
function dataName(path: string): string {
  const name = basename(resolve(path));
  return name === "features" ? basename(dirname(resolve(path))) : name;
}
