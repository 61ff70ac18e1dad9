/**
 * Files that are there whole or not at all: written beside their place, flushed to the disk, then renamed into it.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { UserError } from "../core/errors.ts";

/**
 * Writes a file, its folder too where there is none. What stood there before stays until the new file is complete.
 *
 * @throws UserError if the disk is full or the place cannot be written; nothing is left behind.
 */
export function writeFileAtomically(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const beside = `${path}.${process.pid}-${threadId}.part`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(beside, "w");
    try {
      for (const chunk of chunksOf(content)) writeWhole(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    rmSync(beside, { force: true });
    throw writingError(path, error);
  }
}

/** Removes a file, and what killed processes have left half-written beside it. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
  if (!existsSync(dirname(path))) return;
  const leftover = (name: string) => name.startsWith(`${basename(path)}.`) && name.endsWith(".part");
  for (const name of readdirSync(dirname(path)).filter(leftover)) rmSync(join(dirname(path), name), { force: true });
}

function chunksOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}

function writeWhole(file: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
}

/** What the operating system says, in words; errors of the content itself pass unchanged. */
function writingError(path: string, error: unknown): unknown {
  const code = (error as NodeJS.ErrnoException).code;
  const reasons: Record<string, string> = {
    ENOSPC: "the disk is full; free some space and run the command again",
    EDQUOT: "the disk quota is used up; free some space and run the command again",
    EFBIG: "the file is too large for this file system",
    EACCES: "no permission to write there",
    EPERM: "no permission to write there",
    EROFS: "the file system is read-only",
    ENOTDIR: "a part of the path is a file, not a folder",
    EISDIR: "it is a folder",
    EEXIST: "a part of the path is a file, not a folder",
  };
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : new UserError(`${path}: cannot write: ${reason}`, { cause: error });
}
