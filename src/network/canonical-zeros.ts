/**
 * The same network with +0.0 for every −0.0: it computes the same, and half of its pruned weights no longer carry a
 * random sign bit that a compressor has to keep.
 */

import type { Network } from "./network.ts";

/** A copy of the kernels with positive zeros; everything else is shared with the network given. */
export function canonicalZeros(network: Network): Network {
  const layers = network.layers.map((layer) => ({ ...layer, weights: layer.weights.map((weight) => weight + 0) }));
  return { ...network, layers };
}
