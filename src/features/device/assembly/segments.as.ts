/**
 * Lengths of segments in seconds: mean, longest, shortest, standard deviation; all 0 if there are none.
 *
 * `crossingSegments` cuts a stored contour where its mean over three values crosses a quarter or three quarters of the
 * range; pieces not longer than max(N/100 - 1, 2) are merged with what follows, the piece after the last cut does not count.
 * `runs...` follow the pitch: three non-zero values confirm a run, two zeros end it.
 *
 * Source  specification, sections 17.4 and 17.5.
 */

import {
  at,
  ConstFloats,
  ConstInts,
  Floats,
  Ints,
  intAt,
  intsFrom,
  put,
  putInt,
} from "./memory.as";
import { FRAME_SECONDS } from "./values.as";

/** Segments after the hundredth are not counted. */
const MOST_SEGMENTS: i32 = 100;
const SEGMENT_LOW: f32 = 0.25;
const SEGMENT_HIGH: f32 = 0.75;
const SEGMENT_AVERAGED: i32 = 3;
const SEGMENT_LEAST_LENGTH: i32 = 2;

/** @param out  [4] @param lengths  Room to work in. [100] */
export function crossingSegments(
  out: Floats,
  x: ConstFloats,
  lengths: Ints,
  count: i32,
  least: f32,
  range: f32,
): void {
  const low = least + range * SEGMENT_LOW;
  const high = least + range * SEGMENT_HIGH;
  const hundredth = count / 100 - 1;
  const leastLength = hundredth > SEGMENT_LEAST_LENGTH ? hundredth : SEGMENT_LEAST_LENGTH;
  let found = 0;
  let last = -(leastLength / 2);
  let sum: f32 = 0.0;
  let before: f32 = 0.0;
  for (let i = 0; i < count; i++) {
    sum += at(x, i);
    if (i >= SEGMENT_AVERAGED) sum -= at(x, i - SEGMENT_AVERAGED);
    const average = sum / <f32>(i + 1 < SEGMENT_AVERAGED ? i + 1 : SEGMENT_AVERAGED);
    const crosses = crossesLevel(before, average, low) || crossesLevel(before, average, high);
    before = average;
    if (crosses && i - last > leastLength) {
      if (found < MOST_SEGMENTS) {
        putInt(lengths, found, i - last);
        found++;
      }
      last = i;
    }
  }
  writeLengths(out, lengths, found, NO_RUN);
}

function crossesLevel(before: f32, now: f32, level: f32): bool {
  return (now > level && before <= level) || (now < level && before >= level);
}

const RUN_START: i32 = 0;
const RUN_VALUES: i32 = 1;
const RUN_ZEROS: i32 = 2;
const RUN_FOUND: i32 = 3;
const RUN_LENGTHS: i32 = 4;
const NO_RUN: i32 = -1;
const RUN_CONFIRMING_VALUES: i32 = 3;
const RUN_ENDING_ZEROS: i32 = 2;

/** @param runs  Start of the run or -1, its values, zeros since, runs that ended, then their lengths. [104] */
export function runsAdd(runs: Ints, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    putInt(runs, RUN_START, NO_RUN);
    putInt(runs, RUN_VALUES, 0);
    putInt(runs, RUN_ZEROS, 0);
    putInt(runs, RUN_FOUND, 0);
  }
  for (let i = 0; i < count; i++) {
    if (at(x, i) != <f32>0.0) {
      if (intAt(runs, RUN_START) == NO_RUN) putInt(runs, RUN_START, begin + i);
      putInt(runs, RUN_ZEROS, 0);
      putInt(runs, RUN_VALUES, intAt(runs, RUN_VALUES) + 1);
    } else if (intAt(runs, RUN_START) != NO_RUN) {
      putInt(runs, RUN_ZEROS, intAt(runs, RUN_ZEROS) + 1);
      if (intAt(runs, RUN_ZEROS) == RUN_ENDING_ZEROS) endRun(runs, begin + i - RUN_ENDING_ZEROS - intAt(runs, RUN_START));
    }
  }
}

/** Notes the run's length if enough values confirmed it. */
function endRun(runs: Ints, length: i32): void {
  const found = intAt(runs, RUN_FOUND);
  if (intAt(runs, RUN_VALUES) >= RUN_CONFIRMING_VALUES && found < MOST_SEGMENTS) {
    putInt(runs, RUN_LENGTHS + found, length);
    putInt(runs, RUN_FOUND, found + 1);
  }
  putInt(runs, RUN_START, NO_RUN);
  putInt(runs, RUN_VALUES, 0);
  putInt(runs, RUN_ZEROS, 0);
}

/** Statistics of the runs, one that has not ended included. @param out  [4] */
export function runsFinish(out: Floats, runs: ConstInts, count: i32): void {
  const found = intAt(runs, RUN_FOUND);
  const open = intAt(runs, RUN_START) != NO_RUN && intAt(runs, RUN_VALUES) >= RUN_CONFIRMING_VALUES && found < MOST_SEGMENTS;
  const length = count - (intAt(runs, RUN_ZEROS) + 1) - intAt(runs, RUN_START);
  writeLengths(out, intsFrom(runs, RUN_LENGTHS), found, open ? length : NO_RUN);
}

/** @param more  Length of one more segment, or -1. */
function writeLengths(out: Floats, lengths: ConstInts, found: i32, more: i32): void {
  for (let i = 0; i < 4; i++) put(out, i, 0.0);
  const segments = more == NO_RUN ? found : found + 1;
  if (segments == 0) return;
  let sum = 0;
  let longest = more;
  let shortest = more;
  for (let i = 0; i < segments; i++) {
    const length = i < found ? intAt(lengths, i) : more;
    sum += length;
    if (longest == NO_RUN || length > longest) longest = length;
    if (shortest == NO_RUN || length < shortest) shortest = length;
  }
  const mean = <f32>sum / <f32>segments;
  let squares: f32 = 0.0;
  for (let i = 0; i < segments; i++) {
    const deviation = <f32>(i < found ? intAt(lengths, i) : more) - mean;
    squares += deviation * deviation;
  }
  put(out, 0, mean * FRAME_SECONDS);
  put(out, 1, <f32>longest * FRAME_SECONDS);
  put(out, 2, <f32>shortest * FRAME_SECONDS);
  if (segments > 1) put(out, 3, sqrt<f32>(squares / <f32>segments) * FRAME_SECONDS);
}
