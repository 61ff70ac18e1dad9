/**
 * The store of a worker: a run's folder that other workers write into at the same time, maybe from other machines.
 *
 * Jobs name their files by what they are about, and two workers that do the same job write the same bytes; so nothing is
 * locked. What a user has put into the folder is not written over.
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import type { ArtifactStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { folderStore } from "./folder-store.ts";
import { openWorkerManifest } from "./manifest.ts";
import { processName } from "./process-name.ts";

/** The store. @param folder  Of a run that is planned (planned-run.ts). */
export function jobStore(folder: string): ArtifactStore {
  const store = folderStore(folder);
  const manifest = openWorkerManifest(folder, processName());
  return {
    ...store,
    write: async (name, chunks) => {
      if (!manifest.has(name) && existsSync(join(folder, name)))
        throw new UserError(
          `${join(folder, name)}: is not a file of this run and would be written over; move it away and do the job again`,
        );
      manifest.add(name);
      await store.write(name, chunks);
    },
    remove: async (name) => manifest.remove(name),
  };
}
