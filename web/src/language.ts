/**
 * Sentences and numbers in the reader's language.
 */

import { TEXTS } from "./texts.ts";

/** In the order of the texts. */
export const LANGUAGES = ["en", "de"] as const;

export type Language = (typeof LANGUAGES)[number];

export type TextName = keyof typeof TEXTS;

/** What fills the gaps of a sentence. */
export type Gaps = Readonly<Record<string, string | number>>;

/** A sentence in no language yet. */
export type Saying = readonly [name: TextName, gaps?: Gaps];

/** A sentence in a language. */
export function sentence(language: Language, name: TextName, gaps: Gaps = {}): string {
  const text: string = TEXTS[name][LANGUAGES.indexOf(language)];
  return text.replace(/\{(\w+)\}/g, (gap, key: string) => String(gaps[key] ?? gap));
}

/** The first of the reader's languages that the page speaks; else English. */
export function languageOf(wanted: readonly string[]): Language {
  const isSpoken = (code: string): code is Language => LANGUAGES.some((language) => language === code);
  return wanted.map((tag) => tag.slice(0, 2).toLowerCase()).find(isSpoken) ?? "en";
}

/** A number with so many digits after the point, in a language's way. */
export function numberText(language: Language, value: number, digits = 0): string {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
