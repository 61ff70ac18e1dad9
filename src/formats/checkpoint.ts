/**
 * The checkpoint: a training run between two epochs, from which it goes on as if it had never stopped.
 *
 * A model file of kind "checkpoint" with Adam's moments beside each trainable array (`<array>.first`, `<array>.second`),
 * the pruning masks in force (`layers.<l>.mask`, a byte a weight), and history and provenance as JSON. Three times the
 * size of the network: 470 MB for model A. Writing and reading copy nothing; the chunks are views of the arrays, the
 * arrays views of the file.
 */

import { type ByteInput, bytesOf } from "../core/bytes.ts";
import { FormatError } from "../core/errors.ts";
import type { MomentPair, Moments } from "../engine/engine.ts";
import type { DenseLayer, Network } from "../network/network.ts";
import { asHistory, type EpochRecord } from "../training/history.ts";
import type { TrainingState } from "../training/train.ts";
import { type JsonRecord, parseJsonRecord } from "./json.ts";
import { floatTensor, networkMetadata, networkOf, networkTensors } from "./model-file.ts";
import { decodeSafetensors, encodeSafetensors, type Tensor, type TensorFile } from "./safetensors.ts";

/** All that a training needs to be resumed exactly. */
export interface Checkpoint {
  readonly state: TrainingState;
  /** Whatever the maker says of the run, as JSON: settings, fingerprint. */
  readonly provenance: JsonRecord;
}

/** The chunks of a checkpoint, to be written one after the other. */
export function encodeCheckpoint({ state, provenance }: Checkpoint): Uint8Array[] {
  const { network, moments, masks, history } = state;
  const { inputs } = network.architecture;
  const tensors = [
    ...networkTensors(network),
    ...momentTensors("normalization.gamma", moments.gamma, [inputs]),
    ...momentTensors("normalization.beta", moments.beta, [inputs]),
    ...network.layers.flatMap(({ inputs, outputs }, layer) => {
      const { weights, bias } = moments.layers[layer];
      return [
        ...momentTensors(`layers.${layer}.weights`, weights, [outputs, inputs]),
        ...momentTensors(`layers.${layer}.bias`, bias, [outputs]),
      ];
    }),
    ...masks.map((data, layer): [string, Tensor] => [maskName(layer), { shape: maskShape(network, layer), data }]),
  ];
  const metadata = {
    ...networkMetadata("checkpoint", network),
    history: JSON.stringify({ epochs: history }),
    provenance: JSON.stringify(provenance),
  };
  return encodeSafetensors({ tensors: new Map(tensors), metadata });
}

/**
 * The training state of a checkpoint; its arrays are views of the bytes.
 *
 * @param name  What to call the file in an error.
 * @throws FormatError if the file is cut, changed, or not a checkpoint.
 */
export function decodeCheckpoint(bytes: ByteInput, name: string): Checkpoint {
  const file = decodeSafetensors(bytesOf(bytes, "decodeCheckpoint"), name);
  const network = networkOf(file, "checkpoint", name);
  const { history = "", provenance = "" } = file.metadata;
  return {
    state: {
      network,
      moments: momentsOf(file, network, name),
      masks: network.layers.flatMap((layer, index) => maskOf(file, layer, index, name)),
      history: historyOf(history, name),
    },
    provenance: parseJsonRecord(provenance, `${name}: metadata provenance`),
  };
}

function momentsOf(file: TensorFile, network: Network, name: string): Moments {
  const pair = (array: string, shape: readonly number[]): MomentPair => ({
    first: floatTensor(file, `${array}.first`, shape, name),
    second: floatTensor(file, `${array}.second`, shape, name),
  });
  const { inputs } = network.architecture;
  return {
    gamma: pair("normalization.gamma", [inputs]),
    beta: pair("normalization.beta", [inputs]),
    layers: network.layers.map(({ inputs, outputs }, layer) => ({
      weights: pair(`layers.${layer}.weights`, [outputs, inputs]),
      bias: pair(`layers.${layer}.bias`, [outputs]),
    })),
  };
}

function momentTensors(array: string, { first, second }: MomentPair, shape: readonly number[]): [string, Tensor][] {
  return [
    [`${array}.first`, { shape, data: first }],
    [`${array}.second`, { shape, data: second }],
  ];
}

function maskName(layer: number): string {
  return `layers.${layer}.mask`;
}

function maskShape({ layers }: Network, layer: number): number[] {
  const { inputs, outputs } = layers[layer];
  return [outputs, inputs];
}

/** The mask of a layer, or nothing where the run has not pruned yet. */
function maskOf(file: TensorFile, { inputs, outputs }: DenseLayer, layer: number, name: string): Uint8Array[] {
  const mask = file.tensors.get(maskName(layer));
  if (!mask) return [];
  if (!(mask.data instanceof Uint8Array) || mask.shape.join() !== [outputs, inputs].join())
    throw new FormatError(
      `${name}: tensor "${maskName(layer)}" is [${mask.shape.join()}], expected uint8 [${outputs},${inputs}]`,
    );
  return [mask.data];
}

function historyOf(json: string, name: string): readonly EpochRecord[] {
  const { epochs } = parseJsonRecord(json, `${name}: metadata history`);
  const history = asHistory(epochs);
  if (!history) throw new FormatError(`${name}: metadata history must be a list of { epoch, loss, develUar }`);
  return history;
}
