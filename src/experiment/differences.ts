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

/** The differences that a reader must know; empty for the paper's own set-up. */
export function differencesFromPaper(data: DataDescription, { models, training, pruning }: ExperimentPlan): string[] {
  const train = data.partitions.find(({ name }) => name === "train");
  const paperTrain = PAPER_BALANCED_PARTITIONS.find(({ name }) => name === "train");
  const paperRecordings = paperTrain ? paperTrain.cold + paperTrain.notCold : 0;
  const when = (differs: boolean, sentence: string) => (differs ? [sentence] : []);
  const pruningSteps = pruning.training.epochs * stepsPerEpoch(train?.recordings ?? 0, training.batchSize);
  const given = models.flatMap(({ name, original }) => (original ? [{ name, file: original.file }] : []));
  return [
    ...when(
      data.profile === "device",
      "The features are the device profile's, float32 from 16-bit samples; the paper's are openSMILE's.",
    ),
    ...given.map(
      ({ name, file }) =>
        `The original of ${name} was trained elsewhere (${file}); its figures on test hold only if it has not learned from those recordings.`,
    ),
    ...when(data.synthetic, "The data are synthetic; the paper's are recordings of 630 people (URTIC)."),
    ...when(
      data.classes.length !== 2,
      `There are ${data.classes.length} classes (chance ${(1 / data.classes.length).toFixed(3)}); the paper has 2 (chance 0.5).`,
    ),
    ...when(
      data.featureCount !== PAPER_FEATURES,
      `There are ${data.featureCount} features; the paper has ${PAPER_FEATURES}.`,
    ),
    ...when(
      train?.recordings !== paperRecordings,
      `Training uses ${train?.recordings} recordings; the paper's uses ${paperRecordings}.`,
    ),
    ...when(
      given.length === 0 && training.epochs !== PAPER_EPOCHS,
      `Training takes ${training.epochs} epochs; the paper's ${PAPER_EPOCHS}.`,
    ),
    ...when(
      pruning.training.epochs !== PAPER_PRUNING_EPOCHS,
      `Pruning takes ${pruning.training.epochs} epochs; the paper's ${PAPER_PRUNING_EPOCHS}.`,
    ),
    ...when(
      pruningSteps < PAPER_PRUNING_STEPS,
      `Pruning has ${pruningSteps} steps for the survivors to adapt; the paper's has ${PAPER_PRUNING_STEPS} (more epochs of pruning give more).`,
    ),
    ...when(
      training.batchSize !== PAPER_BATCH_SIZE,
      `A batch has ${training.batchSize} rows; the paper's ${PAPER_BATCH_SIZE}.`,
    ),
    ...when(
      training.learningRate !== PAPER_LEARNING_RATE,
      `The learning rate starts at ${training.learningRate}; the paper's at ${PAPER_LEARNING_RATE}.`,
    ),
    ...when(
      training.schedule !== LEARNING_RATE_SCHEDULES[0],
      `The learning rate's schedule is "${training.schedule}"; the paper's is read as "${LEARNING_RATE_SCHEDULES[0]}".`,
    ),
    ...when(
      training.normalization === "exact",
      "Inputs are normalised by mean and variance of the training rows; the paper's, in Keras, by moving ones, which at its size are the same.",
    ),
    ...when(
      training.classWeights === "equal" && !balanced(train?.perClass ?? []),
      "Classes weigh equally in the loss; the paper has equally many recordings of each.",
    ),
    ...when(
      pruning.pruning.finalSparsity !== PAPER_SPARSITY,
      `Pruning aims at ${pruning.pruning.finalSparsity} zeros; the paper's at ${PAPER_SPARSITY}.`,
    ),
    ...when(
      pruning.pruning.end === "reaching",
      "The pruning schedule reaches its target; the paper's stops just before it.",
    ),
  ];
}

function balanced(perClass: readonly number[]): boolean {
  return perClass.every((recordings) => recordings === perClass[0]);
}
