/**
 * Scale and offset of the inputs in a container.
 *
 * | kind byte | content                                                                                           |
 * |-----------|---------------------------------------------------------------------------------------------------|
 * | 0         | nothing: every scale is 1, every offset 0                                                         |
 * | 1         | scale [I], offset [I], float32                                                                    |
 * | 2         | exponents [I], −128 to 127, modulo 256, as values (coded-blocks.ts): scale = 2^exponent, offset 0   |
 *
 * Kind 2 takes about 3.5 bits an input, kind 1 takes 64; `rescaleInputs` (network/) makes it possible.
 */

import { decodeValues, encodeValues } from "../../codec/sparse-codes.ts";
import { FormatError } from "../../core/errors.ts";
import type { MergedNormalization } from "../../network/merge-normalization.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readValues, writeValues } from "./coded-blocks.ts";

const IDENTITY = 0;
const FLOAT32 = 1;
const POWERS_OF_TWO = 2;

/** Writes the shortest kind that holds the numbers; of the two zeros as an offset, kinds 0 and 2 hold 0. */
export function writeNormalization(writer: ByteWriter, { scale, offset }: MergedNormalization): void {
  const exponents = offset.every((shift) => shift === 0) ? exponentsOf(scale) : null;
  if (!exponents) {
    writer.uint8(FLOAT32);
    writer.floats(scale);
    writer.floats(offset);
  } else if (exponents.some((exponent) => exponent !== 0)) {
    writer.uint8(POWERS_OF_TWO);
    writeValues(writer, encodeValues(new Uint8Array(exponents.buffer)));
  } else writer.uint8(IDENTITY);
}

/** The normalisation as it stands in the file; scale = 2^exponent, offset 0 where it has exponents. */
export type NormalizationSection =
  | { readonly kind: "identity" }
  | ({ readonly kind: "float32" } & MergedNormalization)
  | { readonly kind: "exponents"; readonly exponents: Int8Array };

/** The section, checked, its numbers still packed. @throws FormatError for a kind that is not known. */
export function readNormalization(reader: ByteReader, inputs: number): NormalizationSection {
  const start = reader.position;
  const kind = reader.uint8();
  switch (kind) {
    case IDENTITY:
      return { kind: "identity" };
    case FLOAT32:
      return { kind: "float32", scale: reader.floats(inputs), offset: reader.floats(inputs) };
    case POWERS_OF_TWO: {
      const exponents = decodeValues(readValues(reader), inputs, `${reader.name}: normalization at byte ${start}`);
      return { kind: "exponents", exponents: new Int8Array(exponents.buffer) };
    }
    default:
      throw new FormatError(`${reader.name}: byte ${start} must be a kind of normalization, 0 to 2, found ${kind}`);
  }
}

/** Scale and offset of each input. */
export function decodeNormalization(section: NormalizationSection, inputs: number): MergedNormalization {
  switch (section.kind) {
    case "identity":
      return { scale: new Float32Array(inputs).fill(1), offset: new Float32Array(inputs) };
    case "float32":
      return { scale: section.scale, offset: section.offset };
    case "exponents":
      return { scale: Float32Array.from(section.exponents, (e) => 2 ** e), offset: new Float32Array(inputs) };
  }
}

/** log2 of each scale, or null where one of them is no power of two from 2⁻¹²⁸ to 2¹²⁷. */
function exponentsOf(scale: Float32Array): Int8Array | null {
  const exponents = Int8Array.from(scale, (factor) => (factor > 0 ? Math.round(Math.log2(factor)) : 0));
  return scale.every((factor, i) => factor === 2 ** exponents[i]) ? exponents : null;
}
