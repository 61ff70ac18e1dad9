/**
 * How the rows of each layer will lie in memory, and which kernel sums them: as is quickest by an estimate of the cost.
 */

import type { ContainerSections } from "../formats/container/container-sections.ts";
import type { LayerShape } from "../network/architecture.ts";
import { type DensePlan, planDense } from "./dense-rows.ts";
import type { SumKind } from "./kernel-module.ts";
import type { CodedKernel } from "./kernel-rows.ts";
import { costOf, type KernelPlan, planRows, type RowPlan } from "./packed-rows.ts";

/** Arrays begin at multiples of it, in bytes. */
export const ALIGNMENT = 16;
/** Largest table of products that is made: half of the smallest second-level cache of today's processors. */
const LARGEST_TABLE_BYTES = 2 ** 19;
/** Survivors of an input from which on its products are made first: with 16 codes they cost as much as five lookups. */
const FEWEST_SURVIVORS_PER_INPUT = 8;

/** How the sums of a layer are computed. */
export type LayerSumKind = SumKind | "f32_dense";

/** A kernel and how its rows will lie. */
export interface PlannedLayer {
  readonly kernel: CodedKernel;
  readonly plan: RowPlan | DensePlan;
}

/** Each layer's rows are sorted, and the next one's columns follow; the classes stay in their order. */
export function planLayers(
  shapes: readonly LayerShape[],
  layers: ContainerSections["layers"],
  name: string,
): PlannedLayer[] {
  let columnOf: Uint32Array = Uint32Array.from({ length: shapes[0].inputs }, (_, input) => input);
  return layers.map(({ kernel: section }, at) => {
    const isSortable = at < layers.length - 1;
    const where = `${name}: kernel of layer ${at}`;
    const kernel = { ...shapes[at], section, columnOf, isSortable, where };
    const plan = planKernel(kernel);
    columnOf = orderOf(plan);
    return { kernel, plan };
  });
}

function planKernel(kernel: CodedKernel): RowPlan | DensePlan {
  const packed = planRows(kernel);
  const dense = planDense(kernel);
  const isDenser = dense && tableBytes(kernel, dense) <= LARGEST_TABLE_BYTES && costOf(dense) < costOf(packed);
  return isDenser ? dense : packed;
}

/** New place of each row: sorted, or where it was, if it was put together from pieces. [O] */
export function orderOf({ firstPieces, placeOf }: KernelPlan): Uint32Array {
  return firstPieces ? Uint32Array.from({ length: firstPieces.length - 1 }, (_, row) => row) : placeOf;
}

/** Which kernel sums its rows. */
export function sumKindOf({ kernel, plan }: PlannedLayer): LayerSumKind {
  if (plan.form === "dense") return "f32_dense";
  if (kernel.section.kind === "float32") return "f32_values";
  if (kernel.section.kind === "int8") return "i8_codes";
  const isFullEnough = kernel.section.positions.survivors >= FEWEST_SURVIVORS_PER_INPUT * kernel.inputs;
  return isFullEnough && tableBytes(kernel, plan) <= LARGEST_TABLE_BYTES ? "f32_table" : "f32_codebook";
}

/** What the sums of one row read, with a column behind the last. */
export function operandBytes({ kernel, plan }: PlannedLayer): number {
  const kind = sumKindOf({ kernel, plan });
  const isTable = kind === "f32_table" || kind === "f32_dense";
  const bytes = isTable ? tableBytes(kernel, plan) : 4 * (kernel.inputs + ALIGNMENT);
  return Math.ceil(bytes / ALIGNMENT) * ALIGNMENT;
}

function tableBytes({ inputs }: CodedKernel, { codeBits }: KernelPlan): number {
  return 4 * (inputs + 1) * 2 ** codeBits;
}

/** Pieces of rows, with those that fill up the last slice. */
export function placesOf({ lanes, placeOf }: KernelPlan): number {
  return Math.ceil(placeOf.length / lanes) * lanes;
}
