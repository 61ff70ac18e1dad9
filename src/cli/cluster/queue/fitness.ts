/**
 * Whether this machine can do the jobs of a run: asked before a job begins, so that a worker that cannot ends with one line and the
 * job goes to another.
 */

import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../core/errors.ts";
import { SHARED_PLAN_FILE } from "../../../experiment/shared-plan.ts";
import { openPlannedEngine, openPlannedRun, type PlannedRun } from "../../../node/planned-run.ts";
import { VERSION } from "../../files/made-with.ts";
import { type Mount, pathHere } from "./mounts.ts";
import { nonceFile, type QueuedRun } from "./queued-job.ts";

/**
 * The run that a job in the queue is of.
 *
 * @returns Undefined where the folder holds another plan by now: nobody asks for the job any more.
 * @throws UserError if this machine does not see the folder, or is of another version.
 */
export function openQueuedRun(run: QueuedRun, mounts: readonly Mount[], version = VERSION): PlannedRun | undefined {
  const folder = pathHere(run.folder, mounts);
  if (run.version !== version)
    throw new UserError(
      `${folder}: was planned by coldpress ${run.version}, this is ${version}; use one version for the plan and all workers`,
    );
  checkSeen(run, folder);
  const planned = openPlannedRun(folder, version);
  return planned.shared.jobs.at(-1)?.fingerprint === run.fingerprint ? planned : undefined;
}

function checkSeen(run: QueuedRun, folder: string): void {
  const mend = `mount it here, or say where it lies: --mount ${run.folder}=<its path here>`;
  if (!existsSync(join(folder, SHARED_PLAN_FILE)))
    throw new UserError(`${folder}: this machine (${hostname()}) does not see the run's folder; ${mend}`);
  if (!existsSync(join(folder, nonceFile(run))))
    throw new UserError(
      `${folder}: on this machine (${hostname()}) is a copy of the run's folder and not the folder itself, which must be shared; ${mend}`,
    );
}

/** @throws UserError if the engine of this machine gives other last bits than the one that planned. */
export async function checkEngine(planned: PlannedRun): Promise<void> {
  await (await openPlannedEngine(planned, 1)).close();
}
