/**
 * Files as bytes, with the operating system's refusals in words.
 */

import { closeSync, fstatSync, openSync, readSync } from "node:fs";
import { UserError } from "../core/errors.ts";

/** Largest piece that is asked of the operating system at once: 1 GiB, below the 2 GiB that one call can read. */
const PIECE_BYTES = 2 ** 30;

/** The whole file. @throws UserError if it is missing, a folder, or may not be read. */
export function readWholeFile(path: string): Uint8Array {
  let file: number;
  try {
    file = openSync(path, "r");
  } catch (error) {
    throw readingError(path, error);
  }
  try {
    const stat = fstatSync(file);
    if (stat.isDirectory()) throw new UserError(`${path}: is a folder; name a file in it`);
    if (!stat.isFile()) throw new UserError(`${path}: is not a file`);
    const bytes = new Uint8Array(stat.size);
    let done = 0;
    while (done < bytes.length) {
      const read = readSync(file, bytes, done, Math.min(PIECE_BYTES, bytes.length - done), done);
      if (read === 0) throw new UserError(`${path}: became shorter while it was read`);
      done += read;
    }
    return bytes;
  } catch (error) {
    throw readingError(path, error);
  } finally {
    closeSync(file);
  }
}

/** The error in words where the operating system refuses; other errors pass unchanged. */
export function readingError(path: string, error: unknown): unknown {
  const reasons: Record<string, string> = {
    ENOENT: "there is no such file or folder",
    EACCES: "no permission to read it",
    EPERM: "no permission to read it",
    EISDIR: "is a folder, a file is needed",
    ENOTDIR: "a part of the path is a file, not a folder",
  };
  const reason = reasons[(error as NodeJS.ErrnoException).code ?? ""];
  return reason === undefined ? error : new UserError(`${path}: ${reason}`, { cause: error });
}
