/**
 * A network in the kernels' memory, and the order in which the kernels run over it.
 *
 * A step is: normalise, forward layer by layer, softmax and loss (in plain TypeScript: they touch B × C numbers), then
 * backward layer by layer, each in one sweep that also updates the layer's weights, last the few other parameters.
 */

import type { WasmMemory } from "../../core/wasm-instance.ts";
import { mentioned } from "../../features/feature-profile.ts";
import { activationOf } from "../../network/activation.ts";
import type { DenseLayer, Network } from "../../network/network.ts";
import { NORMALIZATION_EPSILON } from "../../network/network.ts";
import { checkBatch, checkLength, checkLoadOptions, checkMask, checkRows } from "../checked-calls.ts";
import type { AdamStep, DenseLoadOptions, MomentPair, Moments, ResidentNetwork, TrainingBatch } from "../engine.ts";
import { crossEntropy, crossEntropyBackwardInto } from "../reference/cross-entropy.ts";
import { softmaxForwardInto } from "../reference/softmax.ts";
import { activationArguments } from "./activation-arguments.ts";
import { type LayerRegions, type MemoryPlan, paddedRows, planMemory, type TrainableRegion } from "./memory-plan.ts";
import { MASK_BITS, maskPanels, PANEL, packMaskInto, packPanelsInto, padded, unpackPanels } from "./panels.ts";
import type { RegionAllocator } from "./region-allocator.ts";
import type { ThreadPool } from "./thread-pool.ts";

/** Chunks per thread: enough that a thread which loses its core for a while does not hold up the others for long. */
const CHUNKS_PER_THREAD = 16;

export interface Machinery {
  readonly pool: ThreadPool;
  readonly memory: WasmMemory;
  readonly allocator: RegionAllocator;
}

export class AssemblyNetwork implements ResidentNetwork {
  readonly #machinery: Machinery;
  readonly #options: DenseLoadOptions;
  /** What the engine does not change: shape and names. */
  readonly #frame: Pick<Network, "architecture" | "features" | "classes">;
  readonly #plan: MemoryPlan;
  readonly #base: number;
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
    this.#masked = layers.map(() => false);
    this.#write(network);
  }

  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): void {
    const { architecture } = this.#frame;
    this.#checkUsable("predictInto", false);
    checkRows("predictInto", rows, this.#options.batchSize);
    checkLength("predictInto", "inputs", inputs.length, rows * architecture.inputs);
    checkLength("predictInto", "probabilities", probabilities.length, rows * architecture.classes);
    this.#writeRows(inputs, rows);
    this.#normalize("f32_normalize_moving_4", rows, []);
    for (const layer of this.#plan.layers.keys()) this.#forward(layer, rows, false, false);
    softmaxForwardInto(probabilities, this.#logits(rows), rows, architecture.classes);
  }

  trainStep(batch: TrainingBatch, adam: AdamStep): number {
    const { inputs, targets, rows, dropout } = batch;
    const { classes } = this.#frame.architecture;
    this.#checkUsable("trainStep", true);
    checkBatch("trainStep", batch, this.#frame.architecture, this.#options.batchSize);
    this.#writeRows(inputs, rows);
    this.#writeAdam(adam);
    dropout?.forEach((multipliers, layer) => {
      const { shape, multipliers: address } = this.#plan.layers[layer];
      this.#floats(address, rows * shape.outputs).set(multipliers.subarray(0, rows * shape.outputs));
    });

    this.#normalize("f32_normalize_batch_4", rows, [adam.normalizationMomentum]);
    for (const layer of this.#plan.layers.keys()) this.#forward(layer, rows, true, dropout !== null);
    const probabilities = new Float32Array(rows * classes);
    softmaxForwardInto(probabilities, this.#logits(rows), rows, classes);
    const dLogits = new Float32Array(rows * classes);
    crossEntropyBackwardInto(dLogits, probabilities, targets, rows, classes);
    this.#writeLogitGradient(dLogits, rows);
    for (let layer = this.#plan.layers.length - 1; layer > 0; layer--) this.#backward(layer, rows);
    this.#backwardFirst(rows);
    for (const { bias, dBias } of this.#plan.layers) this.#updateSmall(bias, dBias);
    this.#updateSmall(this.#plan.scaling, this.#plan.dScaling);
    return crossEntropy(probabilities, targets, rows, classes);
  }

  setMask(layer: number, mask: Uint8Array | null): void {
    const { layers } = this.#plan;
    this.#checkUsable("setMask", true);
    checkMask(
      layer,
      mask,
      layers.map(({ shape }) => shape.inputs * shape.outputs),
    );
    this.#masked[layer] = mask !== null;
    if (mask === null) return;
    const { weights, shape, mask: address } = layers[layer];
    const bits = new Uint8Array(this.#machinery.memory.buffer, address, weights.length / MASK_BITS);
    packMaskInto(bits, mask, shape);
    maskPanels(this.#floats(weights.values, weights.length), bits);
  }

  readWeights(layer: number): Float32Array {
    this.#checkUsable("readWeights", false);
    const { weights, shape } = this.#plan.layers[layer];
    return unpackPanels(this.#floats(weights.values, weights.length), shape);
  }

  read(): Network {
    this.#checkUsable("read", false);
    const { movingMean, movingVariance, scaling, layers } = this.#plan;
    const { inputs } = this.#frame.architecture;
    return {
      ...this.#frame,
      normalization: {
        gamma: this.#everySecond(scaling.values, 0),
        beta: this.#everySecond(scaling.values, 1),
        movingMean: this.#floats(movingMean, inputs).slice(),
        movingVariance: this.#floats(movingVariance, inputs).slice(),
      },
      layers: layers.map(
        ({ shape, bias }, layer): DenseLayer => ({
          ...shape,
          weights: this.readWeights(layer),
          bias: this.#floats(bias.values, shape.outputs).slice(),
        }),
      ),
    };
  }

  readMoments(): Moments {
    this.#checkUsable("readMoments", true);
    const { scaling, layers } = this.#plan;
    const pair = ({ first, second }: TrainableRegion, readAt: (address: number) => Float32Array): MomentPair => ({
      first: readAt(first),
      second: readAt(second),
    });
    return {
      gamma: pair(scaling, (address) => this.#everySecond(address, 0)),
      beta: pair(scaling, (address) => this.#everySecond(address, 1)),
      layers: layers.map(({ weights, bias, shape }) => ({
        weights: pair(weights, (address) => unpackPanels(this.#floats(address, weights.length), shape)),
        bias: pair(bias, (address) => this.#floats(address, shape.outputs).slice()),
      })),
    };
  }

  writeMoments({ gamma, beta, layers }: Moments): void {
    this.#checkUsable("writeMoments", true);
    const { scaling } = this.#plan;
    this.#writePairs(scaling.first, gamma.first, beta.first);
    this.#writePairs(scaling.second, gamma.second, beta.second);
    for (const [layer, { weights, bias, shape }] of this.#plan.layers.entries()) {
      packPanelsInto(this.#floats(weights.first, weights.length), layers[layer].weights.first, shape);
      packPanelsInto(this.#floats(weights.second, weights.length), layers[layer].weights.second, shape);
      this.#floats(bias.first, shape.outputs).set(layers[layer].bias.first);
      this.#floats(bias.second, shape.outputs).set(layers[layer].bias.second);
    }
  }

  release(): void {
    if (!this.#released) this.#machinery.allocator.free(this.#base, this.#plan.bytes);
    this.#released = true;
  }

  #write({ normalization, layers }: Network): void {
    const { scaling, movingMean, movingVariance } = this.#plan;
    this.#clear(scaling);
    this.#writePairs(scaling.values, normalization.gamma, normalization.beta);
    this.#floats(movingMean, normalization.movingMean.length).set(normalization.movingMean);
    this.#floats(movingVariance, normalization.movingVariance.length).set(normalization.movingVariance);
    for (const [layer, regions] of this.#plan.layers.entries()) {
      this.#clear(regions.weights);
      this.#clear(regions.bias);
      packPanelsInto(
        this.#floats(regions.weights.values, regions.weights.length),
        layers[layer].weights,
        regions.shape,
      );
      this.#floats(regions.bias.values, regions.shape.outputs).set(layers[layer].bias);
    }
  }

  #clear({ values, first, second, length }: TrainableRegion): void {
    this.#floats(values, length).fill(0);
    if (!this.#options.trainable) return;
    this.#floats(first, length).fill(0);
    this.#floats(second, length).fill(0);
  }

  #writeRows(inputs: Float32Array, rows: number): void {
    const length = rows * this.#frame.architecture.inputs;
    this.#floats(this.#plan.rows, length).set(inputs.subarray(0, length));
  }

  #writeAdam({ stepSize, beta1, beta2, epsilon }: AdamStep): void {
    this.#floats(this.#plan.adam, 4).set([stepSize, 1 - beta1, 1 - beta2, epsilon]);
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
    const [{ shape, weights, dBias, dSumsPanel }] = layers as [LayerRegions];
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

  /** Sums of the last layer, one row per row of the batch. [B × C] */
  #logits(rows: number): Float32Array {
    const { shape, out } = this.#plan.layers.at(-1) as LayerRegions;
    const stride = paddedRows(rows);
    const sums = this.#floats(out, padded(shape.outputs) * stride);
    return Float32Array.from({ length: rows * shape.outputs }, (_, at) => {
      const c = at % shape.outputs;
      const lane = c % PANEL;
      return sums[(c - lane) * stride + ((at - c) / shape.outputs) * PANEL + lane];
    });
  }

  /** Gradient of the last layer's sums in both layouts, with zeros in the padding, and its sum over the rows. */
  #writeLogitGradient(dLogits: Float32Array, rows: number): void {
    const { shape, dSums, dSumsPanel, dBias } = this.#plan.layers.at(-1) as LayerRegions;
    const stride = paddedRows(rows);
    const outputsPadded = padded(shape.outputs);
    const byOutput = this.#floats(dSums, outputsPadded * stride).fill(0);
    const byRow = this.#floats(dSumsPanel, outputsPadded * stride).fill(0);
    const sums = this.#floats(dBias, outputsPadded).fill(0);
    for (let c = 0; c < shape.outputs; c++) {
      const lane = c % PANEL;
      for (let b = 0; b < rows; b++) {
        const gradient = dLogits[b * shape.outputs + c];
        byOutput[c * stride + b] = gradient;
        byRow[(c - lane) * stride + b * PANEL + lane] = gradient;
        sums[c] += gradient;
      }
    }
  }

  #inputOf(layer: number): number {
    return layer === 0 ? this.#plan.normalizedScaled : this.#plan.layers[layer - 1].outPairs;
  }

  #maskOf(layer: number): number {
    return this.#masked[layer] ? this.#plan.layers[layer].mask : 0;
  }

  #writePairs(address: number, evens: Float32Array, odds: Float32Array): void {
    const pairs = this.#floats(address, evens.length * 2);
    for (let i = 0; i < evens.length; i++) {
      pairs[2 * i] = evens[i];
      pairs[2 * i + 1] = odds[i];
    }
  }

  #everySecond(address: number, start: 0 | 1): Float32Array {
    const pairs = this.#floats(address, this.#frame.architecture.inputs * 2);
    return Float32Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i + start]);
  }

  /** A fresh view: the memory's buffer changes when it grows. */
  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#machinery.memory.buffer, address, length);
  }

  #checkUsable(call: string, needsTraining: boolean): void {
    if (this.#released) throw new RangeError(`${call}: the network has been released`);
    if (needsTraining && !this.#options.trainable)
      throw new RangeError(`${call}: the network was loaded with trainable: false`);
  }
}
