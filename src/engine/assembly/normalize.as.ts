/**
 * Batch normalisation of the input, and the turn from rows of a table to the kernels' layouts (see panel.as.ts and forward.as.ts).
 *
 * Statistics are computed in float64: features range over many decades, and the pass is under 1 % of a step.
 * Padding is zero: rows up to a multiple of 4, inputs up to a multiple of 24.
 */

import { columnOf, inPairs, PANEL, PANEL_BYTES } from "./panel.as";

/**
 * Normalised columns [24 · begin, 24 · end) of a batch, with the batch's own mean and biased variance; the moving mean
 * and variance take one step towards them.
 *
 * x [rows][inputs]; out [stride/2][I][2]; panels [I/24][stride][24]: x̂; scaling [I][2]: gamma, beta;
 * movingMean, movingVariance [I]
 */
export function f32_normalize_batch(
  begin: i32, end: i32, out: usize, panels: usize, x: usize, scaling: usize,
  movingMean: usize, movingVariance: usize, momentum: f64, epsilon: f64, inputs: i32, inputsPadded: i32, rows: i32, stride: i32,
): void {
  for (let i = begin * <i32>PANEL; i < end * <i32>PANEL; i++) {
    if (i >= inputs) {
      clearColumn(out, panels, i, inputsPadded, stride);
      continue;
    }
    const column = x + (<usize>i << 2);
    let mean: f64 = 0;
    for (let b = 0; b < rows; b++) mean += <f64>load<f32>(column + ((<usize>b * inputs) << 2));
    mean /= <f64>rows;
    let variance: f64 = 0;
    for (let b = 0; b < rows; b++) {
      const deviation = <f64>load<f32>(column + ((<usize>b * inputs) << 2)) - mean;
      variance += deviation * deviation;
    }
    variance /= <f64>rows;
    normalizeColumn(out, panels, column, mean, variance, epsilon, scaling, i, inputs, inputsPadded, rows, stride);
    moveTowards(movingMean + (<usize>i << 2), mean, momentum);
    moveTowards(movingVariance + (<usize>i << 2), variance, momentum);
  }
}

/** The same with the moving mean and variance, which stay as they are. `panels` is scratch. */
export function f32_normalize_moving(
  begin: i32, end: i32, out: usize, panels: usize, x: usize, scaling: usize,
  movingMean: usize, movingVariance: usize, epsilon: f64, inputs: i32, inputsPadded: i32, rows: i32, stride: i32,
): void {
  for (let i = begin * <i32>PANEL; i < end * <i32>PANEL; i++) {
    if (i >= inputs) {
      clearColumn(out, panels, i, inputsPadded, stride);
      continue;
    }
    const mean = <f64>load<f32>(movingMean + (<usize>i << 2));
    const variance = <f64>load<f32>(movingVariance + (<usize>i << 2));
    const column = x + (<usize>i << 2);
    normalizeColumn(out, panels, column, mean, variance, epsilon, scaling, i, inputs, inputsPadded, rows, stride);
  }
}

// @ts-ignore: decorator
@inline
function normalizeColumn(
  out: usize, panels: usize, column: usize, mean: f64, variance: f64, epsilon: f64,
  scaling: usize, i: i32, inputs: i32, inputsPadded: i32, rows: i32, stride: i32,
): void {
  const panelColumn = columnOf(panels, i, <usize>stride << 2);
  const inverse = 1 / sqrt(variance + epsilon);
  const scale = load<f32>(scaling + (<usize>i << 3));
  const shift = load<f32>(scaling + (<usize>i << 3) + 4);
  for (let b = 0; b < stride; b++) {
    const inside = b < rows;
    const value = inside ? <f32>((<f64>load<f32>(column + ((<usize>b * inputs) << 2)) - mean) * inverse) : 0;
    store<f32>(panelColumn + <usize>b * PANEL_BYTES, value);
    store<f32>(inPairs(out, i, b, inputsPadded), inside ? scale * value + shift : 0);
  }
}

function clearColumn(out: usize, panels: usize, i: i32, inputsPadded: i32, stride: i32): void {
  const panelColumn = columnOf(panels, i, <usize>stride << 2);
  for (let b = 0; b < stride; b++) {
    store<f32>(panelColumn + <usize>b * PANEL_BYTES, 0);
    store<f32>(inPairs(out, i, b, inputsPadded), 0);
  }
}

// @ts-ignore: decorator
@inline
function moveTowards(moving: usize, value: f64, momentum: f64): void {
  store<f32>(moving, <f32>(momentum * <f64>load<f32>(moving) + (1 - momentum) * value));
}
