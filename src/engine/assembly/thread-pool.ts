/**
 * Persistent worker threads around one WebAssembly memory. The calling thread takes part in the work and sleeps, with
 * the workers, on futexes in between; nobody spins. A call costs about 10 µs.
 *
 * In browsers it belongs in a worker, because a page's main thread may not sleep.
 */

import type { Worker as NodeWorker } from "node:worker_threads";
import { type WasmMemory, type WasmModule, wasm } from "../../core/wasm-instance.ts";
import { createBoard, type Kernel, readFailure, SLOT, takeTickets } from "./tickets.js";

/** How long a chunk of milliseconds may take, twice in a row, before its worker counts as dead. */
const PATIENCE_SECONDS = 10;

type Board = ReturnType<typeof createBoard>;

/** Threads that wait for work on one memory. */
export class ThreadPool {
  readonly threads: number;
  readonly #kernelNames: readonly string[];
  readonly #kernels: readonly Kernel[];
  readonly #board: Board | null;
  readonly #workers: PoolWorker[] = [];
  readonly #patienceSeconds: number;
  #failure: Error | null = null;
  #closed = false;

  private constructor(kernels: Record<string, Kernel>, threads: number, options: ThreadPoolOptions) {
    this.threads = threads;
    this.#kernelNames = Object.keys(kernels);
    this.#kernels = Object.values(kernels);
    this.#board = options.board ?? (threads > 1 ? createBoard() : null);
    this.#patienceSeconds = options.patienceSeconds ?? PATIENCE_SECONDS;
  }

  /**
   * A pool whose workers are ready. One thread only where shared memory cannot be sent to workers.
   *
   * @param module  Exports nothing but kernels, imports `env.memory`.
   */
  static async create(
    module: WasmModule,
    memory: WasmMemory,
    threads: number,
    options: ThreadPoolOptions = {},
  ): Promise<ThreadPool> {
    const { exports } = new wasm.Instance(module, { env: { memory } });
    const shared = typeof SharedArrayBuffer === "undefined" ? 1 : threads;
    const pool = new ThreadPool(exports as Record<string, Kernel>, shared, options);
    try {
      await pool.#startWorkers(module, memory);
    } catch (error) {
      await pool.close();
      throw error;
    }
    return pool;
  }

  /**
   * Calls `kernel(begin, end, ...callArguments)` until [0, items) is covered, in chunks, on all threads. When it returns,
   * all is done.
   *
   * @param chunk  Items that one thread takes at a time.
   * @throws the first error of a kernel or worker, now and on every later call.
   */
  run(kernel: string, items: number, chunk: number, callArguments: readonly number[]): void {
    if (this.#closed) throw new RangeError("engine: it has been closed");
    if (this.#failure) throw this.#failure;
    const index = this.#kernelNames.indexOf(kernel);
    try {
      if (this.#board === null || items <= chunk) this.#runAlone(index, items, chunk, callArguments);
      else this.#runTogether(this.#board, index, items, chunk, callArguments);
    } catch (cause) {
      this.#fail(new Error(`engine: ${kernel} failed: ${String(cause)}`, { cause }));
    }
    if (this.#failure) throw this.#failure;
  }

  /** Ends the workers; all of them have left when the promise resolves. */
  async close(): Promise<void> {
    this.#closed = true;
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #runAlone(index: number, items: number, chunk: number, callArguments: readonly number[]): void {
    for (let begin = 0; begin < items; begin += chunk)
      this.#kernels[index](begin, Math.min(begin + chunk, items), ...callArguments);
  }

  #runTogether(board: Board, index: number, items: number, chunk: number, callArguments: readonly number[]): void {
    const { slots } = board;
    const first = Atomics.load(slots, SLOT.END);
    slots[SLOT.KERNEL] = index;
    slots[SLOT.FIRST] = first;
    slots[SLOT.ITEMS] = items;
    slots[SLOT.CHUNK] = chunk;
    slots[SLOT.ARGUMENTS] = callArguments.length;
    board.callArguments.set(callArguments);
    const end = (first + Math.ceil(items / chunk)) | 0;
    Atomics.store(slots, SLOT.END, end);
    Atomics.notify(slots, SLOT.END);
    takeTickets(board, this.#kernels);
    this.#awaitTickets(board, end);
    if (Atomics.load(slots, SLOT.FAILED) !== 0)
      this.#fail(new Error(`engine: ${this.#kernelNames[index]} failed: ${readFailure(board)}`));
  }

  #awaitTickets({ slots }: Board, end: number): void {
    let waitedInVain = 0;
    for (;;) {
      const done = Atomics.load(slots, SLOT.DONE);
      if (done === end || this.#failure) return;
      const woken = Atomics.wait(slots, SLOT.DONE, done, this.#patienceSeconds * 1000);
      waitedInVain = woken === "timed-out" && Atomics.load(slots, SLOT.DONE) === done ? waitedInVain + 1 : 0;
      // A process that is stopped and continued finds its first wait over, and its workers in the middle of their chunks.
      if (waitedInVain === 2)
        this.#fail(
          new Error(`engine: a worker thread has not come back for ${2 * this.#patienceSeconds} s; it may have died`),
        );
    }
  }

  #fail(error: Error): void {
    this.#failure ??= error;
  }

  async #startWorkers(module: WasmModule, memory: WasmMemory): Promise<void> {
    if (this.#board === null) return;
    const start = { module, memory, board: this.#board.buffer, kernelNames: this.#kernelNames };
    const died = (error: Error) => {
      if (!this.#closed) this.#fail(error);
    };
    const ready: Promise<void>[] = [];
    while (this.#workers.length < this.threads - 1) {
      const worker = createWorker();
      this.#workers.push(worker);
      ready.push(worker.start(start, died));
    }
    await Promise.all(ready);
  }
}

export interface ThreadPoolOptions {
  /** Another board than a new one, and another patience: for tests of what happens when a worker dies. */
  readonly board?: Board;
  readonly patienceSeconds?: number;
}

/** What Node's and the browser's workers have in common. */
interface PoolWorker {
  /** Resolves when the worker is ready for tickets; from then on it keeps no process alive. `died` hears of its end. */
  start(message: object, died: (error: Error) => void): Promise<void>;
  terminate(): Promise<unknown>;
}

/** The browser's worker, as far as it is used here; Node has no such global. */
interface WebWorker {
  onmessage: (() => void) | null;
  onerror: ((event: { message: string }) => void) | null;
  postMessage(message: object): void;
  terminate(): void;
}
declare const Worker: (new (url: URL, options: object) => WebWorker) | undefined;

/**
 * Bundlers look for `new Worker(new URL(…, import.meta.url))` and follow it. Node's own threads are asked for, not imported:
 * a bundler for browsers stops at an import that it cannot resolve, even of what a browser never reaches.
 */
function createWorker(): PoolWorker {
  if (typeof Worker !== "undefined")
    return webWorker(new Worker(new URL("./worker.js", import.meta.url), { type: "module" }));
  const { Worker: NodeThread } = process.getBuiltinModule("node:worker_threads");
  return nodeWorker(new NodeThread(new URL("./worker.js", import.meta.url)));
}

function webWorker(worker: WebWorker): PoolWorker {
  return {
    start: (message, died) =>
      new Promise((resolve, reject) => {
        worker.onmessage = () => resolve();
        worker.onerror = (event) => {
          const error = new Error(`engine: a worker thread died: ${event.message}`);
          died(error);
          reject(error);
        };
        worker.postMessage(message);
      }),
    terminate: async () => worker.terminate(),
  };
}

function nodeWorker(worker: NodeWorker): PoolWorker {
  return {
    start: (message, died) =>
      new Promise((resolve, reject) => {
        const fail = (cause: unknown) => {
          const error = new Error(`engine: a worker thread died: ${String(cause)}`, { cause });
          died(error);
          reject(error);
        };
        worker.once("message", () => {
          worker.unref();
          resolve();
        });
        worker.once("error", fail);
        worker.once("exit", (code) => fail(`exit code ${code}`));
        worker.postMessage(message);
      }),
    terminate: () => worker.terminate(),
  };
}
