/**
 * Features of a table by name: what a network that needs few of them takes from a table that has all.
 */

import { UserError } from "../core/errors.ts";
import type { FeatureTable } from "./feature-table.ts";
import { matchesName, missingName } from "./name-patterns.ts";

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

/** Which features to take, by names or patterns with `*`. */
export interface FeatureChoice {
  /** All where it is not said. */
  readonly only?: readonly string[] | undefined;
  readonly drop?: readonly string[] | undefined;
}

/** The table with the chosen features, in its order. @throws UserError for a name that no feature has, or if none is left. */
export function chosenFeatures(table: FeatureTable, { only, drop = [] }: FeatureChoice): FeatureTable {
  const { features } = table;
  for (const [option, names] of Object.entries({ only: only ?? [], drop })) {
    const missing = names.find((name) => !features.some((feature) => matchesName(feature, name)));
    if (missing !== undefined) throw missingName("feature table", features, missing, option);
  }
  const isNamed = (feature: string, names: readonly string[]) => names.some((name) => matchesName(feature, name));
  const chosen = features.filter((own) => (only === undefined || isNamed(own, only)) && !isNamed(own, drop));
  if (chosen.length === 0) throw new UserError("feature table: no feature is left of those that were chosen");
  return selectFeatures(table, chosen);
}
