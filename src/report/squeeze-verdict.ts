/**
 * What a squeeze shows, in sentences: which network, how much smaller, whether it is shown to be as good, by what; and
 * where a network of another family does as well.
 */

import {
  bytesText,
  counted,
  countText,
  intervalText,
  kibibytesText,
  pValueText,
  shareText,
  signedIntervalText,
  signedText,
} from "../core/number-text.ts";
import { CHANCE_LEVEL } from "../evaluation/chance-level.ts";
import { FEWEST_SPEAKERS_OF_CLASS } from "../evaluation/estimate.ts";
import {
  type CandidateResult,
  judgedSize,
  type ProcedureResult,
  type SqueezeResult,
  type TestedNetwork,
  testedNetwork,
} from "../squeeze/squeeze-result.ts";
import { conclusion, conclusionForThese } from "./conclusion.ts";
import { dataFaults, faultPrefix } from "./data-faults.ts";
import { nothingFound, priceSentence, spendingSentence } from "./device-text.ts";
import { powerSentence } from "./power-text.ts";
import { insteadOfComparing } from "./squeeze-answer.ts";

/** What a squeeze has shown, in sentences. */
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

/** The verdict on a squeeze. */
export function squeezeVerdict(result: SqueezeResult): SqueezeVerdict {
  const { choice, familyChoices } = result;
  // Devel decides, so that what touches devel alone touches the choice.
  const faults = dataFaults(result.findings ?? [], { usesDevel: true });
  if (!choice)
    return {
      sentence: nothingFound(result),
      others: [],
      caveats: [...faults.sentences, ...searchCaveats(result)],
    };
  const others = familyChoices.filter(({ name }) => name !== choice.name);
  return {
    sentence: `${result.synthetic ? "[Synthetic data] " : ""}${faultPrefix(faults)}${procedureSentence(result)}Chosen: ${networkSentence(result, choice.name)} ${basisSentence(result)}`,
    others: others.map(({ name }) => `Beside it: ${networkSentence(result, name)}`),
    caveats: [
      ...faults.sentences,
      ...chanceCaveat(result),
      ...winnerCaveats(result),
      ...powerCaveat(result),
      ...searchCaveats(result),
    ],
  };
}

/** What folds of cross-validation, or seeds, say of the procedure; nothing where the network itself was tested. */
function procedureSentence({ procedure, seeds, test, choice, original }: SqueezeResult): string {
  const tested = testedNetwork({ test }, choice?.name);
  if (!(procedure || seeds) || !test || !tested) return "";
  const { median, smallest, largest } = (seeds ?? (procedure as ProcedureResult)).bytes;
  const times = countText(Math.floor(original.zipBytes / median));
  const repeats = [
    ...(seeds ? [`with ${seeds.choices.length} seeds, each choosing for itself`] : []),
    ...(procedure ? [`in ${procedure.folds.length} folds of cross-validation`] : []),
  ];
  const kept = procedure
    ? "not to the file that is kept, which was made of all recordings and has no test of its own. "
    : "not to the file that is kept, which is the first seed's. ";
  return (
    `The procedure, ${repeats.join(", ")}: networks of ${bytesText(median)} (${bytesText(smallest)} to ` +
    `${bytesText(largest)}), ${times} times smaller. ${testSentence(tested, test.original.uar.estimate)}${linearSentence(procedure)}${spendingSentence(procedure)} These figures belong to the ` +
    `procedure, ${kept}`
  );
}

/** What a budget costs beside the linear classifier of all features; nothing where no device is meant. */
function linearSentence(procedure: SqueezeResult["procedure"]): string {
  if (!procedure?.linear) return "";
  const { evaluation, uarDrop } = procedure.linear;
  const interval = { low: -uarDrop.interval.high, high: -uarDrop.interval.low };
  return (
    ` The linear classifier of all features: UAR ${shareText(evaluation.uar.estimate)}, difference of the choices from it ` +
    `${signedText(-uarDrop.estimate)} ${signedIntervalText(interval)}.`
  );
}

function networkSentence(result: SqueezeResult, name: string): string {
  const candidate = candidateNamed(result, name);
  const ratio = countText(Math.floor(result.original.zipBytes / candidate.bytes));
  const tested = testedNetwork(result, name);
  const isProcedures = (result.procedure || result.seeds) && name === result.choice?.name;
  return (
    `${name} (${FAMILY_NOUNS[candidate.family]}), ${kibibytesText(candidate.bytes)} KiB, ${ratio} times smaller than the ` +
    `original's zip.${name === result.choice?.name ? priceSentence(result, candidate) : ""}${tested && result.test && !isProcedures ? ` ${testedText(result, candidate, tested, result.test)}` : ""}`
  );
}

/** Of one network, or in folds of those that the folds took of its family. */
function testedText(
  result: SqueezeResult,
  candidate: CandidateResult,
  tested: TestedNetwork,
  { original }: NonNullable<SqueezeResult["test"]>,
): string {
  const sentence = testSentence(tested, original.uar.estimate);
  return result.procedure
    ? `The folds' networks of this family (median ${bytesText(judgedSize(result, candidate).median)}): ${sentence}`
    : sentence;
}

/** The choice is judged; of the others test gives an estimate. */
function testSentence({ evaluation, uarDrop, comparison, overRecordings }: TestedNetwork, original: number): string {
  const interval = { low: -uarDrop.interval.high, high: -uarDrop.interval.low };
  const figures =
    `On test: UAR ${shareText(evaluation.uar.estimate)}, original ${shareText(original)}, difference ` +
    `${signedText(-uarDrop.estimate)} ${signedIntervalText(interval)}`;
  if (!comparison) return `${figures}: an estimate; the one question to test was the choice.`;
  const these = overRecordings ? `; ${conclusionForThese(overRecordings, uarDrop.unitCount)}` : "";
  return `${figures}; ${conclusion(comparison)}${these}.`;
}

/**
 * Why this one was taken. The shares are those of simulated searches of eight networks whose drop rises evenly to 0.16: of what
 * was taken by its estimate 67 to 77 % truly lost more than the margin of 0.02 (docs/statistics.md).
 */
function basisSentence(result: SqueezeResult): string {
  const { choice, margin, candidates, unitCount, unit } = result;
  const of = `${candidates.length} networks on ${counted(unitCount, unit)} of devel`;
  switch (choice?.basis) {
    case "shown":
      return `Devel shows it to be not inferior by ${margin}, with a bound that holds for the whole search of ${of}.`;
    case "estimated":
      return (
        `Devel does not show it of any (${of}): it is where the estimated drop was last within ${margin}. In simulated ` +
        "searches about 7 in 10 of such choices truly lost more than the margin, on average twice to three times as much."
      );
    default:
      return `It is the best ${result.budget ? "within the budget" : "of its size"} on devel (${of}); not inferior by ${margin} is not shown there.`;
  }
}

/** Where the original is not shown to be better than chance: what to do instead of comparing. */
function chanceCaveat({ original, test, choice }: SqueezeResult): string[] {
  const { uar, chance } = test?.original ?? original.devel;
  if (chance.pValue <= CHANCE_LEVEL) return [];
  const tested = testedNetwork({ test }, choice?.name);
  return [
    `The original is not shown to be better than chance on ${test ? "test" : "devel"} (UAR ${shareText(uar.estimate)} ` +
      `${intervalText(uar.interval)}, p ${pValueText(chance.pValue)}), so being as good as it means little.` +
      (tested
        ? ` ${insteadOfComparing(tested)}`
        : " Instead of comparing: check labels and recordings, train longer, and collect more speakers."),
  ];
}

/** Says so where a simpler network has at least the choice's UAR on devel. */
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
        `${capitalized(FAMILY_NOUNS[family])} has at least its UAR on devel: ${name}, ${kibibytesText(bytes)} KiB, ` +
        `${shareText(develUar)} against ${shareText(chosen.develUar)}; which of them is better was not tested.`,
    );
}

function searchCaveats(result: SqueezeResult): string[] {
  const { unit, complete } = result;
  return [
    ...fewSpeakersCaveat(result),
    ...(unit === "recording"
      ? ["No speakers are known: bounds are over recordings, as if each were another person's."]
      : []),
    ...(complete ? [] : ["Time was up before the search was complete: smaller networks may be as good."]),
    ...looksCaveat(result),
  ];
}

/** How many speakers would tell, where test does not. */
function powerCaveat({ test, choice }: SqueezeResult): string[] {
  const tested = testedNetwork({ test }, choice?.name);
  const sentence = tested?.comparison ? powerSentence(tested.evaluation, tested.comparison) : null;
  return sentence === null ? [] : [sentence];
}

/** Without a bound nothing can be shown on devel. */
function fewSpeakersCaveat({ criticalValue, unit, unitCount, fewestUnits, procedure }: SqueezeResult): string[] {
  if (criticalValue !== null || procedure) return [];
  const few =
    fewestUnits < FEWEST_SPEAKERS_OF_CLASS
      ? `Devel has a class with a single ${unit}`
      : `Devel has ${counted(unitCount, unit)}`;
  return [`${few}: too few for a verdict on a search. Cross-validate instead, so that each ${unit} is tested once.`];
}

function looksCaveat({ test }: SqueezeResult): string[] {
  if (!test || test.look.number === 1) return [];
  return [
    `This is question ${test.look.number} that test was asked in this folder: the first answer is the one that counts, as one ` +
      "of several is good by chance more often.",
  ];
}

function candidateNamed({ candidates }: SqueezeResult, name: string): CandidateResult {
  const found = candidates.find((candidate) => candidate.name === name);
  if (!found) throw new RangeError(`squeezeVerdict: there is no candidate ${name}`);
  return found;
}

function capitalized(words: string): string {
  return words.charAt(0).toUpperCase() + words.slice(1);
}
