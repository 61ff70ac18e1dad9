/**
 * What a container was made from: 0 where the metadata say it, or 1 and the SHA-256 of the file that was compressed [32].
 *
 * As hexadecimal digits in the metadata the hash would take twice as much.
 */

import { FormatError } from "../../core/errors.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";

const IN_METADATA = 0;
const SHA_256 = 1;
const SHA_256_PATTERN = /^sha256:([0-9a-f]{64})$/;

/** The bytes of a "sha256:…"; null for another text. [32] */
export function digestOf(madeFrom: string): Uint8Array | null {
  const [, digits = ""] = SHA_256_PATTERN.exec(madeFrom) ?? [];
  return digits === "" ? null : Uint8Array.from({ length: 32 }, (_, i) => parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}

/** @param digest  As `digestOf` gives it; null where the text stands in the metadata. */
export function writeOrigin(writer: ByteWriter, digest: Uint8Array | null): void {
  writer.uint8(digest ? SHA_256 : IN_METADATA);
  if (digest) writer.bytes(digest);
}

/** The text; null where it stands in the metadata. */
export function readOrigin(reader: ByteReader): string | null {
  const kind = reader.uint8();
  if (kind === IN_METADATA) return null;
  if (kind !== SHA_256)
    throw new FormatError(
      `${reader.name}: byte ${reader.position - 1} must be a kind of origin, 0 or 1, found ${kind}`,
    );
  const digits = Array.from(reader.bytes(32), (byte) => byte.toString(16).padStart(2, "0"));
  return `sha256:${digits.join("")}`;
}
