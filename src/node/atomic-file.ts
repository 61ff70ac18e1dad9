/**
 * Files that are there whole or not at all: written beside their place, flushed to the disk, then renamed into it.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  renameSync,
  rmdirSync,
  rmSync,
  writeSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { threadId } from "node:worker_threads";
import { UserError } from "../core/errors.ts";
import { PROCESS_TOKEN } from "./process-name.ts";

/** Names of files that are being written, or were when their process was killed. */
export const LEFTOVER_PART = /\.\d+-\d+(-[0-9a-f]{8})?\.part$/;

/** Where this thread writes a file until it is whole. */
export function partName(path: string): string {
  return `${path}.${process.pid}-${threadId}-${PROCESS_TOKEN}.part`;
}

/**
 * Writes a file, its folder too where there is none. What stood there before stays until the new file is complete.
 *
 * @throws UserError if the disk is full or the place cannot be written; nothing is left behind.
 */
export function writeFileAtomically(path: string, content: string | Uint8Array | Iterable<Uint8Array>): void {
  const beside = partName(path);
  let begun = false;
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(beside, "w");
    begun = true;
    try {
      for (const chunk of chunksOf(content)) writeWhole(file, chunk);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(beside, path);
  } catch (error) {
    if (begun) rmSync(beside, { force: true });
    throw writingError(path, error);
  }
}

/** Removes a file, and what killed processes have left half-written beside it. */
export function removeFile(path: string): void {
  rmSync(path, { force: true });
  if (!existsSync(dirname(path))) return;
  const leftover = (name: string) => {
    const [ending] = LEFTOVER_PART.exec(name) ?? [];
    return ending !== undefined && name === basename(path) + ending;
  };
  for (const name of readdirSync(dirname(path)).filter(leftover)) rmSync(join(dirname(path), name), { force: true });
}

/** Removes a folder that has nothing in it; any other one stays. */
export function removeEmptyFolder(path: string): void {
  try {
    if (lstatSync(path, { throwIfNoEntry: false })?.isDirectory()) rmdirSync(path);
  } catch (error) {
    if (!["ENOTEMPTY", "EEXIST", "ENOENT"].includes((error as NodeJS.ErrnoException).code ?? ""))
      throw writingError(path, error);
  }
}

function chunksOf(content: string | Uint8Array | Iterable<Uint8Array>): Iterable<Uint8Array> {
  if (typeof content === "string") return [new TextEncoder().encode(content)];
  return content instanceof Uint8Array ? [content] : content;
}

function writeWhole(file: number, chunk: Uint8Array): void {
  for (let done = 0; done < chunk.length; ) done += writeSync(file, chunk, done);
}

/** What the operating system says, in words; errors of the content itself pass unchanged. */
export function writingError(path: string, error: unknown): unknown {
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
    ENAMETOOLONG: "its name is too long",
    ELOOP: "links lead round in a circle",
    ENOENT: "there is no such folder",
    EEXIST: "a part of the path is a file, not a folder",
  };
  const reason = code === undefined ? undefined : reasons[code];
  return reason === undefined ? error : new UserError(`${path}: cannot write: ${reason}`, { cause: error });
}
