/**
 * Targets in which all classes weigh the same: UAR is the mean of the classes' recalls, so a rare class must not be
 * learned less than a frequent one.
 *
 *   weight of class c = N / (classes that occur · N_c)          mean weight of the rows: 1
 */

import { UNKNOWN_LABEL } from "../table/feature-table.ts";

/** The targets, each row times the weight of its class. @param targets  [N × C] */
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
