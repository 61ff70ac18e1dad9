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
import { at, ConstFloats, Floats, floatsFrom, put } from "./memory.as";

/**
 * Low sums: of squares of the distances from the mean, over full blocks; that mean; of the distances and their squares over the block
 * that has begun. The fit of lines keeps the same (regression.as.ts).
 */
const LOW_SECOND: i32 = 0;
const LOW_MEAN: i32 = 1;
const LOW_BLOCK_FIRST: i32 = 2;
const LOW_BLOCK_SECOND: i32 = 3;
/** High sums: of third and fourth powers, over full blocks and over the one that has begun. */
const HIGH_THIRD: i32 = 0;
const HIGH_FOURTH: i32 = 1;
const HIGH_BLOCK_THIRD: i32 = 2;
const HIGH_BLOCK_FOURTH: i32 = 3;

/** @param low  [4] @param high  [4] */
export function momentsAdd(low: Floats, high: Floats, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    for (let i = 0; i < 4; i++) {
      put(low, i, 0.0);
      put(high, i, 0.0);
    }
    put(low, LOW_MEAN, at(x, 0));
  }
  let mean = at(low, LOW_MEAN);
  let first = at(low, LOW_BLOCK_FIRST);
  let second = at(low, LOW_BLOCK_SECOND);
  let third = at(high, HIGH_BLOCK_THIRD);
  let fourth = at(high, HIGH_BLOCK_FOURTH);
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
      put(low, LOW_BLOCK_FIRST, first);
      put(low, LOW_BLOCK_SECOND, second);
      put(high, HIGH_BLOCK_THIRD, third);
      put(high, HIGH_BLOCK_FOURTH, fourth);
      mean += mergeMoments(low, high, low, high, begin + end - BLOCK_LENGTH, BLOCK_LENGTH);
      put(low, LOW_MEAN, mean);
      first = 0.0;
      second = 0.0;
      third = 0.0;
      fourth = 0.0;
    }
  }
  put(low, LOW_BLOCK_FIRST, first);
  put(low, LOW_BLOCK_SECOND, second);
  put(high, HIGH_BLOCK_THIRD, third);
  put(high, HIGH_BLOCK_FOURTH, fourth);
}

/**
 * Merges a block of `added` values with the `before` values of full blocks.
 *
 * @param second  Receives the sum of squares about the mean of all. [1] May be the low sums themselves.
 * @param higher  Receives those of third and fourth powers. [2] May be the high sums themselves.
 * @returns what the mean moves by.
 */
function mergeMoments(second: Floats, higher: Floats, low: ConstFloats, high: ConstFloats, before: i32, added: i32): f32 {
  const n = <f32>added;
  const share = n / <f32>(before + added);
  const rest = <f32>before / <f32>(before + added);
  const pairs = <f32>before * share;
  const d = at(low, LOW_BLOCK_FIRST) / n;
  const d2 = d * d;
  // About the mean of the block.
  const blockFirst = at(low, LOW_BLOCK_FIRST);
  const blockSecond = at(low, LOW_BLOCK_SECOND) - d * blockFirst;
  const blockThird =
    at(high, HIGH_BLOCK_THIRD) - d * (<f32>3.0 * at(low, LOW_BLOCK_SECOND) - <f32>2.0 * d * blockFirst);
  const blockFourth =
    at(high, HIGH_BLOCK_FOURTH) -
    d *
      (<f32>4.0 * at(high, HIGH_BLOCK_THIRD) -
        d * (<f32>6.0 * at(low, LOW_BLOCK_SECOND) - <f32>3.0 * d * blockFirst));
  // About the mean of all.
  const oldSecond = at(low, LOW_SECOND);
  const oldThird = at(high, HIGH_THIRD);
  const fourthShift =
    d2 *
    (<f32>6.0 * (rest * rest * blockSecond + share * share * oldSecond) +
      d2 * pairs * (rest * rest - rest * share + share * share));
  const thirdShift = d * (<f32>3.0 * (rest * blockSecond - share * oldSecond) + d2 * pairs * (rest - share));
  put(
    higher,
    HIGH_FOURTH,
    at(high, HIGH_FOURTH) + blockFourth + (<f32>4.0 * d * (rest * blockThird - share * oldThird) + fourthShift),
  );
  put(higher, HIGH_THIRD, oldThird + blockThird + thirdShift);
  put(second, LOW_SECOND, oldSecond + blockSecond + d2 * pairs);
  return d * share;
}

/** Standard deviation, skewness, kurtosis; all 0 for a constant. @param out  [3] */
export function momentsFinish(out: Floats, low: ConstFloats, high: ConstFloats, count: i32): void {
  const added = beganIn(count);
  put(out, 0, at(low, LOW_SECOND));
  put(out, 1, at(high, HIGH_THIRD));
  put(out, 2, at(high, HIGH_FOURTH));
  if (added > 0) mergeMoments(out, floatsFrom(out, 1), low, high, count - added, added);
  const n = <f32>count;
  const variance = at(out, 0) / n;
  const third = at(out, 1) / n;
  const fourth = at(out, 2) / n;
  const spread = variance > <f32>0.0;
  const deviation = spread ? sqrt<f32>(variance) : <f32>0.0;
  put(out, 0, deviation);
  put(out, 1, spread ? third / variance / deviation : <f32>0.0);
  put(out, 2, spread ? fourth / variance / variance : <f32>0.0);
}
