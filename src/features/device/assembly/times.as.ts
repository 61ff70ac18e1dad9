/**
 * Shares of the time that a contour spends rising, curving to the left, and above levels.
 *
 * Source  specification, section 17.6.
 */

import { at, bitsOf, ConstFloats, ConstInts, Floats, Ints, intAt, put, putInt } from "./memory.as";

const STEPS_LAST: i32 = 0;
const STEPS_FALL: i32 = 1;
const STEPS_RISING: i32 = 0;
const STEPS_LEFT_CURVED: i32 = 1;

/**
 * 1 if a number is below another one, by the sign of their difference, which rounding leaves: a comparison is dearer on a board.
 * The first must not be -0, whose difference from 0 is -0: what is added to 0 is not.
 */
// @ts-ignore: decorator
@inline
function isLess(a: f32, b: f32): i32 {
  return bitsOf(a - b) >>> 31;
}

/** @param state  Last value, and how far it lies below the one before. [2] @param counts  Steps up, steps that are smaller than the next one. [2] */
export function stepsAdd(state: Floats, counts: Ints, begin: i32, x: ConstFloats, count: i32): void {
  let last = begin == 0 ? at(x, 0) + <f32>0.0 : at(state, STEPS_LAST);
  let fall = begin == 0 ? <f32>0.0 : at(state, STEPS_FALL);
  let rising = begin == 0 ? 0 : intAt(counts, STEPS_RISING);
  let leftCurved = begin == 0 ? 0 : intAt(counts, STEPS_LEFT_CURVED);
  let i = 0;
  // The first value ends no step, the first step follows none.
  if (begin == 0) i = 1;
  if (begin + i == 1 && i < count) {
    const value = at(x, i) + <f32>0.0;
    fall = last - value;
    rising += isLess(last, value);
    last = value;
    i++;
  }
  for (; i < count; i++) {
    const value = at(x, i) + <f32>0.0;
    const next = last - value;
    rising += isLess(last, value);
    leftCurved += isLess(next, fall);
    last = value;
    fall = next;
  }
  put(state, STEPS_LAST, last);
  put(state, STEPS_FALL, fall);
  putInt(counts, STEPS_RISING, rising);
  putInt(counts, STEPS_LEFT_CURVED, leftCurved);
}

/** Shares of the steps that go up, and that are smaller than the next one. @param out  [2] */
export function stepsFinish(out: Floats, counts: ConstInts, count: i32): void {
  put(out, 0, count > 1 ? <f32>intAt(counts, STEPS_RISING) / <f32>(count - 1) : <f32>0.0);
  put(out, 1, count > 2 ? <f32>intAt(counts, STEPS_LEFT_CURVED) / <f32>(count - 2) : <f32>0.0);
}

const LEVEL_25: f32 = 0.25;
const LEVEL_50: f32 = 0.5;
const LEVEL_75: f32 = 0.75;
const LEVEL_90: f32 = 0.9;

/** Shares of the values above least + q range, q = .25, .5, .75, .9. @param out  [4] */
export function levelTimes(out: Floats, x: ConstFloats, count: i32, least: f32, range: f32): void {
  const level25 = LEVEL_25 * range + least + <f32>0.0;
  const level50 = LEVEL_50 * range + least + <f32>0.0;
  const level75 = LEVEL_75 * range + least + <f32>0.0;
  const level90 = LEVEL_90 * range + least + <f32>0.0;
  let above25 = 0;
  let above50 = 0;
  let above75 = 0;
  let above90 = 0;
  for (let i = 0; i < count; i++) {
    const value = at(x, i);
    above25 += isLess(level25, value);
    above50 += isLess(level50, value);
    above75 += isLess(level75, value);
    above90 += isLess(level90, value);
  }
  const n = <f32>count;
  put(out, 0, <f32>above25 / n);
  put(out, 1, <f32>above50 / n);
  put(out, 2, <f32>above75 / n);
  put(out, 3, <f32>above90 / n);
}
