/**
 * The labelled rows that networks are evaluated on: of feature tables, or of a folder of recordings.
 */

import { UserError } from "../../core/errors.ts";
import { checkTable } from "../../corpus/check-table.ts";
import { PARTITION_NAMES, type Partitions, partition } from "../../corpus/partitions.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import { assertSameProfile, type FeatureProfile, profileOf } from "../../features/feature-profile.ts";
import { openCorpusTable } from "../../node/corpus-table.ts";
import type { OpenNetwork } from "../../node/open-network.ts";
import { extractableFeatures } from "../../recognition/recording-classifier.ts";
import { UNKNOWN_LABEL } from "../../table/feature-table.ts";
import { rowsOfPartition, selectRows } from "../../table/rows.ts";
import { chosenFeatures } from "../../table/select-features.ts";
import type { Progress } from "../terminal/progress.ts";
import { sayFindings } from "../terminal/say-findings.ts";
import { firstFoldFindings } from "./data-input.ts";
import { drawnTestFindings } from "./drawn-tests.ts";
import { type CheckedTable, listColumns, openCheckedTable, type TableFlags } from "./table-input.ts";

export interface EvaluationDataFlags extends TableFlags {
  readonly corpus?: string;
  readonly cache: string;
  readonly threads: number;
  readonly seed: number;
  /** A partition's name, or "all". */
  readonly partition: string;
}

/**
 * The labelled rows of the partition that the flags name; what speaks against believing results on them is said at once.
 *
 * @throws UserError if there are none.
 */
export async function rowsToEvaluate(
  flags: EvaluationDataFlags,
  networks: readonly OpenNetwork[],
  progress: Progress,
): Promise<CheckedTable> {
  const { table, findings } = await openRows(flags, networks, progress);
  const labeled = [...table.ids.keys()].filter((row) => table.labels[row] !== UNKNOWN_LABEL);
  if (labeled.length === 0) throw new UserError(`evaluate: no recording of ${flags.partition} has a label`);
  return { table: selectRows(table, labeled), findings };
}

/** The rows of the partition that the flags name, with the features that the networks need. */
async function openRows(
  flags: EvaluationDataFlags,
  networks: readonly OpenNetwork[],
  progress: Progress,
): Promise<CheckedTable> {
  const { partition: name, corpus } = flags;
  if (corpus === undefined) {
    const { table, findings } = await openCheckedTable(flags, progress);
    if (name !== "all" && !table.partitions)
      throw new UserError(
        `evaluate: the tables name no partitions, so there is no "${name}": name them (--partition-column, --labels), or take every recording, if the network knows none of them (--partition all)`,
      );
    return { table: name === "all" ? table : selectRows(table, rowsOfPartition(table, name)), findings };
  }
  const { table: whole, ...opened } = await openCorpusTable(corpus, {
    labels: flags.labels,
    columns: listColumns(flags),
    only: neededFeatures(networks),
    profile: commonProfile(networks),
    cacheFolder: flags.cache,
    threads: flags.threads,
    observer: progress,
  });
  const table = chosenFeatures(whole, { only: flags.only, drop: flags.dropColumns });
  if (name === "all") {
    const findings = [...opened.findings, ...checkTable(table, opened.measures).findings];
    sayFindings(findings, progress);
    return { table, findings };
  }
  // As `coldpress train` and the others split with the same seed, where the corpus names no partitions.
  if (!isPartitionName(name)) throw new UserError(`--partition ${name}: must be train, devel, test or all`);
  const { seed } = flags;
  const parts = partition(table, { seed, measures: opened.measures });
  const redraw = (own: number) => partition(table, { seed: own });
  const isDrawn = name === "test" && !table.partitions;
  const drawn = isDrawn ? await drawnTestFindings(networks, { table, parts, seed, redraw }) : [];
  const findings = [...opened.findings, ...firstFoldFindings(parts.findings, parts.folds.length), ...drawn];
  sayFindings(findings, progress);
  return { table: parts[name], findings };
}

/** What all of them need together, in the order of ComParE_2016. */
function neededFeatures(networks: readonly OpenNetwork[]): string[] {
  const needed = new Set(networks.flatMap(({ features, name }) => [...extractableFeatures(features, name)]));
  return COMPARE2016_NAMES.filter((name) => needed.has(name));
}

/** The profile that all of them were trained in. @throws UserError if there are two. */
function commonProfile(networks: readonly OpenNetwork[]): FeatureProfile {
  const [first, ...others] = networks;
  for (const other of others) assertSameProfile(other, first, other.name);
  return profileOf(first);
}

function isPartitionName(name: string): name is keyof Partitions {
  return PARTITION_NAMES.some((known) => known === name);
}
