/**
 * Columns that give the class away and are no measurement: row numbers, numbers of speakers, the class once more, and
 * whatever tells a class from the rest alone.
 *
 * Columns that are called so are left out when a table is read (table/column-names.ts); here the numbers say it.
 *
 *   counts the rows       whole numbers, in all rows together or in each partition different and without a gap, or rising
 *                         (falling) from row to row, or nine times of ten by one, or in blocks that rise
 *   repeats the class     one value in all rows of a class, and not the same in all classes
 *   numbers the speakers  one whole number in all rows of a speaker, another one for each
 *   tells a class alone   an interval of values that holds nearly all of the class and nothing of the rest: J of
 *                         class-separation.ts at least LEAST_TOLD
 *
 * The first three are not asked of features that are called as ComParE_2016 calls them: those are measurements, and among
 * thousands of a dozen recordings some peak distance has one value in each class by chance.
 *
 * Of the 6373 features of ComParE_2016 none has J above 0.87 on emodb (7 emotions) or 0.47 on covid19_cough. Classes may
 * sound so different that many features tell them, which is a confound to be looked at and no leak.
 */

import { type Finding, some, warning } from "../core/finding.ts";
import { statisticText } from "../core/number-text.ts";
import { COMPARE2016_NAMES } from "../features/compare2016/feature-set.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../table/feature-table.ts";
import { SeparationMeter } from "./class-separation.ts";

/** With fewer rows honest numbers rise from row to row by chance. */
const FEWEST_ROWS = 12;

/** From here on every float32 is a whole number, and a large variance counts nothing. */
const LARGEST_COUNT = 2 ** 24;

/** With fewer rows of a class and of the rest, one of thousands of honest features tells it by chance. */
const FEWEST_TOLD = 20;

const LEAST_TOLD = 0.97;

/** Share of steps by one in a column that counts. */
const SHARE_COUNTED = 0.9;

/** With fewer speakers of several recordings each, an honest number may name them by chance. */
const FEWEST_SPEAKERS = 8;

/** Rows of a class that are looked at first; a column that tells it must tell these. */
const SAMPLED_ROWS = 400;

/** A leak is alone: where more columns than these tell a class nearly as well, it sounds different. */
const MOST_LEAKS = 3;
const NEARLY_TOLD = 0.9;

/** Names that a sentence shows. */
const SHOWN_NAMES = 5;

/** What is wrong with a kind of column: the finding's check, and the words for one column and for several. */
const KINDS = [
  { check: "feature-leak", found: rowCounters, one: "counts the rows", many: "count the rows" },
  { check: "feature-leak", found: classCopies, one: "repeats the class", many: "repeat the class" },
  { check: "feature-leak", found: speakerNumbers, one: "numbers the speakers", many: "number the speakers" },
] as const;

/** Warnings about columns that are no measurement; empty where all may be some. */
export function featureLeaks(table: FeatureTable): Finding[] {
  if (table.ids.length < FEWEST_ROWS) return [];
  const measured = new Set(COMPARE2016_NAMES);
  const candidates = [...table.features.keys()].filter((feature) => !measured.has(table.features[feature]));
  const whole = wholeNumbered(table, candidates);
  const known = new Set<number>();
  const findings = KINDS.flatMap(({ check, found, one, many }) => {
    const columns = found(table, whole, candidates).filter((feature) => !known.has(feature));
    for (const feature of columns) known.add(feature);
    return columns.length === 0
      ? []
      : [warning(check, leakSentence(table, columns, columns.length === 1 ? one : many))];
  });
  return [...findings, ...separationFindings(table, known)];
}

function leakSentence(table: FeatureTable, columns: readonly number[], does: string): string {
  const who = columns.length === 1 ? "The column" : "The columns";
  const what = columns.length === 1 ? "It is no measurement" : "They are no measurements";
  return `${who} ${namesOf(table, columns)} ${does}. ${what}, and a network can score by it: leave out (--drop-columns).`;
}

function namesOf({ features }: FeatureTable, columns: readonly number[]): string {
  return some(
    columns.map((feature) => `"${features[feature]}"`),
    SHOWN_NAMES,
  );
}

/** Whether a number may be a count. */
function isCount(value: number): boolean {
  return Number.isInteger(value) && Math.abs(value) < LARGEST_COUNT;
}

/** Candidates of whole numbers that are not all the same. */
function wholeNumbered({ features, values, ids }: FeatureTable, candidates: readonly number[]): number[] {
  const width = features.length;
  let whole = [...candidates];
  for (let row = 0; row < ids.length && whole.length > 0; row++) {
    const offset = row * width;
    if (!whole.every((feature) => isCount(values[offset + feature])))
      whole = whole.filter((feature) => isCount(values[offset + feature]));
  }
  return whole.filter((feature) => ids.some((_, row) => values[row * width + feature] !== values[feature]));
}

function rowCounters(table: FeatureTable, whole: readonly number[]): number[] {
  const all = [...table.ids.keys()];
  const partitions = [...new Set(table.partitions)].map((name) =>
    all.filter((row) => table.partitions?.[row] === name),
  );
  return whole.filter((feature) => {
    const column = columnOf(table, feature, all);
    return (
      isRising(column) ||
      isWithoutGap(column) ||
      (partitions.length > 0 && partitions.every((rows) => isWithoutGap(columnOf(table, feature, rows))))
    );
  });
}

function columnOf({ features, values }: FeatureTable, feature: number, rows: readonly number[]): Float32Array {
  return Float32Array.from(rows, (row) => values[row * features.length + feature]);
}

/** Numbers in a column that never falls; a measurement of few values may be sorted by chance, or as the classes are. */
const FEWEST_BLOCKS = 8;

/** Whether each number is more than the one before, or each less, or nearly all of them by one, or many in blocks that rise. */
function isRising(column: Float32Array): boolean {
  let [up, down, byOne] = [0, 0, 0];
  for (let row = 1; row < column.length; row++) {
    const step = column[row] - column[row - 1];
    if (step > 0) up++;
    if (step < 0) down++;
    if (step === 1) byOne++;
  }
  const steps = column.length - 1;
  const inBlocks = up >= FEWEST_BLOCKS && down === 0;
  return up === steps || down === steps || byOne >= SHARE_COUNTED * steps || inBlocks;
}

/** Whether the numbers are first, first + 1, ... in any order. */
function isWithoutGap(column: Float32Array): boolean {
  const sorted = column.toSorted();
  return sorted.every((value, place) => value === sorted[0] + place);
}

/** Features of one value in all rows of a class, which is not the same for all classes: codes, also of one class. */
function classCopies(table: FeatureTable, _: readonly number[], candidates: readonly number[]): number[] {
  const rows = labeledRowsOf(table);
  const labels = rows.map((row) => table.labels[row]);
  const counts = countsOf(labels);
  const isRepeated = counts.size > 1 && [...counts.values()].every((count) => count > 1);
  return isRepeated ? groupColumns(table, rows, labels, { fewestValues: 2, candidates }) : [];
}

function speakerNumbers(table: FeatureTable, whole: readonly number[]): number[] {
  const { speakers } = table;
  if (!speakers || new Set(speakers).size === 0) return [];
  const numbers = new Map([...new Set(speakers)].map((speaker, number) => [speaker, number]));
  const all = [...table.ids.keys()];
  const own = all.map((row) => numbers.get(speakers[row]) as number);
  const severalOf = [...countsOf(own).values()].filter((count) => count > 1).length;
  if (severalOf < FEWEST_SPEAKERS) return [];
  return groupColumns(table, all, own, { fewestValues: numbers.size, candidates: whole });
}

/** How often each number is there. */
function countsOf(numbers: readonly number[]): Map<number, number> {
  const counts = new Map<number, number>();
  for (const number of numbers) counts.set(number, (counts.get(number) ?? 0) + 1);
  return counts;
}

/** What is asked of a column whose values follow from a group. */
interface GroupColumns {
  /** Different values that the groups must have. */
  readonly fewestValues: number;
  /** Features that may be. */
  readonly candidates: readonly number[];
}

/** Features with one value in all rows of a group. @param groups  Group of each of the rows. [rows] */
function groupColumns(
  { features, values }: FeatureTable,
  rows: readonly number[],
  groups: readonly number[],
  { fewestValues, candidates }: GroupColumns,
): number[] {
  const first = new Map<number, number>();
  rows.forEach((row, place) => {
    if (!first.has(groups[place])) first.set(groups[place], row);
  });
  let following = candidates.filter((feature) => {
    const own = [...first.values()].map((row) => values[row * features.length + feature]);
    return new Set(own).size >= fewestValues;
  });
  for (let place = 0; place < rows.length && following.length > 0; place++) {
    const [offset, firstOffset] = [rows[place], first.get(groups[place]) as number].map((row) => row * features.length);
    const isSame = (feature: number) => values[offset + feature] === values[firstOffset + feature];
    if (!following.every(isSame)) following = following.filter(isSame);
  }
  return following;
}

function labeledRowsOf({ labels }: FeatureTable): number[] {
  return Array.from(labels.keys()).filter((row) => labels[row] !== UNKNOWN_LABEL);
}

/** What is said about features that tell a class alone and are not named yet. */
function separationFindings(table: FeatureTable, known: ReadonlySet<number>): Finding[] {
  const told = tellingFeatures(table).filter(({ feature }) => !known.has(feature));
  const telling = told.filter(({ share }) => share >= LEAST_TOLD);
  if (telling.length === 0) return [];
  const [best] = telling;
  const names = namesOf(
    table,
    telling.map(({ feature }) => feature),
  );
  const alone = `tell${telling.length === 1 ? "s" : ""} ${table.classes[best.classIndex]} from the rest, with no other number (Youden's J ${statisticText(best.share)})`;
  if (told.length > MOST_LEAKS) {
    return [
      warning(
        "confound",
        `Each of ${telling.length} features (${names}) ${alone.replace("tell ", "tells ")}: these classes sound very different, or were recorded differently.`,
      ),
    ];
  }
  const doubt =
    "so good a number is rarely a measurement of speech: leave it out (--drop-columns), or say where it comes from";
  return [
    warning(
      "feature-leak",
      `${telling.length === 1 ? "The column" : "Each of the columns"} ${names} ${alone.replace(/^tell /, "tells ")}: ${doubt}.`,
    ),
  ];
}

interface TellingFeature {
  readonly feature: number;
  readonly classIndex: number;
  /** J on all labeled rows. */
  readonly share: number;
}

/** Features that tell a class at least nearly, the best first. */
function tellingFeatures(table: FeatureTable): TellingFeature[] {
  const rows = labeledRowsOf(table);
  const counts = new Int32Array(table.classes.length);
  for (const row of rows) counts[table.labels[row]]++;
  const mayBeTold = counts.map((count) => (Math.min(count, rows.length - count) >= FEWEST_TOLD ? 1 : 0));
  if (!mayBeTold.includes(1)) return [];
  const sample = sampleOf(rows, table.labels, counts);
  const measure = (own: readonly number[]) => {
    const meter = new SeparationMeter(
      Int32Array.from(own, (row) => table.labels[row]),
      mayBeTold,
    );
    return (feature: number) => meter.separation(columnOf(table, feature, own));
  };
  const [onSample, onAll] = [measure(sample), measure(rows)];
  return [...table.features.keys()]
    .filter((feature) => onSample(feature).told >= NEARLY_TOLD)
    .map((feature) => {
      const { classIndex, told } = onAll(feature);
      return { feature, classIndex, share: told };
    })
    .filter(({ share }) => share >= NEARLY_TOLD)
    .sort((a, b) => b.share - a.share || a.feature - b.feature);
}

/** Of each class at most SAMPLED_ROWS rows, at even distances. */
function sampleOf(rows: readonly number[], labels: Int32Array, counts: Int32Array): number[] {
  const seen = new Int32Array(counts.length);
  return rows.filter((row) => {
    const label = labels[row];
    const place = seen[label]++;
    const most = Math.min(counts[label], SAMPLED_ROWS);
    return Math.floor(((place + 1) * most) / counts[label]) > Math.floor((place * most) / counts[label]);
  });
}
