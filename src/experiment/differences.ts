/**
 * What a run does not have in common with the paper's, one sentence each: a number beside the paper's needs them.
 */

import { stepsPerEpoch } from "../training/batches.ts";
import { LEARNING_RATE_SCHEDULES } from "../training/learning-rate.ts";
import { PAPER_BALANCED_PARTITIONS } from "./paper.ts";
import type { ExperimentPlan } from "./plan.ts";
import type { DataDescription } from "./result.ts";

const PAPER_FEATURES = 6373;
const PAPER_EPOCHS = 40;
const PAPER_PRUNING_EPOCHS = 5;
const PAPER_PRUNING_STEPS = 585;
const PAPER_BATCH_SIZE = 32;
const PAPER_LEARNING_RATE = 1e-4;
const PAPER_SPARSITY = 0.9;

/** Whether something differs from the paper, and how that is said. */
type Difference = readonly [differs: boolean, sentence: string];

/** The differences that a reader must know; empty for the paper's own set-up. */
export function differencesFromPaper(data: DataDescription, plan: ExperimentPlan): string[] {
  const differences = [...ofData(data, plan), ...ofLength(data, plan), ...ofTraining(data, plan), ...ofPruning(plan)];
  return differences.flatMap(([differs, sentence]) => (differs ? [sentence] : []));
}

/** Originals that were trained elsewhere. */
function givenOriginals({ models }: ExperimentPlan): { name: string; file: string }[] {
  return models.flatMap(({ name, original }) => (original ? [{ name, file: original.file }] : []));
}

function ofData(
  { profile, synthetic, classes, featureCount, partitions }: DataDescription,
  plan: ExperimentPlan,
): Difference[] {
  const recordings = partitions.find(({ name }) => name === "train")?.recordings;
  const paperTrain = PAPER_BALANCED_PARTITIONS.find(({ name }) => name === "train");
  const paperRecordings = paperTrain ? paperTrain.cold + paperTrain.notCold : 0;
  return [
    [
      profile === "device",
      "The features are the device profile's, float32 from 16-bit samples; the paper's are openSMILE's.",
    ],
    ...givenOriginals(plan).map(
      ({ name, file }): Difference => [
        true,
        `The original of ${name} was trained elsewhere (${file}); its figures on test hold only if it has not learned from those recordings.`,
      ],
    ),
    [synthetic, "The data are synthetic; the paper's are recordings of 630 people (URTIC)."],
    [
      classes.length !== 2,
      `There are ${classes.length} classes (chance ${(1 / classes.length).toFixed(3)}); the paper has 2 (chance 0.5).`,
    ],
    [featureCount !== PAPER_FEATURES, `There are ${featureCount} features; the paper has ${PAPER_FEATURES}.`],
    [recordings !== paperRecordings, `Training uses ${recordings} recordings; the paper's uses ${paperRecordings}.`],
  ];
}

function ofLength({ partitions }: DataDescription, plan: ExperimentPlan): Difference[] {
  const { training, pruning } = plan;
  const recordings = partitions.find(({ name }) => name === "train")?.recordings ?? 0;
  const pruningSteps = pruning.training.epochs * stepsPerEpoch(recordings, training.batchSize);
  return [
    [
      givenOriginals(plan).length === 0 && training.epochs !== PAPER_EPOCHS,
      `Training takes ${training.epochs} epochs; the paper's ${PAPER_EPOCHS}.`,
    ],
    [
      pruning.training.epochs !== PAPER_PRUNING_EPOCHS,
      `Pruning takes ${pruning.training.epochs} epochs; the paper's ${PAPER_PRUNING_EPOCHS}.`,
    ],
    [
      pruningSteps < PAPER_PRUNING_STEPS,
      `Pruning has ${pruningSteps} steps for the survivors to adapt; the paper's has ${PAPER_PRUNING_STEPS} (more epochs of pruning give more).`,
    ],
  ];
}

function ofTraining({ partitions }: DataDescription, { training }: ExperimentPlan): Difference[] {
  const perClass = partitions.find(({ name }) => name === "train")?.perClass ?? [];
  return [
    [
      training.batchSize !== PAPER_BATCH_SIZE,
      `A batch has ${training.batchSize} rows; the paper's ${PAPER_BATCH_SIZE}.`,
    ],
    [
      training.learningRate !== PAPER_LEARNING_RATE,
      `The learning rate starts at ${training.learningRate}; the paper's at ${PAPER_LEARNING_RATE}.`,
    ],
    [
      training.schedule !== LEARNING_RATE_SCHEDULES[0],
      `The learning rate's schedule is "${training.schedule}"; the paper's is read as "${LEARNING_RATE_SCHEDULES[0]}".`,
    ],
    [
      training.normalization === "exact",
      "Inputs are normalised by mean and variance of the training rows; the paper's, in Keras, by moving ones, which at its size are the same.",
    ],
    [
      training.classWeights === "equal" && !balanced(perClass),
      "Classes weigh equally in the loss; the paper has equally many recordings of each.",
    ],
  ];
}

function ofPruning({ pruning: { pruning } }: ExperimentPlan): Difference[] {
  return [
    [
      pruning.finalSparsity !== PAPER_SPARSITY,
      `Pruning aims at ${pruning.finalSparsity} zeros; the paper's at ${PAPER_SPARSITY}.`,
    ],
    [pruning.end === "reaching", "The pruning schedule reaches its target; the paper's stops just before it."],
  ];
}

function balanced(perClass: readonly number[]): boolean {
  return perClass.every((recordings) => recordings === perClass[0]);
}
