/**
 * Unweighted average recall, the measure of the ComParE challenges.
 *
 *   recall_c = confusion[c][c] / Σ_p confusion[c][p]            UAR = mean of recall_c over the classes that occur
 *
 * A class without a recording in the reference has no recall (null) and does not enter the mean: chance level is then
 * 1 over the number of classes that occur. A class that is never predicted has recall 0 and does enter.
 */

import { type Confusion, rowSum } from "./confusion.ts";

/** Recall of each class, null where the reference holds no recording of it. [C] */
export function recalls(confusion: Confusion): (number | null)[] {
  return confusion.map((row, actual) => {
    const recordings = rowSum(row);
    return recordings === 0 ? null : row[actual] / recordings;
  });
}

/** Mean of the recalls of the classes that occur. */
export function uar(confusion: Confusion): number {
  const occurring = recalls(confusion).filter((recall) => recall !== null);
  return occurring.reduce((sum, recall) => sum + recall, 0) / occurring.length;
}
