/**
 * Partial sorting: the order statistics that five percentiles read, without the order of the rest.
 *
 * Ranks are found one after the other, from the lowest on. What splitting learns on the way to one rank is kept for those
 * above it: the values left of `left` are in place, and the right ends of the parts that were split off wait on a stack.
 *
 * Source  C. A. R. Hoare 1961, "Algorithm 65: find"; J. W. J. Williams 1964, "Algorithm 232: heapsort", Communications of
 *         the ACM 4(7) and 7(6).
 */

import { at, Floats, floatsFrom, Ints, intAt, put, putInt } from "./memory.as";

/** Below this many values a part is sorted by insertion. */
const SMALL_PART: i32 = 12;
/** Splits on the way to one rank; a part that is not small by then is sorted by a heap, so that the work is bounded. */
const MOST_SPLITS: i32 = 48;
/** Right ends that are remembered. One that is forgotten costs time only. */
const MOST_BOUNDS: i32 = 32;
const RANK_COUNT: i32 = 10;

/** The k-th of the ranks that the 1st, 25th, 50th, 75th and 99th percentile read, ascending: below and above each. */
function rankOf(k: i32, count: i32): i32 {
  const pair = k >> 1;
  const percent = pair == 0 ? 1 : pair == 4 ? 99 : 25 * pair;
  const hundredths = percent * (count - 1);
  return (k & 1) == 0 ? hundredths / 100 : (hundredths + 99) / 100;
}

/** Moves values so that those at the ranks are what sorting would put there. @param bounds  Room to work in. [32] */
export function selectRanks(values: Floats, bounds: Ints, count: i32): void {
  putInt(bounds, 0, count - 1);
  let waiting = 1;
  let left = 0;
  for (let k = 0; k < RANK_COUNT; k++) {
    const rank = rankOf(k, count);
    if (rank >= left) {
      while (intAt(bounds, waiting - 1) < rank) waiting--;
      let right = intAt(bounds, waiting - 1);
      for (let splits = 0; right - left >= SMALL_PART && splits < MOST_SPLITS && rank >= left; splits++) {
        const pivot = medianOfThree(at(values, left), at(values, (left + right) >> 1), at(values, right));
        const high = split(values, left, right, pivot);
        const low = at(values, high - 1) == pivot ? high - 2 : high - 1;
        if (rank > low) {
          // Of the high part, or the pivot, which is in place.
          left = high;
        } else {
          right = low;
          if (waiting < MOST_BOUNDS) {
            putInt(bounds, waiting, right);
            waiting++;
          }
        }
      }
      if (rank >= left) {
        if (right - left < SMALL_PART) sortByInsertion(values, left, right);
        else sortByHeap(floatsFrom(values, left), right - left + 1);
        left = right + 1;
      }
    }
  }
}

/** Moves values up to the pivot before those from it on, none past `right`. @returns where the latter begin. */
function split(values: Floats, left: i32, right: i32, pivot: f32): i32 {
  let i = left;
  let j = right;
  while (i <= j) {
    while (at(values, i) < pivot) i++;
    while (at(values, j) > pivot) j--;
    if (i <= j) {
      swap(values, i, j);
      i++;
      j--;
    }
  }
  return i;
}

function swap(values: Floats, i: i32, j: i32): void {
  const moved = at(values, i);
  put(values, i, at(values, j));
  put(values, j, moved);
}

function medianOfThree(a: f32, b: f32, c: f32): f32 {
  const low = a < b ? a : b;
  const high = a < b ? b : a;
  if (c < low) return low;
  return c > high ? high : c;
}

function sortByInsertion(values: Floats, left: i32, right: i32): void {
  for (let i = left + 1; i <= right; i++) {
    const value = at(values, i);
    let j = i - 1;
    while (j >= left && at(values, j) > value) {
      put(values, j + 1, at(values, j));
      j--;
    }
    put(values, j + 1, value);
  }
}

function sortByHeap(values: Floats, count: i32): void {
  for (let root = count / 2 - 1; root >= 0; root--) sink(values, root, count);
  for (let end = count - 1; end > 0; end--) {
    swap(values, 0, end);
    sink(values, 0, end);
  }
}

/** Moves the root's value down until none below it is greater. */
function sink(values: Floats, root: i32, count: i32): void {
  let parent = root;
  let child = 2 * root + 1;
  while (child < count) {
    if (child + 1 < count && at(values, child + 1) > at(values, child)) child++;
    if (!(at(values, child) > at(values, parent))) return;
    swap(values, parent, child);
    parent = child;
    child = 2 * parent + 1;
  }
}
