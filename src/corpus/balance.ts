/**
 * Classes made equally frequent, by one of several rules.
 *
 *   none              every recording as it is
 *   over              train: recordings of the smaller classes are repeated, up to the size of the largest
 *   under             train: as many recordings of each class are drawn as the smallest has
 *   speaker-disjoint  train and devel, each by itself: drawn and repeated to the paper's sizes
 *   paper             train and devel mixed and dealt out anew as in the paper, so that speakers are in both
 */

import { note } from "../core/finding.ts";
import type { Random } from "../core/random.ts";
import type { CorpusLayout, Examples } from "./corpus.ts";
import { checkClasses, drawTo, type Rebalancing, rebalance, rowsByClass } from "./rebalance.ts";

export const BALANCE_METHODS = ["none", "over", "under", "speaker-disjoint", "paper"] as const;

/** How the classes of the training rows are made equally frequent. */
export type BalanceMethod = (typeof BALANCE_METHODS)[number];

/** What is done where nothing is asked for: the paper rebalanced URTIC, and nobody the other corpora. */
export function usualBalance(layout: CorpusLayout): BalanceMethod {
  return layout === "urtic" ? "paper" : "none";
}

/**
 * The examples of each partition after balancing, the same for one seed; null where nothing is moved.
 *
 * @throws UserError where a partition that is balanced lacks a class.
 */
export function balance(examples: Examples, method: BalanceMethod, random: Random): Rebalancing | null {
  if (method === "none") return null;
  if (method === "over" || method === "under") return balanceTraining(examples, method, random.fork("balance"));
  return rebalance(examples, method, random.fork("rebalance"));
}

/**
 * The training partition with equally many examples of each class: over-sampled to the largest by repeating, or
 * under-sampled to the smallest by drawing. All other partitions stay as they are.
 *
 * @throws UserError where a class is missing in train.
 */
export function balanceTraining(examples: Examples, method: "over" | "under", random: Random): Rebalancing {
  const train = rowsByClass(examples, "train");
  checkClasses(examples, train, "train");
  const sizes = train.map(({ length }) => length);
  const size = method === "over" ? Math.max(...sizes) : Math.min(...sizes);
  const drawnRows = train.map((rows, c) => drawTo(rows, size, random.fork(`balance ${c}`)));
  const entries = drawnRows.flat().map((row) => ({ row, partition: "train" }));
  examples.partitions?.forEach((partition, row) => {
    if (partition !== "train") entries.push({ row, partition });
  });
  const counts = examples.classes.map((name, c) => `${name} ${sizes[c]}`).join(", ");
  return {
    rows: Int32Array.from(entries, ({ row }) => row),
    partitions: entries.map(({ partition }) => partition),
    findings: [
      note("balancing", `The training partition (${counts}) was ${method}-sampled to ${size} recordings per class.`),
    ],
  };
}
