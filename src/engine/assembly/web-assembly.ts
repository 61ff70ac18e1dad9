/**
 * The few parts of the WebAssembly interface that the engine uses: TypeScript declares it only together with the
 * browser's whole document model, which must not leak into a library for Node.
 */

export type WasmModule = { readonly brand: "WebAssembly.Module" };

export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Grows by pages of 64 KiB. @throws RangeError if they cannot be had. */
  grow(pages: number): number;
}

interface WasmApi {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  readonly Memory: new (description: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Instance: new (module: WasmModule, imports: object) => { readonly exports: Record<string, unknown> };
}

export const wasm: WasmApi = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

/** Size of the unit in which memory grows, in bytes. */
export const WASM_PAGE_BYTES = 65536;
/** Most pages that 32-bit addresses reach: 4 GiB. */
export const WASM_MAX_PAGES = 65536;
