import { once } from "node:events";
import type { Worker } from "node:worker_threads";
import { describe, expect, it } from "vitest";
import { wasm } from "../../src/core/wasm-instance.ts";
import { compileKernels } from "../../src/engine/assembly/kernel-module.ts";
import { type PoolOptions, ThreadPool } from "../../src/engine/assembly/thread-pool.ts";
import { createBoard, SLOT } from "../../src/engine/assembly/tickets.js";

const ADAM_ADDRESS = 64;
const FIRST_ADDRESS = 1024;
/** Beyond the one page of 64 KiB that the tests' memory has. */
const NO_ADDRESS = 2 ** 31;

async function createPool(threads: number, options: PoolOptions = {}) {
  const memory = new wasm.Memory({ initial: 1, maximum: 1, shared: true });
  const pool = await ThreadPool.create(await compileKernels("wasm-simd"), memory, threads, options);
  return { pool, floats: new Float32Array(memory.buffer) };
}

/** One step of Adam from zero on 8 · blocks weights, by chunks of one block: every weight becomes −1 · (0.5 · 2) / (sqrt(4) + 2). */
function runAdam(pool: ThreadPool, floats: Float32Array, blocks: number): Float32Array {
  const length = blocks * 8;
  const addresses = [0, 1, 2, 3].map((array) => FIRST_ADDRESS + array * length * 4);
  floats.fill(0, FIRST_ADDRESS / 4).fill(2, addresses[3] / 4, addresses[3] / 4 + length);
  floats.set([1, 0.5, 1, 2], ADAM_ADDRESS / 4);
  pool.run("f32_adam_8", blocks, 1, [...addresses, ADAM_ADDRESS]);
  return floats.slice(FIRST_ADDRESS / 4, FIRST_ADDRESS / 4 + length);
}

describe.each([1, 2, 4])("a pool of %i threads", (threads) => {
  it("does every item of every call, 500 calls on end", async () => {
    const { pool, floats } = await createPool(threads);
    for (let call = 0; call < 500; call++) {
      const blocks = 1 + (call % 40);
      expect(runAdam(pool, floats, blocks)).toEqual(new Float32Array(blocks * 8).fill(-0.25));
    }
    await pool.close();
  });

  it("throws what a kernel traps on, and again on every later call", async () => {
    const { pool, floats } = await createPool(threads);
    const trap = () => pool.run("f32_adam_8", 64, 1, [NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, NO_ADDRESS, ADAM_ADDRESS]);
    expect(trap).toThrow(/f32_adam_8 failed: RuntimeError: memory access out of bounds/);
    expect(() => runAdam(pool, floats, 3)).toThrow("memory access out of bounds");
    await pool.close();
  });

  it("refuses work once it is closed", async () => {
    const { pool, floats } = await createPool(threads);
    await pool.close();
    expect(() => runAdam(pool, floats, 3)).toThrow("engine: it has been closed");
  });
});

describe("a worker's death", () => {
  it("between two calls ends the run with an error", async () => {
    const started = once(process, "worker") as Promise<[Worker]>;
    const { pool, floats } = await createPool(2);
    const [worker] = await started;
    runAdam(pool, floats, 3);
    await worker.terminate();
    expect(() => runAdam(pool, floats, 3)).toThrow(/a worker thread died: exit code/);
    await pool.close();
  });

  it("in the middle of a chunk ends the run with an error after the pool's patience, not never", async () => {
    const board = createBoard();
    const { pool, floats } = await createPool(2, { board, patienceSeconds: 0.05 });
    runAdam(pool, floats, 3);
    Atomics.add(board.slots, SLOT.NEXT, 1);
    expect(() => runAdam(pool, floats, 3)).toThrow("a worker thread has not come back for 0.1 s");
    await pool.close();
  });
});
