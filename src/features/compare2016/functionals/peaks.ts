/**
 * Peaks and valleys of a contour that stand out by a tenth of its range: distances, heights, and slopes between them.
 *
 *   1. all local extrema of values 2 .. N−3
 *   2. a maximum that differs from the extremum before it by less than the threshold replaces the last maximum, is kept
 *      if a valley went before, or is dropped
 *   3. minima less than the threshold below the last maximum are dropped
 *   4. of neighbours of the same kind the most extreme stays; so maxima and minima alternate
 *
 * Some of the definitions are odd and kept: the deviation of the peak distances measures from the valley before each peak,
 * and the slope from the last extremum to the end of the contour counts for the other direction with its own sign.
 *
 * Source  specification, section 17.10. Float32.
 */

import { FRAME_SECONDS, type FunctionalFamily, type Sequence, softLimit } from "./sequence.ts";

const f32 = Math.fround;

const THRESHOLD_SHARE = f32(0.1);
/** A maximum this much higher than the last one replaces it. */
const OUTGROWN = f32(1.05);
const RELATIVE_LIMIT = 10;

/** Positions of the extrema, and whether each is a maximum. Grown as needed. */
let positions = new Int32Array(0);
let isMaximum = new Uint8Array(0);
let kept = new Uint8Array(0);

export const PEAKS: FunctionalFamily = {
  names: [
    "meanPeakDist",
    "peakDistStddev",
    "peakRangeAbs",
    "peakRangeRel",
    "peakMeanAbs",
    "peakMeanMeanDist",
    "peakMeanRel",
    "minRangeRel",
    "meanRisingSlope",
    "stddevRisingSlope",
    "meanFallingSlope",
    "stddevFallingSlope",
  ],
  into(out, offset, sequence) {
    const threshold = f32(THRESHOLD_SHARE * sequence.range);
    let count = findExtrema(sequence.x);
    dropSmallMaxima(sequence.x, count, threshold);
    count = compact(count);
    dropSmallMinima(sequence.x, count, threshold);
    count = compact(count);
    count = alternate(sequence.x, count);
    peakStatisticsInto(out, offset, sequence, count);
    slopesInto(out, offset + 8, sequence.x, count);
  },
};

/** Step 1. @returns how many there are. */
function findExtrema(x: Float32Array): number {
  if (positions.length < x.length) {
    positions = new Int32Array(x.length);
    isMaximum = new Uint8Array(x.length);
    kept = new Uint8Array(x.length);
  }
  let count = 0;
  for (let i = 2; i < x.length - 2; i++) {
    const maximum = x[i] > x[i - 1] && x[i] > x[i + 1];
    if (!maximum && !(x[i] < x[i - 1] && x[i] < x[i + 1])) continue;
    positions[count] = i;
    isMaximum[count] = maximum ? 1 : 0;
    kept[count++] = 1;
  }
  return count;
}

/** Step 2. */
function dropSmallMaxima(x: Float32Array, count: number, threshold: number): void {
  let last = x[0];
  let lastMinimum = x[0];
  let lastMaximum = x[0];
  let lastMaximumAt = -1;
  let afterMinimum = false;
  for (let e = 0; e < count; e++) {
    const y = x[positions[e]];
    const small = Math.abs(f32(y - last)) < threshold;
    last = y;
    if (isMaximum[e] === 0) {
      if (small) continue;
      lastMinimum = y;
      afterMinimum = true;
      continue;
    }
    if (small && f32(y - lastMinimum) < threshold) {
      kept[e] = 0;
      continue;
    }
    const outgrows = y > f32(OUTGROWN * lastMaximum);
    if (small && outgrows && lastMaximumAt >= 0) kept[lastMaximumAt] = 0;
    if (small && !outgrows && !afterMinimum) {
      kept[e] = 0;
    } else {
      lastMaximum = y;
      lastMaximumAt = e;
    }
    afterMinimum = false;
  }
}

/** Step 3. */
function dropSmallMinima(x: Float32Array, count: number, threshold: number): void {
  let lastMaximum = x[0];
  for (let e = 0; e < count; e++) {
    const y = x[positions[e]];
    if (isMaximum[e] === 1) lastMaximum = y;
    else if (f32(lastMaximum - y) < threshold) kept[e] = 0;
  }
}

/** Closes the gaps that dropped extrema left. */
function compact(count: number): number {
  let end = 0;
  for (let e = 0; e < count; e++) {
    if (kept[e] === 0) continue;
    positions[end] = positions[e];
    isMaximum[end] = isMaximum[e];
    kept[end++] = 1;
  }
  return end;
}

/** Step 4. */
function alternate(x: Float32Array, count: number): number {
  let end = 0;
  for (let e = 0; e < count; e++) {
    const sameKind = end > 0 && isMaximum[end - 1] === isMaximum[e];
    if (!sameKind) {
      positions[end] = positions[e];
      isMaximum[end++] = isMaximum[e];
      continue;
    }
    const y = x[positions[e]];
    const best = x[positions[end - 1]];
    if (isMaximum[e] === 1 ? y > best : y < best) positions[end - 1] = positions[e];
  }
  return end;
}

function peakStatisticsInto(out: Float32Array, offset: number, { x, range, mean }: Sequence, count: number): void {
  let peakMost = 0;
  let peakLeast = 0;
  let peakSum = 0;
  let peakCount = 0;
  let firstAt = 0;
  let lastAt = 0;
  let valleyMost = 0;
  let valleyLeast = 0;
  let valleyCount = 0;
  for (let e = 0; e < count; e++) {
    const y = x[positions[e]];
    if (isMaximum[e] === 1) {
      if (peakCount === 0 || y > peakMost) peakMost = y;
      if (peakCount === 0 || y < peakLeast) peakLeast = y;
      if (peakCount === 0) firstAt = positions[e];
      lastAt = positions[e];
      peakSum = f32(peakSum + y);
      peakCount++;
    } else {
      if (valleyCount === 0 || y > valleyMost) valleyMost = y;
      if (valleyCount === 0 || y < valleyLeast) valleyLeast = y;
      valleyCount++;
    }
  }
  const distance = peakCount > 1 ? f32((lastAt - firstAt) / (peakCount - 1)) : 0;
  const peakMean = peakCount > 0 ? f32(peakSum / peakCount) : 0;
  const peakRange = f32(peakMost - peakLeast);
  out[offset] = distance * FRAME_SECONDS;
  out[offset + 1] = distanceDeviation(count, distance) * FRAME_SECONDS;
  out[offset + 2] = peakRange;
  out[offset + 3] = range !== 0 ? Math.min(1, Math.abs(f32(peakRange / range))) : peakRange;
  out[offset + 4] = peakMean;
  out[offset + 5] = peakMean - mean;
  out[offset + 6] = mean !== 0 ? softLimit(peakMean / mean, RELATIVE_LIMIT, RELATIVE_LIMIT) : 2 * RELATIVE_LIMIT;
  out[offset + 7] = range !== 0 ? Math.min(1, f32(f32(valleyMost - valleyLeast) / range)) : 0;
}

/** Spread, about the mean distance of peaks, of the distances from each peak but the first to the valley before it. */
function distanceDeviation(count: number, meanDistance: number): number {
  let squares = 0;
  let peaks = 0;
  for (let e = 0; e < count; e++) {
    if (isMaximum[e] === 0) continue;
    if (peaks++ === 0) continue;
    const deviation = f32(positions[e] - positions[e - 1] - meanDistance);
    squares = f32(squares + f32(deviation * deviation));
  }
  if (peaks > 2) squares = f32(squares / (peaks - 1));
  return f32(Math.sqrt(squares));
}

/** Means and deviations of the rising and of the falling slopes, per second. */
function slopesInto(out: Float32Array, offset: number, x: Float32Array, count: number): void {
  out.fill(0, offset, offset + 4);
  if (count === 0) {
    const slope = f32(f32(x[x.length - 1] - x[0]) / x.length);
    if (slope > 0) out[offset] = slope;
    if (slope < 0) out[offset + 2] = slope;
    return;
  }
  slopeStatisticsInto(out, offset, x, count, 1);
  slopeStatisticsInto(out, offset + 2, x, count, 0);
}

/** Of the slopes that end in extrema of one kind: 1 rising to maxima, 0 falling to minima. */
function slopeStatisticsInto(out: Float32Array, offset: number, x: Float32Array, count: number, kind: number): void {
  let sum = 0;
  let slopes = 0;
  for (let e = 0; e < count; e++) {
    if (isMaximum[e] !== kind) continue;
    sum = f32(sum + slopeTo(x, e, kind));
    slopes++;
  }
  const inList = slopes;
  const lastAt = positions[count - 1];
  if (isMaximum[count - 1] !== kind) {
    sum = f32(sum + f32(f32(x[x.length - 1] - x[lastAt]) / f32((x.length - 1 - lastAt) * FRAME_SECONDS)));
    slopes++;
  }
  if (slopes === 0) return;
  const mean = f32(sum / slopes);
  let squares = 0;
  for (let e = 0; e < count && inList > 0; e++) {
    if (isMaximum[e] !== kind) continue;
    const deviation = f32(slopeTo(x, e, kind) - mean);
    squares = f32(squares + f32(deviation * deviation));
  }
  if (slopes > 1) squares = f32(squares / slopes);
  out[offset] = mean;
  out[offset + 1] = Math.sqrt(squares);
}

/** Slope from the extremum before, or from the beginning, to an extremum; positive in its own direction. */
function slopeTo(x: Float32Array, e: number, kind: number): number {
  const before = e > 0 ? positions[e - 1] : 0;
  const rise = kind === 1 ? f32(x[positions[e]] - x[before]) : f32(x[before] - x[positions[e]]);
  return f32(rise / f32((positions[e] - before) * FRAME_SECONDS));
}
