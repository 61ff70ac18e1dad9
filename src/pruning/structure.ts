/**
 * Pruned networks really shrink: neurons and inputs that no longer matter go, and what the network computes stays.
 *
 *   no weight comes in   a neuron is a constant: activation(bias) moves into the next biases with the weights that read it
 *   no weight goes out   a neuron that nobody reads goes, and the weights into it
 *   input                one that no neuron reads goes, with its name and its normalisation
 *
 * One sweep forwards and one backwards remove all there is: a constant can make constants of the layers after it only, a
 * neuron that goes can leave unread ones in the layers before it only. Classes stay, whether or not they have weights.
 *
 * Where no path from an input to a class is left, the output is the same for every recording. It becomes a network without
 * hidden layers whose kernel has no weights and whose biases are the constant's; it keeps the first input, unread, as
 * a network must have one.
 */

import { type Activation, activationFunction, activationOf } from "../network/activation.ts";
import type { Architecture } from "../network/architecture.ts";
import { selectInputs, selectOutputs, withInputsInBias } from "../network/sparse-layer.ts";
import type { SparseLayer, SparseNetwork } from "../network/sparse-network.ts";

/**
 * The network with the neurons and inputs that its output depends on; outputs are the same within float rounding.
 *
 * @example
 * const small = shrink(survivorsOf(pruned));
 * extractCompare2016(signal, { only: small.features });
 */
export function shrink(network: SparseNetwork): SparseNetwork {
  const layers = [...network.layers];
  for (let l = 0; l < layers.length - 1; l++) mergeConstants(layers, l, activationOf(network.architecture, l));
  for (let l = layers.length - 2; l >= 0; l--) removeNeurons(layers, l, readInputs(layers[l + 1]));
  if (layers.some(({ outputs }) => outputs === 0)) return constantNetwork(network, layers.at(-1) as SparseLayer);
  const read = readInputs(layers[0]);
  return withInputs(network, layers, read.length > 0 ? read : Uint32Array.of(0));
}

/**
 * The network that reads these of its features only, in its order. Where inputs are standardised, one that is left out
 * counts as being at its mean.
 */
export function withFeatures(network: SparseNetwork, names: readonly string[]): SparseNetwork {
  const wanted = new Set(names);
  const kept = network.features.flatMap((name, input) => (wanted.has(name) ? [input] : []));
  return kept.length === network.features.length
    ? network
    : withInputs(network, network.layers, Uint32Array.from(kept));
}

/** Neurons of layer l that no weight comes into: what they add to the next sums goes into the biases there. */
function mergeConstants(layers: SparseLayer[], l: number, activation: Activation): void {
  const { value } = activationFunction(activation);
  const { outputs, rowStarts, bias } = layers[l];
  const next = layers[l + 1];
  const isConstant = (neuron: number) => rowStarts[neuron] === rowStarts[neuron + 1];
  const constants = Float64Array.from({ length: outputs }, (_, n) => (isConstant(n) ? value(bias[n]) : 0));
  layers[l + 1] = withInputsInBias(next, constants);
  removeNeurons(
    layers,
    l,
    rowStarts
      .subarray(0, outputs)
      .map((_, neuron) => neuron)
      .filter((neuron) => !isConstant(neuron)),
  );
}

/** Leaves these neurons of layer l, and of the weights of layer l + 1 those that read them. */
function removeNeurons(layers: SparseLayer[], l: number, kept: Uint32Array): void {
  layers[l] = selectOutputs(layers[l], kept);
  layers[l + 1] = selectInputs(layers[l + 1], kept);
}

/** Inputs that at least one weight reads, ascending. */
function readInputs({ columns }: SparseLayer): Uint32Array {
  return Uint32Array.from(new Set(columns)).sort();
}

/** The network of these layers that has these of its inputs. */
function withInputs(network: SparseNetwork, layers: readonly SparseLayer[], kept: Uint32Array): SparseNetwork {
  const [first, ...others] = layers;
  const { architecture, features, normalization } = network;
  const { scale, offset } = normalization;
  const hidden = layers.slice(0, -1).map(({ outputs }) => outputs);
  return {
    ...network,
    architecture: withWidths(architecture, kept.length, hidden),
    features: Array.from(kept, (input) => features[input]),
    normalization: {
      scale: Float32Array.from(kept, (input) => scale[input]),
      offset: Float32Array.from(kept, (input) => offset[input]),
    },
    layers: [selectInputs(first, kept), ...others],
  };
}

/** The architecture with other widths; without hidden layers it has no activations. */
function withWidths({ activations, classes }: Architecture, inputs: number, hidden: readonly number[]): Architecture {
  return { inputs, hidden, classes, ...(activations && hidden.length > 0 && { activations }) };
}

/** The network whose output is that of the last layer's biases, whatever it reads. */
function constantNetwork(network: SparseNetwork, { bias, outputs }: SparseLayer): SparseNetwork {
  const rowStarts = new Uint32Array(outputs + 1);
  const { inputs } = network.architecture;
  const empty = { inputs, outputs, rowStarts, columns: new Uint32Array(), weights: new Float32Array(), bias };
  return withInputs(network, [empty], Uint32Array.of(0));
}
