/**
 * Where everything of one network lies in the kernels' memory: computed before a byte is taken, so that a lack of
 * memory shows before training starts and not in its middle.
 *
 * Weights and Adam's two moments are nearly all of it (12 bytes a weight); masks take 1 bit a weight, activations
 * 24 bytes a row and unit.
 */

import { type Architecture, type LayerShape, layerShapes } from "../../network/architecture.ts";
import type { LoadOptions } from "../engine.ts";
import { padded8 } from "./panels.ts";

const FLOAT_BYTES = 4;
/** Regions start on cache lines. */
const ALIGNMENT_BYTES = 64;
/** stepSize, 1 − β₁, 1 − β₂, ε */
const ADAM_NUMBERS = 4;

/** Addresses of one trainable array and of its moments; the moments are 0 if the network is only run. */
export interface TrainableRegion {
  readonly values: number;
  readonly first: number;
  readonly second: number;
  /** Numbers in each of the three, padding included. */
  readonly length: number;
}

export interface LayerRegions {
  readonly shape: LayerShape;
  /** [outputs8/8][inputs8][8] */
  readonly weights: TrainableRegion;
  /** [outputs8] */
  readonly bias: TrainableRegion;
  readonly dBias: number;
  /** [outputs8/8][inputs8] bytes */
  readonly mask: number;
  /** What the layer gives: sums of the last layer, else activations. [outputs8][stride] */
  readonly out: number;
  /** Activations in panels. [outputs8/8][stride][8] */
  readonly outPanel: number;
  /** Derivative of sigmoid and dropout. [outputs8][stride] */
  readonly derivative: number;
  /** Gradient of the sums. [outputs8][stride] */
  readonly dSums: number;
  /** The same in panels. [outputs8/8][stride][8] */
  readonly dSumsPanel: number;
  /** [B × O], row-major as it comes. */
  readonly multipliers: number;
}

export interface MemoryPlan {
  readonly bytes: number;
  /** [B × I], row-major as they come. */
  readonly rows: number;
  /** Input of the first layer. [inputs8][stride] */
  readonly normalizedScaled: number;
  /** x̂. [inputs8/8][stride][8] */
  readonly normalizedPanel: number;
  /** Gamma and beta in turn. [inputs8][2] */
  readonly scaling: TrainableRegion;
  readonly dScaling: number;
  /** [inputs8][2][4] */
  readonly scalingSums: number;
  /** [inputs8] each */
  readonly movingMean: number;
  readonly movingVariance: number;
  readonly adam: number;
  readonly layers: readonly LayerRegions[];
}

/** The plan for a network whose first byte lies at `base`. */
export function planMemory(
  architecture: Architecture,
  { batchSize, trainable }: LoadOptions,
  base: number,
): MemoryPlan {
  let end = base;
  const bytes = (count: number) => {
    const address = end;
    end += Math.ceil(count / ALIGNMENT_BYTES) * ALIGNMENT_BYTES;
    return address;
  };
  const floats = (count: number) => bytes(count * FLOAT_BYTES);
  const training = (count: number) => (trainable ? floats(count) : 0);
  const trainableFloats = (length: number): TrainableRegion => ({
    values: floats(length),
    first: training(length),
    second: training(length),
    length,
  });
  const stride = paddedRows(batchSize);

  const layerRegions = (shape: LayerShape): LayerRegions => {
    const inputs8 = padded8(shape.inputs);
    const outputs8 = padded8(shape.outputs);
    return {
      shape,
      weights: trainableFloats(outputs8 * inputs8),
      bias: trainableFloats(outputs8),
      dBias: training(outputs8),
      mask: trainable ? bytes((outputs8 * inputs8) / 8) : 0,
      out: floats(outputs8 * stride),
      outPanel: training(outputs8 * stride),
      derivative: training(outputs8 * stride),
      dSums: training(outputs8 * stride),
      dSumsPanel: training(outputs8 * stride),
      multipliers: training(batchSize * shape.outputs),
    };
  };

  const inputs8 = padded8(architecture.inputs);
  const plan = {
    rows: floats(batchSize * architecture.inputs),
    normalizedScaled: floats(inputs8 * stride),
    normalizedPanel: floats(inputs8 * stride),
    scaling: trainableFloats(inputs8 * 2),
    dScaling: training(inputs8 * 2),
    scalingSums: training(inputs8 * 8),
    movingMean: floats(inputs8),
    movingVariance: floats(inputs8),
    adam: floats(ADAM_NUMBERS),
    layers: layerShapes(architecture).map(layerRegions),
  };
  return { ...plan, bytes: end - base };
}

/** Lanes that a batch takes in the kernels' layout: its rows up to a multiple of four. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}
