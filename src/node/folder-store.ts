/**
 * An experiment's files in a folder on disk.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ArtifactStore } from "../core/artifact-store.ts";
import { removeFile, writeFileAtomically } from "./atomic-file.ts";
import { readWholeFile } from "./read-file.ts";

/** The store that keeps its files in a folder; the folder is made when the first one is written. */
export function folderStore(folder: string): ArtifactStore {
  return {
    read: async (name) => (existsSync(join(folder, name)) ? readWholeFile(join(folder, name)) : undefined),
    write: async (name, chunks) => writeFileAtomically(join(folder, name), chunks),
    remove: async (name) => removeFile(join(folder, name)),
  };
}
