/**
 * Line and parabola of least squares through a contour, their errors, and the centroid of its size.
 *
 *   x = mean + m u + a (u^2 - (N^2 - 1)/12),   u = i - (N - 1)/2
 *
 * About the middle of the contour the two slopes don't depend on each other: m = C1 / sum(u^2), a = C2 / sum((u^2 - ...)^2),
 * with C1 = sum u (x - mean) and C2 = sum u^2 (x - mean). Both are merged block by block, about the mean and the middle of
 * all values so far, so nothing cancels that float32 would need.
 *
 * Source  specification, section 17.9; merging of C1 and C2 derived here from their definitions.
 */

import { beganIn, BLOCK_LENGTH, endsBlock, runEnd } from "./blocks.as";
import { at, ConstFloats, Floats, put } from "./memory.as";
import { softLimit } from "./soft-limit.as";

/**
 * Over full blocks: C1, C2, sum i |x|, sum (x - mean)^2, the mean, sum |x|; over the block that has begun, d = x - mean, j from its
 * beginning: sum d, d^2, |x|, j d, j^2 d, j |x|. Those of d^2 and of |x| are side by side, as others keep the same: from 3 on the low
 * sums of the moments, from 7 on the sizes of the flatness (functional-set.ts).
 */
const FIT_LINE: i32 = 0;
const FIT_PARABOLA: i32 = 1;
const FIT_MOMENT: i32 = 2;
const FIT_SQUARES: i32 = 3;
const FIT_MEAN: i32 = 4;
const FIT_BLOCK_SUM: i32 = 5;
const FIT_BLOCK_SQUARES: i32 = 6;
const FIT_SIZE: i32 = 7;
const FIT_BLOCK_SIZE: i32 = 8;
const FIT_BLOCK_LINE: i32 = 9;
const FIT_BLOCK_PARABOLA: i32 = 10;
const FIT_BLOCK_MOMENT: i32 = 11;
/** Those over full blocks are among the first ones. */
const FIT_FULL_WORDS: i32 = 8;

/** Slopes are limited from range / 10 on, curvatures from its root. */
const SLOPE_LIMIT_DIVISOR: f32 = 10.0;
const SLOPE_LIMIT_ROOM: f32 = 0.01;

/** @param state  [12] */
export function regressionAdd(state: Floats, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    for (let i = 0; i < 12; i++) put(state, i, 0.0);
    put(state, FIT_MEAN, at(x, 0));
  }
  let mean = at(state, FIT_MEAN);
  let first = at(state, FIT_BLOCK_SUM);
  let second = at(state, FIT_BLOCK_SQUARES);
  let line = at(state, FIT_BLOCK_LINE);
  let parabola = at(state, FIT_BLOCK_PARABOLA);
  let size = at(state, FIT_BLOCK_SIZE);
  let moment = at(state, FIT_BLOCK_MOMENT);
  let place = <f32>beganIn(begin);
  let i = 0;
  while (i < count) {
    const end = runEnd(begin + i, begin + count) - begin;
    for (; i < end; i++) {
      const value = at(x, i);
      const distance = value - mean;
      const weighted = place * distance;
      first += distance;
      second += distance * distance;
      line += weighted;
      parabola += place * weighted;
      size += abs<f32>(value);
      moment += place * abs<f32>(value);
      place += <f32>1.0;
    }
    if (endsBlock(begin + end - 1)) {
      put(state, FIT_BLOCK_SUM, first);
      put(state, FIT_BLOCK_SQUARES, second);
      put(state, FIT_BLOCK_LINE, line);
      put(state, FIT_BLOCK_PARABOLA, parabola);
      put(state, FIT_BLOCK_SIZE, size);
      put(state, FIT_BLOCK_MOMENT, moment);
      mergeRegression(state, state, begin + end - BLOCK_LENGTH, BLOCK_LENGTH);
      mean = at(state, FIT_MEAN);
      first = 0.0;
      second = 0.0;
      line = 0.0;
      parabola = 0.0;
      size = 0.0;
      moment = 0.0;
      place = 0.0;
    }
  }
  put(state, FIT_BLOCK_SUM, first);
  put(state, FIT_BLOCK_SQUARES, second);
  put(state, FIT_BLOCK_LINE, line);
  put(state, FIT_BLOCK_PARABOLA, parabola);
  put(state, FIT_BLOCK_SIZE, size);
  put(state, FIT_BLOCK_MOMENT, moment);
}

/**
 * Merges a block of `added` values with the `before` values of full blocks.
 *
 * @param out  The sums over full blocks, now with this one, at their places. [8] May be the state itself.
 */
function mergeRegression(out: Floats, state: ConstFloats, before: i32, added: i32): void {
  const n = <f32>added;
  const old = <f32>before;
  const first = at(state, FIT_BLOCK_SUM);
  const d = first / n;
  const pairs = old * (n / (old + n));
  // About the mean and the middle of the block.
  const middle = <f32>0.5 * (n - <f32>1.0);
  const second = at(state, FIT_BLOCK_SQUARES) - d * first;
  const line = at(state, FIT_BLOCK_LINE) - middle * first;
  const parabola =
    at(state, FIT_BLOCK_PARABOLA) -
    <f32>2.0 * middle * at(state, FIT_BLOCK_LINE) +
    (middle * middle - (n * n - <f32>1.0) / <f32>12.0) * first;
  // About the mean and the middle of all.
  const oldLine = at(state, FIT_LINE);
  put(out, FIT_SQUARES, at(state, FIT_SQUARES) + second + d * d * pairs);
  put(
    out,
    FIT_PARABOLA,
    at(state, FIT_PARABOLA) + parabola + (old * line - n * oldLine) + ((d * n) / <f32>6.0) * old * (old - n),
  );
  put(out, FIT_LINE, oldLine + line + <f32>0.5 * d * n * old);
  put(out, FIT_MEAN, at(state, FIT_MEAN) + d * (n / (old + n)));
  put(out, FIT_SIZE, at(state, FIT_SIZE) + at(state, FIT_BLOCK_SIZE));
  put(out, FIT_MOMENT, at(state, FIT_MOMENT) + (old * at(state, FIT_BLOCK_SIZE) + at(state, FIT_BLOCK_MOMENT)));
}

/**
 * Slope and offset of the line, its error, curvature, slope and offset of the parabola, its error, centroid.
 *
 * @param out             [8]
 * @param framesPerSecond Scale of the slopes' time axis: 100 for seconds, 1 for frames.
 */
export function regressionFinish(
  out: Floats,
  state: ConstFloats,
  count: i32,
  least: f32,
  range: f32,
  framesPerSecond: f32,
): void {
  const added = beganIn(count);
  for (let i = 0; i < FIT_FULL_WORDS; i++) put(out, i, at(state, i));
  if (added > 0) mergeRegression(out, state, count - added, added);
  const second = at(out, FIT_SQUARES);
  const mean = at(out, FIT_MEAN);
  const centroid = at(out, FIT_SIZE) > <f32>0.0 ? at(out, FIT_MOMENT) / at(out, FIT_SIZE) / <f32>count : <f32>0.0;

  const n = <f32>count;
  const squares = (n * (n * n - <f32>1.0)) / <f32>12.0;
  const fourths = (squares * (n * n - <f32>4.0)) / <f32>15.0;
  const slope = count > 1 ? at(out, FIT_LINE) / squares : <f32>0.0;
  const curvature = count > 2 ? at(out, FIT_PARABOLA) / fourths : <f32>0.0;
  const lineError = (second - slope * at(out, FIT_LINE)) / n;
  const parabolaError = lineError - (curvature * at(out, FIT_PARABOLA)) / n;
  writeRegression(out, mean, slope, curvature, count, least, range, framesPerSecond);
  const inverseRange = range > <f32>0.0 ? <f32>1.0 / range : <f32>0.0;
  put(out, 2, squareOfUnits(lineError, inverseRange));
  put(out, 6, squareOfUnits(parabolaError, inverseRange));
  if (count == 2) {
    // No parabola: the one of zeros stands for it.
    put(out, 5, -least * inverseRange);
    put(out, 6, squareOfUnits(second / n + mean * mean, inverseRange));
  }
  put(out, 7, centroid);
}

/** Slopes and offsets in units of the range. */
function writeRegression(
  out: Floats,
  mean: f32,
  slope: f32,
  curvature: f32,
  count: i32,
  least: f32,
  range: f32,
  framesPerSecond: f32,
): void {
  const last = <f32>count - <f32>1.0;
  const inverseRange = range > <f32>0.0 ? <f32>1.0 / range : <f32>0.0;
  const knee = (range > <f32>0.0 ? range : <f32>1.0) / SLOPE_LIMIT_DIVISOR;
  const root = sqrt<f32>(knee);
  const slopeAtBegin = count > 2 ? slope - curvature * last : <f32>0.0;
  const height = mean - least - <f32>0.5 * slope * last;
  const bend = (curvature * (last * (last - <f32>1.0))) / <f32>6.0;
  put(out, 0, softLimit(slope, knee, knee + SLOPE_LIMIT_ROOM) * framesPerSecond * inverseRange);
  put(out, 1, height * inverseRange);
  put(out, 3, softLimit(curvature, root, root + SLOPE_LIMIT_ROOM) * (framesPerSecond * framesPerSecond) * inverseRange);
  put(out, 4, softLimit(slopeAtBegin, knee, knee + SLOPE_LIMIT_ROOM) * framesPerSecond * inverseRange);
  put(out, 5, (height + bend) * inverseRange);
}

/** A mean square in units of the range; rounding may have left it below 0. */
function squareOfUnits(square: f32, inverseRange: f32): f32 {
  return square > <f32>0.0 ? square * inverseRange * inverseRange : <f32>0.0;
}
