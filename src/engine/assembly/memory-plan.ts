/**
 * Where everything of one network lies in the kernels' memory: computed before a byte is taken, so that a lack of
 * memory shows before training starts and not in its middle.
 *
 * Weights and Adam's two moments are nearly all of it (12 bytes a weight); masks take 1 bit a weight, activations
 * 24 bytes a row and unit. Shapes: O and I are a layer's outputs and inputs up to a multiple of 24, stride is the
 * batch size up to a multiple of 4.
 */

import { type Architecture, type LayerShape, layerShapes } from "../../network/architecture.ts";
import type { DenseLoadOptions } from "../engine.ts";
import { RegionRow } from "../region-row.ts";
import { MASK_BITS, PANEL, padded } from "./panels.ts";

/** stepSize, 1 − β₁, 1 − β₂, ε */
const ADAM_NUMBERS = 4;
/** A register tile of gradients, 2 × 24. */
const TILE_NUMBERS = 48;

/** Addresses of one trainable array and of its moments; the moments are 0 if the network is only run. */
export interface TrainableRegion {
  readonly values: number;
  readonly first: number;
  readonly second: number;
  /** Numbers in each of the three, padding included. */
  readonly length: number;
}

/** Where the numbers of a layer lie in WebAssembly memory, as byte addresses. */
export interface LayerRegions {
  readonly shape: LayerShape;
  /** [O/24][I][24] */
  readonly weights: TrainableRegion;
  /** [O] */
  readonly bias: TrainableRegion;
  readonly dBias: number;
  /** [O/24][I][3] bytes */
  readonly mask: number;
  /** What the layer gives: sums of the last layer, else activations. [O/24][stride][24] */
  readonly out: number;
  /** Activations in pairs of rows, as the next layer reads them. [stride/2][O][2] */
  readonly outPairs: number;
  /** Derivative of activation and dropout. [O][stride] */
  readonly derivative: number;
  /** Gradient of the sums. [O][stride] */
  readonly dSums: number;
  /** The same in panels; before the backward pass, scratch of the forward pass. [O/24][stride][24] */
  readonly dSumsPanel: number;
  /** [B × O], row-major as it comes. */
  readonly multipliers: number;
}

/** Where everything lies in WebAssembly memory, as byte addresses, and how much is needed. */
export interface MemoryPlan {
  readonly bytes: number;
  /** [B × I], row-major as they come, and a panel's row behind them, which is read but does not count. */
  readonly rows: number;
  /** Input of the first layer. [stride/2][I][2] */
  readonly normalizedScaled: number;
  /** x̂. [I/24][stride][24] */
  readonly normalizedPanel: number;
  /** Gamma and beta in turn. [I][2] */
  readonly scaling: TrainableRegion;
  readonly dScaling: number;
  /** [I][2][4] */
  readonly scalingSums: number;
  /** [I] each */
  readonly movingMean: number;
  readonly movingVariance: number;
  readonly adam: number;
  /** Scratch of the backward pass: two tiles for each panel of the widest layer's inputs. [I/24][2][2][24] */
  readonly gradientTiles: number;
  readonly layers: readonly LayerRegions[];
}

/** The plan for a network whose first byte lies at `base`. */
export function planMemory(
  architecture: Architecture,
  { batchSize, trainable }: DenseLoadOptions,
  base: number,
): MemoryPlan {
  const regions = new NetworkRegions(base, batchSize, trainable);
  const stride = paddedRows(batchSize);
  const inputs = padded(architecture.inputs);
  const widest = padded(Math.max(architecture.inputs, ...architecture.hidden));
  const plan = {
    rows: regions.numbers(batchSize * architecture.inputs + PANEL),
    normalizedScaled: regions.numbers(inputs * stride),
    normalizedPanel: regions.numbers(inputs * stride),
    scaling: regions.trainable(inputs * 2),
    dScaling: regions.training(inputs * 2),
    scalingSums: regions.training(inputs * 8),
    movingMean: regions.numbers(inputs),
    movingVariance: regions.numbers(inputs),
    adam: regions.numbers(ADAM_NUMBERS),
    gradientTiles: regions.training((widest / PANEL) * 2 * TILE_NUMBERS),
    layers: layerShapes(architecture).map((shape) => regions.layer(shape)),
  };
  return { ...plan, bytes: regions.end - base };
}

/** Regions of a network, those of its training among them only where it is trained. */
class NetworkRegions extends RegionRow {
  readonly #batchSize: number;
  readonly #trainable: boolean;

  constructor(base: number, batchSize: number, trainable: boolean) {
    super(base);
    this.#batchSize = batchSize;
    this.#trainable = trainable;
  }

  /** Address of numbers that only training has; 0 without. */
  training(count: number): number {
    return this.#trainable ? this.numbers(count) : 0;
  }

  trainable(length: number): TrainableRegion {
    return {
      values: this.numbers(length),
      first: this.training(length),
      second: this.training(length),
      length,
    };
  }

  layer(shape: LayerShape): LayerRegions {
    const [inputs, outputs] = [padded(shape.inputs), padded(shape.outputs)];
    const activations = outputs * paddedRows(this.#batchSize);
    return {
      shape,
      weights: this.trainable(outputs * inputs),
      bias: this.trainable(outputs),
      dBias: this.training(outputs),
      mask: this.#trainable ? this.bytes((outputs * inputs) / MASK_BITS) : 0,
      out: this.numbers(activations),
      outPairs: this.numbers(activations),
      derivative: this.training(activations),
      dSums: this.training(activations),
      dSumsPanel: this.training(activations),
      multipliers: this.training(this.#batchSize * shape.outputs),
    };
  }
}

/** Lanes that a batch takes in the kernels' layout: its rows up to a multiple of four. */
export function paddedRows(rows: number): number {
  return Math.ceil(rows / 4) * 4;
}
