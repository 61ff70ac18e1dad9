/**
 * Where everything of one network of survivors lies in its module's memory: computed before a byte is taken.
 *
 * A survivor takes 20 bytes: column, weight, gradient, two moments. Activations take 32 rows, whatever the batch: it is
 * worked through in blocks.
 */

import { UserError } from "../../core/errors.ts";
import { WASM_MAX_PAGES, WASM_PAGE_BYTES } from "../../core/wasm-instance.ts";
import type { LayerShape } from "../../network/architecture.ts";
import type { SparseLayer, SparseNetwork } from "../../network/sparse-network.ts";
import { RegionRow } from "../region-row.ts";

/** Address 0 means "none" to the kernels. */
const NO_ADDRESS_BYTES = 64;
/** Numbers that Adam takes at a time. */
const ADAM_BLOCK = 8;
/** stepSize, 1 − β₁, 1 − β₂, ε */
const ADAM_NUMBERS = 4;
/** Rows that the kernels take at a time. */
export const BLOCK_ROWS = 32;
/** Up to so many rows are computed in as many lanes, others in 32. */
const NARROW_LANES = 8;
const MEBIBYTE = 2 ** 20;

/** Addresses of one trainable array, its gradient and its moments. */
export interface TrainedRegion {
  readonly values: number;
  readonly gradient: number;
  readonly first: number;
  readonly second: number;
  /** Numbers that the network has. */
  readonly length: number;
  /** Blocks of eight that Adam works on; the rest of the last one is zero and stays so. */
  readonly blocks: number;
}

/** Where the numbers of a layer of survivors lie in WebAssembly memory, as byte addresses. */
export interface SparseLayerRegions {
  /** Inputs are those that lie in memory: of the first layer, those that are read. */
  readonly shape: LayerShape;
  /** [O + 1] */
  readonly rowStarts: number;
  /** [S] */
  readonly columns: number;
  readonly weights: TrainedRegion;
  readonly bias: TrainedRegion;
  /** What the layer gives: sums of the last layer, else activations. [O][lanes] */
  readonly out: number;
  /** Derivative of activation and dropout. [O][lanes] */
  readonly derivative: number;
  /** Gradient of the sums. [O][lanes] */
  readonly dSums: number;
  /** Of a block's rows, row-major as they come. [32 × O] */
  readonly multipliers: number;
}

/** Where everything of one network of survivors lies in WebAssembly memory, as byte addresses. */
export interface SparseMemoryPlan {
  readonly pages: number;
  /** A block's rows, row-major as they come. [32 × I] */
  readonly table: number;
  /** Which inputs are read. [U] */
  readonly used: number;
  /** [I] each */
  readonly scale: number;
  readonly offset: number;
  /** [U][lanes] */
  readonly normalized: number;
  readonly adam: number;
  readonly layers: readonly SparseLayerRegions[];
}

/** @throws UserError if the network needs more than WebAssembly's addresses reach. */
export function planSparseMemory(network: SparseNetwork, usedCount: number, batchSize: number): SparseMemoryPlan {
  const regions = new RegionRow(NO_ADDRESS_BYTES);
  const { inputs } = network.architecture;
  const rows = Math.min(batchSize, BLOCK_ROWS);
  const plan = {
    table: regions.numbers(rows * inputs),
    used: regions.numbers(usedCount),
    scale: regions.numbers(inputs),
    offset: regions.numbers(inputs),
    normalized: regions.numbers(usedCount * lanesOf(rows)),
    adam: regions.numbers(ADAM_NUMBERS),
    layers: network.layers.map((layer, index) =>
      layerRegions(regions, index === 0 ? { ...layer, inputs: usedCount } : layer, rows),
    ),
  };
  const pages = Math.ceil(regions.end / WASM_PAGE_BYTES);
  if (pages > WASM_MAX_PAGES) throw outOfMemory(pages);
  return { ...plan, pages };
}

function layerRegions(
  regions: RegionRow,
  { inputs, outputs, columns, weights }: SparseLayer,
  rows: number,
): SparseLayerRegions {
  const lanes = lanesOf(rows);
  return {
    shape: { inputs, outputs },
    rowStarts: regions.numbers(outputs + 1),
    columns: regions.numbers(columns.length),
    weights: trainedRegion(regions, weights.length),
    bias: trainedRegion(regions, outputs),
    out: regions.numbers(outputs * lanes),
    derivative: regions.numbers(outputs * lanes),
    dSums: regions.numbers(outputs * lanes),
    multipliers: regions.numbers(rows * outputs),
  };
}

function trainedRegion(regions: RegionRow, length: number): TrainedRegion {
  return {
    values: regions.numbers(length),
    gradient: regions.numbers(length),
    first: regions.numbers(length),
    second: regions.numbers(length),
    length,
    blocks: Math.ceil(length / ADAM_BLOCK),
  };
}

/** Lanes that a block of up to 32 rows takes. */
export function lanesOf(rows: number): number {
  return rows <= NARROW_LANES ? NARROW_LANES : BLOCK_ROWS;
}

/** Also for what the system itself refuses. */
export function outOfMemory(pages: number): UserError {
  const needed = Math.ceil((pages * WASM_PAGE_BYTES) / MEBIBYTE);
  return new UserError(
    `engine: the survivors need ${needed} MiB of memory, and at most 4096 MiB can be had; ` +
      "prune further, take a smaller batch, or close other programs",
  );
}
