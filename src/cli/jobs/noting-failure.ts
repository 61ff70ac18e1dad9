/**
 * Work whose failure is noted in the run's folder, so that whoever asks how far the run is hears of it.
 */

import type { ArtifactStore } from "../../core/artifact-store.ts";
import { forgetFailure, keepFailure, type StoredJob } from "../../experiment/job-states.ts";
import { processName } from "../../node/process-name.ts";

/** Does a job's work; its error is noted before it is thrown, and an earlier one forgotten when it is done. */
export async function notingFailure(store: ArtifactStore, job: StoredJob, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    await keepFailure(store, job, { message, where: processName() });
    throw error;
  }
  await forgetFailure(store, job);
}
