/**
 * The words of the command line as values. A word that does not fit is refused with what was found and what is expected;
 * commander puts the option's name in front.
 */

import { InvalidArgumentError } from "commander";
import { FEWEST_SEEDS } from "../../evaluation/over-seeds.ts";
import { ACTIVATION_KINDS, type Activation, namedActivation } from "../../network/activation.ts";
import { MODEL_NAMES, type ModelName } from "../../network/architecture.ts";

/** A parser of whole numbers from a least one on. */
export function wholeNumber(least: number): (word: string) => number {
  return (word) => {
    const value = Number(word);
    if (word.trim() === "" || !Number.isSafeInteger(value) || value < least)
      throw new InvalidArgumentError(`expected a whole number of at least ${least}.`);
    return value;
  };
}

/** How many seeds: 1, or enough to show how seeds differ. */
export function seedCount(word: string): number {
  const count = wholeNumber(1)(word);
  if (count > 1 && count < FEWEST_SEEDS)
    throw new InvalidArgumentError(
      `${count} seeds do not show how seeds differ: expected 1, or ${FEWEST_SEEDS} and more.`,
    );
  return count;
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

/** A number above 0 and below 1. */
export function strictShare(word: string): number {
  const value = Number(word);
  if (!(value > 0 && value < 1)) throw new InvalidArgumentError("expected a number above 0 and below 1.");
  return value;
}

/** A difference of two shares: above −1 and below 1. */
export function difference(word: string): number {
  const value = Number(word);
  if (word.trim() === "" || !(value > -1 && value < 1))
    throw new InvalidArgumentError("expected a number above -1 and below 1.");
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

/** Comma-separated names as they are. */
export function nameList(word: string): string[] {
  return word.split(",").map((name) => name.trim());
}

/** A parser that says which words it knows: shells complete them. */
interface WordParser<Value> {
  (word: string): Value;
  readonly words: readonly string[];
}

/** The words that a parser knows; undefined where it takes others, too. */
export function wordsOf(parser: unknown): readonly string[] | undefined {
  return typeof parser === "function" && "words" in parser ? (parser as WordParser<unknown>).words : undefined;
}

/** A parser of one of some words. */
export function choice<Word extends string>(words: readonly Word[]): WordParser<Word> {
  const parse = (word: string) => {
    if (!words.includes(word as Word)) throw new InvalidArgumentError(`expected one of ${words.join(", ")}.`);
    return word as Word;
  };
  return Object.assign(parse, { words });
}

/** One of the paper's models. */
export const modelName: WordParser<ModelName> = Object.assign(
  (word: string) => choice(MODEL_NAMES)(word.toUpperCase()),
  { words: MODEL_NAMES },
);

/** The activation of all hidden layers. */
export const activationWord: WordParser<Activation> = Object.assign(
  (word: string) => {
    const activation = namedActivation(word);
    if (activation) return activation;
    throw new InvalidArgumentError(`expected one of ${ACTIVATION_KINDS.join(", ")} (leaky-relu:0.2 with its slope).`);
  },
  { words: ACTIVATION_KINDS },
);

/** Comma-separated models of the paper, each once. */
export const modelNames: WordParser<ModelName[]> = Object.assign(
  (word: string) => [...new Set(word.split(",").map((name) => modelName(name.trim())))],
  { words: MODEL_NAMES },
);

/** A parser of comma-separated words out of some, each once. */
export function choices<Word extends string>(words: readonly Word[]): WordParser<Word[]> {
  const parse = choice(words);
  const parseAll = (word: string) => [...new Set(word.split(",").map((part) => parse(part.trim())))];
  return Object.assign(parseAll, { words });
}

/** Comma-separated bits of a codebook's index, 1 to 8, each once. */
export function bitCounts(word: string): number[] {
  const bits = [...new Set(word.split(",").map(wholeNumber(1)))];
  if (bits.some((count) => count > 8)) throw new InvalidArgumentError("expected whole numbers from 1 to 8.");
  return bits;
}

/** Instructions of a count such as 5M, 750k, 2.5M or 5000000. */
export function instructionCount(word: string): number {
  const [, digits, prefix = ""] = /^(\d+(?:\.\d+)?)([kMG])?$/.exec(word.trim()) ?? [];
  const count = Math.floor(Number(digits) * 1000 ** ["", "k", "M", "G"].indexOf(prefix));
  if (!(count >= 1)) throw new InvalidArgumentError("expected a count of instructions such as 5M, 750k or 5000000.");
  return count;
}

/** Bytes of a size such as 144KB, 28KiB, 1.5MB or 20000. */
export function byteSize(word: string): number {
  const [, digits, prefix = "", binary] = /^(\d+(?:\.\d+)?) ?(?:([kM])?(i)?B)?$/i.exec(word.trim()) ?? [];
  const power = ["", "k", "m"].indexOf(prefix.toLowerCase());
  const bytes = Math.floor(Number(digits) * (binary ? 1024 : 1000) ** power);
  if (!(bytes >= 1)) throw new InvalidArgumentError("expected a size such as 144KB, 28KiB or 20000.");
  return bytes;
}
