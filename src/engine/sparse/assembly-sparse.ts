/**
 * The fast engine for survivors: WebAssembly SIMD kernels, one thread, a memory of its own for each network.
 */

import { type OwnMemory, WASM_PAGE_BYTES, wasmInstances } from "../../core/wasm-instance.ts";
import { activationOf } from "../../network/activation.ts";
import type { SparseLayer, SparseNetwork } from "../../network/sparse-network.ts";
import { activationArguments } from "../assembly/activation-arguments.ts";
import { checkBatch, checkLength, checkLoadOptions, checkRows } from "../checked-calls.ts";
import type { AdamStep, TrainingBatch } from "../engine.ts";
import { crossEntropy, crossEntropyBackwardInto } from "../reference/cross-entropy.ts";
import { softmaxForwardInto } from "../reference/softmax.ts";
import { checkGradients, checkLayer, checkSparseNetwork, checkSurvivorCount } from "./checked-sparse-calls.ts";
import type { ResidentSparseNetwork, SparseEngine, SparseLoadOptions } from "./sparse-engine.ts";
import {
  BLOCK_ROWS,
  lanesOf,
  outOfMemory,
  planSparseMemory,
  type SparseLayerRegions,
  type SparseMemoryPlan,
  type TrainedRegion,
} from "./sparse-memory.ts";
import { WASM_BASE64 as RELAXED_SIMD_BASE64 } from "./sparse-relaxed-simd.generated.ts";
import { WASM_BASE64 as SIMD_BASE64 } from "./sparse-simd.generated.ts";

/** A kernel's arguments are addresses and sizes; see sparse.as.ts. */
type Kernel = (...callArguments: number[]) => void;

interface SparseKernels extends OwnMemory {
  readonly f32_normalize_used: Kernel;
  readonly f32_survivors_forward: Kernel;
  readonly f32_survivors_gradients: Kernel;
  readonly f32_survivors_scatter: Kernel;
  readonly f32_activation: Kernel;
  readonly f32_activation_train: Kernel;
  readonly f32_adam_8: Kernel;
}

const INSTANCES = {
  "wasm-simd": wasmInstances<SparseKernels>(SIMD_BASE64),
  "wasm-relaxed-simd": wasmInstances<SparseKernels>(RELAXED_SIMD_BASE64),
};

/** The engine with a build of the kernels. */
export function createAssemblySparseEngine(kind: keyof typeof INSTANCES): SparseEngine {
  return { kind, load: (network, options) => new AssemblySparseNetwork(network, options, INSTANCES[kind]()) };
}

/** Rows of a batch that the kernels take at a time. */
interface Block {
  readonly start: number;
  /** At most 32. */
  readonly rows: number;
}

class AssemblySparseNetwork implements ResidentSparseNetwork {
  /** Null once released: the memory goes with the last reference to it. */
  #kernels: SparseKernels | null;
  /** What training does not change. */
  readonly #network: SparseNetwork;
  readonly #batchSize: number;
  readonly #plan: SparseMemoryPlan;
  /** Inputs of the network that a survivor reads, ascending: the only ones that are normalised. [U] */
  readonly #used: Uint32Array;
  #hasGradients = false;

  constructor(network: SparseNetwork, options: SparseLoadOptions, kernels: SparseKernels) {
    checkLoadOptions(options);
    checkSparseNetwork(network);
    this.#network = network;
    this.#batchSize = options.batchSize;
    this.#used = usedInputs(network.layers[0]);
    this.#plan = planSparseMemory(network, this.#used.length, options.batchSize);
    this.#kernels = kernels;
    reserve(kernels, this.#plan.pages);
    this.#write(network);
  }

  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): void {
    const { architecture } = this.#network;
    const kernels = this.#usable("predictInto");
    checkRows("predictInto", rows, this.#batchSize);
    checkLength("predictInto", "inputs", inputs.length, rows * architecture.inputs);
    checkLength("predictInto", "probabilities", probabilities.length, rows * architecture.classes);
    for (let start = 0; start < rows; start += BLOCK_ROWS) {
      const block = { start, rows: Math.min(BLOCK_ROWS, rows - start) };
      this.#normalize(kernels, inputs, block);
      for (const [layer, { shape, out }] of this.#plan.layers.entries()) {
        this.#forward(kernels, layer, block);
        if (layer === architecture.hidden.length) break;
        const activation = activationArguments(activationOf(architecture, layer));
        kernels.f32_activation(out, shape.outputs, lanesOf(block.rows), ...activation);
      }
      softmaxForwardInto(
        rowsOf(probabilities, block, architecture.classes),
        this.#logits(block),
        block.rows,
        architecture.classes,
      );
    }
  }

  computeGradients(batch: TrainingBatch): number {
    const kernels = this.#usable("computeGradients");
    checkBatch("computeGradients", batch, this.#network.architecture, this.#batchSize);
    let lossSum = 0;
    for (let start = 0; start < batch.rows; start += BLOCK_ROWS) {
      const block = { start, rows: Math.min(BLOCK_ROWS, batch.rows - start) };
      lossSum += block.rows * this.#computeBlock(kernels, batch, block);
    }
    this.#hasGradients = true;
    return lossSum / batch.rows;
  }

  adamStep({ stepSize, beta1, beta2, epsilon }: AdamStep, frozen: ReadonlySet<number> = new Set()): void {
    const kernels = this.#usable("adamStep");
    checkGradients("adamStep", this.#hasGradients);
    this.#floats(this.#plan.adam, 4).set([stepSize, 1 - beta1, 1 - beta2, epsilon]);
    const update = ({ values, first, second, gradient, blocks }: TrainedRegion) =>
      kernels.f32_adam_8(0, blocks, values, first, second, gradient, this.#plan.adam);
    for (const [layer, { weights, bias }] of this.#plan.layers.entries()) {
      if (!frozen.has(layer)) update(weights);
      update(bias);
    }
  }

  weightGradients(layer: number): Float32Array {
    this.#usable("weightGradients");
    checkLayer("weightGradients", layer, this.#plan.layers.length);
    checkGradients("weightGradients", this.#hasGradients);
    const { gradient, length } = this.#plan.layers[layer].weights;
    return this.#floats(gradient, length);
  }

  writeWeights(layer: number, weights: Float32Array): void {
    this.#usable("writeWeights");
    checkLayer("writeWeights", layer, this.#plan.layers.length);
    const { values, length } = this.#plan.layers[layer].weights;
    checkSurvivorCount(layer, weights.length, length);
    this.#floats(values, length).set(weights);
  }

  read(): SparseNetwork {
    this.#usable("read");
    const copy = ({ values, length }: TrainedRegion) => this.#floats(values, length).slice();
    return {
      ...this.#network,
      layers: this.#network.layers.map((layer, index) => {
        const { weights, bias } = this.#plan.layers[index];
        return { ...layer, weights: copy(weights), bias: copy(bias) };
      }),
    };
  }

  release(): void {
    this.#kernels = null;
  }

  #write({ normalization, layers }: SparseNetwork): void {
    const { used, scale, offset } = this.#plan;
    this.#integers(used, this.#used.length).set(this.#used);
    this.#floats(scale, normalization.scale.length).set(normalization.scale);
    this.#floats(offset, normalization.offset.length).set(normalization.offset);
    for (const [index, regions] of this.#plan.layers.entries()) {
      const { rowStarts, columns, weights, bias } = layers[index];
      this.#integers(regions.rowStarts, rowStarts.length).set(rowStarts);
      const places = index === 0 ? placesAmong(this.#used, layers[0]) : columns;
      this.#integers(regions.columns, columns.length).set(places);
      this.#floats(regions.weights.values, weights.length).set(weights);
      this.#floats(regions.bias.values, bias.length).set(bias);
    }
  }

  /** Adds a block's share to the gradients. @returns the block's mean cross-entropy. */
  #computeBlock(kernels: SparseKernels, { rows, inputs, targets, dropout }: TrainingBatch, block: Block): number {
    const { classes, hidden } = this.#network.architecture;
    this.#normalize(kernels, inputs, block);
    for (const layer of this.#plan.layers.keys()) {
      this.#forward(kernels, layer, block);
      if (layer < hidden.length) this.#activate(kernels, layer, dropout, block);
    }
    const blockTargets = rowsOf(targets, block, classes);
    const probabilities = new Float32Array(block.rows * classes);
    softmaxForwardInto(probabilities, this.#logits(block), block.rows, classes);
    const dLogits = new Float32Array(probabilities.length);
    crossEntropyBackwardInto(dLogits, probabilities, blockTargets, block.rows, classes);
    this.#writeLogitGradients(dLogits, block, block.rows / rows);
    for (let layer = this.#plan.layers.length - 1; layer >= 0; layer--) this.#backward(kernels, layer, block);
    return crossEntropy(probabilities, blockTargets, block.rows, classes);
  }

  #normalize({ f32_normalize_used }: SparseKernels, inputs: Float32Array, block: Block): void {
    const { table, used, scale, offset, normalized } = this.#plan;
    const { inputs: width } = this.#network.architecture;
    this.#floats(table, block.rows * width).set(rowsOf(inputs, block, width));
    const lanes = lanesOf(block.rows);
    f32_normalize_used(normalized, table, used, this.#used.length, scale, offset, width, block.rows, lanes);
  }

  #forward({ f32_survivors_forward }: SparseKernels, layer: number, { rows }: Block): void {
    const { shape, out, rowStarts, columns, weights, bias } = this.#plan.layers[layer];
    const x = this.#inputOf(layer);
    f32_survivors_forward(out, x, rowStarts, columns, weights.values, bias.values, shape.outputs, lanesOf(rows));
  }

  #activate(kernels: SparseKernels, layer: number, dropout: TrainingBatch["dropout"], block: Block): void {
    const { shape, out, derivative, multipliers } = this.#plan.layers[layer];
    const { outputs } = shape;
    if (dropout) this.#floats(multipliers, block.rows * outputs).set(rowsOf(dropout[layer], block, outputs));
    const activation = activationArguments(activationOf(this.#network.architecture, layer));
    const dropped = dropout ? multipliers : 0;
    kernels.f32_activation_train(out, outputs, lanesOf(block.rows), ...activation, derivative, dropped, block.rows);
  }

  #backward(kernels: SparseKernels, layer: number, { start, rows }: Block): void {
    const { shape, dSums, rowStarts, columns, weights, bias } = this.#plan.layers[layer];
    const { inputs, outputs } = shape;
    const lanes = lanesOf(rows);
    const x = this.#inputOf(layer);
    const isFirstBlock = Number(start === 0);
    const gradients = [weights.gradient, bias.gradient];
    kernels.f32_survivors_gradients(...gradients, dSums, x, rowStarts, columns, outputs, lanes, isFirstBlock);
    if (layer === 0) return;
    const { dSums: dX, derivative } = this.#plan.layers[layer - 1];
    kernels.f32_survivors_scatter(dX, derivative, dSums, rowStarts, columns, weights.values, inputs, outputs, lanes);
  }

  /** Sums of the last layer, one row per row of the block. */
  #logits({ rows }: Block): Float32Array {
    const { shape, out } = this.#plan.layers.at(-1) as SparseLayerRegions;
    const lanes = lanesOf(rows);
    const sums = this.#floats(out, shape.outputs * lanes);
    const logits = new Float32Array(rows * shape.outputs);
    for (let b = 0; b < rows; b++)
      for (let c = 0; c < shape.outputs; c++) logits[b * shape.outputs + c] = sums[c * lanes + b];
    return logits;
  }

  /** With zeros in the lanes that are no row: no gradient then comes from them. @param share  Of the batch's rows. */
  #writeLogitGradients(dLogits: Float32Array, { rows }: Block, share: number): void {
    const { shape, dSums } = this.#plan.layers.at(-1) as SparseLayerRegions;
    const lanes = lanesOf(rows);
    const target = this.#floats(dSums, shape.outputs * lanes).fill(0);
    for (let b = 0; b < rows; b++)
      for (let c = 0; c < shape.outputs; c++) target[c * lanes + b] = share * dLogits[b * shape.outputs + c];
  }

  #inputOf(layer: number): number {
    return layer === 0 ? this.#plan.normalized : this.#plan.layers[layer - 1].out;
  }

  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#usable("engine").memory.buffer, address, length);
  }

  #integers(address: number, length: number): Uint32Array {
    return new Uint32Array(this.#usable("engine").memory.buffer, address, length);
  }

  #usable(call: string): SparseKernels {
    if (this.#kernels === null) throw new RangeError(`${call}: the network has been released`);
    return this.#kernels;
  }
}

/** A block's rows of a row-major array. */
function rowsOf(array: Float32Array, { start, rows }: Block, width: number): Float32Array {
  return array.subarray(start * width, (start + rows) * width);
}

function reserve({ memory }: SparseKernels, pages: number): void {
  const missing = pages - memory.buffer.byteLength / WASM_PAGE_BYTES;
  try {
    if (missing > 0) memory.grow(missing);
  } catch {
    throw outOfMemory(pages);
  }
}

/** The inputs that at least one survivor reads, ascending. [U] */
function usedInputs({ inputs, columns }: SparseLayer): Uint32Array {
  const isUsed = new Uint8Array(inputs);
  for (const column of columns) isUsed[column] = 1;
  return new Uint32Array(inputs).map((_, input) => input).filter((input) => isUsed[input] === 1);
}

/** Where the input of each survivor stands among those that are used. [S] */
function placesAmong(used: Uint32Array, { inputs, columns }: SparseLayer): Uint32Array {
  const places = new Uint32Array(inputs);
  for (const [place, input] of used.entries()) places[input] = place;
  return columns.map((column) => places[column]);
}
