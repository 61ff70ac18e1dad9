/**
 * The words of the command line as values. A word that does not fit is refused with what was found and what is expected;
 * commander puts the option's name in front.
 */

import { InvalidArgumentError } from "commander";
import { MODEL_NAMES, type ModelName } from "../network/architecture.ts";

/** A parser of whole numbers from a least one on. */
export function wholeNumber(least: number): (word: string) => number {
  return (word) => {
    const value = Number(word);
    if (word.trim() === "" || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number of at least ${least}.`);
    return value;
  };
}

/** A number above 0. */
export function positiveNumber(word: string): number {
  const value = Number(word);
  if (!(value > 0) || !Number.isFinite(value)) throw new InvalidArgumentError("expected a number above 0.");
  return value;
}

/** A number from 0 to below 1. */
export function share(word: string): number {
  const value = Number(word);
  if (word.trim() === "" || !(value >= 0 && value < 1))
    throw new InvalidArgumentError("expected a number from 0 to below 1.");
  return value;
}

/** A number from 0 to 1. */
export function shareOrAll(word: string): number {
  const value = Number(word);
  if (word.trim() === "" || !(value >= 0 && value <= 1))
    throw new InvalidArgumentError("expected a number from 0 to 1.");
  return value;
}

/** Comma-separated whole numbers of at least 1. */
export function integerList(word: string): number[] {
  return word.split(",").map(wholeNumber(1));
}

/** A parser of one of some words. */
export function choice<Word extends string>(words: readonly Word[]): (word: string) => Word {
  return (word) => {
    if (!words.includes(word as Word)) throw new InvalidArgumentError(`expected one of ${words.join(", ")}.`);
    return word as Word;
  };
}

/** One of the paper's models. */
export function modelName(word: string): ModelName {
  return choice(MODEL_NAMES)(word.toUpperCase());
}

/** Comma-separated models of the paper, each once. */
export function modelNames(word: string): ModelName[] {
  return [...new Set(word.split(",").map((name) => modelName(name.trim())))];
}
