/**
 * The folds of a cross-validation, each made when it is asked for: ten folds of tables need not be in memory with the one that is
 * worked on.
 */

import type { FeatureTable } from "../table/feature-table.ts";

/** What is trained on, watched, and tested on: Partitions of partitions.ts, which cuts tables by this file. */
type Fold = Readonly<Record<"train" | "devel" | "test", FeatureTable>>;

/**
 * Folds of which the last that was asked for is kept; others are made again, with the same values.
 *
 * @param make  The partitions of a fold, from 0.
 */
export function foldsOnDemand(count: number, make: (fold: number) => Fold): Fold[] {
  let last: { readonly fold: number; readonly partitions: Fold } | undefined;
  const partitionsOf = (fold: number): Fold => {
    if (last?.fold !== fold) {
      // The one before may go before the next one comes.
      last = undefined;
      last = { fold, partitions: make(fold) };
    }
    return last.partitions;
  };
  return Array.from({ length: count }, (_, fold) => ({
    get train() {
      return partitionsOf(fold).train;
    },
    get devel() {
      return partitionsOf(fold).devel;
    },
    get test() {
      return partitionsOf(fold).test;
    },
  }));
}
