/**
 * Bytes from outside in whichever form a platform hands them out: `fetch` and `File` give an ArrayBuffer, Node a Buffer,
 * a worker shared memory.
 */

/** A buffer, or any view of one. */
export type ByteInput = ArrayBufferLike | ArrayBufferView<ArrayBufferLike>;

/**
 * The bytes as a plain Uint8Array: a view of the same memory, but a copy of shared memory, which others may write to
 * while it is read.
 *
 * @param where  Name of the function that was called, for the error.
 * @throws TypeError if the argument is no bytes.
 */
export function bytesOf(input: ByteInput, where: string): Uint8Array<ArrayBuffer> {
  const view = ArrayBuffer.isView(input)
    ? new Uint8Array(input.buffer, input.byteOffset, input.byteLength)
    : isBuffer(input)
      ? new Uint8Array(input)
      : undefined;
  if (view === undefined)
    throw new TypeError(
      `${where}: expected the bytes of a file (an ArrayBuffer, or a view such as Uint8Array), got ${described(input)}`,
    );
  return kindOf(view.buffer) === "SharedArrayBuffer" ? new Uint8Array(view) : (view as Uint8Array<ArrayBuffer>);
}

/** By name and not by constructor: a buffer may come from another window or test environment. */
function isBuffer(input: unknown): input is ArrayBufferLike {
  return ["ArrayBuffer", "SharedArrayBuffer"].includes(kindOf(input));
}

function kindOf(input: unknown): string {
  return Object.prototype.toString.call(input).slice("[object ".length, -1);
}

function described(input: unknown): string {
  if (typeof input === "string") return "a text";
  return kindOf(input) === "Response" || kindOf(input) === "Blob"
    ? `a ${kindOf(input)}: use await ${kindOf(input).toLowerCase()}.arrayBuffer()`
    : `a value of type ${kindOf(input)}`;
}
