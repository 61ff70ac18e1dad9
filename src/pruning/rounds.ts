/**
 * Pruning in rounds: a part of the weights goes, the others are retrained, and again.
 *
 *   for each sparsity of the list:   network ← retrain(keep(network, sparsity))
 *
 *   survivors of round r = n · q^r          so that every round after the first asks for the same effort
 *
 * With learning-rate rewinding each round retrains with the schedule of the original training from its beginning, the
 * weights going on from where they are. Without it the network is fine-tuned at a tenth of that rate, which stays constant.
 * The first round may go to 0.9 at once: dense networks for thousands of features lose nothing there, and the rounds after
 * it cost a tenth of the dense network's time.
 *
 * Source  S. Han et al. 2015, "Learning both Weights and Connections for Efficient Neural Networks", NIPS, figure 2 and
 *         section 3.3 (a tenth of the rate); A. Renda, J. Frankle, M. Carbin 2020, "Comparing Rewinding and Fine-tuning in
 *         Neural Network Pruning", ICLR, section 2.
 */

import type { SparseEngine } from "../engine/sparse/sparse-engine.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import {
  SURVIVOR_TRAIN_DEFAULTS,
  type SurvivorHooks,
  type SurvivorTask,
  type SurvivorTrainOptions,
  trainSurvivors,
} from "../training/train-survivors.ts";
import { keepLargest } from "./keep-largest.ts";

export const REWINDS = ["learning-rate", "none"] as const;

export interface RoundsOptions {
  /** Sparsity that each round prunes to, ascending. */
  readonly sparsities: readonly number[];
  readonly rewind: (typeof REWINDS)[number];
  /** Of each round. */
  readonly retraining: SurvivorTrainOptions;
}

/** How rounds get to a sparsity: each keeps the same share. */
export interface GeometricOptions {
  /** Sparsity of the first round, where the last one goes beyond it. */
  readonly first: number;
  /** Least share of the survivors that a round keeps. */
  readonly keep: number;
}

export const GEOMETRIC_DEFAULTS: GeometricOptions = { first: 0.9, keep: 0.25 };

/**
 * Ten times the rate of training: the few weights that are left must grow. On covid19_cough and emodb (6373-512-128) from
 * 0.9 to 0.999, 0.01 reached a higher UAR on devel than 0.001 in 5 of 6 cases, by up to 0.39, and 0.003 lay between them.
 */
const RETRAINING_RATE = 1e-2;

/** The paper's sparsity in one round; `geometricSparsities` makes the lists for others. */
export const ROUNDS_DEFAULTS: RoundsOptions = {
  sparsities: [0.9],
  rewind: "learning-rate",
  retraining: { ...SURVIVOR_TRAIN_DEFAULTS, learningRate: RETRAINING_RATE },
};

/** Share of the original learning rate that a network is fine-tuned with where nothing is rewound. */
const FINE_TUNING_SHARE = 0.1;

/** Options of rounds of which some are given; the others are as in ROUNDS_DEFAULTS. */
export interface GivenRoundsOptions extends Partial<Omit<RoundsOptions, "retraining">> {
  readonly retraining?: Partial<SurvivorTrainOptions>;
}

/** What is pruned, on what it is retrained, and how. */
export interface RoundsTask extends Omit<SurvivorTask, "options"> {
  readonly options: GivenRoundsOptions;
  /** What stays at a sparsity; the largest weights of each kernel where nothing is said. */
  readonly keep?: (network: SparseNetwork, sparsity: number) => SparseNetwork;
}

export interface RoundsProgress {
  /** From 1. */
  readonly round: number;
  readonly sparsity: number;
  /** Steps done in all rounds. */
  readonly step: number;
  readonly steps: number;
  /** Mean loss of the epoch so far, in nats. */
  readonly loss: number;
}

export interface RoundsHooks extends Pick<SurvivorHooks, "update"> {
  /** After every step. A caller that draws or listens for signals returns a promise that lets the event loop turn. */
  readonly onStep?: (progress: RoundsProgress) => void | Promise<void>;
  /** After every round, with what it left. */
  readonly onRound?: (network: SparseNetwork, sparsity: number) => void | Promise<void>;
}

/**
 * The sparsities of rounds down to a last one: the first, and then as many as need be, each keeping the same share.
 *
 * @throws RangeError if a share is not from 0 to below 1.
 * @example
 * geometricSparsities(0.999) // 0.9, 0.9684, 0.99, 0.9968, 0.999
 */
export function geometricSparsities(last: number, options: Partial<GeometricOptions> = {}): number[] {
  const { first, keep } = { ...GEOMETRIC_DEFAULTS, ...options };
  for (const [name, share] of Object.entries({ last, first }))
    if (!(share >= 0 && share < 1))
      throw new RangeError(`geometricSparsities: ${name} must be from 0 to below 1, got ${share}`);
  if (!(keep > 0 && keep < 1)) throw new RangeError(`geometricSparsities: keep must be between 0 and 1, got ${keep}`);
  if (last <= first) return [last];
  const rounds = Math.ceil(Math.log((1 - last) / (1 - first)) / Math.log(keep) - 1e-9);
  const kept = ((1 - last) / (1 - first)) ** (1 / rounds);
  const between = Array.from({ length: rounds - 1 }, (_, r) => 1 - (1 - first) * kept ** (r + 1));
  return [first, ...between, last];
}

/**
 * The network that the last round leaves; the one that is given, such as `survivorsOf` a trained network, is not changed.
 *
 * @throws RangeError if the sparsities do not ascend; as `trainSurvivors` does.
 * @example
 * const options = { sparsities: [0.9, 0.9684, 0.99] };
 * await pruneInRounds(createSparseEngine(), { network, inputs, targets, options, random: new Random(1) });
 */
export async function pruneInRounds(
  engine: SparseEngine,
  task: RoundsTask,
  hooks: RoundsHooks = {},
): Promise<SparseNetwork> {
  const { inputs, targets, random, keep = keepLargestOfLayers } = task;
  const { sparsities, rewind } = { ...ROUNDS_DEFAULTS, ...task.options };
  const retraining = { ...ROUNDS_DEFAULTS.retraining, ...task.options.retraining };
  if (sparsities.some((sparsity, r) => !(sparsity > (sparsities[r - 1] ?? -1) && sparsity < 1)))
    throw new RangeError(`pruneInRounds: sparsities must ascend and stay below 1, got ${sparsities.join(", ")}`);
  const options = rewind === "learning-rate" ? retraining : fineTuning(retraining);
  const steps = sparsities.length * options.steps;
  let { network } = task;
  for (const [r, sparsity] of sparsities.entries()) {
    const retrain = {
      network: keep(network, sparsity),
      inputs,
      targets,
      options,
      random: random.fork(`round ${r + 1}`),
    };
    network = await trainSurvivors(engine, retrain, {
      ...(hooks.update && { update: hooks.update }),
      onStep: ({ step, loss }) =>
        hooks.onStep?.({ round: r + 1, sparsity, step: r * retraining.steps + step, steps, loss }),
    });
    await hooks.onRound?.(network, sparsity);
  }
  return network;
}

function fineTuning(retraining: SurvivorTrainOptions): SurvivorTrainOptions {
  return { ...retraining, learningRate: FINE_TUNING_SHARE * retraining.learningRate, schedule: "constant" };
}

function keepLargestOfLayers(network: SparseNetwork, sparsity: number): SparseNetwork {
  return keepLargest(network, { sparsity });
}
