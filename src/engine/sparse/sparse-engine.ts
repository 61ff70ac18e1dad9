/**
 * What an engine for survivors does: it runs and trains a network that holds nothing but its survivors.
 *
 * At a sparsity of 0.98 a step touches a fiftieth of the dense network's weights. The normalisation stays as it is
 * merged, pruned weights stay pruned; everything else is as in `engine.ts`. Two implementations pass one test suite:
 * `reference-sparse.ts`, plain TypeScript, and `assembly-sparse.ts`, WASM SIMD. One thread: results do not depend on it.
 */

import type { SparseNetwork } from "../../network/sparse-network.ts";
import type { AdamStep, Answer, EngineKind, RunnableNetwork, TrainingBatch } from "../engine.ts";

/** What runs and trains networks that hold survivors only; it has one thread. */
export interface SparseEngine {
  /** Which kernels run. */
  readonly kind: EngineKind;
  /** A copy of the network in the engine's memory, Adam's moments zero. */
  load(network: SparseNetwork, options: SparseLoadOptions): ResidentSparseNetwork;
}

/** What a loaded network will be used for, by which its memory is planned. */
export interface SparseLoadOptions {
  /** Most rows that one call will bring. */
  readonly batchSize: number;
}

/** A pruned network in an engine's memory. */
export interface ResidentSparseNetwork extends RunnableNetwork {
  /**
   * Forward and backward pass; the gradients of the mean loss stay in the engine until the next call.
   *
   * @returns mean cross-entropy of the batch to its targets, in nats.
   */
  computeGradients(batch: TrainingBatch): Answer<number>;

  /**
   * Adam with the gradients that are there. Weights of `frozen` layers stay as they are; their biases do not.
   *
   * @param frozen  Layers whose weights somebody else changes: those with a codebook.
   */
  adamStep(adam: AdamStep, frozen?: ReadonlySet<number>): void;

  /** Gradients of a layer's survivors, in their order: to be read only, and overwritten by the next `computeGradients`. [S] */
  weightGradients(layer: number): Answer<Float32Array>;

  /** Puts other values into the survivors of a layer. [S] */
  writeWeights(layer: number, weights: Float32Array): void;

  /** The network as it is now. */
  read(): Answer<SparseNetwork>;
}
