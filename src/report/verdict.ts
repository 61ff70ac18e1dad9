/**
 * The answer in one sentence, in plain words with its numbers, and what has to be known before it is believed.
 *
 * The sentence is about the first model of the result, compressed most (fixed in advance: no picking of the best); the
 * other models get a sentence each. What makes the figures unusable (leakage, synthetic data) stands in the sentence
 * itself, so that it cannot be quoted without it.
 */

import {
  bytesText,
  intervalText,
  pValueText,
  ratioText,
  shareText,
  signedIntervalText,
  signedText,
} from "../core/number-text.ts";
import { CHANCE_LEVEL } from "../evaluation/chance-level.ts";
import type { Comparison } from "../evaluation/compare.ts";
import type { Verdict } from "../evaluation/non-inferiority.ts";
import type { ExperimentResult, ModelResult, VariantResult } from "../experiment/result.ts";
import { variantOf } from "../experiment/tables.ts";
import { conclusion } from "./conclusion.ts";
import { type DataFaults, dataFaults } from "./data-faults.ts";
import {
  capitalized,
  chanceUar,
  judged,
  judgedPartition,
  modelInSentence,
  modelsInSentence,
  modelTitle,
  mostCompressed,
  VARIANT_TITLES,
} from "./judged.ts";
import { powerSentence } from "./power-text.ts";
import { seedsSentence } from "./seeds-text.ts";
import { insteadOfComparing, squeezeAnswer } from "./squeeze-answer.ts";
import { winnerCaveats } from "./squeeze-verdict.ts";

/**
 * good      shown to be as good as the original within the margin, or better
 * bad       shown to be worse
 * open      these recordings do not tell
 * unusable  the figures do not mean what they seem to: leakage, or an original that is not better than chance
 */
type Tone = "good" | "bad" | "open" | "unusable";

/** What is to be said of one model. */
export interface ModelVerdict {
  readonly tone: Tone;
  /** The verdict in a few words. */
  readonly label: string;
  readonly sentence: string;
  /** What the squeeze answers; null where there is none, or test has no labels. */
  readonly squeezed: string | null;
}

/** What is to be said of a result: of its first model, and of the others. */
export interface ResultVerdict extends ModelVerdict {
  /** The other models, in order. */
  readonly others: readonly ModelVerdict[];
  /** What to know before believing it, most serious first. */
  readonly caveats: readonly string[];
}

/** The verdict on a result. */
export function resultVerdict(result: ExperimentResult): ResultVerdict {
  const verdicts = result.models.flatMap((model) => modelVerdict(result, model));
  const [first, ...others] = verdicts;
  if (!first)
    return {
      tone: "open",
      label: "Nothing to compare",
      sentence: "No network was compressed in this run.",
      squeezed: null,
      others: [],
      caveats: [],
    };
  return { ...first, others, caveats: caveats(result) };
}

function modelVerdict(result: ExperimentResult, model: ModelResult): ModelVerdict[] {
  const original = variantOf(model, "original");
  const compressed = mostCompressed(model);
  if (!original || !compressed?.comparison) return [];
  const before = judged(original).uar;
  const after = judged(compressed).uar;
  const { uarDrop } = compressed.comparison;
  const difference = `${signedText(-uarDrop.estimate)} ${signedIntervalText(negated(uarDrop.interval))}`;
  const title = `${VARIANT_TITLES[compressed.name]}, ${modelInSentence(model)}`;
  const outcome = isAtChance(original)
    ? "the original is not shown to be better than chance, so this shows nothing"
    : conclusion(compressed.comparison);
  const sentence =
    `${title} is ${sizeChange(original, compressed)}; UAR ${shareText(before.estimate)} → ${shareText(after.estimate)}, ` +
    `difference ${difference}${seedsClause(compressed)}; ${outcome}${linearClause(result, compressed)}.`;
  const answer = squeezeAnswer(model, isAtChance(original));
  return [
    {
      ...stand(result, original, compressed.comparison),
      sentence: prefix(result) + sentence,
      squeezed: answer === null ? null : prefix(result) + answer,
    },
  ];
}

function sizeChange(original: VariantResult, compressed: VariantResult): string {
  const ratio = original.zipBytes / compressed.zipBytes;
  const change = ratio >= 1 ? `${ratioText(ratio)} times smaller` : `${ratioText(1 / ratio)} times larger`;
  return `${change} (${bytesText(compressed.zipBytes)})`;
}

/** What must be read together with the sentence. */
function prefix(result: ExperimentResult): string {
  const warnings = [
    ...(result.data.synthetic ? ["synthetic data"] : []),
    ...faultsOf(result).words,
    ...(result.linear.test ? [] : ["development set only"]),
  ];
  return warnings.length === 0 ? "" : `[${capitalized(warnings.join("; "))}] `;
}

const STANDS: Readonly<Record<Verdict, { readonly tone: Tone; readonly label: string }>> = {
  superior: { tone: "good", label: "Better than the original" },
  equivalent: { tone: "good", label: "As good as the original" },
  "non-inferior": { tone: "good", label: "Not worse than the original" },
  inferior: { tone: "bad", label: "Worse than the original" },
  inconclusive: { tone: "open", label: "Not shown to be as good" },
};

function stand(result: ExperimentResult, original: VariantResult, { nonInferiority, uarDrop }: Comparison) {
  if (faultsOf(result).leak) return { tone: "unusable", label: "No evidence: leakage" } as const;
  if (isAtChance(original)) return { tone: "unusable", label: "No evidence: not better than chance" } as const;
  if (nonInferiority.tooFewUnits) return { tone: "open", label: `Too few ${uarDrop.unit}s to tell` } as const;
  const { verdict } = nonInferiority;
  if (STANDS[verdict].tone === "good" && uarDrop.interval.low > 0)
    return { tone: "good", label: `Worse by less than ${nonInferiority.margin}` } as const;
  return STANDS[verdict];
}

/** What is wrong with the data of the judged figures: devel counts where there is no test. */
function faultsOf({ data, linear }: ExperimentResult): DataFaults {
  return dataFaults(data.findings, { usesDevel: linear.test === null });
}

function isAtChance(variant: VariantResult): boolean {
  return judged(variant).chance.pValue > CHANCE_LEVEL;
}

/** Figures over several seeds are means. */
function seedsClause({ overSeeds }: VariantResult): string {
  return overSeeds ? `, means of ${overSeeds.devel.count} seeds` : "";
}

/** A linear classifier with the higher UAR belongs in the sentence: the network's size may then buy nothing. */
function linearClause({ linear }: ExperimentResult, compressed: VariantResult): string {
  const { estimate } = judged(linear).uar;
  if (estimate < judged(compressed).uar.estimate) return "";
  return `; a linear classifier of ${bytesText(linear.bytes)} has at least as high a UAR here (${shareText(estimate)})`;
}

function caveats(result: ExperimentResult): string[] {
  return [
    ...(result.data.synthetic
      ? ["All of this is computed from synthetic data: it shows that the method runs, and says nothing about people."]
      : []),
    ...faultsOf(result).sentences,
    ...partitionCaveat(result),
    ...result.data.findings.filter(({ check }) => check === "confound").map(({ sentence }) => sentence),
    ...result.models.flatMap((model) => chanceCaveat(result, model)),
    ...result.models.flatMap(seedsSentence),
    ...powerCaveat(result),
    ...severalVerdicts(result),
    ...linearSentence(result),
    ...result.models.flatMap(squeezeCaveats),
    ...neverPredicted(result),
    ...new Set(result.models.flatMap((model) => mostCompressed(model)?.comparison?.uarDrop.warnings ?? [])),
  ];
}

function partitionCaveat(result: ExperimentResult): string[] {
  if (judgedPartition(result) === "test") return [];
  return ["No test recording has a label: all figures are on the development set, and so are too high."];
}

function chanceCaveat({ linear }: ExperimentResult, model: ModelResult): string[] {
  const original = variantOf(model, "original");
  if (!original || !isAtChance(original)) return [];
  const { uar, chance } = judged(original);
  // With a squeeze its sentence says what to do instead.
  const advice =
    squeezeAnswer(model, true) === null
      ? [insteadOfComparing({ evaluation: judged(linear) }, "linear classifier")]
      : [];
  return [
    `${modelTitle(model)} is not shown to be better than chance even uncompressed (UAR ${shareText(uar.estimate)} ` +
      `${intervalText(uar.interval)}, chance ${shareText(chanceUar(judged(original)))}, p ${pValueText(chance.pValue)} with ` +
      `labels permuted ${chance.moved}): being as good as it means little.`,
    ...advice,
  ];
}

/** How many speakers would tell, where the first verdict does not and its figures mean something. */
function powerCaveat(result: ExperimentResult): string[] {
  const [model] = result.models;
  const original = model && variantOf(model, "original");
  const compressed = model && mostCompressed(model);
  if (!original || !compressed?.comparison || isAtChance(original) || faultsOf(result).leak) return [];
  const sentence = powerSentence(judged(compressed), compressed.comparison);
  return sentence === null ? [] : [sentence];
}

/** Every verdict after the first is another question of the same recordings. */
function severalVerdicts({ models }: ExperimentResult): string[] {
  const count = models.flatMap(({ variants }) => variants).filter(({ comparison }) => comparison !== null).length;
  if (count < 2) return [];
  return [
    `${count} networks are compared here. Only the verdict on the first model, compressed most, was fixed before; each of the ` +
      "others is wrong by chance as often as it alone would be, so that some of them may be.",
  ];
}

/** The linear baseline beside the first model. */
function linearSentence(result: ExperimentResult): string[] {
  const compressed = result.models[0] && mostCompressed(result.models[0]);
  if (!compressed) return [];
  const linear = judged(result.linear).uar;
  const gap = linear.estimate - judged(compressed).uar.estimate;
  const classifier = `A linear classifier of ${bytesText(result.linear.bytes)} reaches UAR ${shareText(linear.estimate)} ${intervalText(linear.interval)}`;
  const smaller = ratioText(compressed.zipBytes / result.linear.bytes);
  if (gap >= 0)
    return [
      `${classifier}, ${signedText(gap)} against this network at 1/${smaller} of its size: prefer it, or explain why not. ` +
        "The two figures are estimates; whether they truly differ was not tested.",
    ];
  return [`${classifier}, ${signedText(gap)} against this network, at 1/${smaller} of its size.`];
}

/** Where a simpler network has at least the squeezed original's UAR on devel. */
function squeezeCaveats(model: ModelResult): string[] {
  const sentences = model.squeezed ? winnerCaveats(model.squeezed) : [];
  return sentences.map((sentence) => `${modelTitle(model)}, squeezed: ${sentence}`);
}

/** Classes that a compressed network has given up, with the models that have. */
function neverPredicted({ models, data }: ExperimentResult): string[] {
  return data.classes.flatMap((name, c) => {
    const without = models.filter((model) => {
      const compressed = mostCompressed(model);
      if (!compressed) return false;
      const { confusion, recalls } = judged(compressed);
      return typeof recalls[c] === "number" && confusion.every((row) => row[c] === 0);
    });
    if (without.length === 0) return [];
    return [`Class ${name} is never predicted after compression (${modelsInSentence(without)}).`];
  });
}

function negated({ low, high }: { low: number; high: number }): { low: number; high: number } {
  return { low: -high, high: -low };
}
