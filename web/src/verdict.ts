/**
 * A network's answer in words that promise no more than there is.
 *
 *   margin = largest probability − second largest
 *
 * The network's probabilities are not calibrated, so the words say which class it names and how far the next one is, not
 * how likely it is to be right.
 */

import type { SoundCheck } from "coldpress/audio";
import { type Language, numberText, type Saying } from "./language.ts";
import type { Answer } from "./messages.ts";

/** Below this margin it has not decided. */
const UNDECIDED_BELOW = 0.1;
/** Below this it leans. */
const LEANS_BELOW = 0.4;

/** The words for some probabilities. @param probabilities  [C] */
export function verdictOf(probabilities: Float32Array, classes: readonly string[]): Saying {
  const order = Array.from(probabilities.keys()).sort((a, b) => probabilities[b] - probabilities[a] || a - b);
  const [first = 0, second] = order;
  const gaps = { first: classes[first], second: classes[second ?? first] };
  if (second === undefined) return ["onlyClass", gaps];
  const margin = probabilities[first] - probabilities[second];
  if (margin < UNDECIDED_BELOW) return ["undecided", gaps];
  return [margin < LEANS_BELOW ? "leans" : "takes", gaps];
}

/** What speaks against a recording, each with its number. */
export function doubtSayings(language: Language, { check }: Pick<Answer, "check">): Saying[] {
  const { durationSeconds, loudDb, floorDb, clippedShare } = check;
  const sayings: Readonly<Record<SoundCheck["doubts"][number], Saying>> = {
    silent: ["silent"],
    short: ["doubtShort", { seconds: numberText(language, durationSeconds, 1) }],
    quiet: ["doubtQuiet", { level: numberText(language, loudDb) }],
    clipped: ["doubtClipped", { share: numberText(language, 100 * clippedShare, 2) }],
    noisy: ["doubtNoisy", { distance: numberText(language, loudDb - floorDb) }],
  };
  return check.doubts.map((doubt) => sayings[doubt]);
}
