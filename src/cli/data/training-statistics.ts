/**
 * What the rows of a table that training sees say of a network's inputs.
 */

import { type InputStatistics, inputStatistics } from "../../network/input-statistics.ts";
import type { FeatureTable } from "../../table/feature-table.ts";
import { rowsOfPartition, selectRows } from "../../table/rows.ts";

/** Of the rows of train; of all rows where the table has no such partition. @param table  The network's own features. [N × F] */
export function trainingStatistics(table: FeatureTable): InputStatistics {
  const hasTraining = table.partitions?.includes("train");
  const { values, features } = hasTraining ? selectRows(table, rowsOfPartition(table, "train")) : table;
  return inputStatistics(values, features.length);
}
