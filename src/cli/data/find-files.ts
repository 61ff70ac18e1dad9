/**
 * What a user names on the command line, files or folders, as files.
 */

import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import { UserError } from "../../core/errors.ts";
import { readingError } from "../../node/read-file.ts";

/**
 * The files that are meant: those named, and of a folder those whose name fits, in order of their names.
 *
 * @param what  What is looked for, for the error.
 * @throws UserError if a path is not there or a folder holds nothing that fits.
 */
export function filesIn(paths: readonly string[], fits: RegExp, what: string): string[] {
  return paths.flatMap((path) => {
    if (!isFolder(path)) return [path];
    const found = readdirSync(path).filter((name) => fits.test(name));
    if (found.length === 0) throw new UserError(`${path}: there is no ${what} in this folder`);
    return found.sort().map((name) => join(path, name));
  });
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    throw readingError(path, error);
  }
}
