/**
 * Random networks of survivors, and batches for them.
 */

import type { Random } from "../../src/core/random.ts";
import type { TrainingBatch } from "../../src/engine/engine.ts";
import { type Architecture, layerShapes } from "../../src/network/architecture.ts";
import { type SparseNetwork, sparseLayer } from "../../src/network/sparse-network.ts";

/** A network whose survivors are drawn with a probability for each layer, all of its numbers random. */
export function randomSparseNetwork(
  architecture: Architecture,
  keptShares: readonly number[],
  random: Random,
): SparseNetwork {
  const { inputs, classes } = architecture;
  const names = (prefix: string, count: number) => Array.from({ length: count }, (_, at) => `${prefix}${at}`);
  return {
    architecture,
    features: names("feature ", inputs),
    classes: names("class ", classes),
    normalization: {
      scale: new Float32Array(inputs).map(() => 0.5 + random.uniform()),
      offset: new Float32Array(inputs).map(() => random.uniform() - 0.5),
    },
    layers: layerShapes(architecture).map((shape, layer) => {
      const { [layer]: kept } = keptShares;
      const spread = 1 / Math.sqrt(Math.max(1, kept * shape.inputs));
      const dense = new Float32Array(shape.inputs * shape.outputs).map(() =>
        random.uniform() < kept ? spread * random.normal() : 0,
      );
      return sparseLayer(
        shape,
        dense,
        new Float32Array(shape.outputs).map(() => random.uniform() - 0.5),
      );
    }),
  };
}

/** Rows with targets that are not 0 or 1, and dropout if asked for. */
export function randomBatch(architecture: Architecture, rows: number, dropped: boolean, random: Random): TrainingBatch {
  const { inputs, hidden, classes } = architecture;
  const targets = new Float32Array(rows * classes).map(() => random.uniform());
  for (let b = 0; b < rows; b++) {
    const row = targets.subarray(b * classes, (b + 1) * classes);
    const sum = row.reduce((total, value) => total + value, 0);
    row.set(row.map((value) => value / sum));
  }
  const multipliers = hidden.map((width) =>
    new Float32Array(rows * width).map(() => (random.uniform() < 0.3 ? 0 : 1 / 0.7)),
  );
  return {
    rows,
    inputs: new Float32Array(rows * inputs).map(() => random.normal()),
    targets,
    dropout: dropped ? multipliers : null,
  };
}
