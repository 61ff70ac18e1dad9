/**
 * A worker thread: it instantiates the kernels on the shared memory, then sleeps until there are tickets, until it is terminated.
 *
 * Runs in Node's worker threads and in browsers' module workers.
 */

import { createBoard, SLOT, takeTickets } from "./tickets.js";

/**
 * @typedef {object} WorkerStart  The one message that a worker gets.
 * @property {unknown} module      The compiled WebAssembly.Module.
 * @property {unknown} memory      The shared WebAssembly.Memory.
 * @property {SharedArrayBuffer} board
 * @property {readonly string[]} kernelNames
 */

/** @type {any} */
const scope = globalThis;
const inBrowser = typeof scope.postMessage === "function";
// Asked for and not imported: see createWorker in thread-pool.ts.
const port = inBrowser ? scope : scope.process.getBuiltinModule("node:worker_threads").parentPort;

/** @param {WorkerStart} start */
function work({ module, memory, board: buffer, kernelNames }) {
  const { exports } = new scope.WebAssembly.Instance(module, { env: { memory } });
  const kernels = kernelNames.map((name) => exports[name]);
  const board = createBoard(buffer);
  port.postMessage("ready");
  for (;;) {
    const end = Atomics.load(board.slots, SLOT.END);
    takeTickets(board, kernels);
    Atomics.wait(board.slots, SLOT.END, end);
  }
}

if (inBrowser) scope.onmessage = (/** @type {{ data: WorkerStart }} */ { data }) => work(data);
else port.once("message", work);
