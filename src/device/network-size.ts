/**
 * How large a network is where it runs from its compact form: survivors as gaps and codes, codebooks, biases.
 *
 *   survivor   a gap to the one before, of 1, 2, 4 or 8 bits, and its code; or a code for each weight, zeros among them
 *   code       0, 1, 2, 4 or 8 bits and a codebook, or 32 bits where weights have more than 256 values
 *   input      a byte for a power of two as scale, or 8 for scale and offset
 */

import type { Inspection } from "../formats/inspect.ts";
import type { SparseNetwork } from "../network/sparse-network.ts";
import type { CodedNetwork } from "../quantization/coded-network.ts";
import { FULL_FROM, GAP_WIDTHS, MOST_VALUES, widthFor } from "./compact-network.ts";

/** What a layer takes, by its counts. */
interface LayerSize {
  readonly inputs: number;
  readonly outputs: number;
  /** Weights that are not zero. */
  readonly survivors: number;
  /** Values that they have, zero not counted. */
  readonly distinctValues: number;
}

/** What a network takes, by the counts of its layers. */
export interface NetworkSize {
  /** Input side first. */
  readonly layers: readonly LayerSize[];
  /** Whether inputs have an offset, as a scale that is no power of two; without one a scale takes a byte. */
  readonly hasOffsets: boolean;
  /** Whether inputs come twice: the first kernel is int8, and the largest input says the step of those that came before it. */
  readonly takesTwice: boolean;
  readonly classes: readonly string[];
}

/**
 * Inputs that are kept where they come twice, so that the features behind them are found once: of all 6373 features as many
 * as leave a window of four seconds within 128,000 bytes.
 */
export const KEPT_INPUTS = 1400;

const FLOAT_BYTES = 4;

/** The sizes of a network's survivors. */
export function networkSizeOf({ layers, normalization, classes }: SparseNetwork | CodedNetwork): NetworkSize {
  const [first] = layers;
  return {
    layers: layers.map(({ inputs, outputs, weights }) => ({
      inputs,
      outputs,
      survivors: weights.length,
      distinctValues: new Set(weights).size,
    })),
    hasOffsets: normalization.offset.some((offset) => offset !== 0),
    takesTwice: first !== undefined && "int8" in first && first.int8 !== null,
    classes,
  };
}

/** The same of a file that was inspected. */
export function inspectedNetworkSize({ tensors, classes }: Inspection): NetworkSize {
  const layers = tensors.flatMap(({ name, shape, weights, survivors, distinctValues }) => {
    if (!/^layers\.\d+\.weights$/.test(name)) return [];
    const [outputs = 0, inputs = 0] = shape;
    return [{ inputs, outputs, survivors, distinctValues: distinctValues - Number(survivors < weights) }];
  });
  const offset = tensors.find(({ name }) => name === "normalization.offset");
  const hasOffsets = offset === undefined || offset.survivors > 0;
  const takesTwice = tensors.some(({ name, type }) => name === "layers.0.weights" && type === "int8");
  return { layers, hasOffsets, takesTwice, classes };
}

/** Bytes of flash that the network's numbers and names take. */
export function networkFlashBytes({ layers, hasOffsets, classes }: NetworkSize): number {
  const inputs = layers[0]?.inputs ?? 0;
  const names = classes.reduce((sum, name) => sum + new TextEncoder().encode(name).length + 1, 0);
  const kernels = layers.reduce((sum, layer) => sum + layerFlashBytes(layer), 0);
  return kernels + inputs * (hasOffsets ? 2 * FLOAT_BYTES : 1) + names;
}

/** The smaller of gaps and codes of the survivors, and a code for each weight, as the exported network has them. */
function layerFlashBytes({ inputs, outputs, survivors, distinctValues }: LayerSize): number {
  const places = inputs * outputs;
  const byGaps = gapBytes(survivors, places) + codeBytes(survivors, distinctValues);
  const inFull = codeBytes(places, distinctValues + Number(survivors < places));
  const mayBeFull = survivors * FULL_FROM >= places;
  return (mayBeFull ? Math.min(byGaps, inFull) : byGaps) + FLOAT_BYTES * outputs;
}

/** At most: each gap may need a field, and every 2^bits - 1 zeros one more. */
function gapBytes(survivors: number, places: number): number {
  const widths = GAP_WIDTHS.map((bits) => bits * (survivors + Math.floor((places - survivors) / (2 ** bits - 1))));
  return Math.ceil(Math.min(...widths) / 8);
}

function codeBytes(count: number, values: number): number {
  const own = FLOAT_BYTES * count;
  return values > MOST_VALUES ? own : Math.min(own, Math.ceil((count * widthFor(values)) / 8) + FLOAT_BYTES * values);
}
