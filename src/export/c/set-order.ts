/**
 * A network whose features stand in the order of their set: the order in which C computes them.
 */

import type { CodedLayer, CodedNetwork } from "../../quantization/coded-network.ts";

/**
 * The same network with its inputs in rising order of their places; of features that are, itself. Sums of the first layer are added
 * up in the new order, so that a last digit may change.
 *
 * @param places  Of the network's features among those of the set. [F]
 */
export function inSetOrder(network: CodedNetwork, places: readonly number[]): CodedNetwork {
  if (places.every((place, i) => i === 0 || place > places[i - 1])) return network;
  const order = places.map((_, i) => i).sort((a, b) => places[a] - places[b]);
  const { features, normalization, layers } = network;
  const [first, ...others] = layers;
  return {
    ...network,
    features: order.map((input) => features[input]),
    normalization: {
      scale: Float32Array.from(order, (input) => normalization.scale[input]),
      offset: Float32Array.from(order, (input) => normalization.offset[input]),
    },
    layers: [withInputOrder(first, order), ...others],
  };
}

/** @param order  The old number of each input. */
function withInputOrder(layer: CodedLayer, order: readonly number[]): CodedLayer {
  const { outputs, rowStarts, columns, weights, int8 } = layer;
  const newPlace = new Uint32Array(order.length);
  order.forEach((input, place) => {
    newPlace[input] = place;
  });
  const moved = Uint32Array.from(columns, (column) => newPlace[column]);
  const survivors = Uint32Array.from(columns, (_, s) => s);
  for (let output = 0; output < outputs; output++)
    survivors.subarray(rowStarts[output], rowStarts[output + 1]).sort((a, b) => moved[a] - moved[b]);
  return {
    ...layer,
    columns: survivors.map((s) => moved[s]),
    weights: Float32Array.from(survivors, (s) => weights[s]),
    int8: int8 && { ...int8, codes: Int8Array.from(survivors, (s) => int8.codes[s]) },
  };
}
