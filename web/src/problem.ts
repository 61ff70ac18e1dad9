/**
 * What a person can do something about, as a sentence of the page: thrown where it is found, shown where the person looks.
 */

import type { Gaps, Saying, TextName } from "./language.ts";

export class Problem extends Error {
  readonly saying: Saying;

  constructor(name: TextName, gaps: Gaps = {}) {
    super(name);
    this.saying = [name, gaps];
  }
}

/** The sentence for whatever was thrown; what is no `Problem` is a mistake of the page, and the sentence says so. */
export function sayingOf(thrown: unknown): Saying {
  return thrown instanceof Problem ? thrown.saying : ["broken", { reason: reasonOf(thrown) }];
}

/** The words of whatever was thrown, without its stack. */
export function reasonOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
