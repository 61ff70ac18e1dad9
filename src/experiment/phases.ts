/**
 * Training and pruning as phases that survive an interruption: a checkpoint after every epoch, the network at the end.
 *
 * Each file carries the fingerprint of data and settings. What a former run with the same fingerprint has left is used;
 * anything else is done anew.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { fingerprintOf } from "../core/fingerprint.ts";
import type { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Engine } from "../engine/engine.ts";
import { decodeCheckpoint, encodeCheckpoint } from "../formats/checkpoint.ts";
import { asJson } from "../formats/json.ts";
import { decodeModelFile, encodeModelFile } from "../formats/model-file.ts";
import { initializeNetwork, type Network } from "../network/network.ts";
import { prune } from "../pruning/prune.ts";
import { asHistory, type EpochRecord } from "../training/history.ts";
import {
  type TrainingData,
  type TrainingHooks,
  type TrainingProgress,
  type TrainingRun,
  type TrainingState,
  train,
} from "../training/train.ts";
import type { ExperimentPlan, PlannedModel } from "./plan.ts";

/** What an experiment needs from outside. */
export interface ExperimentTools {
  readonly engine: Engine;
  readonly store: ArtifactStore;
  readonly observer: RunObserver;
  /** Written into every model file: version of the tool. */
  readonly version: string;
  /**
   * Whether the epoch that just ended is worth a checkpoint. One of model A has 470 MB: where an epoch takes a second,
   * writing it costs more than the epoch.
   */
  readonly checkpointDue: () => boolean;
}

/** A training or pruning run as something that is kept: what it is called, where its files lie, what it depends on. */
export interface Phase {
  readonly label: string;
  /** Name of the model file. */
  readonly network: string;
  /** Name of the checkpoint. */
  readonly checkpoint: string;
  /** All that the result depends on, as plain data. */
  readonly settings: object;
  /** Whether to take what a former run with the same settings has left. */
  readonly reuse: boolean;
}

/** One model on one set of partitions. */
export interface ModelRun {
  /** What the display calls it. */
  readonly label: string;
  /** Where its files lie in the store. */
  readonly folder: string;
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
  const settings = { architecture, seed: plan.seed, training: plan.training, dataHash };
  const { features, classes } = data.train;
  return runPhase({ ...phaseFiles(run, "training", "original"), settings }, tools, (hooks, state) => {
    const network =
      state?.network ?? initializeNetwork(architecture, features, classes, random.fork("initial weights"));
    const task = { network, data, options: plan.training, random: random.fork("training"), state };
    return train(tools.engine, task, hooks);
  });
}

/** The pruned network of a model, from its trained one. */
export async function pruningPhase(run: ModelRun, original: Network, tools: ExperimentTools): Promise<TrainingRun> {
  const { model, plan, data, dataHash, random } = run;
  const { seed, training, pruning } = plan;
  const settings = { architecture: model.architecture, seed, training, pruning, dataHash };
  return runPhase({ ...phaseFiles(run, "pruning", "pruned"), settings }, tools, (hooks, state) => {
    const task = { network: original, data, options: pruning, random: random.fork("pruning"), state };
    return prune(tools.engine, task, hooks);
  });
}

function phaseFiles({ label, folder }: ModelRun, phase: string, network: string) {
  const files = { network: `${folder}/${network}.safetensors`, checkpoint: `${folder}/${phase}.checkpoint` };
  return { label: `${label} ${phase}`, ...files, reuse: true };
}

/**
 * Runs a phase, or takes what a former run with the same settings and the same kind of engine has left: its network, or
 * the state after its last whole epoch.
 *
 * @param run  Trains or prunes, from a state where there is one.
 */
export async function runPhase(
  phase: Phase,
  { engine, store, observer, version, checkpointDue }: ExperimentTools,
  run: (hooks: TrainingHooks, state?: TrainingState) => Promise<TrainingRun>,
): Promise<TrainingRun> {
  const settings = { ...phase.settings, engine: engine.kind };
  const fingerprint = await fingerprintOf(settings);
  const finished = phase.reuse ? await finishedRun(phase.network, fingerprint, store) : undefined;
  if (finished) {
    observer.start(phase.label, 1);
    observer.done(`kept from the earlier run, ${outcome(finished.history)}`);
    return finished;
  }
  const state = phase.reuse ? await interruptedRun(phase.checkpoint, fingerprint, store) : undefined;
  let started = false;
  const hooks: TrainingHooks = {
    onStep: (progress) => {
      if (!started) observer.start(phase.label, progress.steps, progress.step - 1);
      started = true;
      return observer.step(progress.step, stepText(progress));
    },
    onEpoch: async (_record, snapshot) => {
      if (checkpointDue())
        await store.write(phase.checkpoint, encodeCheckpoint({ state: snapshot(), provenance: { fingerprint } }));
    },
  };
  const trained = await run(hooks, state);
  if (!started) observer.start(phase.label, 1);
  const provenance = asJson({ coldpress: version, fingerprint, settings, history: trained.history });
  await store.write(phase.network, encodeModelFile({ network: trained.network, provenance }));
  await store.remove(phase.checkpoint);
  observer.done(outcome(trained.history));
  return trained;
}

function stepText({ epoch, epochs, loss, history }: TrainingProgress): string {
  const uar = history.at(-1)?.develUar;
  return `epoch ${epoch}/${epochs}, loss ${loss.toFixed(3)}${uar === undefined ? "" : `, devel UAR ${uar.toFixed(3)}`}`;
}

async function finishedRun(name: string, fingerprint: string, store: ArtifactStore): Promise<TrainingRun | undefined> {
  const bytes = await store.read(name);
  if (!bytes) return undefined;
  const { network, provenance } = decodeModelFile(bytes, name);
  const history = asHistory(provenance["history"]);
  return history && provenance["fingerprint"] === fingerprint ? { network, history } : undefined;
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
