/**
 * Seeded random numbers: xoshiro128++ on a state spread from the seed by splitmix32.
 *
 * Every stage that needs chance takes a `Random` as an argument. `fork(label)` gives an independent stream whose
 * numbers do not depend on how many were drawn before, so adding a draw in one stage changes nothing in another.
 *
 * Source  D. Blackman, S. Vigna 2021, "Scrambled Linear Pseudorandom Number Generators", ACM TOMS 47(4);
 *         splitmix: G. Steele et al. 2014, "Fast Splittable Pseudorandom Number Generators", OOPSLA, with the
 *         32-bit finaliser of MurmurHash3.
 */

const GOLDEN_GAMMA = 0x9e3779b9;
const TWO_POW_MINUS_32 = 2 ** -32;

/** Position of a stream: four unsigned 32-bit words. Plain data, for checkpoints. */
export type RandomState = readonly [number, number, number, number];

/**
 * Seeded random numbers: a stream of its own state (xoshiro128++), the same on every machine. Not for cryptography.
 */
export class Random {
  #a: number;
  #b: number;
  #c: number;
  #d: number;
  readonly #seed: number;

  /** @param seed  Integer; its low 32 bits count. */
  constructor(seed: number, state?: RandomState) {
    this.#seed = seed >>> 0;
    const spread = state ?? [1, 2, 3, 4].map((i) => mix32(this.#seed + Math.imul(i, GOLDEN_GAMMA)));
    [this.#a, this.#b, this.#c, this.#d] = spread as [number, number, number, number];
  }

  /** What the stream began with: `new Random(random.seed)` is this stream from its beginning, and has the same forks. */
  get seed(): number {
    return this.#seed;
  }

  /** An independent stream, a function of this stream's seed and the label alone. */
  fork(label: string | number): Random {
    let hash = mix32(this.#seed ^ GOLDEN_GAMMA);
    for (const character of String(label)) hash = mix32(hash ^ (character.codePointAt(0) as number));
    return new Random(hash);
  }

  /** Uniform integer in [0, 2^32). */
  uint32(): number {
    const sum = (this.#a + this.#d) | 0;
    const result = (((sum << 7) | (sum >>> 25)) + this.#a) >>> 0;
    const t = this.#b << 9;
    this.#c ^= this.#a;
    this.#d ^= this.#b;
    this.#b ^= this.#c;
    this.#a ^= this.#d;
    this.#c ^= t;
    this.#d = (this.#d << 11) | (this.#d >>> 21);
    return result;
  }

  /** Many numbers of `uint32` at once: the same ones, several times as fast, because the state stays in registers. */
  fillUint32(target: Uint32Array): void {
    let [a, b, c, d] = [this.#a | 0, this.#b | 0, this.#c | 0, this.#d | 0];
    for (let i = 0; i < target.length; i++) {
      const sum = (a + d) | 0;
      target[i] = ((sum << 7) | (sum >>> 25)) + a;
      const t = b << 9;
      c ^= a;
      d ^= b;
      b ^= c;
      a ^= d;
      c ^= t;
      d = (d << 11) | (d >>> 21);
    }
    [this.#a, this.#b, this.#c, this.#d] = [a, b, c, d];
  }

  /** Uniform number in [0, 1), 32 bits of resolution. */
  uniform(): number {
    return this.uint32() * TWO_POW_MINUS_32;
  }

  /** Uniform integer in [0, bound), without bias (rejection). @param bound  1 to 2^32. */
  integer(bound: number): number {
    const limit = 2 ** 32 - (2 ** 32 % bound);
    let draw = this.uint32();
    while (draw >= limit) draw = this.uint32();
    return draw % bound;
  }

  /** Standard normal number, by Box and Muller; the second of each pair is dropped, so the state alone is the position. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.uniform()));
    return radius * Math.cos(2 * Math.PI * this.uniform());
  }

  /** Puts the items into a random order, in place (Fisher and Yates), and returns them. */
  shuffle<Items extends { length: number; [index: number]: unknown }>(items: Items): Items {
    for (let last = items.length - 1; last > 0; last--) {
      const other = this.integer(last + 1);
      const moved = items[last];
      items[last] = items[other];
      items[other] = moved;
    }
    return items;
  }

  /** The position of the stream, for checkpoints. */
  state(): RandomState {
    return [this.#a >>> 0, this.#b >>> 0, this.#c >>> 0, this.#d >>> 0];
  }
}

function mix32(value: number): number {
  let z = value | 0;
  z = Math.imul(z ^ (z >>> 16), 0x85ebca6b);
  z = Math.imul(z ^ (z >>> 13), 0xc2b2ae35);
  return (z ^ (z >>> 16)) >>> 0;
}
