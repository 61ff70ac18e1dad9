/**
 * Whether a table fits a network, and the table as the network reads it.
 */

import { UserError } from "../core/errors.ts";
import { assertSameProfile } from "../features/feature-profile.ts";
import { isSameClass } from "../table/class-spellings.ts";
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
  const codes = classCodes(classes, table.classes);
  const strange = codes.indexOf(-1);
  if (strange >= 0)
    throw new UserError(
      `${needer}: does not know the class "${table.classes[strange]}" of the table; it knows ${classes.join(", ")}`,
    );
  const labels = table.labels.map((label) => (label === UNKNOWN_LABEL ? label : codes[label]));
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
  const codes = classCodes(names.classes, table.classes);
  if (codes.includes(-1) || new Set(codes).size < names.classes.length)
    throw new UserError(
      `${needer}: has the classes ${names.classes.join(", ")}, the table ${table.classes.join(", ")}; they must be the same`,
    );
  return fitTable(names, table, needer);
}

/**
 * The network's class of each class of a table, -1 where it has none: by its name, or by one that differs in letter case or
 * blanks alone and has no class of its own in the table.
 */
function classCodes(known: readonly string[], own: readonly string[]): number[] {
  return own.map((name) => {
    const same = known.indexOf(name);
    return same >= 0 ? same : known.findIndex((other) => isSameClass(other, name) && !own.includes(other));
  });
}

function isSameList(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}
