/**
 * What a device spends on networks of a squeeze, in sentences.
 */

import { bytesText, millionsText } from "../core/number-text.ts";
import { budgetText, excess, type Spending } from "../device/budget.ts";
import type { CandidateResult, SqueezeResult } from "../squeeze/squeeze-result.ts";

/** Why nothing was chosen, and what would have to change. */
export function nothingFound({ targetBytes, budget, candidates }: SqueezeResult): string {
  const size = targetBytes === null ? [] : [`at most ${targetBytes} bytes`];
  if (!budget) return `No network of ${size.join()} was found; ask for a larger size.`;
  const prices = candidates.flatMap(({ price }) => (price ? [price] : []));
  const nearest = [...prices].sort((a, b) => excess(a, budget) - excess(b, budget))[0];
  const found = nearest ? `; the one nearest to it takes ${spendingText(nearest)}` : "";
  return `No network within ${[...size, budgetText(budget)].join(" and ")} was found${found}; ask for more.`;
}

/** What the choice takes of a device; nothing where no device is meant. */
export function priceSentence({ budget }: SqueezeResult, { price }: CandidateResult): string {
  if (!budget || !price) return "";
  const sound = price.mode === "stream" ? "sound of any length" : `windows of ${price.seconds} seconds`;
  return (
    ` A Cortex-M4F is estimated to spend ${spendingText(price)} on it, ${millionsText(price.instructionsAfterLastSample)} ` +
    `instructions of it after the last sample, for ${sound}; allowed: ${budgetText(budget)}.`
  );
}

/** The most that a choice of a fold takes; nothing where no device is meant. */
export function spendingSentence(procedure: SqueezeResult["procedure"]): string {
  const prices = (procedure?.folds ?? []).flatMap(({ price }) => (price ? [price] : []));
  if (prices.length === 0) return "";
  const most = (of: (price: (typeof prices)[number]) => number) => Math.max(...prices.map(of));
  const spending = {
    instructionsPerSecond: most((price) => price.instructionsPerSecond),
    ramBytes: most((price) => price.ramBytes),
    flashBytes: most((price) => price.flashBytes),
  };
  return ` No fold's network is estimated to take more than ${spendingText(spending)}.`;
}

function spendingText({ instructionsPerSecond, ramBytes, flashBytes }: Spending): string {
  return `${millionsText(instructionsPerSecond)} instructions per second of sound, ${bytesText(ramBytes)} of RAM and ${bytesText(flashBytes)} of flash`;
}
