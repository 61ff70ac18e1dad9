/**
 * Moving average over three frames, `_sma`.
 *
 *   y[n] = ( (x[n] + x[n−1]) + x[n+1] ) / 3
 *
 * In pitch and voice quality zero means "no value": y[n] = 0 where x[n] = 0, else the mean of the non-zero of the three.
 * There is one output frame more than input frames: its window reads the last frame twice.
 *
 * Source  specification, sections 13 and 20.
 */

const f32 = Math.fround;

/**
 * What a window that begins at frame `first` reads at frame n, of `visible` frames: outside, the nearest frame; but 0
 * after the end if the window also begins before frame 0 (clips of one or two frames).
 */
export function windowValue(x: Float32Array, n: number, first: number, visible: number): number {
  if (n < 0) return x[0];
  if (n < visible) return x[n];
  return first < 0 ? 0 : x[visible - 1];
}

/** Writes `count` smoothed frames of a contour of `visible` frames. */
export function smoothInto(out: Float32Array, x: Float32Array, visible: number, count: number): void {
  out[0] = f32(f32(x[0] + x[0]) + windowValue(x, 1, -1, visible)) / 3;
  const inner = Math.min(visible - 1, count);
  for (let n = 1; n < inner; n++) out[n] = f32(f32(x[n] + x[n - 1]) + x[n + 1]) / 3;
  for (let n = Math.max(inner, 1); n < count; n++) {
    const first = n - 1;
    const here = windowValue(x, n, first, visible);
    out[n] = f32(f32(here + windowValue(x, first, first, visible)) + windowValue(x, n + 1, first, visible)) / 3;
  }
}

/** The same for a contour whose zeros stand for no value. @param visible  Frames that output frame n can see. */
export function smoothNonZeroInto(
  out: Float32Array,
  x: Float32Array,
  visible: (frame: number) => number,
  count: number,
): void {
  for (let n = 0; n < count; n++) {
    const seen = visible(n);
    const here = windowValue(x, n, n - 1, seen);
    out[n] =
      here === 0 ? 0 : meanOfPresent(here, windowValue(x, n - 1, n - 1, seen), windowValue(x, n + 1, n - 1, seen));
  }
}

function meanOfPresent(here: number, before: number, after: number): number {
  let sum = here;
  let present = 1;
  if (before !== 0) {
    sum = f32(sum + before);
    present++;
  }
  if (after !== 0) {
    sum = f32(sum + after);
    present++;
  }
  return f32(sum / present);
}
