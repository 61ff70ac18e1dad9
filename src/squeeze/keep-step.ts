/**
 * What a step of the search leaves behind: its trained network, and a candidate for each number of bits. Each is a
 * container in the store with the fingerprint of the search; what an earlier run with the same one has kept is taken.
 *
 *   steps/<step>.coldpress                     the trained network, float32
 *   candidates/<step>-<bits>-bit.coldpress     what can be chosen
 */

import { featurePlace } from "../device/extraction-plan.ts";
import { networkSizeOf } from "../device/network-size.ts";
import { type DevicePrice, priceOf } from "../device/price.ts";
import { mostProbableClasses, predictNetwork } from "../engine/predict.ts";
import { classificationOf } from "../evaluation/classification.ts";
import { encodeContainer } from "../formats/container/container-file.ts";
import { decodeContainerSurvivors } from "../formats/container/container-survivors.ts";
import { asJson } from "../formats/json.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { shrink } from "../pruning/structure.ts";
import { float32Kernel, withKernels } from "../quantization/with-kernels.ts";
import { keptBySameRun } from "../runs/kept.ts";
import { selectFeatures } from "../table/select-features.ts";
import { balancedTargets } from "../training/targets.ts";
import { type SurvivorTrainOptions, trainSurvivors } from "../training/train-survivors.ts";
import { type Candidate, shapeOf } from "./candidate.ts";
import { type Packed, pack, withDevelAnswers } from "./pack.ts";
import type { PathStep } from "./search-paths.ts";
import type { SearchTask, SearchTools } from "./search-task.ts";

/** What every step of a search needs. */
export interface SearchContext {
  readonly task: SearchTask;
  readonly tools: SearchTools;
  /** Name of the plan whose features are searched; null for all of the original's. */
  readonly plan: string | null;
  /** [N × C] */
  readonly targets: Float32Array;
  readonly fingerprint: string;
}

type OnUpdate = () => void | Promise<void>;

/** The trained network of a step, or what an earlier run kept of it. @param before  Of the step before. */
export async function trainedStep(
  step: PathStep,
  before: SparseNetwork | undefined,
  { task, tools, targets, fingerprint }: SearchContext,
  onStep: OnUpdate,
): Promise<SparseNetwork> {
  const name = `steps/${step.name}.coldpress`;
  const kept = await keptBySameRun(tools.store, name, fingerprint, decodeContainerSurvivors);
  if (kept) return kept.network;
  const pruned = shrink(step.prune(before as SparseNetwork));
  const { values: inputs } = selectFeatures(task.train, pruned.features);
  const random = task.random.fork(step.name);
  const options = gentle(task.options.training, pruned);
  const network = step.trains
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

/** A step's network in codebooks of these bits, with its answers on devel. */
export async function packedCandidate(
  step: PathStep,
  network: SparseNetwork,
  bits: number,
  context: SearchContext,
  onStep: OnUpdate,
): Promise<Candidate> {
  const { devel } = context.task;
  const name = `${step.name}-${bits}-bit`;
  const file = `candidates/${name}.coldpress`;
  const { container, develProbabilities } = await keptOrPacked(
    { name, file, network, bits, teachesItself: step.teachesItself === true },
    context,
    onStep,
  );
  return {
    name,
    family: step.family,
    bits,
    shape: shapeOf(network),
    bytes: container.length,
    file,
    price: priceOfContainer(container, context.task.options.windowSeconds),
    plan: context.plan,
    devel: classificationOf(devel, mostProbableClasses(develProbabilities, devel.classes.length)),
  };
}

/** Null where the network reads a feature that no device computes. */
function priceOfContainer(container: Uint8Array, seconds: number): DevicePrice | null {
  const { network } = decodeContainerSurvivors(container, "container");
  return network.features.every((name) => featurePlace(name))
    ? priceOf(network.features, networkSizeOf(network), seconds)
    : null;
}

interface NamedNetwork {
  readonly name: string;
  readonly file: string;
  readonly network: SparseNetwork;
  readonly bits: number;
  /** Whether its codebooks learn its own answers. */
  readonly teachesItself: boolean;
}

async function keptOrPacked(
  { name, file, network, bits, teachesItself }: NamedNetwork,
  { task, tools, targets: ofOriginal, fingerprint }: SearchContext,
  onStep: OnUpdate,
): Promise<Packed> {
  const { engine, store } = tools;
  const { values: develInputs } = selectFeatures(task.devel, network.features);
  if (await keptBySameRun(store, file, fingerprint, decodeContainerSurvivors))
    return withDevelAnswers(engine, (await store.read(file)) as Uint8Array, develInputs);
  const { values: inputs } = selectFeatures(task.train, network.features);
  const targets = teachesItself
    ? balancedTargets(await predictNetwork(engine, network, inputs), task.train.labels)
    : ofOriginal;
  const { fineTuning } = task.options;
  const origin = { madeFrom: task.madeFrom, provenance: asJson({ name, fingerprint }) };
  const random = task.random.fork(name);
  const packed = await pack(
    engine,
    { network, bits, inputs, targets, develInputs, fineTuning, origin, random },
    onStep,
  );
  await store.write(file, [packed.container]);
  return packed;
}
