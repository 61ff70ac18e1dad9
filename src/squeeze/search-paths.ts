/**
 * The paths of the search, from large networks to small ones: each step prunes what the step before has learned.
 *
 *   pruned   the original network, more and more of its weights zero; the last kernel keeps the cube root of the others'
 *            share, as it is small and every class needs it
 *   narrow   the original network with ever fewer neurons and inputs, picked by the norm of their weights
 *   small    a network with one narrow hidden layer from the start, taught by the original; then pruned
 *   linear   the linear baseline, whose strength devel has chosen; then pruned. For a device another linear classifier
 *            (linear-student.ts), whose weights are learned again where some go
 *
 * A step is a function from the network before it to a network that waits to be trained. Nothing here trains but linear
 * classifiers, whose solution has no steps.
 */

import type { Random } from "../core/random.ts";
import type { LinearModel } from "../evaluation/linear-baseline.ts";
import { mentioned } from "../features/feature-profile.ts";
import { type Architecture, layerShapes } from "../network/architecture.ts";
import { type SparseLayer, type SparseNetwork, sparseLayer } from "../network/sparse-network.ts";
import { keepInputs, keepNeurons } from "../pruning/keep-groups.ts";
import { keepLargest } from "../pruning/keep-largest.ts";
import { studentOf } from "../training/distillation.ts";
import type { Family, SqueezeOptions } from "./options.ts";

/** A step of a path: how the network gets smaller. */
export interface PathStep {
  readonly name: string;
  readonly family: Family;
  /** Whether what `prune` gives is trained before it is written. */
  readonly trains: boolean;
  /** Whether its codebooks learn what the network itself answers; else what the original and the labels say. */
  readonly teachesItself?: boolean;
  /** The network to go on with. @param before  Of the step before; the first one ignores it. */
  prune(before: SparseNetwork): SparseNetwork;
}

/** Steps of one family, from large to small. */
export type SearchPath = readonly PathStep[];

/** What paths start from. */
export interface PathStart {
  /** With standardised inputs. */
  readonly original: SparseNetwork;
  readonly random: Random;
  /** What the names of all steps begin with. */
  readonly prefix: string;
  readonly linear: LinearSource;
}

/** How the linear family begins, and how it goes on. */
export interface LinearSource {
  /** The linear classifier. @returns The same one in each call. */
  readonly first: () => SparseNetwork;
  /** Learns a network's own weights again, after some were dropped; absent where it is trained as the others are. */
  readonly relearn?: (network: SparseNetwork) => SparseNetwork;
}

/** Weights below which a network is not searched: too few for every class to be told apart by several. */
const LEAST_WEIGHTS_PER_CLASS = 8;

/** All paths that the options ask for. */
export function searchPaths(start: PathStart, options: SqueezeOptions): SearchPath[] {
  const paths = { pruned: prunedPath, narrow: narrowPath, small: smallPath, linear: linearPath };
  return options.families
    .map((family) => paths[family](start, options))
    .filter((path) => path.length > 0)
    .map((path) => path.map((step) => ({ ...step, name: `${start.prefix}${step.name}` })));
}

/** Whether a network is large enough for any of the steps that the options ask for. */
export function isSearchable(architecture: Architecture, { families, sparsities, widths }: SqueezeOptions): boolean {
  const stepCounts = {
    pruned: sparsitiesOf(architecture, sparsities).length,
    narrow: widthsOf(architecture, widths).length,
    small: 1,
    linear: 1,
  };
  return families.some((family) => stepCounts[family] > 0);
}

function prunedPath({ original }: PathStart, { sparsities }: SqueezeOptions): SearchPath {
  return sparsitiesOf(original.architecture, sparsities).map(({ sparsity, survivors }, s) => ({
    name: `pruned-${percent(sparsity)}`,
    family: "pruned",
    trains: true,
    prune: (before) => keepLargest(s === 0 ? original : before, { survivors }),
  }));
}

/** Shares of zeros that leave enough weights, and how many weights of each kernel then stay. */
function sparsitiesOf(architecture: Architecture, sparsities: readonly number[]) {
  const shapes = layerShapes(architecture);
  const least = LEAST_WEIGHTS_PER_CLASS * architecture.classes;
  return sparsities
    .map((sparsity) => ({ sparsity, survivors: survivorsOfKernels(shapes, sparsity) }))
    .filter(({ survivors }) => survivors.reduce((sum, count) => sum + count, 0) >= least);
}

/** How many weights of each kernel stay. */
function survivorsOfKernels(shapes: readonly { inputs: number; outputs: number }[], sparsity: number): number[] {
  return shapes.map(({ inputs, outputs }, l) => {
    const share = l === shapes.length - 1 && shapes.length > 1 ? Math.cbrt(1 - sparsity) : 1 - sparsity;
    return Math.max(1, Math.round(inputs * outputs * share));
  });
}

function narrowPath({ original }: PathStart, { widths }: SqueezeOptions): SearchPath {
  return widthsOf(original.architecture, widths).map(({ neurons, inputs }, s) => ({
    name: `narrow-${neurons}-neurons-${inputs}-inputs`,
    family: "narrow",
    trains: true,
    prune: (before) => {
      const from = s === 0 ? original : before;
      const counts = from.architecture.hidden.map((width) => Math.min(width, neurons));
      return keepInputs(keepNeurons(from, { neurons: counts }), { inputs: Math.min(from.architecture.inputs, inputs) });
    },
  }));
}

/** Widths that make a network narrower. */
function widthsOf({ hidden, inputs: allInputs }: Architecture, widths: SqueezeOptions["widths"]) {
  if (hidden.length === 0) return [];
  return widths.filter(({ neurons, inputs }) => neurons < Math.max(...hidden) || inputs < allInputs);
}

function smallPath({ original, random }: PathStart, { smallNeurons, smallSparsities }: SqueezeOptions): SearchPath {
  const student = () => studentOf(original, [smallNeurons], random.fork("student"));
  return prunedFrom("small", student, { ...original.architecture, hidden: [smallNeurons] }, smallSparsities, true);
}

function linearPath({ original, linear }: PathStart, { smallSparsities }: SqueezeOptions): SearchPath {
  const { first, relearn } = linear;
  const path = prunedFrom("linear", first, { ...original.architecture, hidden: [] }, smallSparsities, false);
  if (!relearn) return path;
  return path.map((step, s) => ({
    ...step,
    trains: false,
    teachesItself: true,
    prune: (before) => (s === 0 ? step.prune(before) : relearn(step.prune(before))),
  }));
}

/** A path that starts from a network of its own; the first step is that network, trained or not. */
function prunedFrom(
  family: Family,
  first: () => SparseNetwork,
  architecture: SparseNetwork["architecture"],
  sparsities: readonly number[],
  trainsFirst: boolean,
): SearchPath {
  const shapes = layerShapes(architecture);
  return sparsities.map((sparsity, s) => ({
    name: `${family}-${percent(sparsity)}`,
    family,
    trains: s > 0 || trainsFirst,
    prune: (before) => keepLargest(s === 0 ? first() : before, { survivors: survivorsOfKernels(shapes, sparsity) }),
  }));
}

/**
 * The linear baseline as a network without hidden layers, on standardised inputs. Its scores are taken as logits, so
 * probabilities are not calibrated; of two classes the first has the score 0.
 */
export function linearNetwork(
  { weights, bias, classes, features: inputs }: LinearModel,
  original: Pick<SparseNetwork, "normalization" | "features" | "classes" | "profile">,
): SparseNetwork {
  const { normalization, features, classes: names, profile } = original;
  const { scale, offset } = normalization;
  const dense = new Float32Array(classes * inputs);
  const biases = new Float32Array(classes);
  for (let v = 0; v < bias.length; v++) {
    const output = classes === 2 ? 1 : v;
    let constant = bias[v];
    // x = (z − offset) / scale; a constant input has no weight
    for (let i = 0; i < inputs; i++) {
      if (scale[i] === 0) continue;
      dense[output * inputs + i] = weights[v * inputs + i] / scale[i];
      constant -= (weights[v * inputs + i] * offset[i]) / scale[i];
    }
    biases[output] = constant;
  }
  const layer: SparseLayer = sparseLayer({ inputs, outputs: classes }, dense, biases);
  const architecture = { inputs, hidden: [], classes };
  return { ...mentioned(profile), architecture, features, classes: names, normalization, layers: [layer] };
}

/** 0.9995 as "99.95". */
function percent(share: number): string {
  return String(Number((100 * share).toFixed(6)));
}
