/**
 * The numbers of a network in the kernels' memory: written and read in the order of plain arrays, whatever the kernels' layout.
 */

import type { WasmMemory } from "../../core/wasm-instance.ts";
import type { DenseLayer, Network } from "../../network/network.ts";
import type { AdamStep, MomentPair, Moments } from "../engine.ts";
import { type LayerRegions, type MemoryPlan, paddedRows, type TrainableRegion } from "./memory-plan.ts";
import { MASK_BITS, maskPanels, PANEL, packMaskInto, packPanelsInto, padded, unpackPanels } from "./panels.ts";

/** A network's parameters, moments and masks in the kernels' memory. */
export class NetworkMemory {
  readonly #memory: WasmMemory;
  readonly #plan: MemoryPlan;
  readonly #trainable: boolean;
  readonly #inputCount: number;

  /** @param trainable  Whether the plan has moments. */
  constructor(memory: WasmMemory, plan: MemoryPlan, trainable: boolean) {
    this.#memory = memory;
    this.#plan = plan;
    this.#trainable = trainable;
    this.#inputCount = plan.layers[0].shape.inputs;
  }

  /** Writes a network; its moments begin at zero. */
  write({ normalization, layers }: Network): void {
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

  /** The kernel of a layer. [O × I] */
  weights(layer: number): Float32Array {
    const { weights, shape } = this.#plan.layers[layer];
    return unpackPanels(this.#floats(weights.values, weights.length), shape);
  }

  /** All numbers of the network. */
  parameters(): Pick<Network, "normalization" | "layers"> {
    const { movingMean, movingVariance, scaling, layers } = this.#plan;
    return {
      normalization: {
        gamma: this.#everySecond(scaling.values, 0),
        beta: this.#everySecond(scaling.values, 1),
        movingMean: this.#floats(movingMean, this.#inputCount).slice(),
        movingVariance: this.#floats(movingVariance, this.#inputCount).slice(),
      },
      layers: layers.map(
        ({ shape, bias }, layer): DenseLayer => ({
          ...shape,
          weights: this.weights(layer),
          bias: this.#floats(bias.values, shape.outputs).slice(),
        }),
      ),
    };
  }

  /** Adam's moments of all parameters. */
  moments(): Moments {
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

  /** Writes Adam's moments of all parameters. */
  writeMoments({ gamma, beta, layers }: Moments): void {
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

  /** Writes the mask of a layer, and zeros what it masks. @param mask  [O × I] */
  writeMask(layer: number, mask: Uint8Array): void {
    const { weights, shape, mask: address } = this.#plan.layers[layer];
    const bits = new Uint8Array(this.#memory.buffer, address, weights.length / MASK_BITS);
    packMaskInto(bits, mask, shape);
    maskPanels(this.#floats(weights.values, weights.length), bits);
  }

  /** Writes the rows of a batch. @param inputs  [B × I] or more */
  writeRows(inputs: Float32Array, rows: number): void {
    const length = rows * this.#inputCount;
    this.#floats(this.#plan.rows, length).set(inputs.subarray(0, length));
  }

  /** Writes the factors of dropout behind a layer. @param multipliers  [B × O] or more */
  writeMultipliers(layer: number, multipliers: Float32Array, rows: number): void {
    const { shape, multipliers: address } = this.#plan.layers[layer];
    const length = rows * shape.outputs;
    this.#floats(address, length).set(multipliers.subarray(0, length));
  }

  /** Writes the numbers of a step of Adam. */
  writeAdam({ stepSize, beta1, beta2, epsilon }: AdamStep): void {
    this.#floats(this.#plan.adam, 4).set([stepSize, 1 - beta1, 1 - beta2, epsilon]);
  }

  /** Sums of the last layer, one row per row of the batch. [B × C] */
  logits(rows: number): Float32Array {
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
  writeLogitGradient(dLogits: Float32Array, rows: number): void {
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

  #clear({ values, first, second, length }: TrainableRegion): void {
    this.#floats(values, length).fill(0);
    if (!this.#trainable) return;
    this.#floats(first, length).fill(0);
    this.#floats(second, length).fill(0);
  }

  #writePairs(address: number, evens: Float32Array, odds: Float32Array): void {
    const pairs = this.#floats(address, evens.length * 2);
    for (let i = 0; i < evens.length; i++) {
      pairs[2 * i] = evens[i];
      pairs[2 * i + 1] = odds[i];
    }
  }

  #everySecond(address: number, start: 0 | 1): Float32Array {
    const pairs = this.#floats(address, this.#inputCount * 2);
    return Float32Array.from({ length: pairs.length / 2 }, (_, i) => pairs[2 * i + start]);
  }

  /** A fresh view: the memory's buffer changes when it grows. */
  #floats(address: number, length: number): Float32Array {
    return new Float32Array(this.#memory.buffer, address, length);
  }
}
