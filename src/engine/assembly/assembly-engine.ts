/**
 * The fast engine: WebAssembly SIMD kernels on several threads.
 */

import { UserError } from "../../core/errors.ts";
import { WASM_MAX_PAGES, WASM_PAGE_BYTES, type WasmMemory, wasm } from "../../core/wasm-instance.ts";
import type { Engine } from "../engine.ts";
import { AssemblyNetwork } from "./assembly-network.ts";
import { compileKernels, type WasmKind } from "./kernel-module.ts";
import { RegionAllocator } from "./region-allocator.ts";
import { ThreadPool } from "./thread-pool.ts";

const MEBIBYTE = 2 ** 20;

/** @param memoryLimitMiB  Most that networks may take together; 4096 is the most that 32-bit addresses reach. */
export async function createAssemblyEngine(kind: WasmKind, threads: number, memoryLimitMiB: number): Promise<Engine> {
  const module = await compileKernels(kind);
  const maximum = Math.min(WASM_MAX_PAGES, Math.ceil((memoryLimitMiB * MEBIBYTE) / WASM_PAGE_BYTES));
  const memory = reserveMemory(maximum);
  const pool = await ThreadPool.create(module, memory, threads);
  const machinery = { pool, memory, allocator: new RegionAllocator(memory, maximum * WASM_PAGE_BYTES) };
  return {
    kind,
    threads: pool.threads,
    load: (network, options) => new AssemblyNetwork(network, options, machinery),
    close: () => pool.close(),
  };
}

function reserveMemory(maximum: number): WasmMemory {
  try {
    return new wasm.Memory({ initial: 1, maximum, shared: true });
  } catch (cause) {
    const mebibytes = (maximum * WASM_PAGE_BYTES) / MEBIBYTE;
    throw new UserError(
      `engine: ${mebibytes} MiB of address space cannot be had; set memoryLimitMiB to what the network needs`,
      { cause },
    );
  }
}
