/**
 * Which recordings may share sound, by their words (audio-words.ts): a suggestion, to be verified on the samples.
 *
 * Two recordings that have one word in common are laid over each other so that it coincides; the share of bits that differ
 * where both are active tells copies (0 to about 0.3) from others (0.5, and less by chance for the best of many places).
 */

import { WORD_BITS } from "./audio-words.ts";

/** A place at which two recordings look like one. */
export interface SharedWords {
  /** Places of the two in the list, the earlier first. */
  readonly pair: readonly [number, number];
  /** Words by which the first runs ahead: word n of the second coincides with word n + offset of the first. */
  readonly offset: number;
  /** Share of bits that differ, 0 to 1. */
  readonly errorRate: number;
  /** Words that were compared. */
  readonly count: number;
}

/** Suggested is what differs in fewer bits than chance lets the best of many places differ. */
const MOST_ERRORS = 0.36;
/** 0.3 s: shorter stretches of different recordings are alike too often. */
const LEAST_WORDS = 19;
/** Words of more places than this are too common to look for; copies have others. */
const COMMON_PLACES = 200;

/** All pairs that may share sound, each at its best place. @param words  Of each recording. [N] */
export function sharedWords(words: readonly Uint32Array[]): SharedWords[] {
  const index = new WordIndex(words);
  return words.flatMap((own, first) => [...bestPlaces(words, own, first, index).values()]);
}

function bestPlaces(
  words: readonly Uint32Array[],
  own: Uint32Array,
  first: number,
  index: WordIndex,
): Map<number, SharedWords> {
  const best = new Map<number, SharedWords>();
  const tried = new Set<number>();
  const span = 2 ** 22;
  for (let place = 0; place < own.length; place++) {
    // A word that stays is looked up once.
    if (own[place] === 0 || own[place] === own[place - 1]) continue;
    index.visitNear(own[place], (second, otherPlace) => {
      if (second <= first) return;
      const offset = place - otherPlace;
      const key = second * span + offset + span / 2;
      if (tried.has(key)) return;
      tried.add(key);
      const found = compared(words, [first, second], offset);
      if (found && found.errorRate < (best.get(second)?.errorRate ?? MOST_ERRORS)) best.set(second, found);
    });
  }
  return best;
}

/** The two laid over each other; undefined where they have too little in common in time. */
function compared(
  words: readonly Uint32Array[],
  pair: readonly [number, number],
  offset: number,
): SharedWords | undefined {
  const [a, b] = [words[pair[0]], words[pair[1]]];
  let [errors, count] = [0, 0];
  const end = Math.min(b.length, a.length - offset);
  for (let n = Math.max(0, -offset); n < end; n++) {
    if (a[n + offset] === 0 || b[n] === 0) continue;
    errors += ones(a[n + offset] ^ b[n]);
    count++;
  }
  return count < LEAST_WORDS ? undefined : { pair, offset, errorRate: errors / (WORD_BITS * count), count };
}

/** Number of bits that are 1. */
function ones(word: number): number {
  let sum = word - ((word >>> 1) & 0x55555555);
  sum = (sum & 0x33333333) + ((sum >>> 2) & 0x33333333);
  return Math.imul((sum + (sum >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** Where each word stands: places in the order of buckets, which a hash of the word chooses. */
class WordIndex {
  readonly #words: readonly Uint32Array[];
  readonly #bucketBits: number;
  /** First place of each bucket in the lists, and the end. */
  readonly #starts: Uint32Array;
  readonly #recordings: Uint32Array;
  readonly #places: Uint32Array;

  constructor(words: readonly Uint32Array[]) {
    this.#words = words;
    const total = words.reduce((sum, { length }) => sum + length, 0);
    this.#bucketBits = Math.max(8, Math.ceil(Math.log2(total + 1)));
    this.#starts = new Uint32Array(2 ** this.#bucketBits + 1);
    this.#recordings = new Uint32Array(total);
    this.#places = new Uint32Array(total);
    this.#fill();
  }

  #fill(): void {
    this.#eachWord((bucket) => this.#starts[bucket + 1]++);
    for (let bucket = 1; bucket < this.#starts.length; bucket++) this.#starts[bucket] += this.#starts[bucket - 1];
    const next = this.#starts.slice();
    this.#eachWord((bucket, recording, place) => {
      const at = next[bucket]++;
      this.#recordings[at] = recording;
      this.#places[at] = place;
    });
  }

  #eachWord(visit: (bucket: number, recording: number, place: number) => void): void {
    this.#words.forEach((own, recording) => {
      for (let place = 0; place < own.length; place++)
        if (own[place] !== 0 && own[place] !== own[place - 1]) visit(this.#bucketOf(own[place]), recording, place);
    });
  }

  /** All places of a word, and of those that differ from it in one bit. */
  visitNear(word: number, visit: (recording: number, place: number) => void): void {
    this.#visit(word, visit);
    for (let bit = 0; bit < WORD_BITS; bit++) this.#visit((word ^ (1 << bit)) >>> 0, visit);
  }

  #visit(word: number, visit: (recording: number, place: number) => void): void {
    const bucket = this.#bucketOf(word);
    const [start, end] = [this.#starts[bucket], this.#starts[bucket + 1]];
    if (end - start > COMMON_PLACES) return;
    for (let at = start; at < end; at++) {
      const [recording, place] = [this.#recordings[at], this.#places[at]];
      if (this.#words[recording][place] === word) visit(recording, place);
    }
  }

  #bucketOf(word: number): number {
    return Math.imul(word, 0x9e3779b1) >>> (32 - this.#bucketBits);
  }
}
