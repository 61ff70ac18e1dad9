/**
 * The lines along which the search walks, from large to small: each rung prunes what the rung before has learned.
 *
 *   pruned   the original network, more and more of its weights zero; the last kernel keeps the cube root of the others'
 *            share, as it is small and every class needs it
 *   narrow   the original network with ever fewer neurons and inputs, picked by the norm of their weights
 *   small    a network with one narrow hidden layer from the start, taught by the original; then pruned
 *   linear   the linear baseline, whose strength devel has chosen; then pruned
 *
 * A rung is a function from the network before it to a network that waits to be trained. Nothing here trains but the
 * linear baseline, whose solution has no steps.
 */

import type { Random } from "../core/random.ts";
import { type LinearModel, trainLinear } from "../evaluation/linear-baseline.ts";
import { layerShapes } from "../network/architecture.ts";
import { type SparseLayer, type SparseNetwork, sparseLayer } from "../network/sparse-network.ts";
import { keepInputs, keepNeurons } from "../pruning/keep-groups.ts";
import { keepLargest } from "../pruning/keep-largest.ts";
import type { FeatureTable } from "../table/feature-table.ts";
import { studentOf } from "../training/distillation.ts";
import type { Family, SqueezeOptions } from "./options.ts";

export interface Rung {
  readonly name: string;
  readonly family: Family;
  /** Whether what `prune` gives is trained before it is written. */
  readonly trains: boolean;
  /** The network to go on with. @param before  Of the rung before; the first one ignores it. */
  prune(before: SparseNetwork): SparseNetwork;
}

export type Line = readonly Rung[];

/** What lines start from. */
export interface LineStart {
  /** With standardised inputs. */
  readonly original: SparseNetwork;
  readonly train: FeatureTable;
  readonly devel: FeatureTable;
  readonly random: Random;
}

/** Weights below which a network is not searched: too few for every class to be told apart by several. */
const LEAST_WEIGHTS_PER_CLASS = 8;

/** All lines that the options ask for. */
export function searchLines(start: LineStart, options: SqueezeOptions): Line[] {
  const lines = { pruned: prunedLine, narrow: narrowLine, small: smallLine, linear: linearLine };
  return options.families.map((family) => lines[family](start, options)).filter((line) => line.length > 0);
}

function prunedLine({ original }: LineStart, { sparsities }: SqueezeOptions): Line {
  const shapes = layerShapes(original.architecture);
  return sparsities
    .map((sparsity) => ({ sparsity, survivors: survivorsOfKernels(shapes, sparsity) }))
    .filter(({ survivors }) => enough(survivors, original))
    .map(({ sparsity, survivors }, r) => ({
      name: `pruned-${percent(sparsity)}`,
      family: "pruned",
      trains: true,
      prune: (before) => keepLargest(r === 0 ? original : before, { survivors }),
    }));
}

/** How many weights of each kernel stay. */
function survivorsOfKernels(shapes: readonly { inputs: number; outputs: number }[], sparsity: number): number[] {
  return shapes.map(({ inputs, outputs }, l) => {
    const share = l === shapes.length - 1 && shapes.length > 1 ? Math.cbrt(1 - sparsity) : 1 - sparsity;
    return Math.max(1, Math.round(inputs * outputs * share));
  });
}

function enough(survivors: readonly number[], { architecture }: SparseNetwork): boolean {
  return survivors.reduce((sum, count) => sum + count, 0) >= LEAST_WEIGHTS_PER_CLASS * architecture.classes;
}

function narrowLine({ original }: LineStart, { widths }: SqueezeOptions): Line {
  const { hidden, inputs: allInputs } = original.architecture;
  if (hidden.length === 0) return [];
  return widths
    .filter(({ neurons, inputs }) => neurons < Math.max(...hidden) || inputs < allInputs)
    .map(({ neurons, inputs }, r) => ({
      name: `narrow-${neurons}-neurons-${inputs}-inputs`,
      family: "narrow",
      trains: true,
      prune: (before) => {
        const from = r === 0 ? original : before;
        const counts = from.architecture.hidden.map((width) => Math.min(width, neurons));
        return keepInputs(keepNeurons(from, { neurons: counts }), {
          inputs: Math.min(from.architecture.inputs, inputs),
        });
      },
    }));
}

function smallLine({ original, random }: LineStart, { smallNeurons, smallSparsities }: SqueezeOptions): Line {
  const student = () => studentOf(original, [smallNeurons], random.fork("student"));
  return prunedFrom("small", student, { ...original.architecture, hidden: [smallNeurons] }, smallSparsities, true);
}

function linearLine({ original, train, devel, random }: LineStart, { smallSparsities }: SqueezeOptions): Line {
  const fit = () =>
    linearNetwork(trainLinear(train, devel, train.classes.length, random.fork("linear")).model, original);
  return prunedFrom("linear", fit, { ...original.architecture, hidden: [] }, smallSparsities, false);
}

/** A line that starts from a network of its own; the first rung is that network, trained or not. */
function prunedFrom(
  family: Family,
  first: () => SparseNetwork,
  architecture: SparseNetwork["architecture"],
  sparsities: readonly number[],
  trainsFirst: boolean,
): Line {
  const shapes = layerShapes(architecture);
  return sparsities.map((sparsity, r) => ({
    name: `${family}-${percent(sparsity)}`,
    family,
    trains: r > 0 || trainsFirst,
    prune: (before) => keepLargest(r === 0 ? first() : before, { survivors: survivorsOfKernels(shapes, sparsity) }),
  }));
}

/**
 * The linear baseline as a network without hidden layers, on standardised inputs. Its scores are taken as logits, so
 * probabilities are not calibrated; of two classes the first has the score 0.
 */
export function linearNetwork(
  { weights, bias, classes, features: inputs }: LinearModel,
  { normalization, features, classes: names }: SparseNetwork,
): SparseNetwork {
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
  return { architecture: { inputs, hidden: [], classes }, features, classes: names, normalization, layers: [layer] };
}

/** 0.9995 as "99.95". */
function percent(share: number): string {
  return String(Number((100 * share).toFixed(6)));
}
