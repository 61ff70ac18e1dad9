/**
 * The formats that are read without another decoder, and those whose name is all that is known.
 */

import { FormatError } from "../core/errors.ts";
import { lettersAt } from "./byte-fields.ts";
import { decodeSphere, looksLikeSphere } from "./decode-sphere.ts";
import { decodeWav } from "./decode-wav.ts";
import type { Signal } from "./signal.ts";

interface OwnReader {
  readonly begins: (bytes: Uint8Array) => boolean;
  readonly decode: (bytes: Uint8Array) => Signal;
}

/** Tried in this order; WAV comes last and says what else a file begins with. */
const READERS: readonly OwnReader[] = [
  { begins: looksLikeSphere, decode: decodeSphere },
  { begins: () => true, decode: decodeWav },
];

/** First letters of formats that nothing here reads. */
const UNREAD: readonly (readonly [string, string])[] = [
  [".snd", "Sun AU"],
  ["riff", "Sony Wave64"],
  ["caff", "Apple CAF"],
  ["wvpk", "WavPack"],
  ["ajkg", "shorten"],
  ["MAC ", "Monkey's Audio"],
  ["#!AMR", "AMR"],
  ["\x30\x26\xb2\x75", "WMA"],
];

/**
 * The sound of a WAV or SPHERE file.
 *
 * @throws FormatError if it is none, or damaged.
 */
export function decodeOwn(bytes: Uint8Array): Signal {
  const unread = UNREAD.find(([letters]) => lettersAt(bytes, 0, letters.length) === letters)?.[1];
  if (unread !== undefined)
    throw new FormatError(
      `is ${unread}, which is not read; convert it to WAV or FLAC: ffmpeg -i old -c:a flac new.flac`,
    );
  return (READERS.find(({ begins }) => begins(bytes)) as OwnReader).decode(bytes);
}
