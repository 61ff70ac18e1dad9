/**
 * Which job of a run is which task of which array: written down with every array that is submitted.
 *
 *   slurm/submitted.json    { "arrays": [{ "array": "17", "jobs": ["A.fold-1", …] }, …] }, task i of the array does job i
 */

import { z } from "zod";
import type { ArtifactStore } from "../../../core/artifact-store.ts";
import { UserError } from "../../../core/errors.ts";

const SUBMITTED_FILE = "slurm/submitted.json";

const submittedFile = z.object({ arrays: z.array(z.object({ array: z.string(), jobs: z.array(z.string()) })) });

/** An array that was submitted. */
export type SubmittedArray = z.infer<typeof submittedFile>["arrays"][number];

/** All arrays of a run, the oldest first. @throws UserError if the list cannot be read. */
export async function submittedArrays(store: ArtifactStore): Promise<SubmittedArray[]> {
  const bytes = await store.read(SUBMITTED_FILE);
  if (!bytes) return [];
  try {
    return submittedFile.parse(JSON.parse(new TextDecoder().decode(bytes))).arrays;
  } catch {
    throw new UserError(
      `${SUBMITTED_FILE}: is not a list of arrays; remove it, after a look at squeue for what is still under way`,
    );
  }
}

/** Adds an array. */
export async function noteSubmitted(store: ArtifactStore, array: SubmittedArray): Promise<void> {
  const arrays = [...(await submittedArrays(store)), array];
  await store.write(SUBMITTED_FILE, [new TextEncoder().encode(`${JSON.stringify({ arrays }, null, 1)}\n`)]);
}
