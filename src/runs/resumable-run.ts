/**
 * A training or pruning run that survives an interruption: a checkpoint after epochs, the network at the end.
 *
 *   <network>             the model file, with the run's settings, fingerprint and history
 *   <network>.checkpoint  the state after a whole epoch; gone when the network is there
 *
 * A run never takes, and never removes, what a run with other settings left, unless it is told to overwrite it.
 */

import { type ArtifactStore, isStored, memoryStore } from "../core/artifact-store.ts";
import { UserError } from "../core/errors.ts";
import { lossText, shareText } from "../core/number-text.ts";
import { type RunObserver, SILENT_OBSERVER } from "../core/run-observer.ts";
import type { Engine } from "../engine/engine.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../formats/checkpoint.ts";
import { asJson, isRecord, type JsonRecord } from "../formats/json.ts";
import { decodeModelFile, encodeModelFile } from "../formats/model-file.ts";
import { asHistory, type EpochRecord } from "../training/history.ts";
import type { TrainingHooks, TrainingProgress, TrainingRun, TrainingState } from "../training/train.ts";
import { isOf, kept } from "./kept.ts";
import type { RecipeName } from "./recipes.ts";
import { type RunIdentity, runIdentity, settingsDifference } from "./run-identity.ts";

/**
 * What to do with what an earlier run left under the same names.
 *
 *   resume     take the network or the checkpoint of a run with the same settings; refuse those of another one
 *   refuse     refuse a checkpoint; a network is replaced when the new one is there
 *   overwrite  start anew; a checkpoint is replaced by the first new one
 */
export const LEFTOVER_RULES = ["resume", "refuse", "overwrite"] as const;

export type LeftoverRule = (typeof LEFTOVER_RULES)[number];

/** What a run works with; only the engine is needed. */
export interface RunTools {
  readonly engine: Engine;
  /** Where network and checkpoint go. Default: memory. */
  readonly store?: ArtifactStore;
  readonly observer?: RunObserver;
  /** Version of the tool, written into the model file. */
  readonly version?: string;
  /**
   * Whether the epoch that just ended is worth a checkpoint; by default each is. One of model A has 470 MB: where an
   * epoch takes a second, writing it costs more than the epoch.
   */
  readonly checkpointDue?: () => boolean;
}

/** What a run is called, and where its files lie. */
export interface RunPlace {
  /** For the display. */
  readonly label: string;
  /** Name of the model file in the store. */
  readonly network: string;
  readonly leftovers: LeftoverRule;
}

/** A run to be done: its recipe, all that its result depends on, and the work itself. */
export interface RunWork {
  readonly recipe: RecipeName;
  readonly settings: object;
  /** @param state  Where an interrupted run stood. */
  readonly work: (hooks: TrainingHooks, state?: TrainingState) => Promise<TrainingRun>;
}

/** Where the checkpoint of a run lies. */
export function checkpointName(network: string): string {
  return `${network}.checkpoint`;
}

/**
 * Does the work, or takes what an earlier run with the same settings left: its network, or its last checkpoint.
 *
 * @throws UserError if something is in the way that the rule for leftovers does not allow to take or to replace.
 */
export async function resumableRun(
  { label, network: name, leftovers }: RunPlace,
  { recipe, settings, work }: RunWork,
  tools: RunTools,
): Promise<TrainingRun> {
  const { engine, store = memoryStore(), observer = SILENT_OBSERVER, version, checkpointDue = () => true } = tools;
  const identity = await runIdentity(recipe, engine.kind, settings);
  const { finished, state } = await leftBehind(name, leftovers, identity, store);
  if (finished) {
    observer.start(label, 1);
    observer.done(`kept from the earlier run, ${outcome(finished.history)}`);
    return finished;
  }
  let started = false;
  const hooks: TrainingHooks = {
    onStep: (progress) => {
      if (!started) observer.start(label, progress.steps, progress.step - 1);
      started = true;
      return observer.step(progress.step, stepText(progress));
    },
    onEpoch: async (_record, snapshot) => {
      if (!checkpointDue()) return;
      const state = await snapshot();
      await store.write(checkpointName(name), encodeCheckpoint({ state, provenance: asJson(identity) }));
    },
  };
  const trained = await work(hooks, state);
  if (!started) observer.start(label, 1);
  const provenance = asJson({ coldpress: version, ...identity, history: trained.history });
  const replaced = (await isStored(store, name)) ? ", in place of the file that was there" : "";
  await store.write(name, encodeModelFile({ network: trained.network, provenance }));
  await store.remove(checkpointName(name));
  observer.done(outcome(trained.history) + replaced);
  return trained;
}

interface LeftBehind {
  readonly finished?: TrainingRun;
  readonly state?: TrainingState | undefined;
}

async function leftBehind(
  name: string,
  rule: LeftoverRule,
  identity: RunIdentity,
  store: ArtifactStore,
): Promise<LeftBehind> {
  const checkpoint = await kept(store, checkpointName(name), decodeCheckpoint);
  if (rule === "overwrite") return {};
  if (rule === "refuse") {
    if (checkpoint) throw new UserError(unaskedText(checkpointName(name), checkpoint.state));
    return {};
  }
  const finished = await kept(store, name, decodeModelFile);
  if (finished) {
    if (!isOf(finished, identity.fingerprint)) throw new UserError(otherRunText(name, finished, identity));
    return { finished: { network: finished.network, history: asHistory(finished.provenance["history"]) ?? [] } };
  }
  if (checkpoint && !isOf(checkpoint, identity.fingerprint))
    throw new UserError(otherRunText(checkpointName(name), checkpoint, identity));
  return { state: checkpoint?.state };
}

function unaskedText(name: string, { history }: TrainingState): string {
  const epochs = history.length === 1 ? "1 epoch" : `${history.length} epochs`;
  return `${name}: was left by a run that was interrupted after ${epochs}; resume that run (--resume), overwrite it (--overwrite), or choose another name`;
}

function otherRunText(name: string, { provenance }: { provenance: JsonRecord }, { settings }: RunIdentity): string {
  const own = provenance["settings"];
  const difference = settingsDifference(isRecord(own) ? own : {}, settings);
  return `${name}: was left by a run with other settings (${difference}); give the same settings to resume it, overwrite it (--overwrite), or choose another name`;
}

function stepText({ epoch, epochs, loss, history }: TrainingProgress): string {
  const uar = history.at(-1)?.develUar;
  return `epoch ${epoch}/${epochs}, loss ${lossText(loss)}${uar === undefined ? "" : `, devel UAR ${shareText(uar)}`}`;
}

function outcome(history: readonly EpochRecord[]): string {
  const last = history.at(-1);
  if (!last) return "no epochs";
  return `${history.length} epochs, loss ${lossText(last.loss)}, devel UAR ${shareText(last.develUar)}`;
}
