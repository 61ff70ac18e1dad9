/**
 * A run as a worker sees it in the shared folder: its jobs, how far they are, and how coldpress is called for one. Either a planned
 * experiment (jobs/plan.json) or a command in parts (jobs/parts.json).
 */

import { existsSync } from "node:fs";
import { join } from "node:path";
import { type ArtifactStore, isStored } from "../../../core/artifact-store.ts";
import { UserError } from "../../../core/errors.ts";
import { outcomeName } from "../../../experiment/job-outcome.ts";
import type { ListedJob } from "../../../experiment/job-states.ts";
import type { Job } from "../../../experiment/jobs.ts";
import { isDone } from "../../../experiment/run-job.ts";
import { SHARED_PLAN_FILE } from "../../../experiment/shared-plan.ts";
import { openPlannedEngine, openPlannedRun } from "../../../node/planned-run.ts";
import { checkFolderPlace } from "../../../node/writable-place.ts";
import { readSharedParts, SHARED_PARTS_FILE, storeOfParts, wordsOfPart } from "../shared-parts.ts";
import { type Mount, pathHere } from "./mounts.ts";

/** How coldpress is called for a job. */
export interface JobCall {
  /** After the program's name, without --threads. */
  readonly words: readonly string[];
  /** Undefined where it does not matter. */
  readonly workingFolder?: string;
}

/** A run on this machine. */
export interface RunHere {
  /** As this machine names it. */
  readonly folder: string;
  readonly jobs: readonly ListedJob[];
  readonly store: ArtifactStore;
  isDone(job: ListedJob): Promise<boolean>;
  call(job: ListedJob): JobCall;
  /** @throws UserError if the engine of this machine gives other last bits than the one that planned. */
  checkEngine(): Promise<void>;
}

/** Whether there is a run in a folder. */
export function isRunFolder(folder: string): boolean {
  return [SHARED_PLAN_FILE, SHARED_PARTS_FILE].some((name) => existsSync(join(folder, name)));
}

/** The run in a folder. @param version  Of this program. @throws UserError if this machine lacks what it needs. */
export function openRunHere(folder: string, mounts: readonly Mount[], version: string): RunHere {
  return partsHere(folder, mounts) ?? experimentHere(folder, version);
}

function experimentHere(folder: string, version: string): RunHere {
  const planned = openPlannedRun(folder, version);
  return {
    folder,
    jobs: planned.shared.jobs,
    store: planned.store,
    isDone: (job) => isDone(job as Job, planned.store),
    call: ({ name }) => ({ words: ["jobs", "run", folder, "--name", name] }),
    checkEngine: async () => (await openPlannedEngine(planned, 1)).close(),
  };
}

function partsHere(folder: string, mounts: readonly Mount[]): RunHere | undefined {
  const shared = readSharedParts(folder);
  if (!shared) return undefined;
  const { engine, parts, sees } = shared;
  const here = (path: string) => pathHere(path, mounts);
  const workingFolder = here(shared.workingFolder);
  for (const path of [shared.workingFolder, ...sees])
    if (!existsSync(here(path)))
      throw new UserError(
        `${here(path)}: this machine does not see it, and the run needs it; mount it here, or say where it lies: --mount ${path}=<its path here>`,
      );
  checkFolderPlace(folder);
  const store = storeOfParts(shared, folder);
  return {
    folder,
    jobs: parts,
    store,
    isDone: (job) => isStored(store, outcomeName(job)),
    call: ({ name }) => ({ words: wordsOfPart(shared, name, folder, here), workingFolder }),
    checkEngine: async () => {
      if (engine) await (await openPlannedEngine({ folder, shared: { engine } }, 1)).close();
    },
  };
}
