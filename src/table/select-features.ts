/**
 * Features of a table by name: what a network that needs few of them takes from a table that has all.
 */

import { UserError } from "../core/errors.ts";
import type { FeatureTable } from "./feature-table.ts";

/** Missing names that an error shows. */
const SHOWN_NAMES = 3;

/**
 * The place of each of these features in a table. [names]
 *
 * @param needer  What to call who needs them in an error, such as a model's file.
 * @throws UserError if the table lacks one, with its name.
 */
export function featurePlaces({ features }: FeatureTable, names: readonly string[], needer = "selection"): Uint32Array {
  const placeOf = new Map(features.map((name, place) => [name, place]));
  const missing = names.filter((name) => !placeOf.has(name));
  if (missing.length > 0) {
    const shown = missing.slice(0, SHOWN_NAMES).map((name) => `"${name}"`);
    if (missing.length > SHOWN_NAMES) shown.push("…");
    throw new UserError(
      `${needer}: needs ${names.length} features, the table's ${features.length} lack ${missing.length} of them: ${shown.join(", ")}; use a table that has them`,
    );
  }
  return Uint32Array.from(names, (name) => placeOf.get(name) as number);
}

/**
 * The table with these features alone, in this order; the table itself where it has just these.
 *
 * @param needer  What to call who needs them in an error, such as a model's file.
 * @throws UserError if the table lacks one, with its name.
 */
export function selectFeatures(table: FeatureTable, names: readonly string[], needer?: string): FeatureTable {
  const places = featurePlaces(table, names, needer);
  const width = table.features.length;
  if (places.length === width && places.every((place, i) => place === i)) return table;
  const values = new Float32Array(table.ids.length * places.length);
  for (let row = 0, at = 0; row < table.ids.length; row++)
    for (let i = 0; i < places.length; i++) values[at++] = table.values[row * width + places[i]];
  return { ...table, features: [...names], values };
}
