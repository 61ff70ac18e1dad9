/**
 * A file on disk as a source of bytes.
 */

import { createReadStream } from "node:fs";
import type { ByteSource } from "../core/byte-source.ts";
import { readingError } from "./read-file.ts";

/** Bytes that are read from a file at once. */
const CHUNK_BYTES = 2 ** 18;

/** A file as a source that can be opened more than once. */
export function fileSource(path: string): ByteSource {
  return {
    name: path,
    async *open() {
      try {
        yield* createReadStream(path, { highWaterMark: CHUNK_BYTES });
      } catch (error) {
        throw readingError(path, error);
      }
    },
  };
}
