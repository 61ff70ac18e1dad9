/**
 * Names of features in few bytes: a set that everybody has is named, and only the places of its features are coded.
 *
 * | byte      | 0: names stand in the metadata; 1: features of ComParE_2016, in its order          |
 * |-----------|------------------------------------------------------------------------------------|
 * | positions | places in the set, of 6373 (coded-blocks.ts)                                       |
 *
 * The 6373 names of ComParE 2016 take 22 KB deflated, more than a squeezed network; "all of ComParE_2016" takes 15 bytes,
 * 1,643 of them that lie at random 0.66 KB: 6373 · H₂(density) bits.
 */

import { encodePositions, PositionDecoder } from "../../codec/positions.ts";
import { FormatError } from "../../core/errors.ts";
import { COMPARE2016_NAMES } from "../../features/compare2016/feature-set.ts";
import type { ByteReader } from "./byte-reader.ts";
import type { ByteWriter } from "./byte-writer.ts";
import { readPositions, writePositions } from "./coded-blocks.ts";

const IN_METADATA = 0;
const COMPARE_2016 = 1;

/** 1 for each feature of ComParE 2016 that is in the list; null where the list holds others, or another order. [6373] */
export function compare2016Mask(features: readonly string[]): Uint8Array | null {
  const placeOf = new Map(COMPARE2016_NAMES.map((name, place) => [name, place]));
  const mask = new Uint8Array(COMPARE2016_NAMES.length);
  let next = 0;
  for (const feature of features) {
    const place = placeOf.get(feature);
    if (place === undefined || place < next) return null;
    mask[place] = 1;
    next = place + 1;
  }
  return mask;
}

/** @param mask  As `compare2016Mask` gives it; null where the names stand in the metadata. */
export function writeFeatures(writer: ByteWriter, mask: Uint8Array | null): void {
  writer.uint8(mask ? COMPARE_2016 : IN_METADATA);
  if (mask) writePositions(writer, encodePositions(mask));
}

/** The names; null where they stand in the metadata. @throws FormatError if the bytes are no list of features. */
export function readFeatures(reader: ByteReader): string[] | null {
  const kind = reader.uint8();
  if (kind === IN_METADATA) return null;
  const where = `${reader.name}: features at byte ${reader.position}`;
  if (kind !== COMPARE_2016)
    throw new FormatError(`${where}: set of features ${kind} is not known; known is 1, ComParE_2016`);
  const coded = readPositions(reader, COMPARE2016_NAMES.length);
  const decoder = new PositionDecoder(coded, where);
  const places = new Uint32Array(coded.survivors);
  decoder.decodeInto(places, places.length);
  decoder.finish();
  return Array.from(places, (place) => COMPARE2016_NAMES[place]);
}
