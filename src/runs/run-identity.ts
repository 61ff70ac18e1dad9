/**
 * What a run is: everything that its result depends on, as plain data, and the fingerprint of that.
 *
 * Two runs with the same fingerprint give the same result, so one may resume what the other left.
 */

import { fingerprintOf } from "../core/fingerprint.ts";
import { asJson, isRecord, type JsonRecord } from "../formats/json.ts";
import { RECIPE_VERSIONS, type RecipeName } from "./recipes.ts";

/** Recipe with its version, engine, settings. */
export interface RunIdentity {
  readonly settings: JsonRecord;
  /** SHA-256 of the settings, hexadecimal. */
  readonly fingerprint: string;
}

/** @param settings  Seed, options, hashes of data and of networks that it starts from. */
export async function runIdentity(recipe: RecipeName, engine: string, settings: object): Promise<RunIdentity> {
  const all = asJson({ recipe, recipeVersion: RECIPE_VERSIONS[recipe], ...settings, engine });
  return { settings: all, fingerprint: await fingerprintOf(all) };
}

/** Differences that a message shows. */
const MOST_SHOWN = 3;

/**
 * What differs between two runs, as "training.epochs was 40, is 80 now".
 *
 * @param kept   Settings of the run that left something.
 * @param asked  Settings of the run that is asked for.
 */
export function settingsDifference(kept: JsonRecord, asked: JsonRecord): string {
  const before = new Map(leaves(kept));
  const now = new Map(leaves(asked));
  const names = [...new Set([...before.keys(), ...now.keys()])].filter((name) => before.get(name) !== now.get(name));
  const shown = names.slice(0, MOST_SHOWN).map((name) => difference(name, before.get(name), now.get(name)));
  const more = names.length - shown.length;
  return `${shown.join("; ")}${more > 0 ? `; and ${more} more` : ""}`;
}

/** Values that are not records, with their paths. */
function leaves(record: JsonRecord, prefix = ""): [string, string][] {
  return Object.entries(record).flatMap(([name, value]) =>
    isRecord(value) ? leaves(value, `${prefix}${name}.`) : [[prefix + name, JSON.stringify(value)]],
  );
}

const HASH = /[0-9a-f]{64}/;

/** Characters of a value that a message shows. */
const MOST_CHARACTERS = 60;

function difference(name: string, before: string | undefined, now: string | undefined): string {
  if (HASH.test(before ?? "") && HASH.test(now ?? "")) return `${name}: not the same`;
  return `${name} was ${shortened(before)}, is ${shortened(now)} now`;
}

function shortened(value = "not known"): string {
  return value.length > MOST_CHARACTERS ? `${value.slice(0, MOST_CHARACTERS)}…` : value;
}
