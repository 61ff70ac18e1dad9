/**
 * The compiled kernels: a build for every machine with WASM SIMD; one with relaxed SIMD, whose fused multiply-add
 * is up to twice as fast where the machine has one; and the same once more, with the same bits as its result, in the
 * order in which V8's experimental revectorizer finds pairs of 128-bit vectors for 256-bit instructions.
 *
 * Node 20 knows relaxed SIMD behind a flag, which a program (the command line does it) sets before the first engine, and only
 * there: `v8.setFlagsFromString("--experimental-wasm-relaxed-simd")`. Node ≥ 22, Chrome and Firefox ≥ 145 have it as it is.
 * The revectorizer is behind `--experimental-wasm-revectorize` in Node ≥ 24; older ones are slower with that order.
 */

import { UserError } from "../../core/errors.ts";
import { type WasmModule, wasm, wasmBytes } from "../../core/wasm-instance.ts";
import { WASM_BASE64 as RELAXED_SIMD_BASE64 } from "./kernels-relaxed-simd.generated.ts";
import { WASM_BASE64 as SIMD_BASE64 } from "./kernels-simd.generated.ts";
import { WASM_BASE64 as WIDE_SIMD_BASE64 } from "./kernels-wide-simd.generated.ts";

export type WasmKind = "wasm-simd" | "wasm-relaxed-simd" | "wasm-wide-simd";

const BASE64: Readonly<Record<WasmKind, string>> = {
  "wasm-simd": SIMD_BASE64,
  "wasm-relaxed-simd": RELAXED_SIMD_BASE64,
  "wasm-wide-simd": WIDE_SIMD_BASE64,
};

/** Whether this machine's WebAssembly runs such a build. */
export function supportsKind(kind: WasmKind): boolean {
  return wasm.validate(wasmBytes(BASE64[kind]));
}

/** The kind to use when none is asked for: the fastest that runs without an experimental flag. */
export function bestKind(): Exclude<WasmKind, "wasm-wide-simd"> {
  return supportsKind("wasm-relaxed-simd") ? "wasm-relaxed-simd" : "wasm-simd";
}

/** The compiled module of a build. */
export async function compileKernels(kind: WasmKind): Promise<WasmModule> {
  if (!supportsKind(kind))
    throw new UserError(
      `engine: this JavaScript engine does not run ${kind} kernels; use Node 22 or newer, or the engine "reference"`,
    );
  return wasm.compile(wasmBytes(BASE64[kind]));
}
