/**
 * The compiled kernels: a build for every machine with WASM SIMD, and one with relaxed SIMD, whose fused multiply-add makes
 * batches faster. Each network has an instance, and so a memory, of its own.
 */

import { UserError } from "../core/errors.ts";
import { type WasmModule, wasm, wasmBytes } from "../core/wasm-instance.ts";
import { WASM_BASE64 as RELAXED_SIMD_BASE64 } from "./assembly/kernels-relaxed-simd.generated.ts";
import { WASM_BASE64 as SIMD_BASE64 } from "./assembly/kernels-simd.generated.ts";

export type KernelKind = "wasm-simd" | "wasm-relaxed-simd";

/** How packed rows are summed: the first part of the names of these kernels. */
export type SumKind = "f32_table" | "f32_codebook" | "f32_values" | "i8_codes";

/** Rows of a survivor's word, the last part of the name of a kernel that sums; a word holds 64 / lanes bits for each. */
export const LANES = {
  i8_codes: [3, 4, 5, 6, 7],
  f32_values: [3, 4, 5, 6, 7, 8],
  f32_codebook: [3, 4, 5, 6, 7, 8, 9, 10, 12],
} as const;

/** Where the sums go, and packed rows (assembly/rows.as.ts). */
type PackedRowsArguments = [
  y: number,
  words: number,
  runs: number,
  runCount: number,
  starts: number,
  startBytes: number,
];

/** A kernel that sums packed rows; what comes after the rows depends on its kind. */
type SumRows = (...operands: [...rows: PackedRowsArguments, ...more: number[]]) => void;

type SumBatch<More extends readonly number[]> = (
  ...operands: [...rows: PackedRowsArguments, lanes: number, x: number, ...more: More]
) => void;

type SumDense<More extends readonly number[]> = (
  y: number,
  words: number,
  starts: number,
  slices: number,
  columns: number,
  lanes: number,
  ...more: More
) => void;

/** What the WASM module offers; addresses are in bytes. Described in assembly/*.as.ts. */
export interface Kernels {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };

  f32_normalize_4(y: number, x: number, scale: number, offset: number, count: number): void;
  f32_scale_4(y: number, x: number, exponents: number, count: number): void;
  f32_copy(y: number, x: number, count: number): void;
  /** 0 or 1. */
  f32_are_finite_4(x: number, count: number): number;
  f32_products_4(x: number, inputs: number, codebook: number, codeBits: number): void;
  operands_copy(x: number, count: number): void;
  f32_exceptions(y: number, x: number, exceptions: number, count: number): void;
  f32_palette(y: number, x: number, codes: number, palette: number, count: number): void;
  i8_quantize_4(x: number, inputs: number): number;

  f32_scale_dots_4(y: number, count: number, scale: number): void;
  f32_bias_f32_4(y: number, bias: number, count: number): void;
  f32_bias_f16_4(y: number, bias: number, count: number): void;
  f32_bias_i8_4(y: number, bias: number, count: number, scale: number): void;
  f32_sigmoid_4(y: number, count: number): void;
  f64_sigmoid_4(y: number, count: number): void;
  f32_softmax(p: number, y: number, classes: number, stride: number): void;

  f32_dense: SumDense<[codeBits: number]>;
  f32_dense_x16: SumDense<[x: number, codebook: number, codeBits: number]>;
  f32_codebook_x16: SumBatch<[codebook: number, codeBits: number]>;
  f32_values_x16: SumBatch<[values: number]>;
  i8_codes_x16: SumBatch<[]>;
  f32_column_x16(to: number, x: number, count: number): void;
  i8_quantize_x16(to: number, scales: number, x: number, inputs: number, factor: number): void;
  f32_bias_x16(y: number, bias: number, outputs: number): void;
  f32_scale_dots_x16(y: number, outputs: number, scales: number): void;
}

/** The kernel that sums rows of this many lanes. */
export function sumKernel(kernels: Kernels, kind: SumKind, lanes: number): SumRows {
  return (kernels as unknown as Readonly<Record<string, SumRows>>)[`${kind}_${lanes}`];
}

const BASE64: Readonly<Record<KernelKind, string>> = {
  "wasm-simd": SIMD_BASE64,
  "wasm-relaxed-simd": RELAXED_SIMD_BASE64,
};

/** Compiled once, whatever the number of networks. */
const compiled = new Map<KernelKind, Promise<WasmModule>>();

/** The kind to use when none is asked for: the fastest that runs here. */
export function bestKind(): KernelKind {
  return wasm.validate(wasmBytes(RELAXED_SIMD_BASE64)) ? "wasm-relaxed-simd" : "wasm-simd";
}

/** A new instance of the kernels. @throws UserError if the kind does not run here. */
export async function instantiateKernels(kind: KernelKind): Promise<Kernels> {
  let module = compiled.get(kind);
  if (!module) {
    const bytes = wasmBytes(BASE64[kind]);
    if (!wasm.validate(bytes))
      throw new UserError(
        `loadNetwork: this JavaScript engine does not run ${kind} kernels; it takes Chrome 91, Firefox 89, Safari 16.4 or Node 20`,
      );
    module = wasm.compile(bytes);
    compiled.set(kind, module);
  }
  return (await wasm.instantiate(await module)).exports as Kernels;
}
