/**
 * Damaged recordings, for readers that must refuse them or read what is there.
 */

import type { Random } from "../../src/core/random.ts";
import { pcmFields, sphereBytes } from "./sphere-bytes.ts";
import { ds64, id3Tag, joined, wavBytes } from "./wav-bytes.ts";

const CODINGS = [
  [1, 8],
  [1, 16],
  [1, 24],
  [1, 32],
  [3, 32],
  [3, 64],
  [6, 8],
  [7, 8],
] as const;

/** Numbers that break programs which trust headers. */
const NASTY = [0, 1, 0x7f, 0x80, 0xff, 0x7fff, 0xffff, 0x7fffffff, 0x80000000, 0xffffffff] as const;

/** A small WAV file of a random format in which bytes were changed, cut off, inserted or doubled. */
export function mutatedWav(random: Random): Uint8Array {
  return mutated(randomWav(random), random);
}

/** The same of RF64, of WAV behind ID3 tags and with odd chunks, and of SPHERE. */
export function mutatedRarity(random: Random): Uint8Array {
  const kind = random.integer(4);
  if (kind === 0)
    return mutated(joined([id3Tag(random.integer(300), random.integer(2) === 0), randomWav(random)]), random);
  const data = Uint8Array.from({ length: random.integer(64) }, () => random.integer(256));
  if (kind === 1) return mutated(sphereBytes(sphereFields(random, data.length >> 1), data), random);
  const first = [["ds64", ds64(BigInt(data.length), [["big ", 3n]])]] as const;
  const before = [["LIST", data.subarray(0, 5)]] as const;
  const form = kind === 2 ? "RF64" : "BW64";
  return mutated(
    wavBytes({ form, first, before, unpadded: random.integer(2) === 0, data, declaredBytes: 2 ** 32 - 1 }),
    random,
  );
}

/** Some lines of the header are left out, doubled, or hold other numbers. */
function sphereFields(random: Random, sampleCount: number): string[] {
  const fields = pcmFields(random.integer(2) === 0 ? "01" : "10", sampleCount, "sample_coding -s4 ulaw");
  return fields.flatMap((field) => {
    const kind = random.integer(12);
    if (kind === 0) return [];
    if (kind === 1) return [field, field];
    return [kind === 2 ? field.replace(/\S+$/, String(NASTY[random.integer(NASTY.length)])) : field];
  });
}

function randomWav(random: Random): Uint8Array {
  const [tag, bits] = CODINGS[random.integer(CODINGS.length)];
  const data = Uint8Array.from({ length: random.integer(64) }, () => random.integer(256));
  const channels = 1 + random.integer(3);
  const extensible = random.integer(3) === 0 ? { subFormat: tag } : {};
  return wavBytes({ tag, bits, channels, data, before: [["LIST", data.subarray(0, 5)]], ...extensible });
}

function mutated(original: Uint8Array, random: Random): Uint8Array {
  let bytes = original;
  const changes = 1 + random.integer(4);
  for (let change = 0; change < changes; change++) bytes = changed(bytes, random);
  return bytes;
}

function changed(bytes: Uint8Array, random: Random): Uint8Array {
  if (bytes.length < 8) return bytes;
  const at = random.integer(bytes.length);
  const kind = random.integer(6);
  if (kind === 0) return bytes.slice(0, at);
  if (kind === 1) return Uint8Array.of(...bytes.subarray(0, at), random.integer(256), ...bytes.subarray(at));
  if (kind === 2) return Uint8Array.of(...bytes.subarray(0, at), ...bytes.subarray(Math.floor(at / 2)));
  const copy = bytes.slice();
  if (kind === 3) {
    const place = random.integer(bytes.length - 4);
    new DataView(copy.buffer).setUint32(place, NASTY[random.integer(NASTY.length)], true);
  } else {
    copy[at] = kind === 4 ? copy[at] ^ (1 << random.integer(8)) : random.integer(256);
  }
  return copy;
}
