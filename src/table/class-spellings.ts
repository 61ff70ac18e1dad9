/**
 * One class in several spellings: "Healthy", "healthy" and "healthy " are what people type into one column.
 *
 * Blanks decide nothing, so words that differ in them alone are one class. Letter case may mean something in codes of one
 * or two letters ("a" and "A"), which are kept apart; words of three letters and more that differ in case alone are one
 * class, called by its most frequent spelling. So are whole numbers with and without decimals ("1", "1.0"), as pandas writes a
 * column with and without gaps. Classes that a file declares are what they are. All of it is said.
 */

import { type Finding, warning } from "../core/finding.ts";
import { groupedBy } from "../core/grouped-by.ts";

/** Shorter words may be codes whose letter case counts. */
const SHORTEST_WORD = 3;

/** Which words mean the same class. */
export interface ClassSpellings {
  /** The class of each spelling that is not the class's own. */
  readonly classOf: ReadonlyMap<string, string>;
  readonly findings: readonly Finding[];
}

/**
 * The classes that spellings stand for.
 *
 * @param counts    How often each spelling is found.
 * @param declared  Classes that are declared, and never merged with each other.
 */
export function classSpellings(
  counts: ReadonlyMap<string, number>,
  declared: ReadonlySet<string> = new Set(),
): ClassSpellings {
  const alike = groupedBy(counts.keys(), spellingKey);
  const classOf = new Map<string, string>();
  const findings: Finding[] = [];
  for (const [key, words] of alike) {
    const groups = key.length >= SHORTEST_WORD ? [words] : [...groupedBy(words, asCompared).values()];
    for (const group of groups) {
      const name = nameOf(group, counts, declared);
      for (const word of group) if (word !== name && !declared.has(word)) classOf.set(word, name);
    }
    const kept = new Set(words.map((word) => classOf.get(word) ?? word));
    if (words.length > 1) findings.push(spellingFinding(words, [...kept], counts));
  }
  return { classOf, findings };
}

/** What spellings of one class have in common. */
function spellingKey(word: string): string {
  return asCompared(word).toLowerCase();
}

/** Whether two labels that differ are spellings of one class. */
export function isSameClass(a: string, b: string): boolean {
  const key = spellingKey(a);
  return a === b || asCompared(a) === asCompared(b) || (key.length >= SHORTEST_WORD && key === spellingKey(b));
}

/** The word without what decides nothing: blanks, and zeros behind the point of a whole number. */
function asCompared(word: string): string {
  return withoutBlanks(word).replace(/^([-+]?\d+)[.,]0+$/, "$1");
}

/** The word with blanks of any kind at its ends left out, others as one space. */
function withoutBlanks(word: string): string {
  return word
    .normalize("NFC")
    .replace(/(?:\s|\u200b|\u200c|\u200d|\ufeff)+/g, " ")
    .trim();
}

function nameOf(words: readonly string[], counts: ReadonlyMap<string, number>, declared: ReadonlySet<string>): string {
  const own = words.find((word) => declared.has(word));
  if (own !== undefined) return own;
  const count = (word: string) => counts.get(word) ?? 0;
  return withoutBlanks([...words].sort((a, b) => count(b) - count(a) || (a < b ? -1 : 1))[0]);
}

function spellingFinding(words: readonly string[], kept: readonly string[], counts: ReadonlyMap<string, number>) {
  const listed = words.map((word) => `"${word}" (${counts.get(word)})`).join(", ");
  const what =
    kept.length === 1
      ? `are taken as one class, "${kept[0]}"`
      : `are taken as ${kept.length} classes: if they are one, correct the labels`;
  const isInForms = new Set(words.map((word) => word.normalize("NFC"))).size < words.length;
  const areNumbers = words.every((word) => /^\s*[-+]?\d/.test(word));
  const how = areNumbers
    ? "blanks or zeros behind the point"
    : isInForms
      ? "letter case, blanks or the form of their accents"
      : "letter case or blanks";
  return warning("class-spelling", `The labels ${listed} differ only in ${how} and ${what}.`);
}
