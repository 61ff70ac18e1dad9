/**
 * What networks learn to answer: a number for every class of every row. Labels are the special case of 0 and 1;
 * `distillation.ts` mixes them with a teacher's answers.
 */

import { UserError } from "../core/errors.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";

/**
 * The labels as probabilities: 1 for the class of a row, 0 for the others. [N × C]
 *
 * @param labels  Index of the true class. [N]
 * @throws UserError if a label is unknown.
 */
export function labelTargets(labels: Int32Array, classes: number): Float32Array {
  const targets = new Float32Array(labels.length * classes);
  labels.forEach((label, row) => {
    if (label === UNKNOWN_LABEL) throw new UserError(`training: row ${row + 1} of the train partition has no label`);
    targets[row * classes + label] = 1;
  });
  return targets;
}

/**
 * The targets, each row times the weight of its class, so that all classes weigh the same: UAR is the mean of the
 * classes' recalls, so a rare class must not be learned less than a frequent one. Rows without a label keep theirs.
 *
 *   weight of class c = N / (classes that occur · N_c)          mean weight of the labelled rows: 1
 *
 * @param targets  [N × C]
 * @param labels   [N]
 */
export function balancedTargets(targets: Float32Array, labels: Int32Array): Float32Array {
  const classes = targets.length / labels.length;
  const counts = new Float64Array(classes);
  for (const label of labels) if (label !== UNKNOWN_LABEL) counts[label]++;
  const occurring = counts.filter((count) => count > 0).length;
  const labeled = counts.reduce((sum, count) => sum + count, 0);
  return targets.map((target, at) => {
    const label = labels[Math.floor(at / classes)];
    return label === UNKNOWN_LABEL ? target : (target * labeled) / (occurring * counts[label]);
  });
}
