/**
 * Deltas, `_de`: slope of a smoothed contour over five frames.
 *
 *   de[n] = ( (y[n+1] − y[n−1]) + 2 (y[n+2] − y[n−2]) ) / 10
 *
 * For pitch and voice quality a difference counts only if both its values are non-zero, and the divisor begins at 10 and
 * grows by 1 or 4 with every difference that counts, in all six contours and for the rest of the recording. So these
 * deltas shrink over time and do not compare between recordings of different length; the feature set is defined so.
 * There are two output frames more than input frames.
 *
 * Source  specification, sections 14 and 20.
 */

import { windowValue } from "./smoothing.ts";

const f32 = Math.fround;

const DIVISOR = 10;

/** Writes `count` deltas of a contour of `visible` frames. @param visibleAtStart  Frames that output frame 0 can see. */
export function deltasInto(
  out: Float32Array,
  y: Float32Array,
  visible: number,
  count: number,
  visibleAtStart = visible,
): void {
  const inner = Math.min(visible - 2, count);
  for (let n = 0; n < count; n++) {
    if (n >= 2 && n < inner) {
      out[n] = f32(f32(y[n + 1] - y[n - 1]) + f32(2 * f32(y[n + 2] - y[n - 2]))) / DIVISOR;
      continue;
    }
    const seen = n === 0 ? visibleAtStart : visible;
    const near = windowDifference(y, n, 1, seen);
    out[n] = f32(near + f32(2 * windowDifference(y, n, 2, seen))) / DIVISOR;
  }
}

function windowDifference(y: Float32Array, n: number, reach: number, visible: number): number {
  return f32(windowValue(y, n + reach, n - 2, visible) - windowValue(y, n - reach, n - 2, visible));
}

/** Writes `count` deltas of contours whose zeros stand for no value. @param visible  Frames that output frame n can see. */
export function deltasOfNonZeroInto(
  out: readonly Float32Array[],
  contours: readonly Float32Array[],
  visible: (frame: number) => number,
  count: number,
): void {
  let divisor = DIVISOR;
  for (let n = 0; n < count; n++) {
    const seen = visible(n);
    for (let c = 0; c < contours.length; c++) {
      const y = contours[c];
      let sum = 0;
      for (let reach = 1; reach <= 2; reach++) {
        const after = windowValue(y, n + reach, n - 2, seen);
        const before = windowValue(y, n - reach, n - 2, seen);
        if (after === 0 || before === 0) continue;
        sum = f32(sum + f32(reach * f32(after - before)));
        divisor = f32(divisor + reach * reach);
      }
      out[c][n] = sum / divisor;
    }
  }
}
