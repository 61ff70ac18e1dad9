/**
 * An experiment's files in a folder on disk.
 */

import { existsSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ArtifactStore } from "../core/artifact-store.ts";
import { removeFile, writeFileAtomically } from "./atomic-file.ts";
import { readWholeFile } from "./read-file.ts";

/** The store that keeps its files in a folder; the folder is made when the first one is written. */
export function folderStore(folder: string): ArtifactStore {
  return {
    read: async (name) => readIfThere(join(folder, name)),
    has: async (name) => isFile(join(folder, name)),
    list: async (place) => namesIn(join(folder, place)),
    write: async (name, chunks) => writeFileAtomically(join(folder, name), chunks),
    remove: async (name) => removeFile(join(folder, name)),
  };
}

/** Where a part of the path is a file there is nothing below it: who writes says what is in the way. */
function isFile(path: string): boolean {
  return existsSync(path) && statSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

function namesIn(path: string): string[] {
  return existsSync(path) ? readdirSync(path) : [];
}

/** Another process may work in the same folder: a checkpoint can go between the question and the reading. */
function readIfThere(path: string): Uint8Array | undefined {
  if (!existsSync(path)) return undefined;
  try {
    return readWholeFile(path);
  } catch (error) {
    if (!existsSync(path)) return undefined;
    throw error;
  }
}
