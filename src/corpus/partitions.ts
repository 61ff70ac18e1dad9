/**
 * A table as the partitions that a network is trained on, watched on and tested on; in cross-validation once for each fold.
 *
 * Partitions that the table names are kept; where it names train and test alone, devel is drawn from train. Without any, many
 * speakers are split once, and few are cross-validated: a test partition of three speakers says little about the fourth.
 */

import { UserError } from "../core/errors.ts";
import { type Finding, note } from "../core/finding.ts";
import { Random } from "../core/random.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { rowsOfPartition, selectRows, withPartitions } from "../table/rows.ts";
import { assignSpeakers } from "./assign-speakers.ts";
import { type BalanceMethod, balance } from "./balance.ts";
import type { CorpusCheck } from "./check-corpus.ts";
import { checkTable } from "./check-table.ts";
import { duplicateFindings } from "./duplicate-findings.ts";
import { type DuplicatePair, identicalRows } from "./duplicates.ts";
import { foldsOnDemand } from "./folds-on-demand.ts";
import { rebalancingTsv } from "./rebalance.ts";
import type { RecordingMeasures } from "./recording-measures.ts";
import {
  foldsBySpeaker,
  needsFolds,
  partitionsOfFold,
  SPLIT_DEFAULTS,
  type SplitShares,
  speakerCount,
  splitBySpeaker,
} from "./split.ts";
import { withoutUnlabeled } from "./unlabeled-rows.ts";

export const PARTITION_NAMES = ["train", "devel", "test"] as const;

export type PartitionName = (typeof PARTITION_NAMES)[number];

/** What is trained on, watched, and tested on: same features, same classes. */
export type Partitions = Readonly<Record<PartitionName, FeatureTable>>;

/** How a table becomes partitions; what is not given is as in PARTITION_DEFAULTS. */
export interface PartitionOptions {
  /** The same seed gives the same partitions. */
  readonly seed: number;
  /** Which recordings are drawn or repeated so that classes are equally frequent. */
  readonly balance: BalanceMethod;
  /** Sizes of the partitions of a table that names none. */
  readonly shares: SplitShares;
  /** Number of folds of a cross-validation, even where the table names partitions; undefined leaves it to the number of speakers. */
  readonly folds?: number | undefined;
  /** What was measured of each recording, to find copies and confounds. [N] */
  readonly measures?: readonly RecordingMeasures[] | undefined;
  /** Copies that findDuplicates found; without them, those with the same samples or, without measures, features. */
  readonly duplicates?: readonly DuplicatePair[] | undefined;
}

export const PARTITION_DEFAULTS: PartitionOptions = { seed: 1, balance: "none", shares: SPLIT_DEFAULTS };

/** The partitions (in cross-validation those of the first fold), with what speaks against believing in them. */
export interface PartitionedTable extends Partitions {
  /** What each fold of a cross-validation trains on, watches and tests on; without one, the partitions alone. */
  readonly folds: readonly Partitions[];
  readonly findings: readonly Finding[];
  /** Who is in which partition after balancing, as a table to keep and cite; null where nothing was moved. */
  readonly rebalancing: string | null;
}

/**
 * The partitions of a table, checked for leaks and confounds. Rows without label are left out, but for those of a named test.
 *
 * @throws UserError where a partition is empty, speakers are too few, or balancing meets cross-validation.
 * @example
 * const { train, devel, test, findings } = partition(table);
 */
export function partition(table: FeatureTable, options: Partial<PartitionOptions> = {}): PartitionedTable {
  const { measures, duplicates, ...chosen } = { ...PARTITION_DEFAULTS, ...options };
  const labeled = withoutUnlabeled({ table, measures, duplicates }, chosen.folds === undefined);
  const { table: rows, ...known } = labeled.rows;
  const settings = { ...chosen, ...known };
  const random = new Random(settings.seed).fork("data");
  const crossValidated = settings.folds !== undefined || (!rows.partitions && needsFolds(rows));
  const parts = crossValidated ? inFolds(rows, settings, random) : atOnce(rows, settings, random);
  return { ...parts, findings: [...parts.findings, ...labeled.findings] };
}

function inFolds(table: FeatureTable, settings: PartitionOptions, random: Random): PartitionedTable {
  if (settings.balance !== "none")
    throw new UserError(
      `balancing (${settings.balance}) cannot be combined with cross-validation, which is done where there are no partitions and few speakers, or where folds are asked for; leave one of them out`,
    );
  const foldOfRow = foldsBySpeaker(table, random.fork("folds"), settings.folds);
  const count = new Set(foldOfRow).size;
  const folds = foldsOnDemand(count, (fold) => partitionsOf(withPartitions(table, partitionsOfFold(foldOfRow, fold))));
  const found = [...copyFindings(table, foldOfRow, settings), crossValidationFinding(table, count)];
  return { ...folds[0], folds, findings: found, rebalancing: null };
}

/** What the check says of a table, whose own partitions do not count here, and of copies whether they stand in two folds. */
function copyFindings(
  { partitions: _, ...table }: FeatureTable,
  foldOfRow: Int32Array,
  settings: PartitionOptions,
): Finding[] {
  const { findings, duplicates } = checked(table, settings);
  const byFold = { ...table, partitions: Array.from(foldOfRow, (fold) => `fold ${fold + 1}`) };
  return [...duplicateFindings(byFold, duplicates), ...findings.filter(({ check }) => !check.startsWith("duplicate"))];
}

function atOnce(table: FeatureTable, settings: PartitionOptions, random: Random): PartitionedTable {
  const { shares } = settings;
  const split = table.partitions ? null : splitBySpeaker(table, random.fork("split"), shares);
  const drawn = drawnDevel(table, random, shares);
  const partitionOfRow = split ?? drawn;
  const whole = partitionOfRow === null ? table : withPartitions(table, partitionOfRow);
  const moved = balance(whole, settings.balance, random);
  const partitions = partitionsOf(moved ? withPartitions(selectRows(whole, moved.rows), moved.partitions) : whole);
  const findings = [
    ...checked(whole, settings).findings,
    ...(split === null ? [] : [splitFinding(table, shares)]),
    ...(drawn === null ? [] : [drawnDevelFinding(table, drawn)]),
    ...(moved?.findings ?? []),
  ];
  return { ...partitions, folds: [partitions], findings, rebalancing: moved ? rebalancingTsv(whole, moved) : null };
}

/**
 * The partitions of a table that names train and test alone, devel drawn from train: no speaker in both, classes in equal shares.
 * Null where devel is named, or what is there is not train and test.
 */
function drawnDevel(table: FeatureTable, random: Random, { train, devel }: SplitShares): string[] | null {
  const { partitions } = table;
  if (!partitions || partitions.includes("devel") || !partitions.includes("train") || !partitions.includes("test"))
    return null;
  const rows = rowsOfPartition(table, "train");
  const { partitions: _, ...examples } = selectRows(table, rows);
  if (speakerCount(examples) < 2) return null;
  const groups = assignSpeakers(examples, [train / (train + devel), devel / (train + devel)], random.fork("devel"));
  const drawn = [...partitions];
  rows.forEach((row, place) => {
    if (groups[place] === 1) drawn[row] = "devel";
  });
  return drawn;
}

function drawnDevelFinding({ speakers }: FeatureTable, drawn: readonly string[]): Finding {
  const devel = drawn.filter((name) => name === "devel").length;
  const train = drawn.filter((name) => name === "train").length;
  const how = speakers ? "by speaker and" : "recording by recording, as no speakers are known, and";
  return note(
    "split",
    `The corpus names train and test, no devel: ${devel} of the ${train + devel} recordings of train were drawn for it, ${how} within classes, by the seed.`,
  );
}

/** The check of the table; where no sound was looked at, this is said. */
function checked(table: FeatureTable, { measures, duplicates }: PartitionOptions): CorpusCheck {
  if (measures) return checkTable(table, measures, duplicates);
  const check = checkTable(table, undefined, duplicates ?? identicalRows(table));
  return { ...check, findings: [...check.findings, NO_SOUND] };
}

const NO_SOUND = note(
  "no-sound",
  "Only features are here, no sound: copies at another level, coded or cut are not looked for (rows with equal features are), nor what level, noise and duration give away.",
);

/** The three partitions that a table names. @throws UserError if one of them has no recording. */
export function partitionsOf(table: FeatureTable): Partitions {
  const [train, devel, test] = PARTITION_NAMES.map((name) => selectRows(table, rowsOfPartition(table, name)));
  return { train, devel, test };
}

function splitFinding({ speakers }: FeatureTable, { train, devel, test }: SplitShares): Finding {
  const percents = [train, devel, test].map((share) => Math.round(100 * share)).join("/");
  const how = speakers ? "by speaker and" : "recording by recording, as no speakers are known, and";
  return note("split", `The corpus names no partitions: it was split ${percents}, ${how} within classes, by the seed.`);
}

function crossValidationFinding({ speakers }: FeatureTable, count: number): Finding {
  return note(
    "cross-validation",
    speakers
      ? `Cross-validated in ${count} folds by speaker: every recording is tested once, by networks that do not know its speaker.`
      : `Cross-validated in ${count} folds by recording: every recording is tested once, by networks that may know its speaker, as no speakers are known.`,
  );
}
