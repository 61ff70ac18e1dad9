/** Made-up classifications for the tests of evaluation/. */

import type { Random } from "../../src/core/random.ts";
import type { Classification } from "../../src/evaluation/classification.ts";

/** A classification from lists of [label, predicted] pairs. */
export function classificationOf(pairs: readonly (readonly [number, number])[], speakers?: string[]): Classification {
  return {
    classes: ["healthy", "cold", "flu"],
    labels: Int32Array.from(pairs, ([label]) => label),
    predicted: Int32Array.from(pairs, ([, predicted]) => predicted),
    speakers,
  };
}

export interface Population {
  readonly speakersPerClass: number;
  readonly recordingsPerSpeaker: number;
  /** Expected recall of each class. */
  readonly recalls: readonly number[];
  /** How far speakers differ: each one's own recall is uniform within ± this of the class's. */
  readonly spread: number;
}

/** Speakers with one class each, and recordings that are hits with the speaker's own chance. */
export function clusteredClassification(population: Population, random: Random): Classification {
  const labels: number[] = [];
  const predicted: number[] = [];
  const speakers: string[] = [];
  population.recalls.forEach((recall, label) => {
    for (let s = 0; s < population.speakersPerClass; s++) {
      const own = recall + population.spread * (2 * random.uniform() - 1);
      for (let r = 0; r < population.recordingsPerSpeaker; r++) {
        labels.push(label);
        predicted.push(random.uniform() < own ? label : (label + 1) % population.recalls.length);
        speakers.push(`speaker ${label}-${s}`);
      }
    }
  });
  return {
    classes: population.recalls.map((_, c) => `class ${c}`),
    labels: Int32Array.from(labels),
    predicted: Int32Array.from(predicted),
    speakers,
  };
}

/** The recordings of a classification in another order. */
export function reordered(classification: Classification, order: readonly number[]): Classification {
  const { classes, labels, predicted, speakers } = classification;
  return {
    classes,
    labels: Int32Array.from(order, (row) => labels[row]),
    predicted: Int32Array.from(order, (row) => predicted[row]),
    speakers: speakers && order.map((row) => speakers[row]),
  };
}
