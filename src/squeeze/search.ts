/**
 * The search for the smallest network that is not worse than the original.
 *
 *   original -> lines of ever smaller networks, each rung retrained -> containers of few bits -> answers on devel
 *            -> bounds for the whole search -> choice -> answers on test, once
 *
 * Devel decides alone; test is asked once, for the original, the choice, and the best of each family. Every rung and every
 * container is kept in the store with the fingerprint of all that it depends on, so an interrupted search goes on.
 */

import type { ArtifactStore } from "../core/artifact-store.ts";
import { fingerprintOf } from "../core/fingerprint.ts";
import type { Random } from "../core/random.ts";
import type { RunObserver } from "../core/run-observer.ts";
import type { Engine } from "../engine/engine.ts";
import { mostProbableClasses, predictNetwork } from "../engine/predict.ts";
import type { SparseEngine } from "../engine/sparse/sparse-engine.ts";
import type { Classification } from "../evaluation/classification.ts";
import { decodeContainer, encodeContainer } from "../formats/container/container-file.ts";
import { asJson } from "../formats/json.ts";
import type { Network } from "../network/network.ts";
import { type SparseNetwork, survivorsOf } from "../network/sparse-network.ts";
import { inputStatistics, standardizeInputs } from "../network/standardize-inputs.ts";
import { shrink } from "../pruning/structure.ts";
import { quantizedSurvivors } from "../quantization/quantized-survivors.ts";
import { float32Kernel, withKernels } from "../quantization/with-kernels.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { selectFeatures } from "../table/select-features.ts";
import { softTargets } from "../training/distillation.ts";
import { type SurvivorTrainOptions, trainSurvivors } from "../training/train-survivors.ts";
import { balancedTargets } from "./balanced-targets.ts";
import { type Candidate, shapeOf } from "./candidate.ts";
import { type Line, type Rung, searchLines } from "./lines.ts";
import type { SqueezeOptions } from "./options.ts";
import { judged, type Packed, pack } from "./pack.ts";

export interface SqueezeTask {
  readonly original: Network;
  /** Labelled rows. */
  readonly train: FeatureTable;
  /** Labelled rows. */
  readonly devel: FeatureTable;
  readonly options: SqueezeOptions;
  /** Hash of the original's file. */
  readonly madeFrom: string;
  /** Fingerprint of the tables. */
  readonly dataHash: string;
  readonly seed: number;
  readonly random: Random;
}

export interface SqueezeTools {
  /** Trains and runs everything but the original. */
  readonly engine: SparseEngine;
  /** Runs the original. */
  readonly denseEngine: Engine;
  readonly store: ArtifactStore;
  readonly observer: RunObserver;
  /** Whether the search shall end with what it has. */
  readonly timeIsUp: () => boolean;
}

export interface Search {
  /** The original's answers on devel. */
  readonly original: Classification;
  /** Line by line, from large to small. */
  readonly candidates: readonly Candidate[];
  /** False where time was up before all rungs were done. */
  readonly complete: boolean;
}

/** Hexadecimal digits that a small file can carry: two searches in 2⁶⁴ have the same. */
const FINGERPRINT_LENGTH = 16;

/** What a search needs in every rung. */
interface Ground {
  readonly task: SqueezeTask;
  readonly tools: SqueezeTools;
  /** [N × C] */
  readonly targets: Float32Array;
  readonly fingerprint: string;
}

/** All candidates with their answers on devel. Test is not looked at. */
export async function search(task: SqueezeTask, tools: SqueezeTools): Promise<Search> {
  const { train, devel, options, random } = task;
  const { engine, denseEngine, observer } = tools;
  observer.start("squeeze: original", 2);
  const original = classificationOf(devel, predictNetwork(denseEngine, task.original, devel.values));
  await observer.step(1);
  const teacher = predictNetwork(denseEngine, task.original, train.values);
  const targets = balancedTargets(softTargets(train.labels, teacher, options.distillation), train.labels);
  const statistics = inputStatistics(train.values, train.features.length);
  const standardized = standardizeInputs(survivorsOf(task.original), statistics);
  const { madeFrom, dataHash, seed } = task;
  const settings = networkSettings(options);
  const whole = await fingerprintOf({ settings, madeFrom, dataHash, seed, engine: engine.kind });
  const fingerprint = whole.slice(0, FINGERPRINT_LENGTH);
  const ground = { task, tools, targets, fingerprint };
  const lines = searchLines({ original: standardized, train, devel, random }, options);
  observer.done(`${devel.labels.length} recordings of devel answered`);

  const candidates: Candidate[] = [];
  let complete = true;
  for (const line of lines) {
    const found = await walk(line, ground);
    candidates.push(...found);
    complete &&= found.length === line.length * options.bits.length;
  }
  return { original, candidates, complete };
}

/** What networks depend on. Which lines are walked and what is chosen changes none, so another margin finds all kept. */
function networkSettings(options: SqueezeOptions): object {
  const { sparsities, widths, smallNeurons, smallSparsities, distillation, training, fineTuning } = options;
  return { sparsities, widths, smallNeurons, smallSparsities, distillation, training, fineTuning };
}

/** The candidates of a line, rung by rung. */
async function walk(line: Line, ground: Ground): Promise<Candidate[]> {
  const { task, tools } = ground;
  const { options } = task;
  const family = line[0]?.family as Rung["family"];
  const stepsOfRung = options.training.steps + options.bits.length * options.fineTuning.steps;
  tools.observer.start(`squeeze: ${family}`, line.length * stepsOfRung);
  const candidates: Candidate[] = [];
  let network: SparseNetwork | undefined;
  for (const [r, rung] of line.entries()) {
    if (tools.timeIsUp()) break;
    let step = r * stepsOfRung;
    const onStep = () => tools.observer.step(++step, lastText(candidates));
    network = await climb(rung, network, ground, onStep);
    for (const bits of options.bits) {
      step = r * stepsOfRung + options.training.steps + options.bits.indexOf(bits) * options.fineTuning.steps;
      candidates.push(await candidateOf(rung, network, bits, ground, onStep));
    }
  }
  tools.observer.done(
    candidates.length === 0 ? "no time left" : `${candidates.length} networks, ${lastText(candidates)}`,
  );
  return candidates;
}

/** The trained network of a rung, or what an earlier run kept of it. */
async function climb(
  rung: Rung,
  before: SparseNetwork | undefined,
  { task, tools, targets, fingerprint }: Ground,
  onStep: () => void | Promise<void>,
): Promise<SparseNetwork> {
  const name = `rungs/${rung.name}.coldpress`;
  const kept = await keptContainer(name, fingerprint, tools.store);
  if (kept) return quantizedSurvivors(decodeContainer(kept, name).network);
  const pruned = shrink(rung.prune(before as SparseNetwork));
  const { values: inputs } = selectFeatures(task.train, pruned.features);
  const random = task.random.fork(rung.name);
  const options = gentle(task.options.training, pruned);
  const network = rung.trains
    ? await trainSurvivors(tools.engine, { network: pruned, inputs, targets, options, random }, { onStep })
    : pruned;
  const file = { network: withKernels(network, float32Kernel), madeFrom: task.madeFrom, provenance: { fingerprint } };
  await tools.store.write(name, [encodeContainer(file)]);
  return network;
}

/** Standardised units by which one of Adam's steps may move a neuron's sum, where all its inputs pull the same way. */
const LARGEST_SHIFT = 4;

/**
 * The settings with a learning rate that fits the number of survivors per neuron: one step of Adam moves every weight by up
 * to the rate, hence a neuron's sum by up to the rate times its inputs. At 6373 inputs a rate of 3e-3 drove every neuron
 * into saturation and a network of emodb to chance; 0.5 units a step were too few for 64 neurons to learn anything there.
 */
function gentle(options: SurvivorTrainOptions, { layers }: SparseNetwork): SurvivorTrainOptions {
  const inputsPerNeuron = Math.max(...layers.map(({ weights, outputs }) => weights.length / outputs));
  return { ...options, learningRate: Math.min(options.learningRate, LARGEST_SHIFT / inputsPerNeuron) };
}

async function candidateOf(
  rung: Rung,
  network: SparseNetwork,
  bits: number,
  { task, tools, targets, fingerprint }: Ground,
  onStep: () => void | Promise<void>,
): Promise<Candidate> {
  const name = `${rung.name}-${bits}-bit`;
  const file = `candidates/${name}.coldpress`;
  const { values: develInputs } = selectFeatures(task.devel, network.features);
  const kept = await keptContainer(file, fingerprint, tools.store);
  let packed: Packed;
  if (kept) packed = judged(tools.engine, kept, develInputs);
  else {
    const { values: inputs } = selectFeatures(task.train, network.features);
    const { fineTuning } = task.options;
    const origin = { madeFrom: task.madeFrom, provenance: asJson({ name, fingerprint }) };
    const random = task.random.fork(name);
    packed = await pack(
      tools.engine,
      { network, bits, inputs, targets, develInputs, fineTuning, origin, random },
      onStep,
    );
    await tools.store.write(file, [packed.container]);
  }
  return {
    name,
    family: rung.family,
    bits,
    shape: shapeOf(network),
    bytes: packed.container.length,
    file,
    devel: classificationOf(task.devel, packed.develProbabilities),
  };
}

/** A container that an earlier run with the same fingerprint has kept. */
async function keptContainer(name: string, fingerprint: string, store: ArtifactStore): Promise<Uint8Array | undefined> {
  const bytes = await store.read(name);
  if (!bytes) return undefined;
  return decodeContainer(bytes, name).provenance["fingerprint"] === fingerprint ? bytes : undefined;
}

/** Predicted classes beside the table's own labels. */
export function classificationOf(
  { classes, labels, speakers }: FeatureTable,
  probabilities: Float32Array,
): Classification {
  return { classes, labels, predicted: mostProbableClasses(probabilities, classes.length), speakers };
}

function lastText(candidates: readonly Candidate[]): string {
  const last = candidates.at(-1);
  return last ? `${last.name}: ${(last.bytes / 1024).toFixed(1)} KiB` : "";
}
