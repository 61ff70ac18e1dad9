/**
 * A network as pruning and clustering leave one: survivors at random places, their magnitudes the tail of a normal
 * distribution, a codebook of 16 numbers for each kernel (0 and the 15 means of a k-means clustering in one dimension).
 */

import { layerShapes } from "../../dist/network/architecture.js";

const CENTROIDS = 15;
const SAMPLES = 20_000;
const ITERATIONS = 20;

export function clusteredNetwork(architecture, sparsity, random) {
  const { inputs, classes } = architecture;
  return {
    architecture,
    features: Array.from({ length: inputs }, (_, i) => `feature ${i}`),
    classes: Array.from({ length: classes }, (_, c) => `class ${c}`),
    normalization: {
      scale: Float32Array.from({ length: inputs }, () => 0.5 + random.uniform()),
      offset: Float32Array.from({ length: inputs }, () => 0.3 * random.normal()),
    },
    layers: layerShapes(architecture).map((shape) => ({
      ...shape,
      kernel: clusteredKernel(shape, sparsity, random),
      bias: Float32Array.from({ length: shape.outputs }, () => 0.1 * random.normal()),
    })),
  };
}

function clusteredKernel({ inputs, outputs }, sparsity, random) {
  // Glorot's standard deviation; beyond the threshold the tail falls off about exponentially.
  const sigma = Math.sqrt(2 / (inputs + outputs));
  const threshold = sigma * normalQuantile((1 + sparsity) / 2);
  const survivor = () => {
    const magnitude = threshold + (-Math.log(1 - random.uniform()) * sigma * sigma) / (threshold + sigma);
    return random.uniform() < 0.5 ? -magnitude : magnitude;
  };
  const centroids = kMeans(Array.from({ length: SAMPLES }, survivor).sort((a, b) => a - b));
  const borders = centroids.slice(1).map((centroid, i) => (centroid + centroids[i]) / 2);
  const indices = new Uint8Array(inputs * outputs);
  const gap = () => Math.floor(Math.log(1 - random.uniform()) / Math.log(sparsity));
  for (let place = gap(); place < indices.length; place += 1 + gap()) {
    const weight = survivor();
    const above = borders.findIndex((border) => weight < border);
    indices[place] = 1 + (above < 0 ? borders.length : above);
  }
  return { kind: "codebook", indices, codebook: Float32Array.of(0, ...centroids) };
}

/** Lloyd's iteration from equal shares of the sorted samples. */
function kMeans(samples) {
  let centroids = Array.from({ length: CENTROIDS }, (_, c) => samples[Math.floor(((c + 0.5) * SAMPLES) / CENTROIDS)]);
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const sums = centroids.map(() => 0);
    const counts = centroids.map(() => 0);
    let nearest = 0;
    for (const sample of samples) {
      while (nearest < CENTROIDS - 1 && sample > (centroids[nearest] + centroids[nearest + 1]) / 2) nearest++;
      sums[nearest] += sample;
      counts[nearest]++;
    }
    centroids = centroids.map((centroid, c) => (counts[c] > 0 ? sums[c] / counts[c] : centroid));
  }
  return centroids;
}

/** Φ⁻¹ by bisection. */
function normalQuantile(probability) {
  let [low, high] = [0, 10];
  for (let i = 0; i < 60; i++) {
    const middle = (low + high) / 2;
    if (normalDistribution(middle) < probability) low = middle;
    else high = middle;
  }
  return low;
}

/** Φ by its series around 0. */
function normalDistribution(x) {
  let [term, sum] = [x, x];
  for (let k = 1; k < 200; k++) {
    term *= (x * x) / (2 * k + 1);
    sum += term;
  }
  return 0.5 + (sum * Math.exp((-x * x) / 2)) / Math.sqrt(2 * Math.PI);
}
