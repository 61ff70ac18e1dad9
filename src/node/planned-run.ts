/**
 * A planned experiment in a folder that machines share: written once, opened by every worker.
 */

import { existsSync } from "node:fs";
import { hostname } from "node:os";
import { join } from "node:path";
import { type ArtifactStore, isStored } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import type { Engine } from "../engine/engine.ts";
import { engineDigest } from "../experiment/engine-digest.ts";
import type { Gathering } from "../experiment/gather.ts";
import { parseSharedPlan, SHARED_PLAN_FILE, type SharedPlan, sharedPlanText } from "../experiment/shared-plan.ts";
import { decodeExperimentData, encodeExperimentData } from "../experiment/stored-data.ts";
import { jobStore } from "./job-store.ts";
import { type EngineSettings, openEngine } from "./open-engine.ts";
import { readWholeFile } from "./read-file.ts";
import { checkFolderPlace } from "./writable-place.ts";

/** A plan without the tables: enough to know which jobs there are and how far they are. */
export interface PlannedRun {
  readonly folder: string;
  readonly shared: SharedPlan;
  /** A worker's: others write into the folder too. */
  readonly store: ArtifactStore;
}

/** The plan in a store; undefined where there is none. @param version  Of this program. */
export async function readSharedPlan(store: ArtifactStore, version: string): Promise<SharedPlan | undefined> {
  const bytes = await store.read(SHARED_PLAN_FILE);
  if (!bytes) return undefined;
  const text = new TextDecoder().decode(bytes);
  try {
    return parseSharedPlan(text, SHARED_PLAN_FILE, version);
  } catch (error) {
    // Who plans anew replaces what another version has planned.
    if (error instanceof UserError) return undefined;
    throw error;
  }
}

/**
 * Writes the plan and the tables, for workers.
 *
 * @param choice  The engine that was asked for.
 * @returns Whether the folder had this plan already.
 */
export async function writeSharedPlan(
  { plan, data, jobs, made }: Gathering,
  { choice, engine }: { readonly choice: EngineSettings["engine"]; readonly engine: Engine },
  store: ArtifactStore,
): Promise<boolean> {
  const file = `jobs/data-${(jobs.at(-1)?.fingerprint ?? "").slice(0, 12)}.bin`;
  const text = sharedPlanText({
    made,
    engine: { choice, kind: engine.kind, digest: await engineDigest(engine) },
    plan,
    data: file,
    jobs,
  });
  const before = await store.read(SHARED_PLAN_FILE);
  if (before && new TextDecoder().decode(before) === text && (await isStored(store, file))) return true;
  await store.write(file, encodeExperimentData(data));
  await store.write(SHARED_PLAN_FILE, [new TextEncoder().encode(text)]);
  return false;
}

/**
 * The plan in a folder.
 *
 * @param version  Of this program.
 * @throws UserError if there is none, it is another version's, or nothing can be written there.
 */
export function openPlannedRun(folder: string, version: string): PlannedRun {
  const path = join(folder, SHARED_PLAN_FILE);
  if (!existsSync(path))
    throw new UserError(
      `${folder}: has no ${SHARED_PLAN_FILE}; plan the run first (coldpress jobs plan). If another machine did: ` +
        `this one (${hostname()}) does not see that folder, which must be shared by all`,
    );
  const shared = parseSharedPlan(new TextDecoder().decode(readWholeFile(path)), path, version);
  checkFolderPlace(folder);
  return { folder, shared, store: jobStore(folder) };
}

/** The run with its tables, for doing jobs. @throws UserError if the tables are gone; FormatError if they are damaged. */
export function openTables({ folder, shared }: PlannedRun): Gathering {
  const path = join(folder, shared.data);
  const data = decodeExperimentData(readWholeFile(path), path);
  const { plan, jobs, made } = shared;
  return { plan, data, jobs, made };
}

/** The engine that was planned with. @throws UserError if this machine computes other last bits than the one that planned. */
export async function openPlannedEngine(
  { folder, shared }: { readonly folder: string; readonly shared: Pick<SharedPlan, "engine"> },
  threads: number,
): Promise<Engine> {
  const { choice, kind, digest } = shared.engine;
  const engine = await openEngine({ threads, engine: choice });
  try {
    refuseOtherEngine(folder, { kind, digest }, { kind: engine.kind, digest: await engineDigest(engine) });
    return engine;
  } catch (error) {
    await engine.close();
    throw error;
  }
}

/** What tells engines apart: the kind, and the bits that a short training gives. */
interface EngineBits {
  readonly kind: string;
  readonly digest: string;
}

/** @throws UserError if this machine computes other last bits than the one that planned. */
export function refuseOtherEngine(folder: string, planned: EngineBits, own: EngineBits): void {
  if (own.kind === planned.kind && own.digest === planned.digest) return;
  const why = own.kind === planned.kind ? `rounds otherwise in "${own.kind}"` : `has the engine "${own.kind}"`;
  throw new UserError(
    `${folder}: was planned with the engine "${planned.kind}" of another processor; this machine (${hostname()}) ${why}, so its networks would ` +
      "differ in the last bits. Plan with the portable engine, which is the same on all machines",
  );
}
