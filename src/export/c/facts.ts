/**
 * What a header and a README say of an export, a name and a sentence each.
 */

import { commentText, wrapped } from "./c-text.ts";

/** A line of the header's comment: what it is about, and what there is to say. */
export interface Fact {
  /** Up to 12 letters. */
  readonly name: string;
  readonly text: string;
}

const NAME_WIDTH = 14;
const TEXT_WIDTH = 84;

/** Facts as lines of a comment, their texts below each other. */
export function factLines(facts: readonly Fact[]): string {
  return facts
    .flatMap(({ name, text }) =>
      wrapped(commentText(text), TEXT_WIDTH).map((line, i) => ` * ${(i === 0 ? name : "").padEnd(NAME_WIDTH)}${line}`),
    )
    .join("\n");
}

/** Facts as rows of a table in Markdown. */
export function factRows(facts: readonly Fact[]): string {
  return facts.map(({ name, text }) => `| ${name} | ${commentText(text).replaceAll("|", "\\|")} |`).join("\n");
}
