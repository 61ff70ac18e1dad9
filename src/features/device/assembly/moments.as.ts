/**
 * Standard deviation, skewness and kurtosis of the population: divided by N, kurtosis of the normal distribution is 3.
 *
 * The sums of a block are powers of the distances from the mean of all blocks before it; merging moves both to the mean of
 * all. Fourth powers leave float32 where deviations are below 1e-10 or above 1e9.
 *
 * Source  specification, section 17.3; P. Pebay 2008, "Formulas for robust, one-pass parallel computation of covariances
 *         and arbitrary-order statistical moments", Sandia report SAND2008-6212 (merging).
 */

import { beganIn, BLOCK_LENGTH, endsBlock, runEnd } from "./blocks.as";
import { at, ConstFloats, Floats, put } from "./memory.as";

/** Sums of the second to fourth powers of the distances from the mean, over full blocks; that mean. */
const MOMENT_SECOND: i32 = 0;
const MOMENT_THIRD: i32 = 1;
const MOMENT_FOURTH: i32 = 2;
const MOMENT_MEAN: i32 = 3;
/** Sums of the first to fourth powers over the block that has begun. */
const MOMENT_BLOCK_FIRST: i32 = 4;
const MOMENT_BLOCK_SECOND: i32 = 5;
const MOMENT_BLOCK_THIRD: i32 = 6;
const MOMENT_BLOCK_FOURTH: i32 = 7;

/** @param state  [8] */
export function momentsAdd(state: Floats, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    for (let i = 0; i < 8; i++) put(state, i, 0.0);
    put(state, MOMENT_MEAN, at(x, 0));
  }
  let mean = at(state, MOMENT_MEAN);
  let first = at(state, MOMENT_BLOCK_FIRST);
  let second = at(state, MOMENT_BLOCK_SECOND);
  let third = at(state, MOMENT_BLOCK_THIRD);
  let fourth = at(state, MOMENT_BLOCK_FOURTH);
  let i = 0;
  while (i < count) {
    const end = runEnd(begin + i, begin + count) - begin;
    for (; i < end; i++) {
      const distance = at(x, i) - mean;
      const square = distance * distance;
      first += distance;
      second += square;
      third += square * distance;
      fourth += square * square;
    }
    if (endsBlock(begin + end - 1)) {
      put(state, MOMENT_BLOCK_FIRST, first);
      put(state, MOMENT_BLOCK_SECOND, second);
      put(state, MOMENT_BLOCK_THIRD, third);
      put(state, MOMENT_BLOCK_FOURTH, fourth);
      mean += mergeMoments(state, state, begin + end - BLOCK_LENGTH, BLOCK_LENGTH);
      put(state, MOMENT_MEAN, mean);
      first = 0.0;
      second = 0.0;
      third = 0.0;
      fourth = 0.0;
    }
  }
  put(state, MOMENT_BLOCK_FIRST, first);
  put(state, MOMENT_BLOCK_SECOND, second);
  put(state, MOMENT_BLOCK_THIRD, third);
  put(state, MOMENT_BLOCK_FOURTH, fourth);
}

/**
 * Merges a block of `added` values with the `before` values of full blocks.
 *
 * @param out  Sums of the second to fourth powers about the mean of all. [3] May be the state itself.
 * @returns what the mean moves by.
 */
function mergeMoments(out: Floats, state: ConstFloats, before: i32, added: i32): f32 {
  const n = <f32>added;
  const share = n / <f32>(before + added);
  const rest = <f32>before / <f32>(before + added);
  const pairs = <f32>before * share;
  const d = at(state, MOMENT_BLOCK_FIRST) / n;
  const d2 = d * d;
  // About the mean of the block.
  const first = at(state, MOMENT_BLOCK_FIRST);
  const second = at(state, MOMENT_BLOCK_SECOND) - d * first;
  const third = at(state, MOMENT_BLOCK_THIRD) - d * (<f32>3.0 * at(state, MOMENT_BLOCK_SECOND) - <f32>2.0 * d * first);
  const fourth =
    at(state, MOMENT_BLOCK_FOURTH) -
    d * (<f32>4.0 * at(state, MOMENT_BLOCK_THIRD) - d * (<f32>6.0 * at(state, MOMENT_BLOCK_SECOND) - <f32>3.0 * d * first));
  // About the mean of all.
  const oldSecond = at(state, MOMENT_SECOND);
  const oldThird = at(state, MOMENT_THIRD);
  const fourthShift =
    d2 *
    (<f32>6.0 * (rest * rest * second + share * share * oldSecond) +
      d2 * pairs * (rest * rest - rest * share + share * share));
  put(out, MOMENT_FOURTH, at(state, MOMENT_FOURTH) + fourth + (<f32>4.0 * d * (rest * third - share * oldThird) + fourthShift));
  const thirdShift = d * (<f32>3.0 * (rest * second - share * oldSecond) + d2 * pairs * (rest - share));
  put(out, MOMENT_THIRD, oldThird + third + thirdShift);
  put(out, MOMENT_SECOND, oldSecond + second + d2 * pairs);
  return d * share;
}

/** Standard deviation, skewness, kurtosis; all 0 for a constant. @param out  [3] */
export function momentsFinish(out: Floats, state: ConstFloats, count: i32): void {
  const added = beganIn(count);
  for (let i = 0; i < 3; i++) put(out, i, at(state, i));
  if (added > 0) mergeMoments(out, state, count - added, added);
  const n = <f32>count;
  const variance = at(out, MOMENT_SECOND) / n;
  const third = at(out, MOMENT_THIRD) / n;
  const fourth = at(out, MOMENT_FOURTH) / n;
  const spread = variance > <f32>0.0;
  const deviation = spread ? sqrt<f32>(variance) : <f32>0.0;
  put(out, 0, deviation);
  put(out, 1, spread ? third / variance / deviation : <f32>0.0);
  put(out, 2, spread ? fourth / variance / variance : <f32>0.0);
}
