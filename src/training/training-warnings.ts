/**
 * What speaks against taking a network for all that training can make of the data: whoever shows a result shows it.
 */

import { inputStatistics } from "../network/input-statistics.ts";
import { stepsPerEpoch } from "./batches.ts";
import { lagWarning, normalizationLag } from "./normalization.ts";
import { type LeastLength, stoppedEarly } from "./run-length.ts";
import type { TrainingData, TrainingRun, TrainOptions } from "./train.ts";

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
