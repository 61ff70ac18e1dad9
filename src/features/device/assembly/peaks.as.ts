/**
 * Peaks and valleys of a contour that stand out by a tenth of its range: distances, heights, and slopes between them.
 *
 *   1. all local extrema of values 2 .. N-3
 *   2. a maximum that differs from the extremum before it by less than the threshold replaces the last maximum, is kept
 *      if a valley went before, or is dropped
 *   3. minima less than the threshold below the last maximum are dropped
 *   4. of neighbors of the same kind the most extreme stays; so maxima and minima alternate
 *
 * Some of the definitions are odd and kept: the deviation of the peak distances measures from the valley before each peak,
 * and the slope from the last extremum to the end of the contour counts for the other direction with its own sign.
 *
 * Source  specification, section 17.10.
 */

import { at, bitsOf, ConstFloats, ConstInts, Floats, Ints, intAt, put, putInt } from "./memory.as";
import { softLimit } from "./soft-limit.as";
import { FRAME_SECONDS } from "./values.as";

const PEAK_THRESHOLD_SHARE: f32 = 0.1;
/** A maximum this much higher than the last one replaces it. */
const PEAK_OUTGROWN: f32 = 1.05;
const PEAK_RELATIVE_LIMIT: f32 = 10.0;

/** An extremum is a number: twice its place, one more for a maximum. */
const DROPPED: i32 = -1;
const MINIMUM: i32 = 0;
const MAXIMUM: i32 = 1;

/** @param out  [12] @param extrema  Room to work in. [count] */
export function peaks(out: Floats, x: ConstFloats, extrema: Ints, count: i32, range: f32, mean: f32): void {
  const threshold = PEAK_THRESHOLD_SHARE * range;
  let found = findExtrema(extrema, x, count);
  dropSmallMaxima(extrema, found, x, threshold);
  found = alternate(extrema, found, x, threshold);
  writePeaks(out, extrema, found, x, range, mean);
  writeValleys(out, extrema, found, x, range);
  writeSlopes(out, extrema, found, x, count, MAXIMUM);
  writeSlopes(out, extrema, found, x, count, MINIMUM);
}

function placeOf(extremum: i32): i32 {
  return extremum >> 1;
}

function isMaximum(extremum: i32): bool {
  return (extremum & 1) == MAXIMUM;
}

/** Height of the e-th extremum. */
function heightAt(x: ConstFloats, extrema: ConstInts, e: i32): f32 {
  return at(x, placeOf(intAt(extrema, e)));
}

/** Step 1, without branches: which way a contour turns is anybody's guess. @returns how many there are. */
function findExtrema(extrema: Ints, x: ConstFloats, count: i32): i32 {
  if (count < 5) return 0;
  let found = 0;
  // 0 is added as -0 less 0 would have a sign.
  const before = at(x, 1) + <f32>0.0;
  let value = at(x, 2) + <f32>0.0;
  let rose = bitsOf(before - value);
  let fell = bitsOf(value - before);
  for (let i = 2; i < count - 2; i++) {
    const next = at(x, i + 1) + <f32>0.0;
    // Whether it rises or falls is the sign of a difference, which rounding leaves.
    const rises = bitsOf(value - next);
    const falls = bitsOf(next - value);
    const maximum = (rose & falls) >>> 31;
    putInt(extrema, found, 2 * i + maximum);
    found += maximum | ((fell & rises) >>> 31);
    value = next;
    rose = rises;
    fell = falls;
  }
  return found;
}

/** Step 2. */
function dropSmallMaxima(extrema: Ints, found: i32, x: ConstFloats, threshold: f32): void {
  let last = at(x, 0);
  let lastMinimum = last;
  let lastMaximum = last;
  let lastMaximumAt = -1;
  let afterMinimum = false;
  for (let e = 0; e < found; e++) {
    const y = heightAt(x, extrema, e);
    const small = abs<f32>(y - last) < threshold;
    last = y;
    if (!isMaximum(intAt(extrema, e))) {
      if (!small) {
        lastMinimum = y;
        afterMinimum = true;
      }
    } else if (small && y - lastMinimum < threshold) {
      putInt(extrema, e, DROPPED);
    } else {
      const outgrows = y > PEAK_OUTGROWN * lastMaximum;
      if (small && outgrows && lastMaximumAt >= 0) putInt(extrema, lastMaximumAt, DROPPED);
      if (small && !outgrows && !afterMinimum) {
        putInt(extrema, e, DROPPED);
      } else {
        lastMaximum = y;
        lastMaximumAt = e;
      }
      afterMinimum = false;
    }
  }
}

/** Steps 3 and 4, over what step 2 left. @returns how many remain. */
function alternate(extrema: Ints, found: i32, x: ConstFloats, threshold: f32): i32 {
  let end = 0;
  let lastMaximum = at(x, 0);
  let lastKind = DROPPED;
  let best: f32 = 0;
  for (let e = 0; e < found; e++) {
    const extremum = intAt(extrema, e);
    if (extremum == DROPPED) continue;
    const y = at(x, placeOf(extremum));
    const kind = extremum & 1;
    if (kind == MAXIMUM) lastMaximum = y;
    else if (lastMaximum - y < threshold) continue;
    if (kind != lastKind) {
      putInt(extrema, end, extremum);
      end++;
      lastKind = kind;
      best = y;
    } else if (kind == MAXIMUM ? y > best : y < best) {
      putInt(extrema, end - 1, extremum);
      best = y;
    }
  }
  return end;
}

/** Index of the first extremum of a kind; each other one follows it by two. */
function firstOf(extrema: ConstInts, found: i32, kind: i32): i32 {
  return found > 0 && (intAt(extrema, 0) & 1) != kind ? 1 : 0;
}

/** Mean distance of peaks and its deviation, range of their heights, mean height, as it is and beside the contour's. */
function writePeaks(out: Floats, extrema: ConstInts, found: i32, x: ConstFloats, range: f32, mean: f32): void {
  let most: f32 = 0.0;
  let least: f32 = 0.0;
  let sum: f32 = 0.0;
  let peakCount = 0;
  const first = firstOf(extrema, found, MAXIMUM);
  for (let e = first; e < found; e += 2) {
    const y = heightAt(x, extrema, e);
    if (peakCount == 0 || y > most) most = y;
    if (peakCount == 0 || y < least) least = y;
    sum += y;
    peakCount++;
  }
  const firstAt = peakCount > 0 ? placeOf(intAt(extrema, first)) : 0;
  const lastAt = peakCount > 0 ? placeOf(intAt(extrema, first + 2 * (peakCount - 1))) : 0;
  const distance = peakCount > 1 ? <f32>(lastAt - firstAt) / <f32>(peakCount - 1) : <f32>0.0;
  const peakMean = peakCount > 0 ? sum / <f32>peakCount : <f32>0.0;
  const peakRange = most - least;
  put(out, 0, distance * FRAME_SECONDS);
  put(out, 1, distanceDeviation(extrema, found, distance) * FRAME_SECONDS);
  put(out, 2, peakRange);
  put(out, 3, range != <f32>0.0 ? atMostOne(peakRange / range) : peakRange);
  put(out, 4, peakMean);
  put(out, 5, peakMean - mean);
  const relative = mean != <f32>0.0 ? softLimit(peakMean / mean, PEAK_RELATIVE_LIMIT, PEAK_RELATIVE_LIMIT) : <f32>2.0 * PEAK_RELATIVE_LIMIT;
  put(out, 6, relative);
}

function atMostOne(share: f32): f32 {
  return share > <f32>1.0 ? <f32>1.0 : share;
}

/** Spread, about the mean distance of peaks, of the distances from each peak but the first to the valley before it. */
function distanceDeviation(extrema: ConstInts, found: i32, meanDistance: f32): f32 {
  let squares: f32 = 0.0;
  let peakCount = 0;
  for (let e = firstOf(extrema, found, MAXIMUM); e < found; e += 2) {
    if (peakCount > 0) {
      const distance = placeOf(intAt(extrema, e)) - placeOf(intAt(extrema, e - 1));
      const deviation = <f32>distance - meanDistance;
      squares += deviation * deviation;
    }
    peakCount++;
  }
  return sqrt<f32>(peakCount > 2 ? squares / <f32>(peakCount - 1) : squares);
}

/** Range of the valleys' heights as a share of the contour's. */
function writeValleys(out: Floats, extrema: ConstInts, found: i32, x: ConstFloats, range: f32): void {
  let most: f32 = 0.0;
  let least: f32 = 0.0;
  let valleyCount = 0;
  for (let e = firstOf(extrema, found, MINIMUM); e < found; e += 2) {
    const y = heightAt(x, extrema, e);
    if (valleyCount == 0 || y > most) most = y;
    if (valleyCount == 0 || y < least) least = y;
    valleyCount++;
  }
  put(out, 7, range != <f32>0.0 ? atMostOne((most - least) / range) : <f32>0.0);
}

/** Mean and deviation of the slopes that end in extrema of one kind, rising to maxima or falling to minima, per second. */
function writeSlopes(out: Floats, extrema: ConstInts, found: i32, x: ConstFloats, count: i32, kind: i32): void {
  const place = kind == MAXIMUM ? 8 : 10;
  put(out, place, 0.0);
  put(out, place + 1, 0.0);
  if (found == 0) {
    const slope = (at(x, count - 1) - at(x, 0)) / <f32>count;
    if (kind == MAXIMUM ? slope > <f32>0.0 : slope < <f32>0.0) put(out, place, slope);
    return;
  }
  let sum: f32 = 0.0;
  let slopes = 0;
  for (let e = firstOf(extrema, found, kind); e < found; e += 2) {
    sum += slopeTo(extrema, e, x);
    slopes++;
  }
  const listed = slopes;
  const end = placeOf(intAt(extrema, found - 1));
  if ((intAt(extrema, found - 1) & 1) != kind) {
    sum += (at(x, count - 1) - at(x, end)) / (<f32>(count - 1 - end) * FRAME_SECONDS);
    slopes++;
  }
  if (slopes == 0) return;
  const mean = sum / <f32>slopes;
  const squares = listed > 0 ? slopeSquares(extrema, found, x, kind, mean) : <f32>0.0;
  put(out, place, mean);
  put(out, place + 1, sqrt<f32>(slopes > 1 ? squares / <f32>slopes : squares));
}

/** Sum of the squared distances of the slopes to extrema of one kind from their mean. */
function slopeSquares(extrema: ConstInts, found: i32, x: ConstFloats, kind: i32, mean: f32): f32 {
  let squares: f32 = 0.0;
  for (let e = firstOf(extrema, found, kind); e < found; e += 2) {
    const deviation = slopeTo(extrema, e, x) - mean;
    squares += deviation * deviation;
  }
  return squares;
}

/** Slope from the extremum before, or from the beginning, to an extremum; positive in its own direction. */
function slopeTo(extrema: ConstInts, e: i32, x: ConstFloats): f32 {
  const place = placeOf(intAt(extrema, e));
  const before = e > 0 ? placeOf(intAt(extrema, e - 1)) : 0;
  const step = at(x, place) - at(x, before);
  const rise = isMaximum(intAt(extrema, e)) ? step : -step;
  return rise / (<f32>(place - before) * FRAME_SECONDS);
}
