/**
 * Parts of a feature table: some of its rows, in any order, or one partition.
 */

import { UserError } from "../core/errors.ts";
import { mentioned } from "../features/feature-profile.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";

/** The rows with the given indices, in the given order; an index may stand more than once (over-sampling). */
export function selectRows(table: FeatureTable, indices: ArrayLike<number>): FeatureTable {
  const width = table.features.length;
  const values = new Float32Array(indices.length * width);
  const rows = Array.from(indices);
  rows.forEach((row, place) => {
    if (!(Number.isInteger(row) && row >= 0 && row < table.ids.length)) {
      throw new RangeError(`selectRows: row ${row} is not in a table of ${table.ids.length} rows`);
    }
    values.set(table.values.subarray(row * width, (row + 1) * width), place * width);
  });
  const { speakers, partitions, profile } = table;
  return {
    ...mentioned(profile),
    features: table.features,
    values,
    ids: rows.map((row) => table.ids[row]),
    classes: table.classes,
    labels: Int32Array.from(rows, (row) => table.labels[row]),
    ...(speakers && { speakers: rows.map((row) => speakers[row]) }),
    ...(partitions && { partitions: rows.map((row) => partitions[row]) }),
  };
}

/** Indices of the rows of a partition, in order. @throws UserError if no row is in it, with the partitions there are. */
export function rowsOfPartition(table: FeatureTable, name: string): Int32Array {
  const rows = (table.partitions ?? []).flatMap((partition, row) => (partition === name ? [row] : []));
  if (rows.length > 0) return Int32Array.from(rows);
  const present = table.partitions ? [...new Set(table.partitions)].join(", ") : "none";
  throw new UserError(
    `feature table: no row is in the partition "${name}"; the partitions are ${present}. They come from a column "partition", from words like train, devel and test in the names of the files, or from a labels list; cross-validation does without them (--folds 5)`,
  );
}

/** The table with another partition for each of its rows; the numbers are shared, not copied. */
export function withPartitions(table: FeatureTable, partitions: readonly string[]): FeatureTable {
  if (partitions.length !== table.ids.length) {
    throw new RangeError(`withPartitions: ${partitions.length} partitions for ${table.ids.length} rows`);
  }
  return { ...table, partitions };
}

/** The rows that have a label; the table itself where all have. */
export function labeledRows(table: FeatureTable): FeatureTable {
  const labeled = [...table.labels.keys()].filter((row) => table.labels[row] !== UNKNOWN_LABEL);
  return labeled.length === table.labels.length ? table : selectRows(table, labeled);
}

/** The rows of both tables, which have the same features and classes. @throws RangeError if they have not. */
export function joinedRows(first: FeatureTable, second: FeatureTable): FeatureTable {
  const { features, classes, speakers, profile } = first;
  if (features.join("\n") !== second.features.join("\n") || classes.join("\n") !== second.classes.join("\n"))
    throw new RangeError("joinedRows: the tables must have the same features and the same classes");
  const values = new Float32Array(first.values.length + second.values.length);
  values.set(first.values);
  values.set(second.values, first.values.length);
  return {
    ...mentioned(profile),
    features,
    values,
    ids: [...first.ids, ...second.ids],
    classes,
    labels: Int32Array.from([...first.labels, ...second.labels]),
    ...(speakers && second.speakers && { speakers: [...speakers, ...second.speakers] }),
  };
}
