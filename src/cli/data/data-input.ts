/**
 * The data of an experiment: feature tables, a folder of recordings, or, where nothing is named, synthetic speech.
 */

import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import type { Finding } from "../../core/finding.ts";
import { BALANCE_METHODS, type BalanceMethod, usualBalance } from "../../corpus/balance.ts";
import type { CorpusTable } from "../../corpus/corpus-table.ts";
import { type PartitionedTable, type PartitionOptions, type Partitions, partition } from "../../corpus/partitions.ts";
import { SYNTHETIC_CORPUS_DEFAULTS } from "../../corpus/synthetic/synthetic-corpus.ts";
import { describeData, type ExperimentData } from "../../experiment/describe-data.ts";
import { FEATURE_PROFILES, type FeatureProfile } from "../../features/feature-profile.ts";
import { openCorpusTable } from "../../node/corpus-table.ts";
import type { EngineSettings } from "../../node/open-engine.ts";
import { writeSyntheticFolder } from "../../node/synthetic-folder.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { chosenFeatures } from "../../table/select-features.ts";
import { addHiddenAlias } from "../options/hidden-aliases.ts";
import { choice, positiveNumber, wholeNumber } from "../options/option-parsers.ts";
import { PROFILE_HELP } from "../options/profile-option.ts";
import { refuseOptionsOfOtherSources } from "../options/source-options.ts";
import type { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { drawnTrainingFindings, type KnowingNetwork } from "./drawn-tests.ts";
import { addTableOptions, listColumns, openTable, type TableFlags } from "./table-input.ts";

/** Options that say which data: a corpus's folder, tables, or the synthetic corpus. */
export interface DataFlags extends TableFlags, EngineSettings {
  readonly corpus?: string;
  /** How features of recordings are computed. */
  readonly profile?: FeatureProfile | undefined;
  /** Where features are kept. */
  readonly cache: string;
  /** Undefined leaves it to the layout: the paper rebalanced URTIC. */
  readonly balance?: BalanceMethod;
  /** Folds of cross-validation; undefined leaves it to the number of speakers. */
  readonly folds?: number;
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
  addTableOptions(command)
    .option("--corpus <folder>", "recordings: URTIC's layout, a folder with labels.tsv, or one sub-folder per class")
    .option("--profile <profile>", PROFILE_HELP, choice(FEATURE_PROFILES))
    .option("--cache <folder>", "where features of recordings are kept", ".coldpress-cache")
    .option(
      "--balance <method>",
      "recordings of each class in equal numbers: over (train: repeat those of small classes), under (train: draw as " +
        "many as of the smallest), speaker-disjoint (train and devel: both of these, to the paper's sizes), paper (the " +
        "same, train and devel mixed first) (default: paper for URTIC's layout, else none)",
      choice(BALANCE_METHODS),
    )
    .option(
      "--folds <count>",
      "cross-validation by speaker with this many folds (default: with fewer than 30 speakers and no partitions, 5)",
      wholeNumber(3),
    )
    .option("--speakers <count>", "of the synthetic corpus, where no data are named", wholeNumber(12), speakers)
    .option("--recordings <count>", "per synthetic speaker", positiveNumber, recordingsPerSpeaker);
  addHiddenAlias(command, "--rebalance <method>", "--balance");
  return command.hook("preAction", (_, acting) => refuseOptionsOfOtherSources(acting));
}

/** The folds of a cross-validation that a command works on: those which train once take the first. */
export type UsedFolds = "every fold" | "first fold";

/**
 * The three partitions, checked and found usable; what speaks against believing in them is said at once.
 *
 * @param network  What goes on from its training with them, and may have been trained on another part of the same corpus.
 */
export async function openExperimentData(
  flags: DataFlags,
  progress: Progress,
  used: UsedFolds = "first fold",
  network?: KnowingNetwork,
): Promise<OpenData> {
  const synthetic = !flags.features && flags.corpus === undefined;
  const { folds, findings, rebalancing } = await openPartitions(flags, progress, used, network);
  const described = await describeData({
    name: synthetic ? "synthetic speech" : dataName(flags.features?.[0] ?? flags.corpus ?? "."),
    synthetic,
    sources: flags.features ?? (flags.corpus === undefined ? [] : [flags.corpus]),
    folds,
    findings,
  });
  const experiment = used === "every fold" ? described : withFirstFoldFindings(described);
  sayFindings(experiment.description.findings, progress);
  return { experiment, rebalancing };
}

/** The files and folders that the data come from. */
export function inputsOf({ features = [], corpus, labels }: DataFlags): string[] {
  return [...features, ...[corpus, labels].filter((path) => path !== undefined)];
}

/** The partitions that commands work on which train once: in cross-validation those of the first fold. */
export function firstFold({ folds }: ExperimentData): Partitions {
  return folds[0];
}

function withFirstFoldFindings(data: ExperimentData): ExperimentData {
  const findings = firstFoldFindings(data.description.findings, data.folds.length);
  return { ...data, description: { ...data.description, findings } };
}

/** What findings say of a cross-validation does not hold where one fold of it is used. @param count  Of the folds. */
export function firstFoldFindings<Own extends Pick<Finding, "check" | "sentence">>(
  findings: readonly Own[],
  count: number,
): Own[] {
  return findings.flatMap((finding) => {
    if (finding.check === "pooled-tests") return [];
    if (finding.check !== "cross-validation") return [finding];
    const sentence = `Of ${count} folds the first is test, the second devel, and the others are train; coldpress reproduce and squeeze test on all.`;
    return [{ ...finding, sentence }];
  });
}

async function openPartitions(
  flags: DataFlags,
  progress: Progress,
  used: UsedFolds,
  network: KnowingNetwork | undefined,
): Promise<PartitionedTable> {
  const { table, options, findings } = await openWhole(flags, progress);
  const parts = partition(table, options);
  const { seed, folds } = flags;
  // A network that every fold leaves out is one of them all; those of the folds are trained anew.
  const isDrawn = (!table.partitions || folds !== undefined) && (used === "first fold" || parts.folds.length === 1);
  const redraw = (own: number) => partition(table, { ...options, seed: own });
  const known = network && isDrawn ? await drawnTrainingFindings(network, { parts, seed, redraw }) : [];
  return { ...parts, findings: [...known, ...findings, ...parts.findings] };
}

/** The table before it is partitioned, and how it is to be. */
interface WholeTable {
  readonly table: FeatureTable;
  readonly options: Partial<PartitionOptions>;
  readonly findings: readonly Finding[];
}

async function openWhole(flags: DataFlags, progress: Progress): Promise<WholeTable> {
  const { seed, folds } = flags;
  if (flags.features) {
    const table = await openTable(flags, progress);
    return { table, options: { seed, folds, balance: flags.balance ?? "none" }, findings: [] };
  }
  const { table: whole, measures, duplicates, findings, layout } = await openCorpus(flags, progress);
  const table = chosenFeatures(whole, { only: flags.only, drop: flags.dropColumns });
  const usual = folds === undefined ? usualBalance(layout) : "none";
  return { table, options: { seed, folds, balance: flags.balance ?? usual, measures, duplicates }, findings };
}

/** The recordings that are named, or the synthetic ones. */
async function openCorpus(flags: DataFlags, progress: Progress): Promise<CorpusTable> {
  const { cache: cacheFolder, threads, labels, profile } = flags;
  const options = { cacheFolder, profile, threads, observer: progress };
  if (flags.corpus !== undefined)
    return openCorpusTable(flags.corpus, { ...options, labels, columns: listColumns(flags) });
  const synthetic = await openCorpusTable(await syntheticFolder(flags, progress), options);
  // It has URTIC's shape and not its size: that its counts differ is no news.
  const isNews = ({ check }: Finding) => check !== "urtic-counts";
  return { ...synthetic, findings: synthetic.findings.filter(isNews) };
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
