/**
 * Structured pruning: whole neurons and whole input features go, by the norm of their weights. What is left is a dense
 * network of smaller widths, which runs fast everywhere and needs no positions.
 *
 *   neuron n     ‖n‖ = sqrt( Σ w² over the weights into n  +  Σ w² over the weights out of n )
 *   feature f    ‖f‖ = sqrt( Σ w² over the weights that read f )
 *
 * A neuron that goes leaves a constant behind: its activation m at the mean of the data, which moves into the next biases.
 * Without it every next neuron would lose half a unit for each weight of 1, as sigmoid activations lie around 1/2. The
 * mean of the features is taken as 0 after normalisation: batch normalisation centres them, and beta stays small.
 *
 *   m₀ = 0          mₗ = activationₗ(kernelₗ · mₗ₋₁ + biasₗ)          biasₗ₊₁ += Σ kernelₗ₊₁[·, n] · mₗ[n]
 *
 * The weights of a group become zeros here; `shrink`ing the shapes is a step of its own, for any pruned network.
 *
 * Source  H. Li et al. 2017, "Pruning Filters for Efficient ConvNets", ICLR, for whole units by their norm, there L1 and
 *         incoming only; U. Evci et al. 2018, "Mean Replacement Pruning", for the constant.
 */

import { activationFunction, activationOf } from "../network/activation.ts";
import { layerSums, maskedLayer, withInputsInBias } from "../network/sparse-layer.ts";
import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";
import { magnitudeMask } from "./magnitude-mask.ts";
import { survivorCount } from "./schedule.ts";

/** How many neurons shall stay. */
export type NeuronTarget =
  | {
      /** Share of the neurons of each hidden layer of `network.architecture` that go, 0 to below 1. */
      readonly sparsity: number;
    }
  | {
      /** Neurons that stay in each hidden layer, at least 1. */
      readonly neurons: readonly number[];
    };

/** How many features shall stay. */
export type InputTarget =
  | {
      /** Share of the features of `network.architecture` that go, 0 to below 1. */
      readonly sparsity: number;
    }
  | {
      /** Features that stay, at least 1. */
      readonly inputs: number;
    };

/**
 * The network with the neurons of the largest norms in each hidden layer; ties can leave some more.
 *
 * @throws RangeError if share or counts are out of range.
 * @example
 * const narrow = keepNeurons(survivorsOf(network), { neurons: [16] });
 */
export function keepNeurons(network: SparseNetwork, target: NeuronTarget): SparseNetwork {
  const { hidden } = network.architecture;
  const counts = "neurons" in target ? target.neurons : hidden.map((width) => keptCount(width, target.sparsity));
  if (counts.length !== hidden.length || counts.some((count) => !(Number.isInteger(count) && count >= 1)))
    throw new RangeError(
      `keepNeurons: neurons must be ${hidden.length} whole numbers of at least 1, one for each hidden layer, got ${counts.join(", ")}`,
    );
  const means = meanActivations(network);
  const kept = hidden.map((width, l) => {
    const norms = neuronNorms(network.layers[l], network.layers[l + 1]);
    return magnitudeMask(norms, Math.min(width, counts[l]));
  });
  const layers = network.layers.map((layer, l) => {
    const mask = groupMask(layer, kept[l - 1], kept[l]);
    if (l === 0) return maskedLayer(layer, mask);
    // What the neurons that go add at their means.
    const constants = means[l - 1].map((mean, neuron) => (kept[l - 1][neuron] === 0 ? mean : 0));
    return maskedLayer(withInputsInBias(layer, constants), mask);
  });
  return { ...network, layers };
}

/**
 * The network that reads the features of the largest norms only; ties can leave some more.
 *
 * @throws RangeError if share or count is out of range.
 * @example
 * const cheap = keepInputs(survivorsOf(network), { inputs: 500 });
 */
export function keepInputs(network: SparseNetwork, target: InputTarget): SparseNetwork {
  const { inputs } = network.architecture;
  const count = "inputs" in target ? target.inputs : keptCount(inputs, target.sparsity);
  if (!(Number.isInteger(count) && count >= 1))
    throw new RangeError(`keepInputs: inputs must be a whole number of at least 1, got ${count}`);
  const [first, ...others] = network.layers;
  const norms = squareRoots(addColumnEnergies(new Float64Array(inputs), first));
  const kept = magnitudeMask(norms, Math.min(inputs, count));
  return { ...network, layers: [maskedLayer(first, groupMask(first, kept, undefined)), ...others] };
}

/** How many of a group stay: at least one, for a network must still depend on its inputs. */
function keptCount(size: number, sparsity: number): number {
  if (!(sparsity >= 0 && sparsity < 1))
    throw new RangeError(`sparsity of neurons and inputs must be from 0 to below 1, got ${sparsity}`);
  return Math.max(1, survivorCount(size, sparsity));
}

/** ‖n‖ of every output of a layer. [O] */
function neuronNorms(incoming: SparseLayer, outgoing: SparseLayer): Float32Array {
  return squareRoots(addColumnEnergies(rowEnergies(incoming), outgoing));
}

function rowEnergies({ outputs, rowStarts, weights }: SparseLayer): Float64Array {
  const energies = new Float64Array(outputs);
  for (let output = 0; output < outputs; output++)
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) energies[output] += weights[s] * weights[s];
  return energies;
}

/** @param energies  Gets Σ w² of each column added. [I] */
function addColumnEnergies(energies: Float64Array, { columns, weights }: SparseLayer): Float64Array {
  for (let s = 0; s < weights.length; s++) energies[columns[s]] += weights[s] * weights[s];
  return energies;
}

function squareRoots(energies: Float64Array): Float32Array {
  return Float32Array.from(energies, Math.sqrt);
}

/** Survivors whose input and whose output stay; undefined keeps all. [S] */
function groupMask(
  { outputs, rowStarts, columns }: SparseLayer,
  keptInputs: Uint8Array | undefined,
  keptOutputs: Uint8Array | undefined,
): Uint8Array {
  const mask = new Uint8Array(columns.length);
  for (let output = 0; output < outputs; output++) {
    if (keptOutputs?.[output] === 0) continue;
    for (let s = rowStarts[output]; s < rowStarts[output + 1]; s++) mask[s] = keptInputs?.[columns[s]] ?? 1;
  }
  return mask;
}

/** Activations of the hidden layers for a recording whose normalised features are all 0. */
function meanActivations({ architecture, layers }: SparseNetwork): Float32Array[] {
  let activations = new Float32Array(layers[0]?.inputs ?? 0);
  return layers.slice(0, -1).map((layer, l) => {
    const { value } = activationFunction(activationOf(architecture, l));
    activations = Float32Array.from(layerSums(layer, activations), value);
    return activations;
  });
}
