/**
 * Instances of small WebAssembly modules with a memory of their own, made without waiting.
 *
 * Meant for modules of a few kilobytes: browsers compile larger ones on the main thread only asynchronously.
 */

/** The part of the WebAssembly interface that is used: TypeScript declares it only with the browser's document model. */
interface WasmApi {
  readonly Module: new (bytes: Uint8Array) => object;
  readonly Instance: new (module: object) => { readonly exports: unknown };
}

const wasm = (globalThis as unknown as { WebAssembly: WasmApi }).WebAssembly;

export interface OwnMemory {
  /** Of fixed size, so views into its buffer stay valid. */
  readonly memory: { readonly buffer: ArrayBuffer };
}

/** A function that gives new instances of a module; it is compiled at the first call. @param base64  The module's bytes. */
export function wasmInstances<Exports>(base64: string): () => Exports & OwnMemory {
  let compiled: object | undefined;
  return () => {
    compiled ??= new wasm.Module(Uint8Array.from(atob(base64), (character) => character.charCodeAt(0)));
    return new wasm.Instance(compiled).exports as Exports & OwnMemory;
  };
}
