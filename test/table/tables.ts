/**
 * Tables from texts in memory, read as from a disk or a slow stream.
 */

import { type ByteSource, bytesInMemory } from "../../src/core/byte-source.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";

/** A source over text. */
export function textSource(name: string, text: string): ByteSource {
  return bytesInMemory(name, new TextEncoder().encode(text));
}

/** A source that hands its bytes out in pieces of a given size, as slow streams do. */
export function inPieces(source: ByteSource, size: number): ByteSource {
  return {
    name: source.name,
    async *open() {
      for await (const chunk of source.open()) {
        for (let at = 0; at < chunk.length; at += size) yield chunk.slice(at, at + size);
      }
    },
  };
}

/** A source over chunks that a writer gave. */
export function chunkSource(name: string, chunks: Iterable<Uint8Array>): ByteSource {
  const all = [...chunks];
  return {
    name,
    async *open() {
      yield* all;
    },
  };
}

/** A table without its columns of undefined, for comparison. */
export function plain(table: FeatureTable): unknown {
  return { ...table, values: [...table.values], labels: [...table.labels] };
}
