/**
 * What a squeeze shows, in sentences: which network, how much smaller, whether it is shown to be as good, by what; and
 * where a network of another family does as well.
 */

import type { Comparison } from "../evaluation/compare.ts";
import type { Verdict } from "../evaluation/non-inferiority.ts";
import type { CandidateResult, SqueezeResult, TestedNetwork } from "../squeeze/squeeze-result.ts";
import { bytesText } from "./number-text.ts";

export interface SqueezeVerdict {
  readonly sentence: string;
  /** The other families' choices, one sentence each. */
  readonly others: readonly string[];
  /** What to know before believing it. */
  readonly caveats: readonly string[];
}

const FAMILY_NOUNS: Record<CandidateResult["family"], string> = {
  pruned: "the pruned original",
  narrow: "the narrowed original",
  small: "a network trained small",
  linear: "the linear classifier",
};

/** How a verdict reads. */
const VERDICT_WORDS: Record<Verdict, string> = {
  superior: "better than the original",
  equivalent: "as good as the original within the margin, in both directions",
  "non-inferior": "not worse than the original by the margin",
  inferior: "worse than the original by the margin",
  inconclusive: "not decided: too few recordings to tell",
};

/** The verdict on a squeeze. */
export function squeezeVerdict(result: SqueezeResult): SqueezeVerdict {
  const { choice, familyChoices, targetBytes } = result;
  if (!choice)
    return {
      sentence: `No network of at most ${targetBytes} bytes was found; ask for a larger size.`,
      others: [],
      caveats: searchCaveats(result),
    };
  const others = familyChoices.filter(({ name }) => name !== choice.name);
  return {
    sentence: `Chosen: ${networkSentence(result, choice.name)} ${basisSentence(result)}`,
    others: others.map(({ name }) => `Beside it: ${networkSentence(result, name)}`),
    caveats: [...winnerCaveats(result), ...searchCaveats(result)],
  };
}

function networkSentence(result: SqueezeResult, name: string): string {
  const candidate = candidateNamed(result, name);
  const ratio = Math.floor(result.original.zipBytes / candidate.bytes).toLocaleString("en-US");
  const tested = result.test?.networks.find((network) => network.name === name);
  return (
    `${name} (${FAMILY_NOUNS[candidate.family]}), ${(candidate.bytes / 1024).toFixed(1)} KiB, ${ratio} times smaller than the ` +
    `original's zip.${tested && result.test ? ` ${testSentence(tested, result.test.original.uar.estimate)}` : ""}`
  );
}

function testSentence({ evaluation, comparison, overRecordings }: TestedNetwork, original: number): string {
  const judged: Comparison = overRecordings ?? comparison;
  const { verdict, upper, margin } = judged.nonInferiority;
  return (
    `On test: UAR ${evaluation.uar.estimate.toFixed(3)}, original ${original.toFixed(3)}; ${VERDICT_WORDS[verdict]} ` +
    `(drop at most ${upper.toFixed(3)}, margin ${margin}${overRecordings ? `, over the recordings of ${comparison.uarDrop.unitCount} speakers only` : ""}).`
  );
}

function basisSentence({ choice, margin, candidates, unitCount, unit }: SqueezeResult): string {
  const of = `${candidates.length} networks on ${unitCount} ${unit}s of devel`;
  switch (choice?.basis) {
    case "shown":
      return `Devel shows it to be not inferior by ${margin}, with a bound that holds for the whole search of ${of}.`;
    case "estimated":
      return `Devel is too small to show it of any (${of}): it is where the estimated drop was last within ${margin}.`;
    default:
      return `It is the best of its size on devel (${of}); not inferior by ${margin} is not shown there.`;
  }
}

/** Says so where a simpler network is at least as good and no larger. */
export function winnerCaveats(result: SqueezeResult): string[] {
  const { choice, familyChoices } = result;
  if (!choice) return [];
  const chosen = candidateNamed(result, choice.name);
  if (chosen.family === "small" || chosen.family === "linear")
    return [
      `${capitalized(FAMILY_NOUNS[chosen.family])} wins: nothing of the original's weights was needed for ${bytesText(chosen.bytes)}.`,
    ];
  return familyChoices
    .map(({ name }) => candidateNamed(result, name))
    .filter(({ family, develUar }) => (family === "small" || family === "linear") && develUar >= chosen.develUar)
    .map(
      ({ name, family, develUar, bytes }) =>
        `${capitalized(FAMILY_NOUNS[family])} does as well on devel: ${name}, ${(bytes / 1024).toFixed(1)} KiB, UAR ${develUar.toFixed(3)} ` +
        `against ${chosen.develUar.toFixed(3)}.`,
    );
}

function searchCaveats({ unit, original, complete }: SqueezeResult): string[] {
  const { unitCount } = original.devel.uar;
  const caveats: string[] = [];
  if (unit === "recording")
    caveats.push(
      original.devel.uar.unit === "speaker"
        ? `Devel has ${unitCount} speakers: bounds are over recordings and hold for these speakers only.`
        : "No speakers are known: bounds are over recordings, as if each were another person's.",
    );
  if (!complete) caveats.push("Time was up before the search was complete: smaller networks may be as good.");
  return caveats;
}

function candidateNamed({ candidates }: SqueezeResult, name: string): CandidateResult {
  const found = candidates.find((candidate) => candidate.name === name);
  if (!found) throw new RangeError(`squeezeVerdict: there is no candidate ${name}`);
  return found;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
