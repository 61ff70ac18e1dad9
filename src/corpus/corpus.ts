/**
 * The plain types between a folder of recordings and everything that is done with them.
 */

import type { ByteSource } from "../core/byte-source.ts";
import type { Finding } from "../core/finding.ts";
import type { LabelColumnOptions } from "../table/labels-list.ts";

/** A folder as a stage sees it: names and bytes, no file system. */
export interface CorpusFolder {
  /** As the user wrote it: messages begin with it. */
  readonly name: string;
  /** Paths of all files inside, relative to the folder, with "/" between the parts. */
  list(): Promise<readonly string[]>;
  open(path: string): ByteSource;
}

/** How the labels of a corpus are read; what is not said is found in the folder. */
export interface CorpusOptions {
  /** A list of labels in place of those in the folder. */
  readonly labels?: ByteSource | undefined;
  /** Which columns of the lists are what; others are found by their names. */
  readonly columns?: LabelColumnOptions | undefined;
}

/**
 * Labeled examples, as splits, rebalancing and checks need them: a corpus of recordings is one, and so is a feature
 * table.
 */
export interface Examples {
  /** Names, all different. [N] */
  readonly ids: readonly string[];
  /** Names of the classes. [C] */
  readonly classes: readonly string[];
  /** Index into `classes`, or UNKNOWN_LABEL. [N] */
  readonly labels: Int32Array;
  /** Speaker of each, where known. [N] */
  readonly speakers?: readonly string[];
  /** Partition of each (train, devel, test), where known. [N] */
  readonly partitions?: readonly string[];
}

/** How a folder of recordings says its labels: as URTIC does, by a list beside them, or by folders named after classes. */
export type CorpusLayout = "urtic" | "labels-list" | "class-folders";

/** Recordings with what is known about them; `ids` are their paths inside the folder. */
export interface Corpus extends Examples {
  /** Name of the folder. */
  readonly name: string;
  readonly layout: CorpusLayout;
  /** Paths of feature tables that come with the corpus and save the extraction; empty where there are none. */
  readonly featureTables: readonly string[];
  /** What was wrong or is worth knowing about the folder. */
  readonly findings: readonly Finding[];
}
