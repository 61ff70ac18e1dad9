/**
 * What an engine does: it takes a network in, runs it, trains it step by step, and gives it back.
 *
 * Two engines stand behind this interface and pass one test suite:
 * `reference/`  plain TypeScript, obvious and slow, kept for ever as the oracle;
 * `assembly/`   WASM SIMD kernels on several threads, fast.
 *
 * An engine owns no policy: learning rates, the order of the rows, dropout and pruning masks come from outside, so one
 * seed gives one result whatever the engine's number of threads.
 */

import type { Network } from "../network/network.ts";

/** What runs and trains dense networks. A batch gives the same bits on any number of threads. */
export interface Engine {
  /** Which kernels run: they may differ in the last bit, so every result says which ones made it. */
  readonly kind: EngineKind;
  /** Threads that share the work, this one included. */
  readonly threads: number;
  /** A copy of the network in the engine's memory, ready to train: Adam's moments are zero, nothing is masked. */
  load(network: Network, options: DenseLoadOptions): ResidentNetwork;
  /** Ends the threads. Nothing loaded may be used afterwards. */
  close(): Promise<void>;
}

/** "wasm-wide-simd" is "wasm-relaxed-simd" for V8's `--experimental-wasm-revectorize`, with the same bits. */
export type EngineKind = "reference" | "wasm-simd" | "wasm-relaxed-simd" | "wasm-wide-simd";

/** What a loaded network will be used for, by which its memory is planned. */
export interface DenseLoadOptions {
  /** Most rows that one call will bring. */
  readonly batchSize: number;
  /** False spares the memory of Adam's moments: the network can then only be run. */
  readonly trainable: boolean;
}

/** What a call gives back: engines whose numbers lie in this program's memory answer at once, others may answer later. */
export type Answer<Value> = Value | Promise<Value>;

/** What networks of every kind of engine do. Rows are row-major, as they stand in a table. */
export interface RunnableNetwork {
  /**
   * Class probabilities of some rows, without dropout.
   *
   * @param inputs         [B × I], B at most the batch size.
   * @param probabilities  Receives [B × C].
   */
  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): Answer<void>;

  /** Gives the memory back. */
  release(): void;
}

/** A network in an engine's memory. Predictions take the moving mean and variance. */
export interface ResidentNetwork extends RunnableNetwork {
  /**
   * One step of training: forward with the batch's own mean and variance, cross-entropy, backward, Adam.
   * Masked weights take part in the update and are set to weight · 0 right after it, as TFMOT does.
   *
   * @returns mean cross-entropy of the batch to its targets before the step, in nats.
   */
  trainStep(batch: TrainingBatch, adam: AdamStep): Answer<number>;

  /**
   * Multiplies the weights of a layer with a mask, now and after every step. Null lifts the mask.
   *
   * @param mask  0 or 1 for each weight. [O × I]
   */
  setMask(layer: number, mask: Uint8Array | null): void;

  /** The weights of one layer as they are now. [O × I] */
  readWeights(layer: number): Answer<Float32Array>;

  /** The network as it is now. */
  read(): Answer<Network>;

  /** Adam's moments as they are now, for a checkpoint. */
  readMoments(): Answer<Moments>;

  /** Puts back what `readMoments` gave. */
  writeMoments(moments: Moments): void;
}

/** Rows, and what shall be answered to them: a label as 1 and 0, or another network's answer. */
export interface TrainingBatch {
  readonly rows: number;
  /** [B × I] */
  readonly inputs: Float32Array;
  /** Each row sums to what the row weighs, 1 where all weigh the same. [B × C] */
  readonly targets: Float32Array;
  /**
   * What each hidden activation is multiplied with, one array per hidden layer: 0 where it is dropped,
   * 1/(1 − rate) where it is kept. Null for no dropout. [B × O]
   */
  readonly dropout: readonly Float32Array[] | null;
}

/** One step of Adam; the bias correction is already in the step size: lr_t · sqrt(1 − β₂ᵗ) / (1 − β₁ᵗ). */
export interface AdamStep {
  readonly stepSize: number;
  readonly beta1: number;
  readonly beta2: number;
  /** Added to sqrt(v), outside the bias correction, as Keras does. */
  readonly epsilon: number;
  /** Momentum of the moving mean and variance; 1 leaves them as they are. */
  readonly normalizationMomentum: number;
}

/** First and second moment of one trainable array. */
export interface MomentPair {
  readonly first: Float32Array;
  readonly second: Float32Array;
}

/** Adam's first and second moments of every parameter. */
export interface Moments {
  readonly gamma: MomentPair;
  readonly beta: MomentPair;
  /** Shapes as in `DenseLayer`. */
  readonly layers: readonly { readonly weights: MomentPair; readonly bias: MomentPair }[];
}
