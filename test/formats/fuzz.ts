/**
 * What every format is tested with: damage that must be noticed.
 */

import { FormatError } from "../../src/core/errors.ts";
import { Random } from "../../src/core/random.ts";

/**
 * Damages a file in as many ways as asked and decodes each: cuts, changed bytes, swapped and repeated pieces, growth.
 *
 * @returns the mutations that were neither refused with a FormatError nor decoded to what the whole file holds.
 */
export function undetectedDamage<Content>(
  file: Uint8Array,
  decode: (bytes: Uint8Array) => Content,
  same: (found: Content) => boolean,
  mutations: number,
  seed: number,
): string[] {
  const random = new Random(seed);
  const undetected: string[] = [];
  for (let i = 0; i < mutations; i++) {
    const [what, damaged] = damage(file, random);
    try {
      if (!same(decode(damaged))) undetected.push(what);
    } catch (error) {
      if (!(error instanceof FormatError)) undetected.push(`${what}: ${String(error)}`);
    }
  }
  return undetected;
}

function damage(file: Uint8Array, random: Random): [string, Uint8Array] {
  const at = random.integer(file.length);
  const damaged = file.slice();
  switch (random.integer(6)) {
    case 0:
      return [`cut at ${at}`, file.slice(0, at)];
    case 1: {
      const more = new Uint8Array(file.length + 1 + random.integer(64));
      more.set(file);
      return [`${more.length - file.length} bytes appended`, more];
    }
    case 2: {
      const length = 1 + random.integer(32);
      for (let i = at; i < Math.min(at + length, file.length); i++) damaged[i] = random.integer(256);
      return [`${length} random bytes at ${at}`, damaged];
    }
    case 3: {
      const bytes = new DataView(damaged.buffer);
      const field = Math.min(at, Math.max(0, file.length - 4));
      const extreme = [0, 1, 0x7fffffff, 0x80000000, 0xffffffff, file.length, random.uint32()][random.integer(7)];
      bytes.setUint32(field, extreme, true);
      return [`${extreme} as a 32-bit number at ${field}`, damaged];
    }
    case 4: {
      damaged.copyWithin(at, random.integer(file.length), random.integer(file.length));
      return [`a piece copied to ${at}`, damaged];
    }
    default: {
      damaged[at] = damaged[at] ^ (1 << random.integer(8));
      return [`one bit at ${at}`, damaged];
    }
  }
}
