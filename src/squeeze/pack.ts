/**
 * A network of a step as a file: scales as powers of two, survivors in a codebook that is tuned to the data, offsets in the
 * biases.
 *
 * Biases are rounded to int8 or float16, and codebooks to float16, where that moves no probability on devel by more than
 * 0.01: a bias that carries the mean of a feature that hardly varies can need more.
 */

import type { Random } from "../core/random.ts";
import { predictNetwork } from "../engine/predict.ts";
import type { SparseEngine } from "../engine/sparse/sparse-engine.ts";
import { type ContainerFile, encodeContainer } from "../formats/container/container-file.ts";
import { decodeContainerSurvivors } from "../formats/container/container-survivors.ts";
import { powersOfTwo } from "../network/rescale-inputs.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import { quantizeCodebook } from "../quantization/codebook.ts";
import { fineTuneCodebook } from "../quantization/fine-tune-codebook.ts";
import { mergeInputOffset } from "../quantization/merge-input-offset.ts";
import type { SurvivorTrainOptions } from "../training/train-survivors.ts";

/** Largest change of a probability for which biases and codebooks are rounded. */
const LARGEST_CHANGE = 0.01;

/** A network of survivors to be written with a codebook. */
export interface PackTask {
  readonly network: SparseNetwork;
  readonly bits: number;
  /** Training rows of the network's own inputs. [N × I] */
  readonly inputs: Float32Array;
  /** [N × C] */
  readonly targets: Float32Array;
  /** [M × I] */
  readonly develInputs: Float32Array;
  readonly fineTuning: SurvivorTrainOptions;
  readonly origin: Pick<ContainerFile, "madeFrom" | "provenance">;
  readonly random: Random;
}

/** A container with its answers on devel. */
export interface Packed {
  readonly container: Uint8Array;
  /** Of the decoded file. [M × C] */
  readonly develProbabilities: Float32Array;
}

/** The file, and what the network in it says of devel. */
export async function pack(engine: SparseEngine, task: PackTask, onStep?: () => void | Promise<void>): Promise<Packed> {
  const { bits, inputs, targets, develInputs, fineTuning: options, random } = task;
  const coarse = quantizeCodebook(powersOfTwo(task.network), { bits });
  const tuned = await fineTuneCodebook(
    engine,
    { network: coarse, inputs, targets, options, random },
    onStep ? { onStep } : {},
  );
  const file = { network: mergeInputOffset(tuned), ...task.origin };
  const exact = await withDevelAnswers(engine, encodeContainer(file), develInputs);
  for (const biases of ["int8", "float16"] as const) {
    const rounded = await withDevelAnswers(
      engine,
      encodeContainer(file, { biases, codebooks: "float16" }),
      develInputs,
    );
    if (largestDifference(exact.develProbabilities, rounded.develProbabilities) <= LARGEST_CHANGE) return rounded;
  }
  return exact;
}

/** A container with what the network in it says of devel. */
export async function withDevelAnswers(
  engine: SparseEngine,
  container: Uint8Array,
  develInputs: Float32Array,
): Promise<Packed> {
  const network = decodeContainerSurvivors(container, "container").network;
  return { container, develProbabilities: await predictNetwork(engine, network, develInputs) };
}

function largestDifference(a: Float32Array, b: Float32Array): number {
  return a.reduce((most, value, i) => Math.max(most, Math.abs(value - b[i])), 0);
}
