/**
 * The engine that is obvious and slow: plain TypeScript, one thread, kept for ever as the oracle of the fast one.
 */

import type { DenseLayer, Network } from "../../network/network.ts";
import { checkBatch, checkLength, checkLoadOptions, checkMask, checkRows } from "../checked-calls.ts";
import type { AdamStep, DenseLoadOptions, Engine, Moments, ResidentNetwork, TrainingBatch } from "../engine.ts";
import { adamUpdate, maskWeights } from "./adam.ts";
import { batchStatisticsInto, moveTowards } from "./batch-norm.ts";
import { crossEntropy } from "./cross-entropy.ts";
import { float32 } from "./numbers.ts";
import {
  type Activations,
  backwardInto,
  createActivations,
  createParameters,
  forwardInto,
  type PassInput,
} from "./passes.ts";

/** The reference engine; networks of it know nothing of each other. */
export function createReferenceEngine(): Engine {
  return {
    kind: "reference",
    threads: 1,
    load: (network, options) => new ReferenceNetwork(network, options),
    close: async () => {},
  };
}

class ReferenceNetwork implements ResidentNetwork {
  readonly #network: Network;
  readonly #options: DenseLoadOptions;
  readonly #activations: Activations;
  readonly #masks: (Uint8Array | null)[];
  #moments: Moments | null;

  constructor(network: Network, options: DenseLoadOptions) {
    checkLoadOptions(options);
    this.#network = copyOf(network);
    this.#options = options;
    this.#activations = createActivations(network.architecture, options.batchSize, float32);
    this.#masks = network.layers.map(() => null);
    this.#moments = options.trainable ? zeroMoments(network) : null;
  }

  predictInto(probabilities: Float32Array, inputs: Float32Array, rows: number): void {
    const { architecture, normalization } = this.#network;
    checkRows("predictInto", rows, this.#options.batchSize);
    checkLength("predictInto", "inputs", inputs.length, rows * architecture.inputs);
    checkLength("predictInto", "probabilities", probabilities.length, rows * architecture.classes);
    const moving = { mean: normalization.movingMean, variance: normalization.movingVariance };
    forwardInto(this.#activations, inputs, moving, this.#pass(rows, null));
    probabilities.set(this.#activations.probabilities.subarray(0, rows * architecture.classes));
  }

  trainStep(batch: TrainingBatch, adam: AdamStep): number {
    const { architecture, normalization } = this.#network;
    const { inputs, targets, rows } = batch;
    const moments = this.#trainableMoments("trainStep");
    checkBatch("trainStep", batch, architecture, this.#options.batchSize);
    const mean = float32(architecture.inputs);
    const variance = float32(architecture.inputs);
    const gradients = createParameters(architecture, float32);
    const pass = this.#pass(rows, batch.dropout);

    batchStatisticsInto(mean, variance, inputs, rows);
    forwardInto(this.#activations, inputs, { mean, variance }, pass);
    const loss = crossEntropy(this.#activations.probabilities, targets, rows, architecture.classes);
    backwardInto(gradients, this.#activations, targets, pass);

    adamUpdate(normalization.gamma, moments.gamma, gradients.gamma, adam);
    adamUpdate(normalization.beta, moments.beta, gradients.beta, adam);
    for (const [layer, { weights, bias }] of this.#network.layers.entries()) {
      adamUpdate(weights, moments.layers[layer].weights, gradients.layers[layer].weights, adam);
      adamUpdate(bias, moments.layers[layer].bias, gradients.layers[layer].bias, adam);
      this.#applyMask(layer);
    }
    moveTowards(normalization.movingMean, mean, adam.normalizationMomentum);
    moveTowards(normalization.movingVariance, variance, adam.normalizationMomentum);
    return loss;
  }

  setMask(layer: number, mask: Uint8Array | null): void {
    checkMask(
      layer,
      mask,
      this.#network.layers.map(({ weights }) => weights.length),
    );
    this.#masks[layer] = mask?.slice() ?? null;
    this.#applyMask(layer);
  }

  readWeights(layer: number): Float32Array {
    return this.#network.layers[layer].weights.slice();
  }

  read(): Network {
    return copyOf(this.#network);
  }

  readMoments(): Moments {
    return copyOfMoments(this.#trainableMoments("readMoments"));
  }

  writeMoments(moments: Moments): void {
    this.#trainableMoments("writeMoments");
    this.#moments = copyOfMoments(moments);
  }

  release(): void {}

  #pass(rows: number, dropout: TrainingBatch["dropout"]): PassInput {
    const { architecture, normalization, layers } = this.#network;
    return { architecture, parameters: { ...normalization, layers }, rows, dropout };
  }

  #applyMask(layer: number): void {
    const { [layer]: mask } = this.#masks;
    if (mask) maskWeights(this.#network.layers[layer].weights, mask);
  }

  #trainableMoments(call: string): Moments {
    if (this.#moments === null) throw new RangeError(`${call}: the network was loaded with trainable: false`);
    return this.#moments;
  }
}

function copyOf(network: Network): Network {
  const { gamma, beta, movingMean, movingVariance } = network.normalization;
  return {
    ...network,
    normalization: {
      gamma: gamma.slice(),
      beta: beta.slice(),
      movingMean: movingMean.slice(),
      movingVariance: movingVariance.slice(),
    },
    layers: network.layers.map(
      (layer): DenseLayer => ({ ...layer, weights: layer.weights.slice(), bias: layer.bias.slice() }),
    ),
  };
}

function zeroMoments({ normalization, layers }: Network): Moments {
  const zeros = ({ length }: Float32Array) => ({ first: new Float32Array(length), second: new Float32Array(length) });
  return {
    gamma: zeros(normalization.gamma),
    beta: zeros(normalization.beta),
    layers: layers.map(({ weights, bias }) => ({ weights: zeros(weights), bias: zeros(bias) })),
  };
}

function copyOfMoments({ gamma, beta, layers }: Moments): Moments {
  const copy = ({ first, second }: Moments["gamma"]) => ({ first: first.slice(), second: second.slice() });
  return {
    gamma: copy(gamma),
    beta: copy(beta),
    layers: layers.map(({ weights, bias }) => ({ weights: copy(weights), bias: copy(bias) })),
  };
}
