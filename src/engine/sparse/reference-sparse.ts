/**
 * The engine for survivors that is obvious and slow: plain TypeScript, kept for ever as the oracle of the fast one.
 */

import type { SparseLayer, SparseNetwork } from "../../network/sparse-network.ts";
import { checkBatch, checkLength, checkLoadOptions, checkRows } from "../checked-calls.ts";
import type { AdamStep, TrainingBatch } from "../engine.ts";
import { type AdamMoments, adamUpdate } from "../reference/adam.ts";
import { crossEntropy } from "../reference/cross-entropy.ts";
import { float32 } from "../reference/numbers.ts";
import { createLayerActivations, type LayerActivations } from "../reference/passes.ts";
import { checkGradients, checkLayer, checkSparseNetwork, checkSurvivorCount } from "./checked-sparse-calls.ts";
import type { ResidentSparseNetwork, SparseEngine, SparseLoadOptions } from "./sparse-engine.ts";
import {
  createSurvivorParameters,
  type SparsePass,
  type SurvivorParameters,
  sparseBackwardInto,
  sparseForwardInto,
} from "./sparse-passes.ts";

/** The reference engine for survivors. */
export function createReferenceSparseEngine(): SparseEngine {
  return {
    kind: "reference",
    load: (network, options) => new ReferenceSparseNetwork(network, options),
  };
}

class ReferenceSparseNetwork implements ResidentSparseNetwork {
  readonly #network: SparseNetwork;
  readonly #batchSize: number;
  readonly #activations: LayerActivations;
  readonly #gradients: readonly SurvivorParameters<Float32Array>[];
  readonly #moments: readonly { readonly weights: AdamMoments; readonly bias: AdamMoments }[];
  #hasGradients = false;
  #released = false;

  constructor(network: SparseNetwork, options: SparseLoadOptions) {
    checkLoadOptions(options);
    checkSparseNetwork(network);
    this.#network = copyOf(network);
    this.#batchSize = options.batchSize;
    this.#activations = createLayerActivations(network.architecture, options.batchSize, float32);
    this.#gradients = zerosLike(network.layers);
    const [first, second] = [zerosLike(network.layers), zerosLike(network.layers)];
    this.#moments = first.map(({ weights, bias }, layer) => ({
      weights: { first: weights, second: second[layer].weights },
      bias: { first: bias, second: second[layer].bias },
    }));
  }

  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): void {
    const { architecture } = this.#network;
    this.#checkUsable("predictInto");
    checkRows("predictInto", rows, this.#batchSize);
    checkLength("predictInto", "inputs", inputs.length, rows * architecture.inputs);
    checkLength("predictInto", "probabilities", probabilities.length, rows * architecture.classes);
    sparseForwardInto(this.#activations, inputs, this.#pass(rows, null));
    probabilities.set(this.#activations.probabilities.subarray(0, rows * architecture.classes));
  }

  computeGradients(batch: TrainingBatch): number {
    const { architecture } = this.#network;
    const { rows, inputs, targets, dropout } = batch;
    this.#checkUsable("computeGradients");
    checkBatch("computeGradients", batch, architecture, this.#batchSize);
    const pass = this.#pass(rows, dropout);
    sparseForwardInto(this.#activations, inputs, pass);
    sparseBackwardInto(this.#gradients, this.#activations, targets, pass);
    this.#hasGradients = true;
    return crossEntropy(this.#activations.probabilities, targets, rows, architecture.classes);
  }

  adamStep(adam: AdamStep, frozen: ReadonlySet<number> = new Set()): void {
    this.#checkUsable("adamStep");
    checkGradients("adamStep", this.#hasGradients);
    for (const [layer, { weights, bias }] of this.#network.layers.entries()) {
      const { [layer]: moments } = this.#moments;
      const { [layer]: gradients } = this.#gradients;
      if (!frozen.has(layer)) adamUpdate(weights, moments.weights, gradients.weights, adam);
      adamUpdate(bias, moments.bias, gradients.bias, adam);
    }
  }

  weightGradients(layer: number): Float32Array {
    this.#checkUsable("weightGradients");
    checkLayer("weightGradients", layer, this.#network.layers.length);
    checkGradients("weightGradients", this.#hasGradients);
    return this.#gradients[layer].weights;
  }

  writeWeights(layer: number, weights: Float32Array): void {
    this.#checkUsable("writeWeights");
    checkLayer("writeWeights", layer, this.#network.layers.length);
    checkSurvivorCount(layer, weights.length, this.#network.layers[layer].weights.length);
    this.#network.layers[layer].weights.set(weights);
  }

  read(): SparseNetwork {
    this.#checkUsable("read");
    return copyOf(this.#network);
  }

  release(): void {
    this.#released = true;
  }

  #pass(rows: number, dropout: TrainingBatch["dropout"]): SparsePass {
    return { network: this.#network, parameters: this.#network.layers, rows, dropout };
  }

  #checkUsable(call: string): void {
    if (this.#released) throw new RangeError(`${call}: the network has been released`);
  }
}

/** The network with weights and biases of its own; what training does not change is shared. */
function copyOf(network: SparseNetwork): SparseNetwork {
  return {
    ...network,
    layers: network.layers.map((layer) => ({ ...layer, weights: layer.weights.slice(), bias: layer.bias.slice() })),
  };
}

function zerosLike(layers: readonly SparseLayer[]): SurvivorParameters<Float32Array>[] {
  return createSurvivorParameters(layers, (length) => new Float32Array(length));
}
