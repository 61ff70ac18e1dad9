/**
 * Fields of a binary file: letters and numbers at a byte.
 */

/** Text of single bytes; shorter where the file ends. */
export function lettersAt(bytes: Uint8Array, offset: number, count: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + count));
}

/** The same bytes as a view that reads numbers. */
export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}
