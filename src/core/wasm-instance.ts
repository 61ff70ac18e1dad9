/**
 * WebAssembly as far as it is used here: TypeScript declares it only together with the browser's whole document model,
 * which must not leak into a library for Node.
 */

/** A compiled module: `WebAssembly.Module`, of which TypeScript knows nothing without the browser's types. */
export type WasmModule = { readonly brand: "WebAssembly.Module" };

/** A memory that threads share. */
export interface WasmMemory {
  readonly buffer: SharedArrayBuffer;
  /** Grows by pages of 64 KiB. @throws RangeError if they cannot be had. */
  grow(pages: number): number;
}

/** A memory of a module's own. */
export interface OwnMemory {
  readonly memory: {
    /** Another one after the memory has grown; views into the old one are then empty. */
    readonly buffer: ArrayBuffer;
    /** Grows by pages of 64 KiB. @throws RangeError if they cannot be had. */
    grow(pages: number): number;
  };
}

interface WasmApi {
  validate(bytes: Uint8Array): boolean;
  compile(bytes: Uint8Array): Promise<WasmModule>;
  instantiate(module: WasmModule): Promise<{ readonly exports: unknown }>;
  readonly Memory: new (description: { initial: number; maximum: number; shared: boolean }) => WasmMemory;
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  readonly Instance: new (module: WasmModule, imports?: object) => { readonly exports: unknown };
}

export const wasm: WasmApi = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

/** Size of the unit in which memory grows, in bytes. */
export const WASM_PAGE_BYTES = 65536;
/** Most pages that 32-bit addresses reach: 4 GiB. */
export const WASM_MAX_PAGES = 65536;

/** A module's bytes. @param base64  As scripts/build-wasm.js writes them. */
export function wasmBytes(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/**
 * A function that gives new instances of a module without waiting; it is compiled at the first call. Meant for modules of
 * a few kilobytes: browsers compile larger ones on the main thread only asynchronously.
 *
 * @param base64  The module's bytes.
 */
export function wasmInstances<Exports>(base64: string): () => Exports & OwnMemory {
  let compiled: WasmModule | undefined;
  return () => {
    compiled ??= new wasm.Module(wasmBytes(base64));
    return new wasm.Instance(compiled).exports as Exports & OwnMemory;
  };
}
