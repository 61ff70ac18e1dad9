/**
 * Inflating (RFC 1951) by what the platform has: Node ≥ 18, Chrome 103, Firefox 113, Safari 16.4, Bun, Deno.
 */

import { FormatError } from "../core/errors.ts";
import { junkText, type PackedMetadata } from "../formats/container/container-sections.ts";

/** The metadata, inflated. @throws FormatError if they do not inflate, to more than they say, or before their end. */
export async function inflate({ packed, inflatedLength, where }: PackedMetadata): Promise<Uint8Array> {
  let inflated: Uint8Array;
  try {
    inflated = await inflatedBytes(packed, inflatedLength);
  } catch (cause) {
    throw new FormatError(`${where}: does not inflate: ${(cause as Error).message}`, { cause });
  }
  // Old platforms pass over what follows the end, new ones do not: without its last byte no stream has an end.
  if ((await inflates(packed.subarray(0, -1), inflatedLength)) && !(await inflates(CUT_SHORT, 0)))
    throw new FormatError(junkText(where));
  return inflated;
}

/** An empty stream without its end. Deno inflates it (2.9 does), and every other cut stream; bytes behind the end it refuses. */
const CUT_SHORT = Uint8Array.of(3);

function inflates(packed: Uint8Array, inflatedLength: number): Promise<boolean> {
  return inflatedBytes(packed, inflatedLength).then(
    () => true,
    () => false,
  );
}

async function inflatedBytes(packed: Uint8Array, inflatedLength: number): Promise<Uint8Array> {
  const inflated = new Uint8Array(inflatedLength);
  let length = 0;
  const stream = new Blob([packed]).stream();
  const reader = stream.pipeThrough(new DecompressionStream("deflate-raw")).getReader();
  for (let next = await reader.read(); !next.done; next = await reader.read()) {
    if (length + next.value.length > inflatedLength) throw new RangeError(`more than ${inflatedLength} bytes come out`);
    inflated.set(next.value, length);
    length += next.value.length;
  }
  return inflated.subarray(0, length);
}
