/**
 * Codebooks adapted to the data: every entry moves by the gradients of all survivors that share it.
 *
 *   ∂L/∂codebook[k] = Σ ∂L/∂w over the survivors with index k          Adam on the entries, as on weights
 *
 * Indices stay, and so does the first entry, the zero. Layers that share a codebook add up their gradients. Biases are
 * trained along. Adam's steps do not grow with the number of survivors that share an entry, so all entries move alike.
 *
 * Source  S. Han, H. Mao, W. Dally 2016, "Deep Compression", ICLR, section 3.3, there by gradient descent.
 */

import type { AdamStep } from "../engine/engine.ts";
import { adamUpdate } from "../engine/reference/adam.ts";
import type { ResidentSparseNetwork, SparseEngine } from "../engine/sparse/sparse-engine.ts";
import {
  SURVIVOR_TRAIN_DEFAULTS,
  type SurvivorHooks,
  type SurvivorTask,
  type SurvivorTrainOptions,
  trainSurvivors,
} from "../training/train-survivors.ts";
import type { CodebookKernel, QuantizedNetwork } from "./quantized-network.ts";
import { quantizedSurvivors } from "./quantized-survivors.ts";

/**
 * A tenth of the rate that pruned weights are retrained with: entries start at the means of trained weights. At 0.995 on
 * covid19_cough and emodb, 2 bits came back to the UAR on devel that they had before, at a rate of 1e-4 half of the way.
 */
export const FINE_TUNE_DEFAULTS: SurvivorTrainOptions = { ...SURVIVOR_TRAIN_DEFAULTS, steps: 200, learningRate: 1e-3 };

/** A network of codebooks, and what it shall answer. */
export interface FineTuneTask extends Omit<SurvivorTask, "network" | "options"> {
  /** What to start from; it is not changed. */
  readonly network: QuantizedNetwork;
  /** What is not given is as in FINE_TUNE_DEFAULTS. */
  readonly options: Partial<SurvivorTrainOptions>;
}

/** A codebook while it moves. */
interface MovingCodebook {
  readonly entries: Float32Array;
  /** Sums over many survivors, so in float64. */
  readonly gradient: Float64Array;
  readonly moments: { readonly first: Float32Array; readonly second: Float32Array };
}

/** A layer's survivors in its codebook. */
interface SharedWeights {
  readonly codebook: MovingCodebook;
  /** Index of each survivor, from 1 on. [S] */
  readonly indices: Uint8Array;
  /** [S] */
  readonly weights: Float32Array;
}

/**
 * The network with the same indices, other codebooks and other biases.
 *
 * @throws RangeError if a kernel has no codebook; and as `trainSurvivors` does.
 */
export async function fineTuneCodebook(
  engine: SparseEngine,
  { network, ...task }: FineTuneTask,
  hooks: Pick<SurvivorHooks, "onStep"> = {},
): Promise<QuantizedNetwork> {
  const kernels = codebookKernels(network);
  const moving = new Map(kernels.map(({ codebook }) => [codebook, movingCodebook(codebook)]));
  const shared = kernels.map(({ indices, codebook }): SharedWeights => {
    const survivors = indices.filter((index) => index !== 0);
    return {
      codebook: moving.get(codebook) as MovingCodebook,
      indices: survivors,
      weights: new Float32Array(survivors.length),
    };
  });
  const everyLayer = new Set(kernels.keys());
  const update = async (resident: ResidentSparseNetwork, adam: AdamStep): Promise<void> => {
    await moveCodebooks(shared, [...moving.values()], resident, adam);
    resident.adamStep(adam, everyLayer);
  };
  const options = { ...FINE_TUNE_DEFAULTS, ...task.options };
  const survivors = quantizedSurvivors(network);
  const trained = await trainSurvivors(engine, { ...task, network: survivors, options }, { ...hooks, update });
  const layers = network.layers.map((layer, l) => {
    const { indices, codebook } = kernels[l];
    const { entries } = moving.get(codebook) as MovingCodebook;
    return {
      ...layer,
      kernel: { kind: "codebook", indices, codebook: entries } as const,
      bias: trained.layers[l].bias,
    };
  });
  return { ...network, layers };
}

async function moveCodebooks(
  shared: readonly SharedWeights[],
  moving: readonly MovingCodebook[],
  resident: ResidentSparseNetwork,
  adam: AdamStep,
): Promise<void> {
  for (const { gradient } of moving) gradient.fill(0);
  for (const [layer, { codebook, indices }] of shared.entries()) {
    const gradients = await resident.weightGradients(layer);
    for (let s = 0; s < indices.length; s++) codebook.gradient[indices[s]] += gradients[s];
  }
  for (const { entries, moments, gradient } of moving) adamUpdate(entries, moments, gradient, adam);
  shared.forEach(({ codebook: { entries }, indices, weights }, layer) => {
    for (let s = 0; s < indices.length; s++) weights[s] = entries[indices[s]];
    resident.writeWeights(layer, weights);
  });
}

function codebookKernels({ layers }: QuantizedNetwork): CodebookKernel[] {
  return layers.map(({ kernel }, layer) => {
    if (kernel.kind !== "codebook")
      throw new RangeError(`fineTuneCodebook: layer ${layer} must have a codebook, got a kernel in ${kernel.kind}`);
    return kernel;
  });
}

/** A copy that moves; no survivor has index 0, so the gradient of the zero stays 0. */
function movingCodebook(codebook: Float32Array): MovingCodebook {
  const { length } = codebook;
  return {
    entries: codebook.slice(),
    gradient: new Float64Array(length),
    moments: { first: new Float32Array(length), second: new Float32Array(length) },
  };
}
