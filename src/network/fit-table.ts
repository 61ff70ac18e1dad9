/**
 * Whether a table fits a network, and the table as the network reads it.
 */

import { UserError } from "../core/errors.ts";
import { assertSameProfile } from "../features/feature-profile.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import type { Network } from "./network.ts";

/** What a network knows by name. */
export type NetworkNames = Pick<Network, "features" | "classes" | "profile">;

/**
 * A table as a network reads it: its features alone, by name and in its order, and labels by its classes. The table itself where
 * it is that already.
 *
 * @param needer  What to call the network in an error, such as its file.
 * @throws UserError if the table lacks a feature or has a class that the network does not know (names them).
 */
export function fitTable(network: NetworkNames, table: FeatureTable, needer: string): FeatureTable {
  const { features, classes } = network;
  assertSameProfile(network, table, needer);
  const fitting = selectFeatures(table, features, needer);
  if (isSameList(classes, table.classes)) return fitting;
  const codes = table.classes.map((name) => classes.indexOf(name));
  const strange = codes.indexOf(-1);
  if (strange >= 0)
    throw new UserError(
      `${needer}: does not know the class "${table.classes[strange]}" of the table; it knows ${classes.join(", ")}`,
    );
  const labels = table.labels.map((label) => (label === UNKNOWN_LABEL ? label : (codes[label] as number)));
  return { ...fitting, classes, labels };
}

/**
 * The same of a partition that is learned from or chosen by.
 *
 * @param partition  What to call it in an error.
 * @throws UserError as `fitTable`, and if there are no rows, one has no label, or the table lacks one of the classes.
 */
export function fitLabeledTable(
  names: NetworkNames,
  table: FeatureTable,
  needer: string,
  partition: string,
): FeatureTable {
  if (table.ids.length === 0) throw new UserError(`${needer}: the ${partition} partition is empty`);
  const unknown = table.labels.indexOf(UNKNOWN_LABEL);
  if (unknown >= 0)
    throw new UserError(`${needer}: recording ${table.ids[unknown]} of the ${partition} partition has no label`);
  if (!isSameList([...names.classes].sort(), [...table.classes].sort()))
    throw new UserError(
      `${needer}: has the classes ${names.classes.join(", ")}, the table ${table.classes.join(", ")}; they must be the same`,
    );
  return fitTable(names, table, needer);
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
