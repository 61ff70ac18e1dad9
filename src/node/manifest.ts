/**
 * The manifest of a folder: which files coldpress wrote into it. What is not listed is the user's, and stays.
 *
 * A text file with one line per event, only ever appended to. A name is on the disk before its file is written, so a process
 * that is killed leaves no file that is not listed; a line that was cut short names a file that was never begun.
 *
 *   wrote A/original.safetensors
 *   removed A/original.safetensors.checkpoint
 *
 * Processes that work in one folder at the same time, maybe on several machines, each append to a list of their own, as network
 * file systems lose lines where two append to one file:
 *
 *   written-by-coldpress.txt            of the run itself
 *   jobs/written-by-<process>.txt       of a worker
 *
 * What any of them lists is ours.
 */

import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  realpathSync,
  writeSync,
} from "node:fs";
import { dirname, join, resolve, sep } from "node:path";
import { removeEmptyFolder, removeFile, writingError } from "./atomic-file.ts";

/** Name of the manifest in its folder. */
export const MANIFEST_FILE = "written-by-coldpress.txt";

/** Names of the lists of workers. */
const WORKER_LIST = /^written-by-[\w-]+\.txt$/;

const WORKER_FOLDER = "jobs";

/** A list of own files that is kept on the disk. */
export interface Manifest {
  /** Whether a name is listed; where it is not known, the disk is asked again, since others may have listed it since. */
  has(name: string): boolean;
  /** Names of files that were written and not removed. */
  names(): string[];
  /** Lists a name; it is on the disk when this returns. */
  add(name: string): void;
  /** Removes the file of a name that is listed; others stay. */
  remove(name: string): void;
}

/** The manifest of a folder, or a new one, which is written with its first name. */
export function openManifest(folder: string): Manifest {
  return manifestIn(folder, MANIFEST_FILE, listedFiles(folder));
}

/**
 * The same for a worker beside others: what it writes stands in a list of its own. What others list is read where it matters: a
 * thousand workers need not read a thousand lists.
 *
 * @param worker  Letters, digits and hyphens.
 */
export function openWorkerManifest(folder: string, worker: string): Manifest {
  return manifestIn(folder, `${WORKER_FOLDER}/written-by-${worker}.txt`, new Set());
}

function manifestIn(folder: string, list: string, known: Set<string>): Manifest {
  let names = known;
  const append = (line: string) => appendLine(join(folder, list), line);
  const has = (name: string) => {
    if (!names.has(name) && existsSync(join(folder, name))) names = listedFiles(folder);
    return names.has(name);
  };
  return {
    has,
    names: () => [...names],
    add: (name) => {
      if (names.has(name)) return;
      append(`wrote ${name}`);
      names.add(name);
    },
    remove: (name) => {
      if (!has(name)) return;
      removeOwnFile(folder, name);
      append(`removed ${name}`);
      names.delete(name);
    },
  };
}

/** What the lists of a folder name together, those of workers included. */
function listedFiles(folder: string): Set<string> {
  const names = namesIn(join(folder, MANIFEST_FILE));
  for (const list of workerLists(folder)) {
    names.add(list);
    for (const name of namesIn(join(folder, list))) names.add(name);
  }
  return names;
}

function workerLists(folder: string): string[] {
  const place = join(folder, WORKER_FOLDER);
  if (!existsSync(place)) return [];
  return readdirSync(place)
    .filter((name) => WORKER_LIST.test(name))
    .map((name) => `${WORKER_FOLDER}/${name}`);
}

function namesIn(list: string): Set<string> {
  return existsSync(list) ? listedNames(readFileSync(list, "utf8")) : new Set();
}

/** Removes all files that a folder's manifest lists, then the manifest, and folders that are empty after that. */
export function removeListedFiles(folder: string): void {
  // The last name first: what was claimed first, a run's own description, goes last, should this be interrupted.
  const names = openManifest(folder).names().reverse();
  for (const name of names) removeOwnFile(folder, name);
  removeFile(join(folder, MANIFEST_FILE));
  const folders = new Set(names.flatMap((name) => parentsOf(name)));
  for (const parent of [...folders].sort((a, b) => b.length - a.length)) removeEmptyFolder(join(folder, parent));
}

/** Names that lead out of the folder are no names of ours. */
function listedNames(text: string): Set<string> {
  const names = new Set<string>();
  for (const line of text.split("\n").slice(0, -1)) {
    const [, event, name = ""] = /^(wrote|removed) (.+)$/.exec(line) ?? [];
    if (event === undefined || !staysInside(name)) continue;
    if (event === "wrote") names.add(name);
    else names.delete(name);
  }
  return names;
}

function staysInside(name: string): boolean {
  return resolve("/folder", name).startsWith("/folder/") && !name.startsWith("/") && !name.split(sep).includes("..");
}

/** A file that we wrote is a plain file, and no link leads out of the folder on the way to it. */
function removeOwnFile(folder: string, name: string): void {
  const path = join(folder, name);
  if (!existsSync(dirname(path))) return;
  const inside = realpathSync(dirname(path)) === join(realpathSync(folder), dirname(name));
  const entry = lstatSync(path, { throwIfNoEntry: false });
  if (inside && (entry === undefined || entry.isFile())) removeFile(path);
}

/** "A/squeeze" and "A" of "A/squeeze/x.coldpress". */
function parentsOf(name: string): string[] {
  const parts = name.split("/").slice(0, -1);
  return parts.map((_, depth) => parts.slice(0, depth + 1).join("/"));
}

function appendLine(path: string, line: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    const file = openSync(path, "a");
    try {
      writeSync(file, `${line}\n`);
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
  } catch (error) {
    throw writingError(path, error);
  }
}
