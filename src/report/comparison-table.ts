/**
 * Every network beside its original: size, UAR, drop, verdict, tests.
 */

import {
  bytesText,
  countText,
  intervalText,
  pValueText,
  ratioText,
  shareText,
  signedIntervalText,
  signedText,
} from "../core/number-text.ts";
import type { ExperimentResult, ModelResult, VariantResult } from "../experiment/result.ts";
import { deviationText } from "../experiment/table-cells.ts";
import { variantOf } from "../experiment/tables.ts";
import type { TestedNetwork } from "../squeeze/squeeze-result.ts";
import type { DataRow, DataTable } from "./data-table.ts";
import { judged, judgedPartition, modelTitle, VARIANT_TITLES } from "./judged.ts";
import { perSpeakerNotes } from "./per-speaker-text.ts";
import { squeezedChoice } from "./squeezed-choice.ts";

/** The table: a section for each model. */
export function comparisonTable(result: ExperimentResult): DataTable {
  const { linear, settings, models } = result;
  const uar = judged(linear).uar;
  const anySpeakers = models.some(({ variants }) => variants.some(({ comparison }) => comparison?.mcnemar.bySpeaker));
  const baseline = [
    "Linear baseline",
    bytesText(linear.bytes),
    `${shareText(uar.estimate)} ${intervalText(uar.interval)}`,
    "",
    "",
    "",
    "",
    ...(anySpeakers ? [""] : []),
  ];
  const rows = models.flatMap((model): DataRow[] => [
    ...(models.length > 1 ? [{ heading: modelTitle(model) }] : []),
    ...model.variants.map((variant) => variantRow(model, variant, anySpeakers)),
    ...squeezedRows(model, anySpeakers),
  ]);
  return {
    caption: `Figures on ${judgedPartition(result)}, intervals of 95 % over ${uar.unit}s`,
    columns: ["", "zip", "UAR", "difference", "at worst", "verdict", "mid-p", ...(anySpeakers ? ["p by speaker"] : [])],
    rows: [...rows, ...(models.length > 1 ? [{ heading: "For comparison" }] : []), baseline],
    notes: [
      `Difference: compressed minus original, paired over speakers. At worst: its one-sided ${Math.round(100 * (1 - settings.alpha))} % bound, ` +
        `which must lie above −${settings.margin} for the network to count as not inferior. Mid-p is McNemar's, on accuracy, not on UAR, ` +
        `and takes recordings as independent${anySpeakers ? "; p by speaker does not (signs of the speakers' differences flipped)" : ", which those of one speaker are not"}.`,
      ...(settings.seeds
        ? [
            `Over ${settings.seeds.length} seeds: UAR and difference are means ± standard deviations between seeds; intervals, bounds and ` +
              "verdicts are over speakers and seeds. Sizes, tests and figures per speaker are those of the first seed.",
          ]
        : []),
      ...(models.some(squeezedChoice)
        ? ["Squeezed: the size of the whole file as it stands, in place of a zip; what devel has chosen of a search."]
        : []),
      ...perSpeakerNotes(result),
    ],
  };
}

/** McNemar's tests class by class, with Holm's correction. */
export function classTestTable(model: ModelResult): DataTable {
  const compared = model.variants.filter(({ comparison }) => comparison !== null);
  const rows = compared.flatMap(({ name, comparison }): DataRow[] => [
    { heading: VARIANT_TITLES[name] },
    ...(comparison?.mcnemar.byClass ?? []).map((test) => [
      test.class,
      String(test.onlyFirst),
      String(test.onlySecond),
      pValueText(test.pMid),
      pValueText(test.pHolm),
    ]),
  ]);
  return {
    caption: `${modelTitle(model)}: recordings that only one of the two networks gets right, by class`,
    columns: ["", "only original", "only compressed", "mid-p", "after Holm"],
    rows,
    notes: [],
  };
}

/** The squeezed network's row; none where there is none, or test has no labels. */
function squeezedRows(model: ModelResult, bySpeaker: boolean): string[][] {
  const choice = squeezedChoice(model);
  if (!choice) return [];
  const { evaluation, uarDrop, comparison } = choice.tested;
  const { seeds } = choice.squeeze;
  const shared = [
    "Squeezed",
    `${bytesText(choice.bytes)} (1/${countText(Math.floor(choice.timesSmaller))})`,
    `${shareText(evaluation.uar.estimate)}${deviationText(seeds?.test)} ${intervalText(evaluation.uar.interval)}`,
  ];
  return [[...shared, ...comparedCells({ uarDrop, comparison }, seeds?.drop, bySpeaker)]];
}

function variantRow(model: ModelResult, variant: VariantResult, bySpeaker: boolean): string[] {
  const { uar } = judged(variant);
  const ratio = (variantOf(model, "original")?.zipBytes ?? variant.zipBytes) / variant.zipBytes;
  const size = variant.name === "original" ? "" : ` (1/${ratioText(ratio)})`;
  const shared = [VARIANT_TITLES[variant.name], `${bytesText(variant.zipBytes)}${size}`];
  const { overSeeds } = variant;
  const uarText = `${shareText(uar.estimate)}${deviationText(overSeeds?.test ?? overSeeds?.devel)} ${intervalText(uar.interval)}`;
  const { comparison } = variant;
  const compared = comparison && { uarDrop: comparison.uarDrop, comparison };
  return [...shared, uarText, ...comparedCells(compared, overSeeds?.drop, bySpeaker)];
}

/** Difference, bound, verdict and tests; empty where there is nothing to compare. */
function comparedCells(
  compared: Pick<TestedNetwork, "uarDrop" | "comparison"> | null,
  spread: Parameters<typeof deviationText>[0],
  bySpeaker: boolean,
): string[] {
  if (!compared) return ["", "", "", "", ...(bySpeaker ? [""] : [])];
  const { uarDrop, comparison } = compared;
  const interval = { low: -uarDrop.interval.high, high: -uarDrop.interval.low };
  const difference = `${signedText(-uarDrop.estimate)}${deviationText(spread)} ${signedIntervalText(interval)}`;
  if (!comparison) return [difference, "", "not asked", "", ...(bySpeaker ? [""] : [])];
  const { nonInferiority, mcnemar } = comparison;
  return [
    difference,
    signedText(-nonInferiority.upper),
    nonInferiority.tooFewUnits ? "too few" : nonInferiority.verdict,
    pValueText(mcnemar.overall.pMid),
    ...(bySpeaker ? [mcnemar.bySpeaker ? pValueText(mcnemar.bySpeaker.pSignFlips) : ""] : []),
  ];
}
