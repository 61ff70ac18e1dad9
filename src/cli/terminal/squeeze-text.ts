/**
 * What a squeeze found, for a terminal: the front, the choice, and the verdict of test.
 */

import { countText, kibibytesText, millionsText, shareText, signedText } from "../../core/number-text.ts";
import { squeezePerSpeaker } from "../../report/per-speaker-text.ts";
import { squeezeVerdict } from "../../report/squeeze-verdict.ts";
import { front } from "../../squeeze/front.ts";
import type { CandidateResult, SqueezeResult } from "../../squeeze/squeeze-result.ts";
import { stdoutColors as pc } from "./colors.ts";
import { columnsText } from "./table-text.ts";

const COLUMNS = ["", "network", "KiB", "times smaller", "survivors", "inputs", "hidden", "devel UAR", "drop at most"];
const BUDGET_COLUMNS = ["instructions/s", "RAM, KiB", "flash, KiB"];

/** The text. */
export function squeezeText(result: SqueezeResult): string {
  const { sentence, others, caveats } = squeezeVerdict(result);
  return [
    pc.bold(`The front: networks that no smaller ${result.budget ? "or cheaper " : ""}one beats on devel`),
    columnsText(result.budget ? [...COLUMNS, ...BUDGET_COLUMNS] : COLUMNS, [
      originalRow(result),
      ...front(result).map((candidate) => candidateRow(candidate, result)),
    ]),
    "",
    pc.bold(sentence),
    ...others,
    ...squeezePerSpeaker(result),
    ...lookLine(result),
    ...caveats.map((caveat) => `${pc.yellow("caveat")} ${caveat}`),
    "For research; not a medical device.",
  ].join("\n");
}

/** Which test set was asked, and how often. */
function lookLine({ test }: SqueezeResult): string[] {
  if (!test) return [];
  return [`Question ${test.look.number} to the test set ${test.look.test.slice(0, 12)} in this folder.`];
}

function originalRow({ original }: SqueezeResult): string[] {
  const { zipBytes, weights, devel } = original;
  return [
    "",
    "original, zipped",
    kibibytesText(zipBytes),
    "1",
    countText(weights),
    "",
    "",
    shareText(devel.uar.estimate),
    "",
  ];
}

function candidateRow(
  candidate: CandidateResult,
  { original, choice, criticalValue, budget }: SqueezeResult,
): string[] {
  const { name, bytes, survivors, inputs, hidden, develUar, drop } = candidate;
  return [
    name === choice?.name ? "->" : "",
    name,
    kibibytesText(bytes),
    countText(Math.floor(original.zipBytes / bytes)),
    countText(survivors),
    countText(inputs),
    hidden.join("-") || "none",
    shareText(develUar),
    criticalValue === null ? "open" : signedText(drop.upper),
    ...(budget ? priceCells(candidate) : []),
  ];
}

function priceCells({ price }: CandidateResult): string[] {
  if (!price) return [];
  return [millionsText(price.instructionsPerSecond), kibibytesText(price.ramBytes), kibibytesText(price.flashBytes)];
}
