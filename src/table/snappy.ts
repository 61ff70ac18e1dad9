/**
 * Snappy decompression, the raw format inside Parquet pages.
 *
 * Written for files that may be damaged: every length is checked, and each element moves on by at least a byte.
 *
 * Source  "Snappy compressed format description", google/snappy, format_description.txt.
 */

const LONGEST_SHORT_LITERAL = 60;

/** Decompresses into `output`, which has the length that the page's header says. @throws RangeError on damaged data. */
export function snappyInto(output: Uint8Array, input: Uint8Array): void {
  let at = 0;
  while (input[at] >= 0x80) at++;
  at++;
  let end = 0;
  while (at < input.length) {
    const tag = input[at++];
    const kind = tag & 3;
    if (kind === 0) {
      const extraBytes = Math.max(0, (tag >> 2) + 1 - LONGEST_SHORT_LITERAL);
      const length = extraBytes === 0 ? (tag >> 2) + 1 : littleEndian(input, at, extraBytes) + 1;
      at += extraBytes;
      if (at + length > input.length || end + length > output.length)
        throw new RangeError("snappy: a literal is too long");
      output.set(input.subarray(at, at + length), end);
      at += length;
      end += length;
    } else {
      const offsetBytes = kind === 3 ? 4 : kind;
      const length = kind === 1 ? ((tag >> 2) & 7) + 4 : (tag >> 2) + 1;
      const offset = littleEndian(input, at, offsetBytes) + (kind === 1 ? (tag >> 5) * 256 : 0);
      at += offsetBytes;
      if (offset === 0 || offset > end || end + length > output.length)
        throw new RangeError("snappy: a copy has no source");
      // Byte by byte: a copy may overlap what it writes.
      for (let i = 0; i < length; i++) output[end + i] = output[end + i - offset];
      end += length;
    }
  }
  if (end !== output.length) throw new RangeError(`snappy: ${end} bytes, expected are ${output.length}`);
}

function littleEndian(bytes: Uint8Array, at: number, count: number): number {
  if (at + count > bytes.length) throw new RangeError("snappy: the data end inside an element");
  let value = 0;
  for (let i = count - 1; i >= 0; i--) value = value * 256 + bytes[at + i];
  return value;
}
