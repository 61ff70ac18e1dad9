/**
 * Shares of the time that a contour spends rising, curving to the left, and above levels.
 *
 * Source  specification, section 17.6.
 */

import { at, ConstFloats, ConstInts, Floats, Ints, intAt, put, putInt } from "./memory.as";

const STEPS_LAST: i32 = 0;
const STEPS_STEP: i32 = 1;
const STEPS_RISING: i32 = 0;
const STEPS_LEFT_CURVED: i32 = 1;

/** @param state  Last value and step. [2] @param counts  Steps up, steps that are smaller than the next one. [2] */
export function stepsAdd(state: Floats, counts: Ints, begin: i32, x: ConstFloats, count: i32): void {
  let last = begin == 0 ? <f32>0.0 : at(state, STEPS_LAST);
  let step = begin == 0 ? <f32>0.0 : at(state, STEPS_STEP);
  let rising = begin == 0 ? 0 : intAt(counts, STEPS_RISING);
  let leftCurved = begin == 0 ? 0 : intAt(counts, STEPS_LEFT_CURVED);
  for (let i = 0; i < count; i++) {
    const value = at(x, i);
    const next = value - last;
    if (begin + i > 0 && value > last) rising++;
    if (begin + i > 1 && step < next) leftCurved++;
    last = value;
    step = next;
  }
  put(state, STEPS_LAST, last);
  put(state, STEPS_STEP, step);
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
  const level25 = LEVEL_25 * range + least;
  const level50 = LEVEL_50 * range + least;
  const level75 = LEVEL_75 * range + least;
  const level90 = LEVEL_90 * range + least;
  let above25 = 0;
  let above50 = 0;
  let above75 = 0;
  let above90 = 0;
  for (let i = 0; i < count; i++) {
    const value = at(x, i);
    above25 += <i32>(value > level25);
    above50 += <i32>(value > level50);
    above75 += <i32>(value > level75);
    above90 += <i32>(value > level90);
  }
  const n = <f32>count;
  put(out, 0, <f32>above25 / n);
  put(out, 1, <f32>above50 / n);
  put(out, 2, <f32>above75 / n);
  put(out, 3, <f32>above90 / n);
}
