/**
 * What speaks against taking a network for all that training can make of the data: whoever shows a result shows it.
 */

import { inputStatistics } from "../network/input-statistics.ts";
import { stepsPerEpoch } from "./batches.ts";
import { lagWarning, normalizationLag } from "./normalization.ts";
import { type LeastLength, stoppedEarly } from "./run-length.ts";
import type { TrainingData, TrainingRun, TrainOptions } from "./train.ts";

/** A training to be judged for its length. */
export interface FinishedTraining {
  /** What the sentences call it: "Training". */
  readonly name: string;
  readonly least: LeastLength;
  readonly data: Pick<TrainingData, "train">;
  readonly options: TrainOptions;
  readonly run: TrainingRun;
}

/** One sentence each; none where the network was trained to its end. */
export function trainingWarnings({ name, least, data, options, run }: FinishedTraining): string[] {
  const { values, ids, features } = data.train;
  const steps = run.history.length * stepsPerEpoch(ids.length, options.batchSize);
  const early = stoppedEarly(name, least, steps);
  const lag =
    options.normalization === "moving"
      ? lagWarning(normalizationLag(run.network.normalization, inputStatistics(values, features.length)))
      : undefined;
  return [early, lag].filter((sentence) => sentence !== undefined);
}

/** Share of the loss of guessing above which a network has hardly learned; a wide one ends below a tenth on any corpus. */
const MUCH_LOSS = 0.75;

/**
 * One sentence where a finished training has hardly learned its own recordings, as narrow networks of several layers do at the
 * paper's learning rate; undefined where it has.
 *
 * Guessing has the loss ln C, each class weighing the same.
 */
export function hardlyLearned({ train }: Pick<TrainingData, "train">, { history }: TrainingRun): string | undefined {
  const classes = new Set(train.labels).size;
  const loss = history.at(-1)?.loss ?? 0;
  const guessing = Math.log(classes);
  if (loss < MUCH_LOSS * guessing) return undefined;
  return `The network has hardly learned its own recordings: their loss is ${loss.toFixed(2)}, that of guessing ${guessing.toFixed(2)}. A higher learning rate (--learning-rate 0.001), more epochs or wider layers may help.`;
}
