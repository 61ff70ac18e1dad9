/**
 * Training and pruning as phases that survive an interruption: a checkpoint after every epoch, the network at the end.
 *
 * Each file carries the fingerprint of data and settings. What a former run with the same fingerprint has left is used;
 * anything else is done anew.
 */

import type { Random } from "../core/random.ts";
import type { Engine } from "../engine/engine.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../formats/checkpoint.ts";
import { decodeModelFile, encodeModelFile } from "../formats/model-file.ts";
import { initializeNetwork, type Network } from "../network/network.ts";
import { prune } from "../pruning/prune.ts";
import {
  type EpochRecord,
  type TrainingData,
  type TrainingHooks,
  type TrainingRun,
  type TrainingState,
  train,
} from "../training/train.ts";
import type { ArtifactStore } from "./artifact-store.ts";
import { fingerprintOf } from "./fingerprint.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";

/** What an experiment needs from outside. */
export interface ExperimentTools {
  readonly engine: Engine;
  readonly store: ArtifactStore;
  readonly observer: ExperimentObserver;
  /** Written into every model file: version of the tool. */
  readonly version: string;
}

/** Who watches the experiment. `step` may return a promise, so that a display can draw and signals arrive. */
export interface ExperimentObserver {
  start(label: string, steps: number, alreadyDone?: number): void;
  step(done: number, detail?: string): void | Promise<void>;
  done(outcome: string): void;
}

/** Where the files of a model's phase lie. */
interface PhaseFiles {
  readonly label: string;
  readonly network: string;
  readonly checkpoint: string;
}

/** One model's way through the experiment. */
export interface ModelRun {
  readonly model: PlannedModel;
  readonly plan: ExperimentPlan;
  readonly data: TrainingData;
  /** Fingerprint of the tables. */
  readonly dataHash: string;
  /** The model's own stream. */
  readonly random: Random;
}

/** The trained network of a model. */
export async function trainingPhase(run: ModelRun, tools: ExperimentTools): Promise<TrainingRun> {
  const { model, plan, data, dataHash, random } = run;
  const { architecture } = model;
  const { kind } = tools.engine;
  const settings = { phase: "training", architecture, seed: plan.seed, training: plan.training, dataHash, kind };
  const { features, classes } = data.train;
  return runPhase(phaseFiles(model, "training", "original"), settings, tools, (hooks, state) => {
    const network = state?.network ?? initializeNetwork(architecture, features, classes, random.fork("initial weights"));
    const task = { network, data, options: plan.training, random: random.fork("training"), state };
    return train(tools.engine, task, hooks);
  });
}

/** The pruned network of a model, from its trained one. */
export async function pruningPhase(run: ModelRun, original: Network, tools: ExperimentTools): Promise<TrainingRun> {
  const { model, plan, data, dataHash, random } = run;
  const { architecture } = model;
  const { kind } = tools.engine;
  const { seed, training, pruning } = plan;
  const settings = { phase: "pruning", architecture, seed, training, pruning, dataHash, kind };
  return runPhase(phaseFiles(model, "pruning", "pruned"), settings, tools, (hooks, state) => {
    const task = { network: original, data, options: pruning, random: random.fork("pruning"), state };
    return prune(tools.engine, task, hooks);
  });
}

function phaseFiles({ name }: PlannedModel, phase: string, network: string): PhaseFiles {
  return { label: `${name} ${phase}`, network: `${name}/${network}.safetensors`, checkpoint: `${name}/${phase}.checkpoint` };
}

async function runPhase(
  files: PhaseFiles,
  settings: object,
  { store, observer, version }: ExperimentTools,
  run: (hooks: TrainingHooks, state?: TrainingState) => Promise<TrainingRun>,
): Promise<TrainingRun> {
  const fingerprint = await fingerprintOf(settings);
  const finished = await finishedRun(files.network, fingerprint, store);
  if (finished) {
    observer.start(files.label, 1);
    observer.done(`kept from the earlier run, ${outcome(finished.history)}`);
    return finished;
  }
  const state = await interruptedRun(files.checkpoint, fingerprint, store);
  let started = false;
  const hooks: TrainingHooks = {
    onStep: ({ step, steps, epoch, epochs, loss, history }) => {
      if (!started) observer.start(files.label, steps, step - 1);
      started = true;
      const uar = history.at(-1)?.develUar;
      const detail = `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${uar === undefined ? "" : `, devel UAR ${uar.toFixed(3)}`}`;
      return observer.step(step, detail);
    },
    onEpoch: (_record, snapshot) => store.write(files.checkpoint, encodeCheckpoint({ state: snapshot(), provenance: { fingerprint } })),
  };
  const finishedNow = await run(hooks, state);
  if (!started) observer.start(files.label, 1);
  const provenance = { coldpress: version, fingerprint, settings, history: finishedNow.history };
  await store.write(files.network, encodeModelFile({ network: finishedNow.network, provenance }));
  await store.remove(files.checkpoint);
  observer.done(outcome(finishedNow.history));
  return finishedNow;
}

async function finishedRun(name: string, fingerprint: string, store: ArtifactStore): Promise<TrainingRun | undefined> {
  const bytes = await store.read(name);
  if (!bytes) return undefined;
  const { network, provenance } = decodeModelFile(bytes, name);
  if (provenance["fingerprint"] !== fingerprint) return undefined;
  return { network, history: provenance["history"] as EpochRecord[] };
}

async function interruptedRun(
  name: string,
  fingerprint: string,
  store: ArtifactStore,
): Promise<TrainingState | undefined> {
  const bytes = await store.read(name);
  if (!bytes) return undefined;
  const { state, provenance } = decodeCheckpoint(bytes, name);
  return provenance["fingerprint"] === fingerprint ? state : undefined;
}

function outcome(history: readonly EpochRecord[]): string {
  const last = history.at(-1);
  if (!last) return "no epochs";
  return `${history.length} epochs, loss ${last.loss.toFixed(3)}, devel UAR ${last.develUar.toFixed(3)}`;
}
