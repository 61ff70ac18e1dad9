/**
 * Corpora: a table as partitions, with what speaks against believing in them. The synthetic corpus has a list of its own.
 */

export type { Finding } from "../core/finding.ts";
export { type PartitionedTable, type PartitionOptions, type Partitions, partition } from "./partitions.ts";
