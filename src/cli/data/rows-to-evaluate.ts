/**
 * The labelled rows that networks are evaluated on: of feature tables, or of a folder of recordings.
 */

import { UserError } from "../../core/errors.ts";
import { checkCorpus, PARTITION_NAMES, type Partitions, partition } from "../../corpus/index.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { openCorpusTable } from "../../node/corpus-table.ts";
import type { OpenNetwork } from "../../node/open-network.ts";
import { extractableFeatures } from "../../recognition/recording-classifier.ts";
import { type FeatureTable, rowsOfPartition, selectRows, UNKNOWN_LABEL } from "../../table/index.ts";
import type { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { listColumns, openTable, type TableFlags } from "./table-input.ts";

export interface EvaluationDataFlags extends TableFlags {
  readonly corpus?: string;
  readonly cache: string;
  readonly threads: number;
  readonly seed: number;
  /** A partition's name, or "all". */
  readonly partition: string;
}

/** The labelled rows of the partition that the flags name. @throws UserError if there are none. */
export async function rowsToEvaluate(
  flags: EvaluationDataFlags,
  networks: readonly OpenNetwork[],
  progress: Progress,
): Promise<FeatureTable> {
  const table = await openRows(flags, networks, progress);
  const labeled = [...table.ids.keys()].filter((row) => table.labels[row] !== UNKNOWN_LABEL);
  if (labeled.length === 0) throw new UserError(`evaluate: no recording of ${flags.partition} has a label`);
  return selectRows(table, labeled);
}

/** The rows of the partition that the flags name, with the features that the networks need. */
async function openRows(
  flags: EvaluationDataFlags,
  networks: readonly OpenNetwork[],
  progress: Progress,
): Promise<FeatureTable> {
  const { partition: name, corpus } = flags;
  if (corpus === undefined) {
    const table = await openTable(flags, progress);
    return name === "all" ? table : selectRows(table, rowsOfPartition(table, name));
  }
  const opened = await openCorpusTable(corpus, {
    labels: flags.labels,
    columns: listColumns(flags),
    only: neededFeatures(networks),
    cacheFolder: flags.cache,
    threads: flags.threads,
    observer: progress,
  });
  if (name === "all") {
    const { findings } = checkCorpus(opened.table, opened.measures);
    sayFindings([...opened.findings, ...findings], progress);
    return opened.table;
  }
  // As `coldpress train` and the others split with the same seed, where the corpus names no partitions.
  const { findings, ...parts } = partition(opened.table, { seed: flags.seed, measures: opened.measures });
  sayFindings([...opened.findings, ...findings], progress);
  if (!isPartitionName(name)) throw new UserError(`--partition ${name}: must be train, devel, test or all`);
  return parts[name];
}

/** What all of them need together, in the order of ComParE_2016. */
function neededFeatures(networks: readonly OpenNetwork[]): string[] {
  const needed = new Set(networks.flatMap(({ features, name }) => [...extractableFeatures(features, name)]));
  return COMPARE2016_NAMES.filter((name) => needed.has(name));
}

function isPartitionName(name: string): name is keyof Partitions {
  return PARTITION_NAMES.some((known) => known === name);
}
