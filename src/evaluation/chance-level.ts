/**
 * Is a classifier better than chance? Its UAR beside that of the same answers with the labels permuted.
 *
 *   p = (1 + #{U* ≥ U}) / (1 + R)          U* the UAR with the labels of one of R random permutations
 *
 * Labels move between whole speakers where speakers have one class (a diagnosis): answers of one speaker resemble each
 * other, and a permutation of recordings would take that for knowledge. They move within each speaker where speakers have
 * several (an emotion). Where some have, the kind that more recordings have decides; between speakers, what one speaker has
 * of each class is moved as a block. Where no speakers are known, recordings move on their own.
 *
 * Below about 4 speakers of each class no p can be small: the permutations are too few.
 *
 * Source  M. Ojala, G. Garriga 2010, "Permutation Tests for Studying Classifier Performance", JMLR 11; by blocks:
 *         A. Winkler et al. 2015, "Multi-level block permutation", NeuroImage 123; the ones: B. Phipson, G. Smyth 2010,
 *         "Permutation P-values Should Never Be Zero", SAGMB 9(1).
 */

import type { Random } from "../core/random.ts";
import { type Classification, checkedClassification } from "./classification.ts";

/** R unless an option says otherwise: the standard error of a p of 0.025 is 0.0035. */
export const CHANCE_PERMUTATIONS = 1999;

/** A p up to this is better than chance: one-sided, as the lower end of a 95 % interval is. */
export const CHANCE_LEVEL = 0.025;

/** Whether a UAR is more than chance: a permutation test. */
export interface ChanceTest {
  readonly pValue: number;
  readonly permutations: number;
  /** Where labels were permuted. */
  readonly moved: "between speakers" | "within speakers" | "between recordings";
}

/** Units among which labels may move. */
interface Exchange {
  /** Class of each unit. [n] */
  readonly labels: Int32Array;
  /** Recordings of each unit. [n] */
  readonly sizes: Int32Array;
  /** Recordings of each unit that are taken for each class. [n × C] */
  readonly answers: Int32Array;
}

/** The permutation test of a UAR against chance. */
export function chanceTest(
  classification: Classification,
  random: Random,
  permutations: number = CHANCE_PERMUTATIONS,
): ChanceTest {
  if (!Number.isInteger(permutations) || permutations < 1)
    throw new RangeError(`chanceTest: permutations must be a whole number of at least 1, got ${permutations}`);
  const { classes } = checkedClassification(classification);
  const moved = movedOf(classification);
  const exchanges = exchangesOf(classification, moved);
  const sums = { hits: new Float64Array(classes.length), counts: new Float64Array(classes.length) };
  const observed = uarOf(exchanges, sums);
  let asHigh = 0;
  for (let r = 0; r < permutations; r++) {
    for (const { labels } of exchanges) random.shuffle(labels);
    if (uarOf(exchanges, sums) >= observed - ROUNDING) asHigh++;
  }
  return { pValue: (1 + asHigh) / (1 + permutations), permutations, moved };
}

/** Equal UARs may differ by this. */
const ROUNDING = 1e-12;

function movedOf({ labels, speakers }: Classification): ChanceTest["moved"] {
  if (!speakers) return "between recordings";
  const classesOf = new Map<string, Set<number>>();
  speakers.forEach((speaker, row) => {
    classesOf.set(speaker, (classesOf.get(speaker) ?? new Set()).add(labels[row]));
  });
  const ofSeveral = speakers.filter((speaker) => (classesOf.get(speaker)?.size ?? 0) > 1).length;
  return 2 * ofSeveral >= speakers.length ? "within speakers" : "between speakers";
}

/** Sorted by what they hold, so that neither names nor order change a result. */
function exchangesOf(classification: Classification, moved: ChanceTest["moved"]): Exchange[] {
  const { labels, predicted, speakers, classes } = classification;
  const groups = new Map<string, Map<string, number[]>>();
  labels.forEach((label, row) => {
    const speaker = speakers?.[row] ?? "";
    const group = moved === "within speakers" ? speaker : "";
    const units = groups.get(group) ?? new Map<string, number[]>();
    groups.set(group, units);
    const unit = moved === "between speakers" ? `${label} ${speaker}` : String(row);
    const answers = units.get(unit) ?? [label, ...classes.map(() => 0)];
    units.set(unit, answers);
    answers[1 + predicted[row]]++;
  });
  const sorted = [...groups.values()].map((units) => [...units.values()].map((unit) => unit.join(" ")).sort());
  return sorted
    .map((units) => units.join(","))
    .sort()
    .map((group) => exchange(group.split(",").map((unit) => unit.split(" ").map(Number))));
}

/** @param units  Label and answers of each. */
function exchange(units: readonly number[][]): Exchange {
  return {
    labels: Int32Array.from(units, ([label]) => label),
    sizes: Int32Array.from(units, ([, ...answers]) => answers.reduce((sum, count) => sum + count, 0)),
    answers: Int32Array.from(units.flatMap(([, ...answers]) => answers)),
  };
}

function uarOf(exchanges: readonly Exchange[], sums: { hits: Float64Array; counts: Float64Array }): number {
  const { hits, counts } = sums;
  const classes = hits.length;
  hits.fill(0);
  counts.fill(0);
  for (const { labels, sizes, answers } of exchanges)
    for (let u = 0; u < labels.length; u++) {
      hits[labels[u]] += answers[u * classes + labels[u]];
      counts[labels[u]] += sizes[u];
    }
  let sum = 0;
  let occurring = 0;
  for (let c = 0; c < classes; c++) {
    if (counts[c] === 0) continue;
    sum += hits[c] / counts[c];
    occurring++;
  }
  return sum / occurring;
}
