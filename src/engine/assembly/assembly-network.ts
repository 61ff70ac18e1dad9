/**
 * A network that the kernels run and train: the order in which they run over its memory (network-memory.ts).
 *
 * A step is: normalise, forward layer by layer, softmax and loss (in plain TypeScript: they touch B × C numbers), then
 * backward layer by layer, each in one sweep that also updates the layer's weights, last the few other parameters.
 */

import type { WasmMemory } from "../../core/wasm-instance.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { activationOf } from "../../network/activation.ts";
import { type Network, NORMALIZATION_EPSILON } from "../../network/network.ts";
import { checkBatch, checkLength, checkLoadOptions, checkMask, checkRows } from "../checked-calls.ts";
import type { AdamStep, DenseLoadOptions, Moments, ResidentNetwork, TrainingBatch } from "../engine.ts";
import { crossEntropy, crossEntropyBackwardInto } from "../reference/cross-entropy.ts";
import { softmaxForwardInto } from "../reference/softmax.ts";
import { activationArguments } from "./activation-arguments.ts";
import { type MemoryPlan, paddedRows, planMemory, type TrainableRegion } from "./memory-plan.ts";
import { NetworkMemory } from "./network-memory.ts";
import { PANEL, padded } from "./panels.ts";
import type { RegionAllocator } from "./region-allocator.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** Chunks per thread: enough that a thread which loses its core for a while does not hold up the others for long. */
const CHUNKS_PER_THREAD = 16;

/** What the networks of one engine share: threads, memory, and who has which part of it. */
export interface Machinery {
  readonly pool: ThreadPool;
  readonly memory: WasmMemory;
  readonly allocator: RegionAllocator;
}

/** A network in the memory of the kernels. */
export class AssemblyNetwork implements ResidentNetwork {
  readonly #machinery: Machinery;
  readonly #options: DenseLoadOptions;
  /** What the engine does not change: shape and names. */
  readonly #frame: Pick<Network, "architecture" | "features" | "classes">;
  readonly #plan: MemoryPlan;
  readonly #base: number;
  readonly #memory: NetworkMemory;
  readonly #masked: boolean[];
  #released = false;

  constructor(network: Network, options: DenseLoadOptions, machinery: Machinery) {
    checkLoadOptions(options);
    const { architecture, features, classes, profile, layers } = network;
    this.#machinery = machinery;
    this.#options = options;
    this.#frame = { ...mentioned(profile), architecture, features, classes };
    this.#base = machinery.allocator.allocate(planMemory(architecture, options, 0).bytes);
    this.#plan = planMemory(architecture, options, this.#base);
    this.#memory = new NetworkMemory(machinery.memory, this.#plan, options.trainable);
    this.#masked = layers.map(() => false);
    this.#memory.write(network);
  }

  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): void {
    const { architecture } = this.#frame;
    this.#checkUsable("predictInto", false);
    checkRows("predictInto", rows, this.#options.batchSize);
    checkLength("predictInto", "inputs", inputs.length, rows * architecture.inputs);
    checkLength("predictInto", "probabilities", probabilities.length, rows * architecture.classes);
    this.#memory.writeRows(inputs, rows);
    this.#normalize("f32_normalize_moving_4", rows, []);
    for (const layer of this.#plan.layers.keys()) this.#forward(layer, rows, false, false);
    softmaxForwardInto(probabilities, this.#memory.logits(rows), rows, architecture.classes);
  }

  trainStep(batch: TrainingBatch, adam: AdamStep): number {
    const { inputs, targets, rows, dropout } = batch;
    const { classes } = this.#frame.architecture;
    this.#checkUsable("trainStep", true);
    checkBatch("trainStep", batch, this.#frame.architecture, this.#options.batchSize);
    this.#memory.writeRows(inputs, rows);
    this.#memory.writeAdam(adam);
    for (const [layer, multipliers] of (dropout ?? []).entries())
      this.#memory.writeMultipliers(layer, multipliers, rows);

    this.#normalize("f32_normalize_batch_4", rows, [adam.normalizationMomentum]);
    for (const layer of this.#plan.layers.keys()) this.#forward(layer, rows, true, dropout !== null);
    const probabilities = new Float32Array(rows * classes);
    softmaxForwardInto(probabilities, this.#memory.logits(rows), rows, classes);
    const dLogits = new Float32Array(rows * classes);
    crossEntropyBackwardInto(dLogits, probabilities, targets, rows, classes);
    this.#memory.writeLogitGradient(dLogits, rows);
    for (let layer = this.#plan.layers.length - 1; layer > 0; layer--) this.#backward(layer, rows);
    this.#backwardFirst(rows);
    for (const { bias, dBias } of this.#plan.layers) this.#updateSmall(bias, dBias);
    this.#updateSmall(this.#plan.scaling, this.#plan.dScaling);
    return crossEntropy(probabilities, targets, rows, classes);
  }

  setMask(layer: number, mask: Uint8Array | null): void {
    this.#checkUsable("setMask", true);
    const sizes = this.#plan.layers.map(({ shape }) => shape.inputs * shape.outputs);
    checkMask(layer, mask, sizes);
    this.#masked[layer] = mask !== null;
    if (mask !== null) this.#memory.writeMask(layer, mask);
  }

  readWeights(layer: number): Float32Array {
    this.#checkUsable("readWeights", false);
    return this.#memory.weights(layer);
  }

  read(): Network {
    this.#checkUsable("read", false);
    return { ...this.#frame, ...this.#memory.parameters() };
  }

  readMoments(): Moments {
    this.#checkUsable("readMoments", true);
    return this.#memory.moments();
  }

  writeMoments(moments: Moments): void {
    this.#checkUsable("writeMoments", true);
    this.#memory.writeMoments(moments);
  }

  release(): void {
    if (!this.#released) this.#machinery.allocator.free(this.#base, this.#plan.bytes);
    this.#released = true;
  }

  #normalize(kernel: string, rows: number, momentum: readonly number[]): void {
    const { normalizedScaled, normalizedPanel, rows: x, scaling, movingMean, movingVariance } = this.#plan;
    const { inputs } = this.#frame.architecture;
    const addresses = [normalizedScaled, normalizedPanel, x, scaling.values, movingMean, movingVariance];
    this.#run(kernel, padded(inputs) / PANEL, [
      ...addresses,
      ...momentum,
      NORMALIZATION_EPSILON,
      inputs,
      padded(inputs),
      rows,
      paddedRows(rows),
    ]);
  }

  #forward(layer: number, rows: number, training: boolean, dropped: boolean): void {
    const { shape, weights, bias, out, outPairs, derivative, dSumsPanel, multipliers } = this.#plan.layers[layer];
    const outputsPadded = padded(shape.outputs);
    const panels = outputsPadded / PANEL;
    const x = this.#inputOf(layer);
    const sums = [out, x, weights.values, bias.values, padded(shape.inputs), paddedRows(rows)];
    const activation = activationArguments(activationOf(this.#frame.architecture, layer));
    const activations = [...sums, shape.outputs, outputsPadded, outPairs, ...activation];
    if (layer === this.#plan.layers.length - 1) this.#run("f32_dense_2x24_panel", panels, sums);
    else if (!training) this.#run("f32_dense_activation_2x24_panel", panels, activations);
    else
      this.#run("f32_dense_activation_train_2x24_panel", panels, [
        ...activations,
        derivative,
        dSumsPanel,
        dropped ? multipliers : 0,
        rows,
      ]);
  }

  #backward(layer: number, rows: number): void {
    const before = this.#plan.layers[layer - 1];
    const { shape, weights, dSums, dSumsPanel } = this.#plan.layers[layer];
    const inputsPadded = padded(shape.inputs);
    this.#run("f32_dense_backward_2x24_panel", inputsPadded / PANEL, [
      before.dSums,
      before.dSumsPanel,
      before.dBias,
      before.derivative,
      before.out,
      dSums,
      dSumsPanel,
      weights.values,
      weights.first,
      weights.second,
      this.#maskOf(layer),
      inputsPadded,
      padded(shape.outputs) / PANEL,
      paddedRows(rows),
      this.#plan.adam,
      this.#plan.gradientTiles,
    ]);
  }

  #backwardFirst(rows: number): void {
    const { dScaling, scalingSums, scaling, normalizedPanel, adam, gradientTiles, layers } = this.#plan;
    const [{ shape, weights, dBias, dSumsPanel }] = layers;
    const inputsPadded = padded(shape.inputs);
    this.#run("f32_dense_backward_first_2x24_panel", inputsPadded / PANEL, [
      dScaling,
      scalingSums,
      scaling.values,
      normalizedPanel,
      dSumsPanel,
      dBias,
      weights.values,
      weights.first,
      weights.second,
      this.#maskOf(0),
      inputsPadded,
      padded(shape.outputs) / PANEL,
      paddedRows(rows),
      adam,
      gradientTiles,
    ]);
  }

  /** Adam on an array that is too small to share. */
  #updateSmall({ values, first, second, length }: TrainableRegion, gradient: number): void {
    const items = length / 8;
    this.#machinery.pool.run("f32_adam_8", items, items, [values, first, second, gradient, this.#plan.adam]);
  }

  #run(kernel: string, items: number, callArguments: readonly number[]): void {
    const { pool } = this.#machinery;
    pool.run(kernel, items, Math.ceil(items / (pool.threads * CHUNKS_PER_THREAD)), callArguments);
  }

  #inputOf(layer: number): number {
    return layer === 0 ? this.#plan.normalizedScaled : this.#plan.layers[layer - 1].outPairs;
  }

  #maskOf(layer: number): number {
    return this.#masked[layer] ? this.#plan.layers[layer].mask : 0;
  }

  #checkUsable(call: string, needsTraining: boolean): void {
    if (this.#released) throw new RangeError(`${call}: the network has been released`);
    if (needsTraining && !this.#options.trainable)
      throw new RangeError(`${call}: the network was loaded with trainable: false`);
  }
}
