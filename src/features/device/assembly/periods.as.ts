/**
 * Jitter, shimmer and harmonics-to-noise ratio by matching the waveform period by period.
 *
 * Rules as in ../../compare2016/jitter-shimmer.ts. The samples are integers, so sums, squares and products over periods are
 * exact, whatever their order; a correlation is rounded only when it is divided.
 */

import { lnOf, roundOf } from "./elementary.as";
import { HOP, LONG_FRAME } from "./geometry.as";
import { at, ConstFloats, ConstShorts, Floats, intAt, Ints, put, putInt, shortAt, shortsFrom, withTwoProducts } from "./memory.as";
import { vertexHeight, vertexOffset } from "./pitch.as";

const RATE_HZ: f32 = 16000;
const SAMPLE_SECONDS: f32 = 6.25e-5;
/** The period is searched within a quarter of the one that F0 says. */
const LEAST_PERIOD: f32 = 0.75;
const MOST_PERIOD: f32 = 1.25;
/** Periods that correlate less count for no jitter and shimmer. */
const LEAST_CORRELATION: f32 = 0.5;
const LEAST_HNR_DB: f32 = -100;
/** 20 / ln 10 */
const DB_PER_NEPER: f32 = 8.685889638065035;
/** What stands for the correlation of a constant stretch: below all others, and no neighbour of a maximum. */
const UNDEFINED: f32 = -2;

/** Places in `voice`: the four descriptors of the last frame, then what goes on to the next one. [8] */
const JITTER: i32 = 0;
const DDP: i32 = 1;
const SHIMMER: i32 = 2;
const HNR: i32 = 3;
const LAST_PERIOD: i32 = 4;
const LAST_CHANGE: i32 = 5;
const LAST_JITTER: i32 = 6;
const LAST_DDP: i32 = 7;

/** Places in `sums`, over the periods of one frame. [8] */
const PERIOD: i32 = 0;
const PERIOD_COUNT: i32 = 1;
const CHANGE: i32 = 2;
const CHANGE_COUNT: i32 = 3;
const SECOND_CHANGE: i32 = 4;
const SECOND_CHANGE_COUNT: i32 = 5;
const AMPLITUDE: i32 = 6;
const AMPLITUDE_CHANGE: i32 = 7;

/** Σ x[n] x[n + lag], n = 0 .. lag - 1. */
function laggedProduct(pcm: ConstShorts, lag: i32): i64 {
  const later: ConstShorts = shortsFrom(pcm, lag);
  let sum: i64 = 0;
  let n = 0;
  for (; n + 16 <= lag; n += 16) {
    const a: ConstShorts = shortsFrom(pcm, n);
    const b: ConstShorts = shortsFrom(later, n);
    sum = withTwoProducts(sum, a, b);
    sum = withTwoProducts(sum, shortsFrom(a, 2), shortsFrom(b, 2));
    sum = withTwoProducts(sum, shortsFrom(a, 4), shortsFrom(b, 4));
    sum = withTwoProducts(sum, shortsFrom(a, 6), shortsFrom(b, 6));
    sum = withTwoProducts(sum, shortsFrom(a, 8), shortsFrom(b, 8));
    sum = withTwoProducts(sum, shortsFrom(a, 10), shortsFrom(b, 10));
    sum = withTwoProducts(sum, shortsFrom(a, 12), shortsFrom(b, 12));
    sum = withTwoProducts(sum, shortsFrom(a, 14), shortsFrom(b, 14));
  }
  for (; n + 2 <= lag; n += 2) sum = withTwoProducts(sum, shortsFrom(pcm, n), shortsFrom(later, n));
  if (n < lag) sum += <i64>(shortAt(pcm, n) * shortAt(later, n));
  return sum;
}

/** 2^24 */
const UPPER_HALF: f32 = 16777216.0;

/** A number below 2^48, rounded once: its halves of 24 bits are floats. A conversion of 64 bits takes a board four times as long. */
function floatOfLong(x: u64): f32 {
  return <f32><u32>(x >> 24) * UPPER_HALF + <f32><u32>(x & 0xffffff);
}

/** Correlation of two stretches of `count` numbers from their sums, sums of squares and of products. */
function correlationOf(count: i32, sumA: i32, sumB: i32, squareA: i64, squareB: i64, product: i64): f32 {
  const n = <i64>count;
  const varianceA = n * squareA - <i64>sumA * <i64>sumA;
  const varianceB = n * squareB - <i64>sumB * <i64>sumB;
  if (varianceA == 0 || varianceB == 0) return UNDEFINED;
  const covariance = n * product - <i64>sumA * <i64>sumB;
  const deviations = sqrt<f32>(floatOfLong(<u64>varianceA) * floatOfLong(<u64>varianceB));
  if (covariance < 0) return -floatOfLong(<u64>-covariance) / deviations;
  return floatOfLong(<u64>covariance) / deviations;
}

function squareAt(pcm: ConstShorts, n: i32): i64 {
  const x = shortAt(pcm, n);
  return <i64>(x * x);
}

/** Correlations of a stretch with the one that follows it, for lengths least .. most. @param r  [most - least + 1] */
export function correlationsOf(r: Floats, pcm: ConstShorts, least: i32, most: i32): void {
  let sumA = 0;
  let sumB = 0;
  let squareA: i64 = 0;
  let squareB: i64 = 0;
  for (let n = 0; n < least; n++) {
    sumA += shortAt(pcm, n);
    sumB += shortAt(pcm, least + n);
    squareA += squareAt(pcm, n);
    squareB += squareAt(pcm, least + n);
  }
  for (let lag = least; lag <= most; lag++) {
    put(r, lag - least, correlationOf(lag, sumA, sumB, squareA, squareB, laggedProduct(pcm, lag)));
    // The first stretch takes over a sample of the second, which gains two.
    sumA += shortAt(pcm, lag);
    squareA += squareAt(pcm, lag);
    sumB += shortAt(pcm, 2 * lag) + shortAt(pcm, 2 * lag + 1) - shortAt(pcm, lag);
    squareB += squareAt(pcm, 2 * lag) + squareAt(pcm, 2 * lag + 1) - squareAt(pcm, lag);
  }
}

/** Place of the highest local maximum among r[1] .. r[searched - 2], of equals the first; 0 if there is none. */
function highestPeak(r: ConstFloats, searched: i32): i32 {
  let best = 0;
  for (let i = 1; i <= searched - 2; i++) {
    const before = at(r, i - 1);
    const here = at(r, i);
    const after = at(r, i + 1);
    if (before == UNDEFINED || after == UNDEFINED || !(before < here && here > after)) continue;
    if (best == 0 || here > at(r, best)) best = i;
  }
  return best;
}

/** Greatest less least of the samples first .. last. */
function peakToPeak(pcm: ConstShorts, first: i32, last: i32): i32 {
  let least = shortAt(pcm, first);
  let most = least;
  for (let n = first + 1; n <= last; n++) {
    const x = shortAt(pcm, n);
    if (x < least) least = x;
    if (x > most) most = x;
  }
  return most - least;
}

function add(sums: Floats, place: i32, x: f32): void {
  put(sums, place, at(sums, place) + x);
}

/** Counts a period of so many seconds, and its change against the one before. */
function countPeriod(voice: Floats, sums: Floats, seconds: f32): void {
  add(sums, PERIOD, seconds);
  add(sums, PERIOD_COUNT, 1);
  if (at(voice, LAST_PERIOD) > 0) {
    const change = abs<f32>(at(voice, LAST_PERIOD) - seconds);
    add(sums, CHANGE, change);
    add(sums, CHANGE_COUNT, 1);
    if (at(voice, LAST_CHANGE) > 0) {
      add(sums, SECOND_CHANGE, abs<f32>(at(voice, LAST_CHANGE) - change));
      add(sums, SECOND_CHANGE_COUNT, 1);
    }
    put(voice, LAST_CHANGE, change);
  }
  put(voice, LAST_PERIOD, seconds);
}

/** Counts the period that begins at `pcm`, if it correlates well enough. @param peak  Place of its length in r. */
function measurePeriod(voice: Floats, sums: Floats, pcm: ConstShorts, r: ConstFloats, peak: i32, least: i32): void {
  const before = at(r, peak - 1);
  const here = at(r, peak);
  const after = at(r, peak + 1);
  const offset = vertexOffset(before, here, after);
  if (!(vertexHeight(before, here, after, offset) > LEAST_CORRELATION)) return;
  countPeriod(voice, sums, (<f32>(least + peak) + offset) * SAMPLE_SECONDS);
  const period = least + peak;
  const amplitude = peakToPeak(pcm, 1, period - 2);
  const next = peakToPeak(pcm, period + 1, 2 * period - 2);
  add(sums, AMPLITUDE, <f32>(amplitude + next) * <f32>0.5);
  add(sums, AMPLITUDE_CHANGE, abs<f32>(<f32>(amplitude - next)));
}

function addToMean(mean: Floats, pcm: ConstShorts, length: i32): void {
  for (let i = 0; i < length; i++) add(mean, i, <f32>shortAt(pcm, i));
}

/** Ratio of the mean period to what is left of the periods without it, in dB. @param starts  [count + 1] */
function harmonicsToNoise(pcm: ConstShorts, mean: ConstFloats, nominal: i32, starts: Ints, count: i32): f32 {
  let harmonic: f32 = 0;
  for (let i = 3; i < nominal - 2; i++) harmonic += at(mean, i) * at(mean, i);
  if (nominal > 4) harmonic = harmonic / <f32>(nominal - 4);
  let noise: f32 = 0;
  let noiseCount = 0;
  for (let i = 0; i < count; i++) {
    const start = intAt(starts, i);
    let end = intAt(starts, i + 1) - start;
    if (end > nominal) end = nominal;
    for (let j = 2; j <= end - 3; j++) {
      const left = <f32>shortAt(pcm, start + j) - at(mean, j);
      noise += left * left;
      noiseCount++;
    }
  }
  if (noiseCount > 0) noise = noise / <f32>noiseCount;
  if (noise == 0) return 0;
  const ratio = sqrt<f32>(harmonic) / sqrt<f32>(noise);
  if (!(ratio > 0)) return LEAST_HNR_DB;
  const decibels = DB_PER_NEPER * lnOf(ratio);
  return decibels > LEAST_HNR_DB ? decibels : LEAST_HNR_DB;
}

function share(part: f32, count: f32, whole: f32): f32 {
  const ratio = part / count / whole;
  return ratio < 1 ? ratio : 1;
}

/** A frame without a single matched period repeats the last values; one without a change between periods has 0. */
function concludePeriods(voice: Floats, sums: ConstFloats): void {
  const periods = at(sums, PERIOD_COUNT);
  const changes = at(sums, CHANGE_COUNT);
  const seconds = at(sums, SECOND_CHANGE_COUNT);
  const mean: f32 = periods > 0 ? at(sums, PERIOD) / periods : 1;
  if (changes > 0) put(voice, LAST_JITTER, share(at(sums, CHANGE), changes, mean));
  if (seconds > 0) put(voice, LAST_DDP, share(at(sums, SECOND_CHANGE), seconds, mean));
  put(voice, JITTER, changes > 0 || periods == 0 ? at(voice, LAST_JITTER) : 0);
  put(voice, DDP, seconds > 0 || periods == 0 ? at(voice, LAST_DDP) : 0);
  if (periods > 0) {
    put(voice, SHIMMER, at(sums, AMPLITUDE) > 0 ? share(at(sums, AMPLITUDE_CHANGE), 1, at(sums, AMPLITUDE)) : 0);
  }
}

/** Begins a recording. @param voice  [8] */
export function startPeriods(voice: Floats): void {
  for (let i = 0; i < HNR; i++) put(voice, i, 0);
  put(voice, HNR, LEAST_HNR_DB);
  for (let i = LAST_PERIOD; i <= LAST_DDP; i++) put(voice, i, 0);
}

/**
 * Matches the periods of the next frame.
 *
 * Matching goes on where the last frame stopped, `behind` samples before the frame begins; it reads less than 960 samples
 * from there, none of them behind the frame's end.
 *
 * @param voice   Descriptors and state. [8]  @param pcm  From where matching goes on.  @param behind  0 .. 800
 * @param f0      Of the frame, in Hz; 0 if it is unvoiced.
 * @param r       Scratch. [160]  @param mean  Scratch. [320]  @param starts  Scratch. [64]  @param sums  Scratch. [8]
 * @returns how far behind the next frame's begin matching will go on
 */
export function matchPeriods(
  voice: Floats,
  pcm: ConstShorts,
  behind: i32,
  f0: f32,
  r: Floats,
  mean: Floats,
  starts: Ints,
  sums: Floats,
): i32 {
  if (!(f0 > 0)) {
    startPeriods(voice);
    return 0;
  }
  const advance = HOP + behind;
  const expected = RATE_HZ / f0;
  const nominal = roundOf(expected);
  const least = <i32>(LEAST_PERIOD * expected);
  const longest = MOST_PERIOD * expected;
  const most = <f32>(<i32>longest) < longest ? <i32>longest + 1 : <i32>longest;
  let needed = advance > 2 * most + 2 ? advance : 2 * most + 2;
  if (needed > behind + LONG_FRAME) needed = behind + LONG_FRAME;
  for (let i = 0; i < nominal; i++) put(mean, i, 0);
  for (let i = 0; i <= AMPLITUDE_CHANGE; i++) put(sums, i, 0);

  let start = 0;
  let lastInside = 0;
  let count = 0;
  let period = nominal;
  while (start < needed - 2 * most - 1) {
    const here: ConstShorts = shortsFrom(pcm, start);
    correlationsOf(r, here, least, most);
    const peak = highestPeak(r, most - least);
    period = nominal;
    if (peak > 0) {
      period = least + peak;
      putInt(starts, count, start);
      count++;
      addToMean(mean, here, nominal);
      measurePeriod(voice, sums, here, r, peak, least);
    }
    start += period;
    if (start < advance - 1) lastInside = start;
  }
  putInt(starts, count, start);
  count++;
  putInt(starts, count, start + period);
  addToMean(mean, shortsFrom(pcm, start), nominal);
  for (let i = 0; i < nominal; i++) put(mean, i, at(mean, i) / <f32>count);
  put(voice, HNR, harmonicsToNoise(pcm, mean, nominal, starts, count));
  concludePeriods(voice, sums);
  return advance - lastInside;
}
