/**
 * What an engine for survivors does: it runs and trains a network that holds nothing but its survivors.
 *
 * At a sparsity of 0.98 a step touches a fiftieth of the dense network's weights. The normalisation stays as it is
 * folded, pruned weights stay pruned; everything else is as in `engine.ts`. Two implementations pass one test suite:
 * `reference-sparse.ts`, plain TypeScript, and `assembly-sparse.ts`, WASM SIMD. One thread: results do not depend on it.
 */

import type { SparseNetwork } from "../../network/sparse-network.ts";
import type { AdamStep, EngineKind } from "../engine.ts";

export interface SparseEngine {
  /** Which kernels run. */
  readonly kind: EngineKind;
  /** A copy of the network in the engine's memory, Adam's moments zero. */
  load(network: SparseNetwork, options: SparseLoadOptions): ResidentSparseNetwork;
}

export interface SparseLoadOptions {
  /** Most rows that one call will bring. */
  readonly batchSize: number;
}

export interface ResidentSparseNetwork {
  /** Class probabilities of some rows, without dropout. @param probabilities  Receives [B × C]. @param inputs  [B × I] */
  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): void;

  /**
   * Forward and backward pass; the gradients of the mean loss stay in the engine until the next call.
   *
   * @returns mean cross-entropy of the batch to its targets, in nats.
   */
  computeGradients(batch: SoftBatch): number;

  /**
   * Adam with the gradients that are there. Weights of `frozen` layers stay as they are; their biases do not.
   *
   * @param frozen  Layers whose weights somebody else changes: those with a codebook.
   */
  adamStep(adam: AdamStep, frozen?: ReadonlySet<number>): void;

  /** Gradients of a layer's survivors, in their order: to be read only, and overwritten by the next `computeGradients`. [S] */
  weightGradients(layer: number): Float32Array;

  /** Puts other values into the survivors of a layer. [S] */
  writeWeights(layer: number, weights: Float32Array): void;

  /** The network as it is now. */
  read(): SparseNetwork;

  /** Gives the memory back. */
  release(): void;
}

/** Rows with a probability for every class: a label as 0 and 1, or another network's answer. */
export interface SoftBatch {
  readonly rows: number;
  /** [B × I] */
  readonly inputs: Float32Array;
  /** Each row sums to what the row weighs, 1 where all weigh the same. [B × C] */
  readonly targets: Float32Array;
  /** As in `TrainingBatch`. */
  readonly dropout: readonly Float32Array[] | null;
}
