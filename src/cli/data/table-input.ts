/**
 * The feature tables that a command works on: files or a folder of them, with the list of labels beside.
 */

import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import type { Command } from "commander";
import { UserError } from "../../core/errors.ts";
import type { Finding } from "../../core/finding.ts";
import { checkTable } from "../../corpus/check-table.ts";
import { fileSource } from "../../node/file-source.ts";
import { leftOutFindings } from "../../node/walk-folder.ts";
import type { ColumnOptions } from "../../table/columns.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { isAbout, withLabelsList, withoutLabels } from "../../table/labeled-table.ts";
import { type LabelColumnOptions, type LabelsList, readLabelsList } from "../../table/labels-list.ts";
import { readTable } from "../../table/read-table.ts";
import { addHiddenAlias } from "../options/hidden-aliases.ts";
import { isGiven } from "../options/method-options.ts";
import type { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { filesIn } from "./find-files.ts";

/** File names that hold feature tables. */
export const TABLE_FILE = /\.(arff|csv|tsv)(\.gz)?$|\.parquet$/i;

/** Lists of labels that are found without being named, in the folder of the tables or in the one above. */
const LABELS_FILES = ["labels.tsv", "labels.csv"];

/** Options that say which table files, and what their columns are. */
export interface TableFlags {
  readonly features?: string[];
  readonly labels?: string;
  readonly nameColumn?: string;
  readonly labelColumn?: string;
  readonly speakerColumn?: string;
  readonly partitionColumn?: string;
  readonly numberRows?: true;
  readonly only?: string[];
  readonly dropColumns?: string[];
}

/** Adds --features and the options that say what its columns are. */
export function addTableOptions(command: Command): Command {
  command
    .option(
      "--features <paths...>",
      "feature tables (ARFF, CSV, Parquet, also gzipped) or a folder of them; partitions by file name or column",
    )
    .option("--labels <file>", "list of file, label, speaker, partition (default: labels.tsv beside the tables)")
    .option("--name-column <name>", "column with the recording's name, of the table or the list")
    .option("--label-column <name>", "column with the class, of the table or the list")
    .option("--speaker-column <name>", "column with the speaker, of the table or the list")
    .option("--partition-column <name>", "column with the partition: train, devel, test; of the table or the list")
    .option("--number-rows", "call the rows by their numbers, where the table has no names of recordings")
    .option("--only <columns...>", "the features to take, by names or patterns such as 'mfcc_*' (in quotes)")
    .option("--drop-columns <columns...>", "columns to leave out, by names or patterns");
  return addHiddenAlias(command, "--data <paths...>", "--features");
}

/** Options that say something of a table. */
const TABLE_ONLY = [
  "labels",
  "nameColumn",
  "labelColumn",
  "speakerColumn",
  "partitionColumn",
  "numberRows",
  "only",
  "dropColumns",
];

/** @param why  What an option of a table does here, and what it belongs to. @throws UserError if one was given. */
export function refuseTableOptions(command: Command, why: string): void {
  const given = command.options.find((option) => {
    const name = option.attributeName();
    return TABLE_ONLY.includes(name) && isGiven(command, name);
  });
  if (given) throw new UserError(`${given.long}: ${why}`);
}

/** A table with what speaks against believing results on it. */
export interface CheckedTable {
  readonly table: FeatureTable;
  readonly findings: readonly Finding[];
}

/** The same as openTable; what speaks against believing results on it is said at once. */
export async function openCheckedTable(flags: TableFlags, progress: Progress): Promise<CheckedTable> {
  const table = await openTable(flags, progress);
  const { findings } = checkTable(table);
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
  const { table, list } = await openLabeled(tables, flags);
  const from = list === undefined ? "" : `, with what ${list} says`;
  progress.done(`${table.ids.length} recordings x ${table.features.length} features${from}`);
  return table;
}

interface LabeledTable {
  readonly table: FeatureTable;
  /** The list of labels that was used. */
  readonly list?: string;
}

/**
 * The table with the list that is named, or found beside it; one beside it may be about other recordings. The options
 * name columns of either.
 */
async function openLabeled(tables: readonly string[], flags: TableFlags): Promise<LabeledTable> {
  const list = flags.labels ?? labelsBeside(tables[0]);
  const read = (labels?: LabelsList) => readTable(tables.map(fileSource), columnOptions(flags, labels));
  if (list === undefined) return { table: await read() };
  const labels = await readLabelsList(fileSource(list), { ...listColumns(flags), mayLack: true });
  const table = await read(labels);
  if (flags.labels !== undefined || isAbout(labels, table)) {
    const own = labels.columns?.includes(flags.labelColumn ?? "") ? withoutLabels(table) : table;
    return { table: withLabelsList(own, labels), list };
  }
  const sentence = `${list} is about other recordings than the table, and is not used.`;
  const finding: Finding = { severity: "note", check: "labels-beside", sentence };
  const alone = await read();
  return { table: { ...alone, findings: [...(alone.findings ?? []), finding] } };
}

function columnOptions(flags: TableFlags, labels?: LabelsList): ColumnOptions {
  const { nameColumn, labelColumn, speakerColumn, partitionColumn, numberRows, only, dropColumns } = flags;
  if (numberRows && nameColumn !== undefined)
    throw new UserError("--number-rows and --name-column: only one of them can be given");
  return {
    ...(nameColumn !== undefined && { id: nameColumn }),
    ...(numberRows && { id: false as const }),
    ...(labelColumn !== undefined && { label: labelColumn }),
    ...(speakerColumn !== undefined && { speaker: speakerColumn }),
    ...(partitionColumn !== undefined && { partition: partitionColumn }),
    ...(only && { only }),
    ...(dropColumns && { drop: dropColumns }),
    ...(labels && { beside: { name: labels.name, columns: labels.columns ?? [] } }),
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
