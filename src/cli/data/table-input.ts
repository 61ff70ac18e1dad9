/**
 * The feature tables that a command works on: files or a folder of them, with the list of labels beside.
 */

import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { checkCorpus, type Finding } from "../../corpus/index.ts";
import { fileSource } from "../../node/file-source.ts";
import { leftOutFindings } from "../../node/walk-folder.ts";
import {
  type ColumnOptions,
  type FeatureTable,
  type LabelColumnOptions,
  readLabelsList,
  readTable,
  withLabelsList,
} from "../../table/index.ts";
import { addHiddenAlias } from "../options/hidden-aliases.ts";
import type { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { filesIn } from "./find-files.ts";

/** File names that hold feature tables. */
const TABLE_FILE = /\.(arff|csv|tsv)(\.gz)?$|\.parquet$/i;

/** Lists of labels that are found by themselves, in the folder of the tables or in the one above. */
const LABELS_FILES = ["labels.tsv", "labels.csv"];

export interface TableFlags {
  readonly features?: string[];
  readonly labels?: string;
  readonly nameColumn?: string;
  readonly labelColumn?: string;
  readonly speakerColumn?: string;
  readonly partitionColumn?: string;
}

/** Adds --features and the options that say what its columns are. */
export function addTableOptions(command: Command): Command {
  command
    .option(
      "--features <paths...>",
      "feature tables (ARFF, CSV, Parquet, also gzipped) or a folder of them; partitions by file name or column",
    )
    .option("--labels <file>", "list of file, label, speaker, partition (default: labels.tsv beside the tables)")
    .option("--name-column <name>", "column with the recording's name")
    .option("--label-column <name>", "column with the class")
    .option("--speaker-column <name>", "column with the speaker")
    .option("--partition-column <name>", "column with the partition: train, devel, test");
  return addHiddenAlias(command, "--data <paths...>", "--features");
}

/** A table with what speaks against believing results on it. */
export interface CheckedTable {
  readonly table: FeatureTable;
  readonly findings: readonly Finding[];
}

/** The same as openTable; what speaks against believing results on it is said at once. */
export async function openCheckedTable(flags: TableFlags, progress: Progress): Promise<CheckedTable> {
  const table = await openTable(flags, progress);
  const { findings } = checkCorpus(table);
  sayFindings(findings, progress);
  return { table, findings };
}

/** The tables that are named, joined, with what the list of labels says. */
export async function openTable(flags: TableFlags, progress: Progress): Promise<FeatureTable> {
  const { paths, leftOut } = filesIn(
    flags.features ?? [],
    TABLE_FILE,
    "feature table (.arff, .csv, .parquet, also .gz)",
  );
  sayFindings(leftOutFindings(leftOut), progress);
  const tables = paths.filter((path) => !LABELS_FILES.includes(basename(path)));
  progress.start("reading tables", 1);
  await progress.step(0);
  const table = await readTable(tables.map(fileSource), columnOptions(flags));
  const list = flags.labels ?? labelsBeside(tables[0]);
  const labeled = list === undefined ? table : withLabelsList(table, await readLabelsList(fileSource(list)));
  const from = list === undefined ? "" : `, labels and speakers from ${list}`;
  progress.done(`${table.ids.length} recordings x ${table.features.length} features${from}`);
  return labeled;
}

function columnOptions({ nameColumn, labelColumn, speakerColumn, partitionColumn }: TableFlags): ColumnOptions {
  return {
    ...(nameColumn !== undefined && { id: nameColumn }),
    ...(labelColumn !== undefined && { label: labelColumn }),
    ...(speakerColumn !== undefined && { speaker: speakerColumn }),
    ...(partitionColumn !== undefined && { partition: partitionColumn }),
  };
}

/** The same columns of a list of labels. */
export function listColumns({
  nameColumn,
  labelColumn,
  speakerColumn,
  partitionColumn,
}: TableFlags): LabelColumnOptions {
  return {
    ...(nameColumn !== undefined && { file: nameColumn }),
    ...(labelColumn !== undefined && { label: labelColumn }),
    ...(speakerColumn !== undefined && { speaker: speakerColumn }),
    ...(partitionColumn !== undefined && { partition: partitionColumn }),
  };
}

function labelsBeside(table: string | undefined): string | undefined {
  if (table === undefined) return undefined;
  const folder = dirname(table);
  return [folder, join(folder, "..")]
    .flatMap((place) => LABELS_FILES.map((name) => join(place, name)))
    .find(existsSync);
}
