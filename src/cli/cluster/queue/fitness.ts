/**
 * Whether this machine can do the jobs of a run: asked before a job begins, so that a worker that cannot ends with one line and the
 * job goes to another.
 */

import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { UserError } from "../../../core/errors.ts";
import { VERSION } from "../../files/made-with.ts";
import { type Mount, pathHere } from "./mounts.ts";
import { fingerprintOfJobs, nonceFile, type QueuedRun } from "./queued-job.ts";
import { isRunFolder, openRunHere, type RunHere } from "./run-here.ts";

/**
 * The run that a job in the queue is of.
 *
 * @returns Undefined where the folder holds another run by now: nobody asks for the job any more.
 * @throws UserError if this machine does not see the folder or what the run reads, or is of another version.
 */
export function openQueuedRun(run: QueuedRun, mounts: readonly Mount[], version = VERSION): RunHere | undefined {
  const folder = pathHere(run.folder, mounts);
  if (run.version !== version)
    throw new UserError(
      `${folder}: was planned by coldpress ${run.version}, this is ${version}; use one version for the plan and all workers`,
    );
  checkSeen(run, folder);
  const here = openRunHere(folder, mounts, version);
  return fingerprintOfJobs(here.jobs) === run.fingerprint ? here : undefined;
}

function checkSeen(run: QueuedRun, folder: string): void {
  const mend = `mount it here, or say where it lies: --mount ${run.folder}=<its path here>`;
  if (!isRunFolder(folder))
    throw new UserError(`${folder}: this machine (${hostname()}) does not see the run's folder; ${mend}`);
  if (!existsSync(join(folder, nonceFile(run))))
    throw new UserError(
      `${folder}: on this machine (${hostname()}) is a copy of the run's folder and not the folder itself, which must be shared; ${mend}`,
    );
}
