/**
 * The checkpoint: a training run between two epochs, from which it goes on as if it had never stopped.
 *
 * A model file of kind "checkpoint" with Adam's moments beside each trainable array (`<array>.first`, `<array>.second`)
 * and the run's own state (epoch, step, random numbers, history) as JSON. Three times the size of the network: 470 MB
 * for model A. Writing and reading copy nothing; the chunks are views of the arrays, the arrays views of the file.
 */

import { FormatError } from "../core/errors.ts";
import type { MomentPair, Moments } from "../engine/engine.ts";
import { layerShapes } from "../network/architecture.ts";
import type { Network } from "../network/network.ts";
import { type JsonRecord, parseJsonRecord } from "./json.ts";
import { floatTensor, networkMetadata, networkOf, networkTensors } from "./model-file.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor } from "./safetensors.ts";

export interface Checkpoint {
  readonly network: Network;
  readonly moments: Moments;
  /** Whatever else the run needs to go on, as JSON. Its maker checks it on the way back. */
  readonly state: JsonRecord;
}

/** The chunks of a checkpoint, to be written one after the other. */
export function encodeCheckpoint({ network, moments, state }: Checkpoint): Uint8Array[] {
  const { inputs } = network.architecture;
  const tensors = [
    ...networkTensors(network),
    ...momentTensors("normalization.gamma", moments.gamma, [inputs]),
    ...momentTensors("normalization.beta", moments.beta, [inputs]),
    ...layerShapes(network.architecture).flatMap(({ inputs, outputs }, layer) => {
      const { weights, bias } = moments.layers[layer];
      return [
        ...momentTensors(`layers.${layer}.weights`, weights, [outputs, inputs]),
        ...momentTensors(`layers.${layer}.bias`, bias, [outputs]),
      ];
    }),
  ];
  const metadata = { ...networkMetadata("checkpoint", network), state: JSON.stringify(state) };
  return encodeSafetensors({ tensors: new Map(tensors), metadata });
}

/**
 * The training state of a checkpoint; its arrays are views of the bytes.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, changed, or not a checkpoint.
 */
export function decodeCheckpoint(bytes: Uint8Array, name: string): Checkpoint {
  const file = decodeSafetensors(bytes, name);
  const network = networkOf(file, "checkpoint", name);
  const pair = (array: string, shape: readonly number[]): MomentPair => ({
    first: floatTensor(file, `${array}.first`, shape, name),
    second: floatTensor(file, `${array}.second`, shape, name),
  });
  const { inputs } = network.architecture;
  const moments = {
    gamma: pair("normalization.gamma", [inputs]),
    beta: pair("normalization.beta", [inputs]),
    layers: network.layers.map(({ inputs, outputs }, layer) => ({
      weights: pair(`layers.${layer}.weights`, [outputs, inputs]),
      bias: pair(`layers.${layer}.bias`, [outputs]),
    })),
  };
  const arrays = 4 + 2 * network.layers.length;
  const expected = arrays + 2 * (arrays - 2);
  if (file.tensors.size !== expected)
    throw new FormatError(`${name}: ${file.tensors.size} tensors found, the architecture has ${expected}`);
  const { state = "" } = file.metadata;
  return { network, moments, state: parseJsonRecord(state, `${name}: metadata state`) };
}

function momentTensors(array: string, { first, second }: MomentPair, shape: readonly number[]): [string, Tensor][] {
  return [
    [`${array}.first`, { shape, data: first }],
    [`${array}.second`, { shape, data: second }],
  ];
}
