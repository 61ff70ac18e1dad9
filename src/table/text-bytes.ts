/**
 * The bytes of a text file, as the readers expect them: UTF-8 or an 8-bit encoding, lines that end with LF.
 *
 * Excel writes "Unicode text" as UTF-16 with a byte order mark, and on a Macintosh lines that end with CR alone. Which
 * line end a file has is decided by its first one.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { decompressed } from "./decompressed.ts";

const NEWLINE = 0x0a;
const CARRIAGE_RETURN = 0x0d;

/** The source's bytes, decompressed, UTF-16 as UTF-8, lines that end with CR as lines that end with LF. */
export function textBytes(source: ByteSource): AsyncGenerator<Uint8Array> {
  return linesEndedByNewline(utf8(decompressed(source)));
}

async function* utf8(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let start: Uint8Array | undefined = new Uint8Array(0);
  let decoder: InstanceType<typeof TextDecoder> | undefined;
  const encoder = new TextEncoder();
  for await (const chunk of chunks) {
    let bytes = chunk;
    if (start) {
      bytes = start.length === 0 ? chunk : joinedBytes(start, chunk);
      start = bytes;
      if (bytes.length < 2) continue;
      start = undefined;
      const encoding = utf16Encoding(bytes);
      if (encoding) decoder = new TextDecoder(encoding);
    }
    yield decoder ? encoder.encode(decoder.decode(bytes, { stream: true })) : bytes;
  }
  if (start && start.length > 0) yield start;
  if (decoder) yield encoder.encode(decoder.decode());
}

/** UTF-16 by its byte order mark, which the decoder leaves out, or by the zero byte beside its first letter. */
function utf16Encoding(bytes: Uint8Array): "utf-16le" | "utf-16be" | undefined {
  const [first, second] = bytes;
  if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return "utf-16le";
  return (first === 0xfe && second === 0xff) || (first === 0 && second !== 0) ? "utf-16be" : undefined;
}

async function* linesEndedByNewline(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let lineEnd: "unknown" | "newline" | "carriage return" = "unknown";
  // A CR at the end of a chunk waits for the byte after it.
  let held: Uint8Array | undefined;
  for await (const next of chunks) {
    const chunk = held ? joinedBytes(held, next) : next;
    held = undefined;
    if (lineEnd === "unknown") {
      const [newline, carriageReturn] = [chunk.indexOf(NEWLINE), chunk.indexOf(CARRIAGE_RETURN)];
      if (carriageReturn === chunk.length - 1 && carriageReturn >= 0 && newline < 0) {
        held = chunk.slice();
        continue;
      }
      if (carriageReturn >= 0 && (newline < 0 || carriageReturn < newline - 1)) lineEnd = "carriage return";
      else if (newline >= 0) lineEnd = "newline";
    }
    yield lineEnd === "carriage return" ? withNewlines(chunk) : chunk;
  }
  if (held) yield withNewlines(held);
}

function withNewlines(bytes: Uint8Array): Uint8Array {
  return bytes.map((byte) => (byte === CARRIAGE_RETURN ? NEWLINE : byte));
}

/** Two pieces of bytes as one. */
export function joinedBytes(start: Uint8Array, end: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(start.length + end.length);
  bytes.set(start);
  bytes.set(end, start.length);
  return bytes;
}
