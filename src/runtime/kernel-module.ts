/**
 * The compiled kernels: a build for every machine with WASM SIMD, and one with relaxed SIMD, whose fused multiply-add makes
 * batches faster. Each network has an instance, and so a memory, of its own.
 */

import { UserError } from "../core/errors.ts";
import { WASM_BASE64 as RELAXED_SIMD_BASE64 } from "./assembly/kernels-relaxed-simd.generated.ts";
import { WASM_BASE64 as SIMD_BASE64 } from "./assembly/kernels-simd.generated.ts";

export type KernelKind = "wasm-simd" | "wasm-relaxed-simd";

/** Rows of a survivor's word, the last part of the name of a kernel that sums; a word holds 64 / lanes bits for each. */
export const LANES = [3, 4, 5, 6, 7, 8] as const;
export type Lanes = (typeof LANES)[number];

type Sum<More extends readonly number[]> = (
  y: number,
  words: number,
  runs: number,
  runCount: number,
  ...more: More
) => void;
type SumBatch<More extends readonly number[]> = Sum<[lanes: number, x: number, ...More]>;

/** What the WASM module offers; addresses are in bytes. Described in assembly/*.as.ts. */
export type Kernels = {
  readonly memory: { readonly buffer: ArrayBuffer; grow(pages: number): number };

  f32_normalize_4(y: number, x: number, scale: number, offset: number, count: number): void;
  f32_scale_4(y: number, x: number, exponents: number, count: number): void;
  f32_copy(y: number, x: number, count: number): void;
  /** 0 or 1. */
  f32_are_finite_4(x: number, count: number): number;
  f32_products_4(x: number, inputs: number, codebook: number, codeBits: number): void;
  operands_copy(x: number, count: number): void;
  i8_quantize_4(x: number, inputs: number): number;

  f32_scale_dots_4(y: number, count: number, scale: number): void;
  f32_bias_f32_4(y: number, bias: number, count: number): void;
  f32_bias_f16_4(y: number, bias: number, count: number): void;
  f32_bias_i8_4(y: number, bias: number, count: number, scale: number): void;
  f32_sigmoid_4(y: number, count: number): void;
  f64_sigmoid_4(y: number, count: number): void;
  f32_softmax(p: number, y: number, classes: number, stride: number): void;

  f32_codebook_x16: SumBatch<[codebook: number, codeBits: number]>;
  f32_values_x16: SumBatch<[values: number]>;
  i8_codes_x16: SumBatch<[]>;
  f32_column_x16(to: number, x: number, count: number): void;
  i8_quantize_x16(to: number, scales: number, x: number, inputs: number, factor: number): void;
  f32_bias_x16(y: number, bias: number, outputs: number): void;
  f32_scale_dots_x16(y: number, outputs: number, scales: number): void;
} & { readonly [name in `f32_table_${Lanes}` | `i8_codes_${Lanes}`]: Sum<[]> } & {
  readonly [name in `f32_values_${Lanes}`]: Sum<[values: number]>;
} & { readonly [name in `f32_codebook_${Lanes}`]: Sum<[codebook: number, codeBits: number]> };

/** The part of the WebAssembly interface that is used: TypeScript declares it only with the browser's document model. */
interface WasmApi {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<object>;
  instantiate(module: object): Promise<{ readonly exports: unknown }>;
}

const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

const BASE64: Readonly<Record<KernelKind, string>> = {
  "wasm-simd": SIMD_BASE64,
  "wasm-relaxed-simd": RELAXED_SIMD_BASE64,
};

/** Compiled once, whatever the number of networks. */
const compiled = new Map<KernelKind, Promise<object>>();

/** The kind to use when none is asked for: the fastest that runs here. */
export function bestKind(): KernelKind {
  return wasm.validate(bytesOf("wasm-relaxed-simd")) ? "wasm-relaxed-simd" : "wasm-simd";
}

/** A new instance of the kernels. @throws UserError if the kind does not run here. */
export async function instantiateKernels(kind: KernelKind): Promise<Kernels> {
  let module = compiled.get(kind);
  if (!module) {
    const bytes = bytesOf(kind);
    if (!wasm.validate(bytes))
      throw new UserError(
        `loadNetwork: this JavaScript engine does not run ${kind} kernels; it takes Chrome 91, Firefox 89, Safari 16.4 or Node 20`,
      );
    module = wasm.compile(bytes);
    compiled.set(kind, module);
  }
  return (await wasm.instantiate(await module)).exports as Kernels;
}

function bytesOf(kind: KernelKind): Uint8Array {
  return Uint8Array.from(atob(BASE64[kind]), (character) => character.charCodeAt(0));
}
