/**
 * What the inputs and outputs of an imported network are called: each a different name, as many as there are.
 */

import { UserError } from "../../core/errors.ts";
import { isNameList } from "../../formats/json.ts";
import { readWholeFile } from "../../node/read-file.ts";

/** The names in a file: a text with one on each line, or a JSON list. @throws UserError for JSON that is none. */
export function namesIn(path: string): readonly string[] {
  const text = new TextDecoder().decode(readWholeFile(path)).trim();
  if (!text.startsWith("[")) return text.split(/\r?\n/);
  try {
    return JSON.parse(text) as string[];
  } catch (cause) {
    throw new UserError(`${path}: is no JSON list of names: ${(cause as Error).message}`, { cause });
  }
}

/**
 * The names, found to be as many as the network has of what they name.
 *
 * @param path  The network's file, for the error.
 * @param what  Features or classes, for the error.
 * @throws UserError if they are more or fewer, or two are the same.
 */
export function checkedNames(names: readonly string[], count: number, path: string, what: string): readonly string[] {
  if (isNameList(names) && names.length === count) return names;
  const found = Array.isArray(names) ? `${names.length} names, of which ${new Set(names).size} differ` : "no list";
  throw new UserError(`${path}: has ${count} ${what}; expected are as many different names, got ${found}`);
}

/** Names for what has none: f0, f1, ... */
export function numberedNames(word: string, count: number): string[] {
  return Array.from({ length: count }, (_, i) => `${word}${i}`);
}
