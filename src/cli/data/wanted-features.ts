/**
 * A list of the features that are to be computed: a text with the name of one on each line.
 */

import { UserError } from "../../core/errors.ts";
import { Compare2016Extractor } from "../../features/compare2016/extract.ts";
import { readWholeFile } from "../../node/read-file.ts";

/** The names in the order of the list. @throws UserError if one is no feature of ComParE_2016 or there twice, or for an empty list. */
export function wantedFeatures(path: string): string[] {
  const names = new TextDecoder()
    .decode(readWholeFile(path))
    .split(/\r?\n/)
    .map((line) => line.trim());
  const wanted = names.filter((name) => name !== "");
  const { names: known } = new Compare2016Extractor();
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined) throw new UserError(`${path}: ${JSON.stringify(unknown)} is no feature of ComParE_2016`);
  if (wanted.length === 0) throw new UserError(`${path}: names no feature; one name per line is expected`);
  if (new Set(wanted).size < wanted.length) throw new UserError(`${path}: names a feature twice`);
  return wanted;
}
