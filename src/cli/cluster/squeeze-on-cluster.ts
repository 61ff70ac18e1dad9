/**
 * A squeeze handed to a cluster: the parts of its search, and the result as the last of them (jobs/squeeze-parts.ts).
 */

import { resolve } from "node:path";
import { engineDigest } from "../../experiment/engine-digest.ts";
import { inputsOf } from "../data/data-input.ts";
import { claimForParts, type SqueezePart, squeezeParts } from "../jobs/squeeze-parts.ts";
import { isInFolds, type SqueezeRun } from "../jobs/squeeze-run.ts";
import { type ClusterFlags, type ClusterPlace, USUAL_CORES } from "../options/cluster-options.ts";
import type { Progress } from "../terminal/progress.ts";
import { type PartsRun, partsOnQueue, partsOnSlurm } from "./parts-on-cluster.ts";

/** What a squeeze command says of itself. */
export interface SqueezeWords {
  /** Path of the original. */
  readonly model: string;
  /** Of the command, without those about the cluster. */
  readonly words: readonly string[];
  /** Of a task; undefined leaves it to the kind of parts. */
  readonly cores: number | undefined;
}

/** Has a cluster do it. @returns Whether all of it is done. @throws UserError if parts have failed. */
export async function squeezeOnCluster(
  run: SqueezeRun,
  { model, words, cores }: SqueezeWords,
  on: ClusterPlace,
  flags: ClusterFlags,
  progress: Progress,
): Promise<boolean> {
  await claimForParts(run);
  const { store, engine } = run;
  const parts: PartsRun<SqueezePart> = {
    command: "squeeze",
    words,
    parts: await squeezeParts(run),
    // Folds cost the same; families do not.
    groupOf: ({ kind, name }) => (kind === "fold" ? "fold" : name),
    store,
    folder: resolve(run.flags.out),
    sees: [model, ...inputsOf(run.flags)].map((path) => resolve(path)),
  };
  if (on === "slurm") {
    // Searches have one thread; in cross-validation originals are trained before.
    const usual = isInFolds(run.data) ? USUAL_CORES : 1;
    return partsOnSlurm(parts, { flags, cores: cores ?? usual }, progress);
  }
  const needed = { choice: run.flags.engine, kind: engine.kind, digest: await engineDigest(engine) };
  await partsOnQueue(parts, { address: on, engine: needed }, progress);
  return true;
}
