/**
 * Confusion matrix: how many recordings of each class were taken for which class.
 *
 *   confusion[actual][predicted]          [C × C], rows are the truth
 *
 * Classes that never occur keep their row and column of zeros, so the matrix always has the shape of the class list.
 */

import { type Classification, checkedClassification } from "./classification.ts";

/** Recordings by true and predicted class: `confusion[actual][predicted]`. [C × C] */
export type Confusion = readonly (readonly number[])[];

/** Counts of recordings by true and predicted class. */
export function confusionMatrix(classification: Classification): Confusion {
  const { classes, labels, predicted } = checkedClassification(classification);
  const confusion = classes.map(() => classes.map(() => 0));
  labels.forEach((label, row) => {
    const counts = confusion[label];
    counts[predicted[row]]++;
  });
  return confusion;
}

/** Share of the recordings that were taken for what they are. */
export function accuracy(confusion: Confusion): number {
  const correct = confusion.reduce((sum, row, actual) => sum + row[actual], 0);
  return correct / confusion.reduce((sum, row) => sum + rowSum(row), 0);
}

/** Recordings of one class: the sum of its row. */
export function rowSum(row: readonly number[]): number {
  return row.reduce((sum, count) => sum + count, 0);
}
