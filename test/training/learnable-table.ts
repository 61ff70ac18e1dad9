/**
 * A table that a network can learn.
 */

import { Random } from "../../src/core/random.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";

/** A small table whose classes differ in the mean of every third feature: learnable, not perfectly. */
export function learnableTable(rows: number, features: number, classes: number, seed: number): FeatureTable {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: rows }, (_, row) => row % classes);
  const values = Float32Array.from({ length: rows * features }, (_, i) => {
    const label = labels[Math.floor(i / features)];
    return random.normal() + ((i % features) % 3 === 0 ? 1.2 * label : 0);
  });
  return {
    features: Array.from({ length: features }, (_, f) => `feature${f}`),
    values,
    ids: Array.from({ length: rows }, (_, row) => `recording${row}`),
    classes: Array.from({ length: classes }, (_, c) => `class${c}`),
    labels,
    speakers: Array.from({ length: rows }, (_, row) => `speaker${row % 5}`),
  };
}
