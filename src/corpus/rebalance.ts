/**
 * Training and development partitions with equally many recordings of each class.
 *
 * The paper trained on 1,869 + 1,869 recordings and developed on 432 + 432, of the 970 / 8,535 (C / NC) of train and
 * 1,011 / 8,585 of devel. Its numbers cannot be had by moving recordings alone: 1,869 + 432 = 2,301 recordings with a
 * cold, where train and devel hold 1,981. It does not say where the other 320 come from; the rule here is explicit:
 *
 *   paper            pool train and devel; deal each class out in the ratio 1,869 : 432, never one recording into both;
 *                    then draw as many as are needed (NC), or repeat recordings of the same partition (C: 260 and 60)
 *   speaker-disjoint leave every recording in its partition; there draw (NC; C of devel), or repeat (C of train: 899)
 *
 * With the first, speakers stand on both sides, as they do in the paper (devel UAR .93 beside .68 on test): devel then
 * measures recognition of known voices. Corpora of other sizes get targets in proportion to their smallest class.
 *
 * Source  PAPER "Squeeze for Sneeze", Table 1 and section 3.
 */

import { UserError } from "../core/errors.ts";
import { type Finding, note, warning } from "../core/finding.ts";
import type { Random } from "../core/random.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import type { Examples } from "./corpus.ts";

/** Where the recordings of train and devel are drawn from: from both together, as in the paper, or each from its own. */
export type RebalanceMethod = "paper" | "speaker-disjoint";

/** Recordings per class that are wanted. */
export interface RebalanceTargets {
  readonly train: number;
  readonly devel: number;
}

/** Table 1 of the paper: recordings per class after rebalancing, and of the smaller class before (970 + 1,011). */
export const PAPER_TARGETS: RebalanceTargets = { train: 1869, devel: 432 };
const PAPER_MINORITY = 1981;

/** Which examples make up the partitions from now on; one that stands twice has two entries. */
export interface Rebalancing {
  /** Index of the example. [M] */
  readonly rows: Int32Array;
  /** Its partition now. [M] */
  readonly partitions: readonly string[];
  /** What was done, in sentences for the report. */
  readonly findings: readonly Finding[];
}

/** Targets for a corpus: the paper's at the size of URTIC, in proportion to the smallest class of train + devel elsewhere. */
export function rebalanceTargets(examples: Examples): RebalanceTargets {
  const pool = [...rowsByClass(examples, "train"), ...rowsByClass(examples, "devel")];
  const perClass = examples.classes.map((_, c) => pool[c].length + pool[examples.classes.length + c].length);
  const scale = Math.min(...perClass) / PAPER_MINORITY;
  return {
    train: Math.max(1, Math.round(PAPER_TARGETS.train * scale)),
    devel: Math.max(1, Math.round(PAPER_TARGETS.devel * scale)),
  };
}

/**
 * The examples of each partition after rebalancing, the same for one seed; whatever is not train or devel stays as it is.
 *
 * @throws UserError where train or devel has no recording of a class.
 * @example
 * const { rows, partitions } = rebalance(table, "paper", new Random(1));
 * const balanced = withPartitions(selectRows(table, rows), partitions);
 */
export function rebalance(
  examples: Examples,
  method: RebalanceMethod,
  random: Random,
  targets: RebalanceTargets = rebalanceTargets(examples),
): Rebalancing {
  const [train, devel] = [rowsByClass(examples, "train"), rowsByClass(examples, "devel")];
  checkClasses(examples, train, "train");
  checkClasses(examples, devel, "devel");
  const dealt = method === "paper" ? dealOut(train, devel, targets, random) : { train, devel };
  return drawn(examples, method, targets, [
    {
      partition: "train",
      drawnRows: dealt.train.map((rows, c) => drawTo(rows, targets.train, random.fork(`train ${c}`))),
    },
    {
      partition: "devel",
      drawnRows: dealt.devel.map((rows, c) => drawTo(rows, targets.devel, random.fork(`devel ${c}`))),
    },
  ]);
}

/** Each class dealt out into train and devel in the ratio of the targets, without repeats. */
function dealOut(
  train: readonly number[][],
  devel: readonly number[][],
  targets: RebalanceTargets,
  random: Random,
): { train: number[][]; devel: number[][] } {
  const share = targets.train / (targets.train + targets.devel);
  const pools = train.map((rows, c) => random.fork(`pool ${c}`).shuffle([...rows, ...devel[c]]));
  // Both sides get one at least, so that a class of two recordings is in both partitions.
  const cuts = pools.map(({ length }) => Math.min(length - 1, Math.max(1, Math.round(length * share))));
  return { train: pools.map((pool, c) => pool.slice(0, cuts[c])), devel: pools.map((pool, c) => pool.slice(cuts[c])) };
}

/** `count` of the rows: a random choice, or where there are too few, all of them and repeats as evenly as it goes. */
export function drawTo(rows: readonly number[], count: number, random: Random): number[] {
  if (rows.length === 0) throw new RangeError(`drawTo: there must be a row to draw ${count} from`);
  const chosen: number[] = [];
  while (chosen.length + rows.length <= count) chosen.push(...rows);
  chosen.push(...random.shuffle([...rows]).slice(0, count - chosen.length));
  return chosen.sort((a, b) => a - b);
}

/** Rows of a partition by class; unlabeled ones are in none. [C] */
export function rowsByClass({ classes, labels, partitions }: Examples, partition: string): number[][] {
  const rows = classes.map((): number[] => []);
  labels.forEach((label, row) => {
    if (label !== UNKNOWN_LABEL && partitions?.[row] === partition) rows[label].push(row);
  });
  return rows;
}

/** @throws UserError where a class has no row. @param rows  Of the partition, by class. [C] */
export function checkClasses({ classes }: Examples, rows: readonly number[][], partition: string): void {
  const missing = rows.findIndex((own) => own.length === 0);
  if (missing < 0) return;
  throw new UserError(
    `rebalance: the ${partition} partition has no recording of class ${classes[missing]}; rebalancing needs every class in train and devel`,
  );
}

interface DrawnPartition {
  readonly partition: "train" | "devel";
  /** Rows of each class, repeats included. [C] */
  readonly drawnRows: readonly number[][];
}

function drawn(
  examples: Examples,
  method: RebalanceMethod,
  targets: RebalanceTargets,
  drawnPartitions: readonly DrawnPartition[],
): Rebalancing {
  const entries = drawnPartitions.flatMap(({ partition, drawnRows }) =>
    drawnRows.flat().map((row) => ({ row, partition: partition as string })),
  );
  examples.partitions?.forEach((partition, row) => {
    if (partition !== "train" && partition !== "devel") entries.push({ row, partition });
  });
  return {
    rows: Int32Array.from(entries, ({ row }) => row),
    partitions: entries.map(({ partition }) => partition),
    findings: [
      note(
        "rebalancing",
        `Rebalanced (${method}) to ${targets.train} recordings per class in train and ${targets.devel} in devel.`,
      ),
      ...drawnPartitions.flatMap(({ partition, drawnRows }) => repeatFindings(examples, partition, drawnRows)),
      ...(method === "paper" ? [mixedSpeakers()] : []),
    ],
  };
}

/** What is repeated how often. */
function repeatFindings({ classes }: Examples, partition: string, drawnRows: readonly number[][]): Finding[] {
  return drawnRows.flatMap((rows, c) => {
    const repeats = rows.length - new Set(rows).size;
    if (repeats === 0) return [];
    const sentence = `${repeats} of the ${rows.length} recordings of class ${classes[c]} in ${partition} are repeats: there are only ${rows.length - repeats} different ones.`;
    return [note("rebalancing", sentence)];
  });
}

function mixedSpeakers(): Finding {
  return warning(
    "rebalancing",
    "Recordings of train and devel were mixed as in the paper, so speakers are in both: devel results are those of known voices and too high; only test counts.",
  );
}

/**
 * A list of who is where after rebalancing, to keep and to cite: file, label, partition, how often, and from where.
 *
 * It can be read back as a list of labels; the seed and the method belong in its file name.
 */
export function rebalancingTsv(examples: Examples, { rows, partitions }: Rebalancing): string {
  const copies = new Map<number, number>();
  const partitionOf = new Map<number, string>();
  rows.forEach((row, entry) => {
    copies.set(row, (copies.get(row) ?? 0) + 1);
    partitionOf.set(row, partitions[entry] ?? "");
  });
  const lines = [...copies].map(([row, count]) => {
    const label = examples.labels[row] === UNKNOWN_LABEL ? "?" : examples.classes[examples.labels[row]];
    const before = examples.partitions?.[row] ?? "";
    return [examples.ids[row], label, partitionOf.get(row), count, before].join("\t");
  });
  return `${["file", "label", "partition", "copies", "partition_before"].join("\t")}\n${lines.join("\n")}\n`;
}
