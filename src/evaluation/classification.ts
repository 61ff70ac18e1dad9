/**
 * What a classifier said of some recordings, beside what is true: all that the evaluation knows.
 */

import { UserError } from "../core/errors.ts";
import type { FeatureTable } from "../table/feature-table.ts";

/** What a classifier said of labelled recordings: all that the statistics need, and nothing of networks. */
export interface Classification {
  /** Names of the classes. [C] */
  readonly classes: readonly string[];
  /** Index of the true class; every recording has one. [N] */
  readonly labels: Int32Array;
  /** Index of the predicted class. [N] */
  readonly predicted: Int32Array;
  /** Of each class, where known: for one answer per speaker. [N × C] */
  readonly probabilities?: Float32Array | undefined;
  /** Speaker of each recording, where known: recordings of one speaker are not independent. [N] */
  readonly speakers?: readonly string[] | undefined;
  /**
   * Recordings that a network was tested on over those that it was trained on, where these are the answers of all folds of a
   * cross-validation: networks of different folds share training speakers, so the UAR varies by 1 + this more than speakers show.
   */
  readonly testPerTrain?: number | undefined;
}

/** Predicted classes beside the table's own labels. @param predicted  [N] @param probabilities  Where known. [N × C] */
export function classificationOf(
  { classes, labels, speakers }: FeatureTable,
  predicted: Int32Array,
  probabilities?: Float32Array,
): Classification {
  return { classes, labels, predicted, speakers, probabilities };
}

/** The same classification, after a check of its lengths and class codes. */
export function checkedClassification(classification: Classification): Classification {
  const { classes, labels, predicted, speakers, probabilities } = classification;
  if (labels.length === 0) throw new UserError("evaluation: there are no recordings to evaluate, expected at least 1");
  checkLength("predicted classes", predicted.length, labels.length);
  if (speakers) checkLength("speakers", speakers.length, labels.length);
  if (probabilities) checkLength("probabilities", probabilities.length, labels.length * classes.length);
  checkCodes("label", labels, classes);
  checkCodes("predicted class", predicted, classes);
  return classification;
}

/** Two classifications of the same recordings, after a check that they are of the same recordings. */
export function checkPaired(original: Classification, compressed: Classification): void {
  checkedClassification(original);
  checkedClassification(compressed);
  checkLength("recordings of the second classification", compressed.labels.length, original.labels.length);
  checkLength("classes of the second classification", compressed.classes.length, original.classes.length);
  const row = original.labels.findIndex((label, i) => label !== compressed.labels[i]);
  if (row >= 0)
    throw new RangeError(
      `evaluation: recording ${row} has label ${original.labels[row]} in the first classification and ` +
        `${compressed.labels[row]} in the second; both must be of the same recordings in the same order`,
    );
}

function checkLength(what: string, found: number, expected: number): void {
  if (found !== expected) throw new RangeError(`evaluation: ${what} must be ${expected}, got ${found}`);
}

function checkCodes(what: string, codes: Int32Array, classes: readonly string[]): void {
  const row = codes.findIndex((code) => code < 0 || code >= classes.length);
  if (row >= 0)
    throw new UserError(
      `evaluation: recording ${row} has ${what} ${codes[row]}, expected an index into the ${classes.length} classes ` +
        `(${classes.join(", ")}); leave out recordings without a label`,
    );
}
