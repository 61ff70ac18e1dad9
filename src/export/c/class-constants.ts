/**
 * Classes as constants of C.
 */

import { commentText } from "./c-text.ts";

/** C tells names apart by 63 letters, of which a prefix of 24 and "_CLASS_" are not the class's. */
const MOST_LETTERS = 32;

/**
 * "#define §§CLASS_COLD 1" for each class. Names without a letter of C, or not the only ones of their kind, get their number; so do
 * those that are a number, which could be another's.
 */
export function classConstants(classes: readonly string[]): string {
  const words = classes.map((name) =>
    name
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, "_")
      .slice(0, MOST_LETTERS)
      .replace(/^_+|_+$/g, ""),
  );
  return classes
    .map((name, place) => {
      const word = words[place] ?? "";
      const isOwn = !/^\d*$/.test(word) && words.filter((other) => other === word).length === 1;
      const comment = isOwn && word === name.toUpperCase() ? "" : ` /* ${commentText(name)} */`;
      return `#define §§CLASS_${isOwn ? word : place} ${place}${comment}`;
    })
    .join("\n");
}
