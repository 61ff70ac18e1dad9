/**
 * The recordings that a command is given: files, and the audio files of folders with all their folders below.
 */

import { statSync } from "node:fs";
import { basename, join } from "node:path";
import { UserError } from "../core/errors.ts";
import { isAudioFile } from "../table/recording-names.ts";
import { readingError } from "./read-file.ts";
import { type LeftOut, leftOutRecordings, walkFolder } from "./walk-folder.ts";

export interface Recording {
  readonly path: string;
  /** Name in a table: the path below the folder that was named, with slashes; of a file its name. */
  readonly id: string;
}

/** Recordings, with what of the folders is missing among them. */
export interface FoundRecordings {
  readonly recordings: readonly Recording[];
  /** Paths as they can be opened. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The recordings, a folder's in the order of their names.
 *
 * @throws UserError if an input is not there, a folder holds no audio file, or two recordings have the same name.
 */
export function findRecordings(inputs: readonly string[]): FoundRecordings {
  const found = inputs.map((input) =>
    isFolder(input) ? recordingsBelow(input) : { recordings: [{ path: input, id: basename(input) }], leftOut: [] },
  );
  const recordings = found.flatMap((own) => own.recordings);
  checkNames(recordings);
  return { recordings, leftOut: found.flatMap((own) => own.leftOut) };
}

function checkNames(recordings: readonly Recording[]): void {
  const seen = new Map<string, string>();
  for (const { id, path } of recordings) {
    const other = seen.get(id);
    if (other !== undefined)
      throw new UserError(`${path}: has the same name in the table as ${other}; name the folder above both`);
    seen.set(id, path);
  }
}

function recordingsBelow(folder: string): FoundRecordings {
  const { files, leftOut } = walkFolder(folder);
  const names = files.filter(isAudioFile);
  const missing = leftOutRecordings(leftOut);
  if (names.length === 0 && missing.every(({ kind }) => kind !== "unreadable"))
    throw new UserError(`${folder}: there is no audio file in this folder or below it`);
  return {
    recordings: names.map((id) => ({ path: join(folder, id), id })),
    leftOut: missing.map((own) => ({ ...own, path: join(folder, own.path) })),
  };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw readingError(path, error);
  }
}
