/**
 * Corpora: folders of recordings, honest splits, rebalancing, and the check for leaks. The public list of this stage,
 * but for the synthetic corpus, which has its own.
 */

export type { Finding } from "../core/finding.ts";
export { checkTable } from "./check-table.ts";
export { type PartitionedTable, type PartitionOptions, type Partitions, partition } from "./partitions.ts";
