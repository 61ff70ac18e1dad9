/**
 * Batch normalisation of the input, and the turn from rows of a table to the kernels' layouts (see forward.as.ts), four columns
 * at a time.
 *
 * Statistics are computed in float64: features range over many decades, and the pass is under 1 % of a step.
 * Padding is zero: rows up to a multiple of 4, inputs up to a multiple of 24.
 */

import { columnOf, inPairs, PANEL, PANEL_BYTES } from "./panel.as";

/**
 * Normalised columns [24 · begin, 24 · end) of a batch, with the batch's own mean and biased variance; the moving mean
 * and variance take one step towards them.
 *
 * x [rows][inputs], and as much memory behind it as a panel's row takes; out [stride/2][I][2]; panels [I/24][stride][24]:
 * x̂; scaling [I][2]: gamma, beta; movingMean, movingVariance [I]
 */
export function f32_normalize_batch_4(
  begin: i32, end: i32, out: usize, panels: usize, x: usize, scaling: usize,
  movingMean: usize, movingVariance: usize, momentum: f64, epsilon: f64,
  inputs: i32, inputsPadded: i32, rows: i32, stride: i32,
): void {
  const count = f64x2.splat(<f64>rows);
  const rowBytes = <usize>inputs << 2;
  for (let i = begin * <i32>PANEL; i < end * <i32>PANEL; i += 4) {
    const column = x + (<usize>i << 2);
    const columnEnd = column + <usize>rows * rowBytes;
    let mean01 = f64x2.splat(0), mean23 = mean01, variance01 = mean01, variance23 = mean01;
    for (let at = column; at < columnEnd; at += rowBytes) {
      mean01 = f64x2.add(mean01, lanes01(v128.load(at)));
      mean23 = f64x2.add(mean23, lanes23(v128.load(at)));
    }
    mean01 = f64x2.div(mean01, count);
    mean23 = f64x2.div(mean23, count);
    for (let at = column; at < columnEnd; at += rowBytes) {
      const deviation01 = f64x2.sub(lanes01(v128.load(at)), mean01), deviation23 = f64x2.sub(lanes23(v128.load(at)), mean23);
      variance01 = f64x2.add(variance01, f64x2.mul(deviation01, deviation01));
      variance23 = f64x2.add(variance23, f64x2.mul(deviation23, deviation23));
    }
    variance01 = f64x2.div(variance01, count);
    variance23 = f64x2.div(variance23, count);
    normalizeColumns(
      out, panels, column, mean01, mean23, variance01, variance23, epsilon, scaling, i, inputs, inputsPadded, rows, stride,
    );
    moveTowards(movingMean + (<usize>i << 2), mean01, mean23, momentum);
    moveTowards(movingVariance + (<usize>i << 2), variance01, variance23, momentum);
  }
}

/** The same with the moving mean and variance, which stay as they are. `panels` is scratch. */
export function f32_normalize_moving_4(
  begin: i32, end: i32, out: usize, panels: usize, x: usize, scaling: usize,
  movingMean: usize, movingVariance: usize, epsilon: f64, inputs: i32, inputsPadded: i32, rows: i32, stride: i32,
): void {
  for (let i = begin * <i32>PANEL; i < end * <i32>PANEL; i += 4) {
    const mean = v128.load(movingMean + (<usize>i << 2)), variance = v128.load(movingVariance + (<usize>i << 2));
    normalizeColumns(
      out, panels, x + (<usize>i << 2), lanes01(mean), lanes23(mean), lanes01(variance), lanes23(variance), epsilon, scaling,
      i, inputs, inputsPadded, rows, stride,
    );
  }
}

/** Columns i to i + 3, two rows at a time. */
// @ts-ignore: decorator
@inline
function normalizeColumns(
  out: usize, panels: usize, column: usize, mean01: v128, mean23: v128, variance01: v128, variance23: v128, epsilon: f64,
  scaling: usize, i: i32, inputs: i32, inputsPadded: i32, rows: i32, stride: i32,
): void {
  const inverse01 = inverseDeviation(variance01, epsilon), inverse23 = inverseDeviation(variance23, epsilon);
  const gammaBeta01 = v128.load(scaling + (<usize>i << 3)), gammaBeta23 = v128.load(scaling + (<usize>i << 3), 16);
  const gamma = v128.shuffle<f32>(gammaBeta01, gammaBeta23, 0, 2, 4, 6);
  const beta = v128.shuffle<f32>(gammaBeta01, gammaBeta23, 1, 3, 5, 7);
  const isInput = i32x4.lt_s(i32x4.add(i32x4.splat(i), i32x4(0, 1, 2, 3)), i32x4.splat(inputs));
  const panelColumn = columnOf(panels, i, <usize>stride << 2);
  for (let b = 0; b < stride; b += 2) {
    const row = column + ((<usize>b * inputs) << 2);
    let even = i32x4.splat(0), odd = even, scaledEven = even, scaledOdd = even;
    if (b < rows) {
      even = v128.and(normalized(v128.load(row), mean01, mean23, inverse01, inverse23), isInput);
      scaledEven = v128.and(f32x4.add(f32x4.mul(gamma, even), beta), isInput);
    }
    if (b + 1 < rows) {
      odd = v128.and(normalized(v128.load(row + (<usize>inputs << 2)), mean01, mean23, inverse01, inverse23), isInput);
      scaledOdd = v128.and(f32x4.add(f32x4.mul(gamma, odd), beta), isInput);
    }
    v128.store(panelColumn + <usize>b * PANEL_BYTES, even);
    v128.store(panelColumn + <usize>b * PANEL_BYTES, odd, PANEL_BYTES);
    const pairs = inPairs(out, i, b, inputsPadded);
    v128.store(pairs, v128.shuffle<f32>(scaledEven, scaledOdd, 0, 4, 1, 5));
    v128.store(pairs, v128.shuffle<f32>(scaledEven, scaledOdd, 2, 6, 3, 7), 16);
  }
}

/** (x − mean) · inverse of four columns, rounded once. */
// @ts-ignore: decorator
@inline
function normalized(x: v128, mean01: v128, mean23: v128, inverse01: v128, inverse23: v128): v128 {
  return toFloat32(
    f64x2.mul(f64x2.sub(lanes01(x), mean01), inverse01),
    f64x2.mul(f64x2.sub(lanes23(x), mean23), inverse23),
  );
}

// @ts-ignore: decorator
@inline
function inverseDeviation(variance: v128, epsilon: f64): v128 {
  return f64x2.div(f64x2.splat(1), f64x2.sqrt(f64x2.add(variance, f64x2.splat(epsilon))));
}

// @ts-ignore: decorator
@inline
function moveTowards(moving: usize, value01: v128, value23: v128, momentum: f64): void {
  const old = f64x2.splat(momentum), fresh = f64x2.splat(1 - momentum);
  const before = v128.load(moving);
  v128.store(
    moving,
    toFloat32(
      f64x2.add(f64x2.mul(old, lanes01(before)), f64x2.mul(fresh, value01)),
      f64x2.add(f64x2.mul(old, lanes23(before)), f64x2.mul(fresh, value23)),
    ),
  );
}

/** The first two float32 lanes in float64. */
// @ts-ignore: decorator
@inline
function lanes01(v: v128): v128 {
  return f64x2.promote_low_f32x4(v);
}

/** The last two. */
// @ts-ignore: decorator
@inline
function lanes23(v: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<f64>(v, v, 1, 1));
}

// @ts-ignore: decorator
@inline
function toFloat32(lanes01: v128, lanes23: v128): v128 {
  return v128.shuffle<f64>(f32x4.demote_f64x2_zero(lanes01), f32x4.demote_f64x2_zero(lanes23), 0, 2);
}
