/**
 * Whether a result can be written where it is to go: asked before the work, so that hours of it do not end in an error.
 */

import { closeSync, openSync, rmSync, type Stats, statSync } from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { UserError } from "../core/errors.ts";
import { partName, writingError } from "./atomic-file.ts";

/** @throws UserError if no file can be written under this name. */
export function checkFilePlace(path: string): void {
  if (path === "") throw new UserError("the name of the file to write is empty");
  const found = entryAt(path);
  if (found?.isDirectory() || path.endsWith(sep) || path.endsWith("/"))
    throw new UserError(`${path}: cannot write: it is a folder; name a file`);
  if (found && !found.isFile()) throw new UserError(`${path}: cannot write: it is a device, not a file`);
  checkFolderTakesFiles(path, dirname(path));
}

/** @throws UserError if no files can be written into this folder, which need not be there yet. */
export function checkFolderPlace(path: string): void {
  if (path === "") throw new UserError("the name of the folder to write into is empty");
  const found = entryAt(path);
  if (found && !found.isDirectory()) throw new UserError(`${path}: cannot write: it is a file; name a folder`);
  checkFolderTakesFiles(path, path);
}

/** Writes an empty file into the folder, or into the one above that is there, and takes it away again. */
function checkFolderTakesFiles(path: string, folder: string): void {
  const existing = nearestEntry(folder);
  const probe = partName(join(existing, ".coldpress"));
  try {
    closeSync(openSync(probe, "wx"));
  } catch (error) {
    throw writingError(path, error);
  }
  rmSync(probe, { force: true });
}

/** The path itself, or the nearest one above it that is there. */
function nearestEntry(path: string): string {
  return entryAt(path) ? path : nearestEntry(dirname(resolve(path)));
}

/** What is at a path; undefined where there is nothing yet. @throws UserError where there cannot be anything. */
function entryAt(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    throw writingError(path, error);
  }
}
