/**
 * One kind of zero. A weight that is pruned by `weight · mask` keeps its sign: half of the zeros of a pruned network are
 * −0.0. Their sign bits are random, so no compressor can drop them, and mean nothing: predictions are the same.
 */

import type { Network } from "../network/network.ts";

/** The same network with every −0.0 of its kernels as +0.0; kernels are copied. */
export function canonicalZeros(network: Network): Network {
  const layers = network.layers.map((layer) => {
    const weights = new Float32Array(layer.weights.length);
    // −0 + 0 is +0; every other number stays as it is, bit for bit.
    for (let i = 0; i < weights.length; i++) weights[i] = layer.weights[i] + 0;
    return { ...layer, weights };
  });
  return { ...network, layers };
}
