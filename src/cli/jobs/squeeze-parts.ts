/**
 * A squeeze as parts that several machines can do at the same time, in a folder that they share:
 *
 *   linear, small, narrow, pruned    with fixed partitions: the search of one family
 *   fold-1, fold-2, …, whole         in cross-validation: a fold's original and its search; the search for the network that is kept
 *   result                           choice, test and squeeze.json: what is left when the others are done
 *
 * A part leaves its networks where the squeeze as a whole looks for them, so the result has the same bytes whoever did which part.
 *
 *   jobs/<part>-<fingerprint>.json   says that it is done
 *   jobs/made-by.json                version and engine of whoever began: others are refused
 */

import { join } from "node:path";
import { z } from "zod";
import type { ArtifactStore } from "../../core/artifact-store.ts";
import { UserError } from "../../core/errors.ts";
import { some } from "../../core/finding.ts";
import { fingerprintOf } from "../../core/fingerprint.ts";
import type { RunObserver } from "../../core/run-observer.ts";
import { engineDigest } from "../../experiment/engine-digest.ts";
import { costOf, type JobCost, searchSeconds, tablesCost, trainingSeconds } from "../../experiment/job-cost.ts";
import { outcomeName } from "../../experiment/job-outcome.ts";
import { notDone } from "../../experiment/job-states.ts";
import { countParameters } from "../../network/architecture.ts";
import { jobStore } from "../../node/job-store.ts";
import { refuseOtherEngine } from "../../node/planned-run.ts";
import type { Family } from "../../squeeze/options.ts";
import { CHOSEN_NAME, searchFamily } from "../../squeeze/squeeze.ts";
import { squeezedFold, squeezedWhole } from "../../squeeze/squeeze-folds.ts";
import { stepsPerEpoch } from "../../training/batches.ts";
import { trainingEpochs } from "../../training/run-length.ts";
import { TRAIN_DEFAULTS } from "../../training/train.ts";
import { firstFold } from "../data/data-input.ts";
import { VERSION } from "../files/made-with.ts";
import { originalOfFold } from "../networks/squeeze-originals.ts";
import { notingFailure } from "./noting-failure.ts";
import { doSqueeze, isInFolds, type SqueezeRun, squeezeTools } from "./squeeze-run.ts";

/** A part of a squeeze. */
export interface SqueezePart extends JobCost {
  readonly name: string;
  readonly kind: "family" | "fold" | "whole" | "result";
  /** Names of the parts that must be done before. */
  readonly needs: readonly string[];
  /** Of all that it depends on. */
  readonly fingerprint: string;
}

/** The parts, each after those that it needs. */
export async function squeezeParts({ original, data, options, settings }: SqueezeRun): Promise<SqueezePart[]> {
  const { folds } = data;
  const weights = countParameters(original.network.architecture).kernels;
  const tables = tablesCost(folds);
  const part = async (kind: SqueezePart["kind"], name: string, seconds: number, needs: readonly string[] = []) => {
    const fingerprint = await fingerprintOf({ part: name, parts: PARTS_VERSION, settings, options });
    return { name, kind, needs, fingerprint, ...costOf(seconds, weights, tables) };
  };
  const parts: SqueezePart[] = [];
  if (!isInFolds(data))
    for (const family of options.families)
      parts.push(await part("family", family, searchSeconds(weights, options, [family])));
  else {
    const searched = searchSeconds(weights, options, options.families);
    const { rows } = tables;
    const { batchSize } = TRAIN_DEFAULTS;
    const trained = trainingSeconds(weights, trainingEpochs(rows, batchSize) * stepsPerEpoch(rows, batchSize));
    for (const fold of folds.keys()) parts.push(await part("fold", `fold-${fold + 1}`, trained + searched));
    parts.push(await part("whole", "whole", searched));
  }
  const all = parts.map(({ name }) => name);
  return [...parts, await part("result", "result", 0, all)];
}

/** Raised when parts leave something else under the same settings. */
const PARTS_VERSION = 1;

/** Does a part, or finds it done. @throws UserError if there is none of this name, or what it needs is not done. */
export async function doSqueezePart(opened: SqueezeRun, name: string, observer: RunObserver): Promise<void> {
  const parts = await squeezeParts(opened);
  const part = parts.find((own) => own.name === name);
  if (!part)
    throw new UserError(`--part: there is no part ${name}; the parts are ${parts.map((own) => own.name).join(", ")}`);
  await claimForParts(opened);
  const run = { ...opened, store: jobStore(opened.flags.out) };
  const missing = await notDone(
    parts.filter((own) => part.needs.includes(own.name)),
    run.store,
  );
  if (missing.length > 0) throw new UserError(`--part: ${name} needs what is not done: ${some(missing)}`);
  await notingFailure(run.store, part, async () => {
    await workOff(part, run, observer);
    await run.store.write(outcomeName(part), [new TextEncoder().encode(`${JSON.stringify({ part: name })}\n`)]);
  });
}

async function workOff({ name, kind }: SqueezePart, run: SqueezeRun, observer: RunObserver): Promise<void> {
  const { original, data, options } = run;
  const tools = { ...squeezeTools(run, observer), keptPrefix: "" };
  const { folds } = data;
  const procedure = { folds, original: originalOfFold(original, options.seed, tools) };
  switch (kind) {
    case "family":
      return searchFamily(original.network, firstFold(data), name as Family, options, {
        ...tools,
        originalFile: original.originalFile,
      });
    case "fold":
      await squeezedFold(procedure, Number(name.slice("fold-".length)) - 1, options, tools);
      return;
    case "whole":
      await squeezedWhole(procedure, options, { ...tools, chosenName: CHOSEN_NAME });
      return;
    case "result":
      await doSqueeze(run, observer, Date.now());
  }
}

const madeBy = z.object({ coldpress: z.string(), kind: z.string(), digest: z.string() });

const MADE_BY_FILE = "jobs/made-by.json";

/**
 * Makes the folder this run's, for all parts. @throws UserError if another version has begun, or a machine whose engine gives other
 * last bits.
 */
export async function claimForParts({ store, engine, flags }: SqueezeRun): Promise<void> {
  const own = { coldpress: VERSION, kind: engine.kind, digest: await engineDigest(engine) };
  const text = `${JSON.stringify(own)}\n`;
  const kept = await madeByIn(store);
  if (kept === undefined) return store.write(MADE_BY_FILE, [new TextEncoder().encode(text)]);
  if (kept.coldpress !== VERSION)
    throw new UserError(
      `${join(flags.out, MADE_BY_FILE)}: was begun by coldpress ${kept.coldpress}, this is ${VERSION}; use one version for all parts`,
    );
  refuseOtherEngine(flags.out, kept, own);
}

async function madeByIn(store: ArtifactStore): Promise<z.infer<typeof madeBy> | undefined> {
  const bytes = await store.read(MADE_BY_FILE);
  if (!bytes) return undefined;
  try {
    return madeBy.parse(JSON.parse(new TextDecoder().decode(bytes)));
  } catch {
    throw new UserError(`${MADE_BY_FILE}: does not say who began this run; remove it`);
  }
}
