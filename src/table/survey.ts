/**
 * One table file, looked through once: what must be known before memory is taken and its rows are read.
 */

import type { Profiled } from "../features/feature-profile.ts";
import type { Column } from "./columns.ts";
import type { PositionUnit, TableBuilder } from "./table-builder.ts";

/** A table file that was looked through once, to be read in a second pass. */
export interface TableSurvey extends Profiled {
  readonly file: string;
  /** What its rows are counted in, for messages. */
  readonly unit: PositionUnit;
  readonly columns: readonly Column[];
  /** Rows that the file can fill at most: never more than its bytes can hold, whatever its header claims. */
  readonly capacity: number;
  /** Reads the file again and adds its rows. */
  fill(builder: TableBuilder, placement: RowPlacement): Promise<void>;
}

/** How the rows of one file go into the joined table. */
export interface RowPlacement {
  /** Place in the joined table of each feature of this file. [F] */
  readonly featureOrder: Int32Array;
  /** Partition of all rows, where the rows themselves do not say. */
  readonly partition: string | undefined;
}

/** Smallest cell of a text table in bytes: one digit and its separator or line end. */
const SMALLEST_CELL_BYTES = 2;

/**
 * Rows that a text table of this many lines and bytes can hold.
 *
 * A file of short lines under a long header would otherwise claim more memory than it has bytes; its first short row
 * is an error, and comes before this capacity is used up.
 */
export function textCapacity(lines: number, bytes: number, columnCount: number): number {
  return Math.min(lines, Math.floor(bytes / (SMALLEST_CELL_BYTES * columnCount)) + 1);
}

/** Names of the features of a file, in its order. */
export function featureNames(columns: readonly Column[]): readonly string[] {
  return columns.filter(({ role }) => role === "feature").map(({ name }) => name);
}
