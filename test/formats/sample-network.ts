/**
 * Networks to write and read again.
 */

import { Random } from "../../src/core/random.ts";
import type { Architecture } from "../../src/network/architecture.ts";
import { initializeNetwork, type Network } from "../../src/network/network.ts";

/** A network as training might leave it: normal weights, biases and moving statistics that are not their start values. */
export function sampleNetwork(architecture: Architecture, seed: number): Network {
  const random = new Random(seed);
  const features = Array.from({ length: architecture.inputs }, (_, i) => `pcm_fftMag_mfcc[${i}]_sma "é"`);
  const classes = Array.from({ length: architecture.classes }, (_, i) => `class ${i}`);
  const network = initializeNetwork(architecture, features, classes, random.fork("start"));
  const { gamma, beta, movingMean, movingVariance } = network.normalization;
  for (const array of [gamma, beta, movingMean, ...network.layers.map(({ bias }) => bias)])
    for (let i = 0; i < array.length; i++) array[i] = array[i] + 0.3 * random.normal();
  for (let i = 0; i < movingVariance.length; i++) movingVariance[i] = Math.exp(random.normal());
  return network;
}

/** The same network with this share of each kernel set to weight · 0, as pruning leaves it: half of the zeros are −0. */
export function pruneAtRandom(network: Network, sparsity: number, seed: number): Network {
  const random = new Random(seed);
  for (const { weights } of network.layers)
    for (let i = 0; i < weights.length; i++) if (random.uniform() < sparsity) weights[i] = weights[i] < 0 ? -0 : 0;
  return network;
}

/** The chunks in one piece, as they would stand on the disk. */
export function joined(chunks: Iterable<Uint8Array>): Uint8Array {
  return new Uint8Array(Buffer.concat([...chunks]));
}
