/**
 * How threads share a piece of work: a kernel over a range of items is cut into chunks, each chunk has a ticket, and
 * whoever is free takes the next one. What a chunk computes does not depend on who takes it.
 *
 * Ticket numbers only ever rise (modulo 2^32) and the call of a kernel is written down before its tickets are opened,
 * so a thread that wakes late finds either an open ticket of the present call or none: it can never mix two calls.
 *
 * Plain JavaScript, because a worker loads it as it stands, from the sources as well as from the built package.
 */

/** What is where in the Int32Array `slots`. */
export const SLOT = {
  /** The next ticket that nobody has. */
  NEXT: 0,
  /** One past the last ticket that is open. Idle workers sleep on it. */
  END: 1,
  /** How many tickets are done. The thread that called sleeps on it. */
  DONE: 2,
  /** Not 0 when a kernel has thrown. */
  FAILED: 3,
  /** The present call: which kernel, its first ticket, its number of items, and items per chunk. */
  KERNEL: 4,
  FIRST: 5,
  ITEMS: 6,
  CHUNK: 7,
  /** Arguments after `begin` and `end`. */
  ARGUMENTS: 8,
  /** Characters of the message that stands in `message`. */
  MESSAGE: 9,
};

const SLOTS = 16;
const MAX_ARGUMENTS = 32;
const MAX_MESSAGE = 512;

/**
 * @typedef {object} Board  What the threads share, seen through three kinds of number.
 * @property {SharedArrayBuffer} buffer
 * @property {Int32Array} slots
 * @property {Float64Array} callArguments
 * @property {Uint16Array} message
 */

/** @typedef {(begin: number, end: number, ...rest: number[]) => void} Kernel */

/**
 * A board on its buffer, or on a new one.
 *
 * @param {SharedArrayBuffer} [buffer]
 * @returns {Board}
 */
export function createBoard(buffer = new SharedArrayBuffer(SLOTS * 4 + MAX_ARGUMENTS * 8 + MAX_MESSAGE * 2)) {
  return {
    buffer,
    slots: new Int32Array(buffer, 0, SLOTS),
    callArguments: new Float64Array(buffer, SLOTS * 4, MAX_ARGUMENTS),
    message: new Uint16Array(buffer, SLOTS * 4 + MAX_ARGUMENTS * 8, MAX_MESSAGE),
  };
}

/**
 * Takes tickets and does their chunks until none is open. Never throws: a kernel's error is written on the board.
 *
 * @param {Board} board
 * @param {readonly Kernel[]} kernels
 */
export function takeTickets(board, kernels) {
  const { slots } = board;
  for (;;) {
    const ticket = Atomics.load(slots, SLOT.NEXT);
    if (((Atomics.load(slots, SLOT.END) - ticket) | 0) <= 0) return;
    if (Atomics.compareExchange(slots, SLOT.NEXT, ticket, (ticket + 1) | 0) !== ticket) continue;
    try {
      doChunk(board, kernels, ticket);
    } catch (error) {
      writeFailure(board, error);
    }
    const done = (Atomics.add(slots, SLOT.DONE, 1) + 1) | 0;
    if (done === Atomics.load(slots, SLOT.END)) Atomics.notify(slots, SLOT.DONE);
  }
}

/**
 * @param {Board} board
 * @param {readonly Kernel[]} kernels
 * @param {number} ticket
 */
function doChunk({ slots, callArguments }, kernels, ticket) {
  const begin = ((ticket - slots[SLOT.FIRST]) | 0) * slots[SLOT.CHUNK];
  const end = Math.min(begin + slots[SLOT.CHUNK], slots[SLOT.ITEMS]);
  kernels[slots[SLOT.KERNEL]](begin, end, ...callArguments.subarray(0, slots[SLOT.ARGUMENTS]));
}

/**
 * Keeps the first error's message.
 *
 * @param {Board} board
 * @param {unknown} error
 */
function writeFailure({ slots, message }, error) {
  if (Atomics.compareExchange(slots, SLOT.FAILED, 0, 1) !== 0) return;
  const text = String(error).slice(0, message.length);
  for (let at = 0; at < text.length; at++) message[at] = text.charCodeAt(at);
  Atomics.store(slots, SLOT.MESSAGE, text.length);
}

/**
 * The message of the first error.
 *
 * @param {Board} board
 * @returns {string}
 */
export function readFailure({ slots, message }) {
  return String.fromCharCode(...message.subarray(0, slots[SLOT.MESSAGE]));
}
