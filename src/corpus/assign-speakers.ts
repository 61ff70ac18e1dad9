/**
 * Speakers put into groups of given sizes, so that each group has its share of every class.
 *
 *   cost = Σ over groups g, classes c of (n[g,c] − share_g · n[c])² / n[c]
 *
 * Speakers come in order of size, the largest first (equal ones in random order), and each goes where the cost grows
 * least; of many random orders the best is kept. Exact stratification is a packing problem; this comes within a
 * recording or two where speakers are many.
 */

import type { Random } from "../core/random.ts";
import { UNKNOWN_LABEL } from "../table/feature-table.ts";
import type { Examples } from "./corpus.ts";

/** Random orders that are tried: many where speakers are few and each counts, one where they are thousands. */
const MOST_TRIALS = 50;
const TRIED_SPEAKERS = 5000;

/** The recordings of one speaker, counted by class; unlabeled ones count as a class of their own. */
interface SpeakerCounts {
  readonly rows: readonly number[];
  readonly counts: Float64Array;
}

/** Groups of recordings that must stay together: by speaker, or each by itself where no speakers are known. */
function countBySpeaker(examples: Examples): SpeakerCounts[] {
  const { labels, classes, speakers } = examples;
  const rows = new Map<string | number, number[]>();
  for (let row = 0; row < labels.length; row++) {
    const speaker = speakers ? speakers[row] : row;
    const own = rows.get(speaker);
    if (own) own.push(row);
    else rows.set(speaker, [row]);
  }
  return [...rows.values()].map((own) => {
    const counts = new Float64Array(classes.length + 1);
    for (const row of own) counts[labels[row] === UNKNOWN_LABEL ? classes.length : labels[row]]++;
    return { rows: own, counts };
  });
}

/**
 * The group of each recording: no speaker is in two groups, and every group has at least one speaker. [N]
 *
 * @param shares  Share of all recordings that each group should have; they add up to 1.
 * @throws RangeError if there are fewer speakers than groups.
 */
export function assignSpeakers(examples: Examples, shares: readonly number[], random: Random): Int32Array {
  const speakers = countBySpeaker(examples);
  if (speakers.length < shares.length) {
    throw new RangeError(`assignSpeakers: ${shares.length} groups need as many speakers, got ${speakers.length}`);
  }
  const trials = Math.max(1, Math.min(MOST_TRIALS, Math.floor(TRIED_SPEAKERS / speakers.length)));
  let best: number[] = [];
  let bestCost = Infinity;
  for (let trial = 0; trial < trials; trial++) {
    const { groups, cost } = assignment(speakers, shares, random.fork(trial));
    if (cost < bestCost) [best, bestCost] = [groups, cost];
  }
  const groupOfRow = new Int32Array(examples.ids.length);
  speakers.forEach(({ rows }, speaker) => {
    for (const row of rows) groupOfRow[row] = best[speaker];
  });
  return groupOfRow;
}

/** One greedy assignment in a random order: group of each speaker, and its cost. */
function assignment(
  speakers: readonly SpeakerCounts[],
  shares: readonly number[],
  random: Random,
): { groups: number[]; cost: number } {
  const order = random.shuffle(speakers.map((_, index) => index));
  order.sort((a, b) => speakers[b].rows.length - speakers[a].rows.length);
  const totals = sum(speakers.map(({ counts }) => counts));
  const filled = shares.map(() => new Float64Array(totals.length));
  const members = shares.map(() => 0);
  const groups = speakers.map(() => 0);
  order.forEach((speaker, place) => {
    const { counts } = speakers[speaker];
    const empty = members.flatMap((count, group) => (count === 0 ? [group] : []));
    // The last speakers go where nobody is yet: a group without a speaker is of no use.
    const open = speakers.length - place <= empty.length ? empty : shares.map((_, group) => group);
    const growth = open.map((group) => costGrowth(filled[group], counts, totals, shares[group]));
    const group = open[growth.indexOf(Math.min(...growth))];
    groups[speaker] = group;
    members[group]++;
    counts.forEach((count, c) => {
      filled[group][c] += count;
    });
  });
  return { groups, cost: totalCost(filled, totals, shares) };
}

/** By how much the cost grows when a speaker joins a group. */
function costGrowth(filled: Float64Array, counts: Float64Array, totals: Float64Array, share: number): number {
  let growth = 0;
  for (let c = 0; c < totals.length; c++) {
    if (totals[c] === 0) continue;
    const lack = share * totals[c] - filled[c];
    growth += ((lack - counts[c]) ** 2 - lack ** 2) / totals[c];
  }
  return growth;
}

function totalCost(filled: readonly Float64Array[], totals: Float64Array, shares: readonly number[]): number {
  return filled.reduce((cost, group, g) => {
    const ofGroup = group.map((count, c) => (totals[c] === 0 ? 0 : (count - shares[g] * totals[c]) ** 2 / totals[c]));
    return cost + ofGroup.reduce((a, b) => a + b, 0);
  }, 0);
}

function sum(vectors: readonly Float64Array[]): Float64Array {
  const total = new Float64Array(vectors[0].length);
  for (const vector of vectors) {
    for (let i = 0; i < vector.length; i++) total[i] += vector[i];
  }
  return total;
}
