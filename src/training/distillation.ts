/**
 * Distillation: a network learns another one's answers, which say more about a recording than its label.
 *
 *   target = weight · teacher + (1 − weight) · label          teacher_c = p_c^(1/T) / Σ_k p_k^(1/T)
 *
 * p^(1/T), normalised, is the softmax of the teacher's logits divided by the temperature T, so probabilities are enough.
 * The student answers at temperature 1: it learns the softened probabilities themselves. In the source both are softened,
 * and the student alone goes back to 1; the most probable class is the same.
 *
 * A student has the teacher's inputs and their normalisation, so it starts where standardised features are already there.
 *
 * Source  G. Hinton, O. Vinyals, J. Dean 2015, "Distilling the Knowledge in a Neural Network", arXiv 1503.02531, section 2.
 */

import type { Random } from "../core/random.ts";
import { mentioned } from "../features/feature-profile.ts";
import { activationOf } from "../network/activation.ts";
import { checkedArchitecture } from "../network/architecture.ts";
import { initializeNetwork } from "../network/network.ts";
import { type SparseNetwork, survivorsOf } from "../network/sparse-network.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";

export interface DistillationOptions {
  /** Above 0; 1 leaves the teacher's probabilities as they are, more makes them more alike. */
  readonly temperature: number;
  /** Share of the teacher in a target, 0 to 1; the rest is the label. */
  readonly weight: number;
}

export const DISTILLATION_DEFAULTS: DistillationOptions = { temperature: 2, weight: 0.5 };

/**
 * A probability for every class of every row, labels and teacher mixed. Each row sums to 1. [N × C]
 *
 * @param labels   Index of the true class; UNKNOWN_LABEL has the teacher's answer alone. [N]
 * @param answers  Probabilities of the network that teaches. [N × C]
 * @throws RangeError if temperature or weight is out of range, or the numbers do not fit each other.
 */
export function softTargets(
  labels: Int32Array,
  answers: Float32Array,
  options: Partial<DistillationOptions> = {},
): Float32Array {
  const { temperature, weight } = { ...DISTILLATION_DEFAULTS, ...options };
  const classes = answers.length / labels.length;
  if (!(temperature > 0)) throw new RangeError(`softTargets: temperature must be above 0, got ${temperature}`);
  if (!(weight >= 0 && weight <= 1)) throw new RangeError(`softTargets: weight must be from 0 to 1, got ${weight}`);
  if (!Number.isInteger(classes) || labels.some((label) => label >= classes))
    throw new RangeError(
      `softTargets: ${labels.length} labels and ${answers.length} probabilities are not of the same rows and classes`,
    );
  const targets = new Float32Array(answers.length);
  labels.forEach((label, row) => {
    const target = targets.subarray(row * classes, (row + 1) * classes);
    softenInto(target, answers.subarray(row * classes, (row + 1) * classes), temperature);
    if (label === UNKNOWN_LABEL) return;
    for (let c = 0; c < classes; c++) target[c] = weight * target[c] + (c === label ? 1 - weight : 0);
  });
  return targets;
}

/**
 * An untrained network with the teacher's features, classes and normalisation, and hidden layers of its own, with the
 * activation of the teacher's first one; every weight is a survivor. `trainSurvivors` with `softTargets` teaches it.
 *
 * @throws UserError if a width is not a whole number of at least 1.
 */
export function studentOf(teacher: SparseNetwork, hidden: readonly number[], random: Random): SparseNetwork {
  const { features, classes, profile, normalization } = teacher;
  const activation = activationOf(teacher.architecture, 0);
  const activations = hidden.map(() => activation);
  const architecture = checkedArchitecture({ ...teacher.architecture, hidden, activations });
  const student = survivorsOf(initializeNetwork(architecture, features, classes, random));
  return { ...student, ...mentioned(profile), normalization };
}

/** p^(1/T) / Σ p^(1/T), from the largest on, so that a small T does not underflow. */
function softenInto(softened: Float32Array, probabilities: Float32Array, temperature: number): void {
  const largest = probabilities.reduce((most, probability) => Math.max(most, probability), 0);
  let sum = 0;
  for (let c = 0; c < softened.length; c++) sum += (probabilities[c] / largest) ** (1 / temperature);
  for (let c = 0; c < softened.length; c++) softened[c] = (probabilities[c] / largest) ** (1 / temperature) / sum;
}
