/**
 * How much a classifier needs a group of features: the drop of UAR when they are permuted between recordings.
 *
 *   d_i = h_i − mean over R permutations of h_i*        h a hit, h* one with the group's columns of another recording
 *   importance = 1/C · Σ_c mean of d over the recordings of class c
 *   interval     ± t(ν) · √max(V, V₀): the jackknife over speakers and the floor of a drop (drop-bound.ts), with the answers that
 *                change, averaged over the permutations, as the recordings that differ
 *   of all       importance − c · √max(V, V₀) holds for all groups at once, c as in a search (max-t.ts)
 *
 * The columns of a group move together, so what they say of each other stays. Correlated features must be in one group:
 * permuted one by one, each is replaced by the others and all look unimportant. Features move between all recordings, not
 * between speakers only, which would change nothing where speakers have one class and few recordings.
 *
 * Source  L. Breiman 2001, "Random Forests", Machine Learning 45(1), section 10; groups: A. Fisher, C. Rudin, F. Dominici 2019,
 *         JMLR 20(177).
 */

import type { Random } from "../core/random.ts";
import { studentsTQuantile } from "../core/students-t.ts";
import { type Classification, checkedClassification } from "./classification.ts";
import { countClustersTogether, sumsPerClass } from "./clusters.ts";
import { dropBounds, dropEstimate, type UarDrop } from "./drop-bound.ts";
import { type Estimate, estimateGround } from "./estimate.ts";
import { jackknifeMeanRecall } from "./jackknife.ts";
import { maxTQuantile } from "./max-t.ts";
import { SIMULTANEOUS_DEFAULTS } from "./simultaneous-drops.ts";
import { INTERVAL_LEVEL } from "./uar-interval.ts";

/** Features that are permuted together. */
export interface FeatureGroup {
  readonly name: string;
  /** Indices of the group's features. */
  readonly columns: readonly number[];
}

export interface ImportanceOptions {
  /** Permutations of each group. */
  readonly permutations: number;
  /** Coverage of each interval, two-sided. */
  readonly level: number;
  /** Of the one-sided bounds that hold for all groups at once. */
  readonly alpha: number;
}

export const IMPORTANCE_DEFAULTS: ImportanceOptions = {
  permutations: 20,
  level: INTERVAL_LEVEL,
  alpha: SIMULTANEOUS_DEFAULTS.alpha,
};

/** How much a network needs a group of features. */
export interface GroupImportance {
  readonly group: string;
  /** Drop of UAR without what the group says. */
  readonly importance: Estimate;
  /** One-sided lower bound that holds for all groups at once: above 0, the group is needed. */
  readonly lowerOfAll: number;
}

/** Predicted classes of rows. @param values  [N × F] @returns  [N] */
export type PredictClasses = (values: Float32Array) => Int32Array | Promise<Int32Array>;

/**
 * Importance of each group, in the order given.
 *
 * @param classification  Of the rows as they are.
 * @param values          Features of the same rows, as `predict` takes them. [N × F]
 * @param random          For the permutations: each has a stream of its own, so a group's figure does not depend on the others.
 */
export async function permutationImportance(
  classification: Classification,
  values: Float32Array,
  groups: readonly FeatureGroup[],
  predict: PredictClasses,
  random: Random,
  options: ImportanceOptions = IMPORTANCE_DEFAULTS,
): Promise<GroupImportance[]> {
  const { labels } = checkedClassification(classification);
  const features = checkedColumns(values, labels.length, groups);
  const asked = groups.map(({ name, columns }) => ({
    name,
    open: () => (order: Uint32Array) => predict(permuted({ values, features, columns }, order)),
  }));
  return importanceOfGroups(classification, asked, random, options);
}

/** A group of features, and what the classifier says without what they say. */
export interface PermutedGroup {
  readonly name: string;
  /** Called once, when it is the group's turn: what it holds may go afterwards. */
  readonly open: () => PermutedAnswers;
}

/** Predicted classes where each row has the group's columns of another one. [N] @param order  Which row. [N] */
export type PermutedAnswers = (order: Uint32Array) => Int32Array | Promise<Int32Array>;

/** The same for a classifier that knows a quicker way to its answers than all values anew. */
export async function importanceOfGroups(
  classification: Classification,
  groups: readonly PermutedGroup[],
  random: Random,
  options: ImportanceOptions = IMPORTANCE_DEFAULTS,
): Promise<GroupImportance[]> {
  const { permutations, alpha, level } = options;
  checkedClassification(classification);
  if (!(Number.isInteger(permutations) && permutations >= 1))
    throw new RangeError(`permutationImportance: permutations must be a whole number above 0, got ${permutations}`);
  if (groups.length === 0) return [];
  const changes: Changes[] = [];
  for (const { name, open } of groups)
    changes.push(await changesOf(classification, open(), random.fork(`group ${name}`), permutations));
  const drops = dropsOf(classification, changes);
  const freedom = Math.min(...drops.map(({ jackknife }) => jackknife.freedom));
  const critical = freedom > 0 ? criticalValue(drops, freedom, alpha) : Infinity;
  return drops.map((drop, g) => ({
    group: groups[g].name,
    importance: dropEstimate(drop, level),
    lowerOfAll: Math.max(-1, drop.jackknife.estimate - critical * dropBounds(drop, alpha).standardError),
  }));
}

/** What the permutations of one group change, averaged over them. */
interface Changes {
  /** h − mean of h*. [N] */
  readonly lost: Float64Array;
  /** Recordings of each class whose hit changes. [C] */
  readonly discordant: Float64Array;
}

async function changesOf(
  { labels, predicted, classes }: Classification,
  answersOf: PermutedAnswers,
  random: Random,
  permutations: number,
): Promise<Changes> {
  const lost = new Float64Array(labels.length);
  const discordant = new Float64Array(classes.length);
  for (let r = 0; r < permutations; r++) {
    const order = random.fork(r).shuffle(Uint32Array.from(labels, (_, row) => row));
    const answers = await answersOf(order);
    labels.forEach((label, row) => {
      const change = Number(predicted[row] === label) - Number(answers[row] === label);
      lost[row] += change / permutations;
      discordant[label] += Math.abs(change) / permutations;
    });
  }
  return { lost, discordant };
}

/** The values with a group's columns taken from other rows. @param order  Row that each row takes them from. [N] */
function permuted(
  { values, features, columns }: { values: Float32Array; features: number; columns: readonly number[] },
  order: Uint32Array,
): Float32Array {
  const moved = values.slice();
  order.forEach((from, row) => {
    for (const column of columns) moved[row * features + column] = values[from * features + column];
  });
  return moved;
}

function dropsOf(classification: Classification, changes: readonly Changes[]): UarDrop[] {
  const together = countClustersTogether(
    classification,
    changes.map(
      ({ lost }) =>
        (row) =>
          lost[row],
    ),
  );
  return together.map((clusters, g) => ({
    clusters,
    jackknife: jackknifeMeanRecall(clusters),
    discordant: changes[g].discordant,
    recordings: sumsPerClass(clusters.counts, clusters.classes),
    ground: estimateGround(clusters, classification),
  }));
}

function criticalValue(drops: readonly UarDrop[], freedom: number, alpha: number): number {
  const influences = drops.map(({ jackknife }) => jackknife.influences);
  const largest = maxTQuantile(influences, freedom, 1 - alpha, SIMULTANEOUS_DEFAULTS.draws);
  return Math.max(largest, studentsTQuantile(1 - alpha, freedom));
}

/** Number of features. */
function checkedColumns(values: Float32Array, rows: number, groups: readonly FeatureGroup[]): number {
  const features = values.length / rows;
  if (!Number.isInteger(features))
    throw new RangeError(
      `permutationImportance: ${values.length} values are no whole number of features of ${rows} rows`,
    );
  for (const { name, columns } of groups) {
    const wrong = columns.find((column) => !(Number.isInteger(column) && column >= 0 && column < features));
    if (wrong !== undefined)
      throw new RangeError(`permutationImportance: group ${name} has column ${wrong}, expected 0 to ${features - 1}`);
  }
  return features;
}
