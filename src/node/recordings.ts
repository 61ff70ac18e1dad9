/**
 * The recordings that a command is given: files, and the audio files of folders with all their folders below.
 */

import { readdirSync, statSync } from "node:fs";
import { basename, join, sep } from "node:path";
import { UserError } from "../core/errors.ts";
import { isAudioFile } from "../table/recording-names.ts";
import { readingError } from "./read-file.ts";

export interface Recording {
  readonly path: string;
  /** Name in a table: the path below the folder that was named, with slashes; of a file its name. */
  readonly id: string;
}

/**
 * The recordings, a folder's in the order of their names.
 *
 * @throws UserError if an input is not there, a folder holds no audio file, or two recordings have the same name.
 */
export function recordingsIn(inputs: readonly string[]): Recording[] {
  const recordings = inputs.flatMap((input) =>
    isFolder(input) ? audioFilesBelow(input) : [{ path: input, id: basename(input) }],
  );
  const seen = new Map<string, string>();
  for (const { id, path } of recordings) {
    const other = seen.get(id);
    if (other !== undefined)
      throw new UserError(`${path}: has the same name in the table as ${other}; name the folder above both`);
    seen.set(id, path);
  }
  return recordings;
}

function audioFilesBelow(folder: string): Recording[] {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => isAudioFile(name) && !isFolder(join(folder, name)))
    .map((name) => name.split(sep).join("/"))
    .sort();
  if (names.length === 0) throw new UserError(`${folder}: there is no audio file in this folder or below it`);
  return names.map((id) => ({ path: join(folder, id), id }));
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw readingError(path, error);
  }
}
