/**
 * The feature tables that a command works on: files or a folder of them, with the list of labels beside.
 */

import { existsSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import type { Command } from "commander";
import { Random } from "../core/random.ts";
import { SYNTHETIC_TABLE_DEFAULTS, syntheticTable } from "../corpus/synthetic-table.ts";
import { describeData, type ExperimentData, PARTITION_NAMES, type PartitionName } from "../experiment/describe-data.ts";
import {
  type ColumnOptions,
  type FeatureTable,
  readLabelsList,
  readTable,
  rowsOfPartition,
  selectRows,
  withLabelsList,
} from "../table/index.ts";
import { fileSource, filesIn } from "./find-files.ts";
import type { Progress } from "./progress.ts";

/** File names that hold feature tables. */
const TABLE_FILE = /\.(arff|csv|tsv)(\.gz)?$|\.parquet$/i;

/** Lists of labels that are found by themselves, in the folder of the tables or in the one above. */
const LABELS_FILES = ["labels.tsv", "labels.csv"];

export interface DataFlags {
  readonly features?: string[];
  readonly labels?: string;
  readonly nameColumn?: string;
  readonly labelColumn?: string;
  readonly speakerColumn?: string;
  readonly partitionColumn?: string;
}

/** Adds --features and the options that say what its columns are. */
export function addDataOptions(command: Command): Command {
  return command
    .option(
      "--features <paths...>",
      "feature tables (ARFF, CSV, Parquet, also gzipped) or a folder of them; partitions by file name or column",
    )
    .option("--labels <file>", "list of file, label, speaker, partition (default: labels.tsv beside the tables)")
    .option("--name-column <name>", "column with the recording's name")
    .option("--label-column <name>", "column with the class")
    .option("--speaker-column <name>", "column with the speaker")
    .option("--partition-column <name>", "column with the partition: train, devel, test");
}

/** The three partitions, found usable; synthetic ones where no tables are named. */
export async function openExperimentData(flags: DataFlags, progress: Progress): Promise<ExperimentData> {
  const synthetic = flags.features === undefined;
  const table = synthetic ? syntheticData(progress) : await openTable(flags, progress);
  const partition = (name: PartitionName) => selectRows(table, rowsOfPartition(table, name));
  const [train, devel, test] = PARTITION_NAMES.map(partition) as [FeatureTable, FeatureTable, FeatureTable];
  return describeData({
    name: synthetic ? "synthetic feature table" : dataName(flags.features ?? []),
    synthetic,
    sources: flags.features ?? [],
    partitions: { train, devel, test },
    findings: [],
  });
}

/** The tables that are named, joined, with what the list of labels says. */
export async function openTable(flags: DataFlags, progress: Progress): Promise<FeatureTable> {
  const paths = filesIn(flags.features ?? [], TABLE_FILE, "feature table (.arff, .csv, .parquet, also .gz)");
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

function syntheticData(progress: Progress): FeatureTable {
  progress.say(
    "No --features given: the data are SYNTHETIC, for trying the program. Nothing here is about real voices.",
  );
  return syntheticTable(SYNTHETIC_TABLE_DEFAULTS, new Random(1));
}

function columnOptions({ nameColumn, labelColumn, speakerColumn, partitionColumn }: DataFlags): ColumnOptions {
  return {
    ...(nameColumn !== undefined && { id: nameColumn }),
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

/** What to call the data: the folder's own name, or the one above where it is just called "features". */
function dataName(paths: readonly string[]): string {
  const [first = "."] = paths;
  const path = resolve(first);
  const name = basename(path);
  return name === "features" ? basename(dirname(path)) : name;
}
