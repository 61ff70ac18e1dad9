/**
 * What a user names on the command line, files or folders, as files.
 */

import { statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../core/errors.ts";
import { readingError } from "../../node/read-file.ts";
import { type LeftOut, walkFolder } from "../../node/walk-folder.ts";

/** Files that were looked for in folders. */
export interface FoundFiles {
  readonly paths: readonly string[];
  /** Hidden files whose name fits. */
  readonly leftOut: readonly LeftOut[];
}

/**
 * The files that are meant: those named, and of a folder those whose name fits, in order of their names.
 *
 * @param what  What is looked for, for the error.
 * @throws UserError if a path is not there, a folder holds nothing that fits, or a file in it cannot be had.
 */
export function filesIn(named: readonly string[], fits: RegExp, what: string): FoundFiles {
  const found = named.map((path) => (isFolder(path) ? filesOf(path, fits, what) : { paths: [path], leftOut: [] }));
  return { paths: found.flatMap(({ paths }) => paths), leftOut: found.flatMap(({ leftOut }) => leftOut) };
}

function filesOf(folder: string, fits: RegExp, what: string): FoundFiles {
  const walk = walkFolder(folder, { deep: false });
  const paths = walk.files.filter((name) => fits.test(name)).map((name) => join(folder, name));
  const leftOut = walk.leftOut.filter(({ path }) => fits.test(path));
  const missing = leftOut.find(({ kind }) => kind === "unreadable");
  if (missing) throw new UserError(`${join(folder, missing.path)}: cannot be read: ${missing.reason}`);
  if (paths.length === 0) throw new UserError(`${folder}: there is no ${what} in this folder`);
  return { paths, leftOut };
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw readingError(path, error);
  }
}
