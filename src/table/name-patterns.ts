/**
 * Columns as users name them: in full, or by a pattern in which `*` stands for any characters.
 *
 * Only `*` is special: names of features hold brackets, dots and hyphens.
 */

import { UserError } from "../core/errors.ts";

/** Names that an error shows. */
const SHOWN_NAMES = 5;

/** Whether a text names several columns. */
export function isNamePattern(text: string): boolean {
  return text.includes("*");
}

/** Whether a column's name is the text, or fits it as a pattern. */
export function matchesName(name: string, text: string): boolean {
  if (!isNamePattern(text)) return name === text;
  const [start = "", ...others] = text.split("*");
  const end = others.pop() ?? "";
  if (name.length < start.length + end.length || !name.startsWith(start) || !name.endsWith(end)) return false;
  let at = start.length;
  for (const part of others) {
    const found = name.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return at <= name.length - end.length;
}

/** The error for a name that no column has, with the columns that there are, similar ones first. */
export function missingName(file: string, names: readonly string[], name: string, option: string): UserError {
  const lower = name.toLowerCase().replaceAll("*", "");
  const similar = names.filter(
    (own) => own !== "" && (own.toLowerCase().includes(lower) || lower.includes(own.toLowerCase())),
  );
  const others = names.filter((own) => !similar.includes(own));
  const shown = [...similar, ...others].slice(0, SHOWN_NAMES).join(", ");
  const rest = names.length > SHOWN_NAMES ? `, ... (${names.length})` : "";
  return new UserError(
    `${file}: there is no column "${name}", which was given as ${option}; the columns are ${shown}${rest}`,
  );
}
