/**
 * Classes as constants of C.
 */

import { commentText } from "./c-text.ts";

/** "#define §§CLASS_COLD 1" for each class; names that are no identifiers, or not the only ones, get their number. */
export function classConstants(classes: readonly string[]): string {
  const words = classes.map((name) =>
    name
      .toUpperCase()
      .replace(/[^A-Z0-9]+/g, "_")
      .replace(/^_+|_+$/g, ""),
  );
  return classes
    .map((name, place) => {
      const word = words[place];
      const isOwn = word !== "" && words.filter((other) => other === word).length === 1;
      const comment = word === name.toUpperCase() ? "" : ` /* ${commentText(name)} */`;
      return `#define §§CLASS_${isOwn ? word : place} ${place}${comment}`;
    })
    .join("\n");
}
