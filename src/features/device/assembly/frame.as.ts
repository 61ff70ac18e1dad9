/**
 * What a frame of samples says before its spectrum: energy, sign changes, and the windowed frame itself.
 *
 * Samples are 16-bit integers, so that energies and sign changes are counted exactly.
 */

import { HOP, INVERSE_FULL_SCALE, LONG_FRAME, LONG_TRANSFORM } from "./geometry.as";
import { at, ConstFloats, ConstShorts, Floats, floatsFrom, intAt, Ints, put, putInt, shortAt, shortsFrom, withTwoProducts } from "./memory.as";

/** Root mean square of `count` samples, a multiple of 4, 1 at full scale. The sum of squares is exact. */
export function rmsOf(pcm: ConstShorts, count: i32): f32 {
  let sum: i64 = 0;
  for (let n = 0; n < count; n += 4) {
    const x: ConstShorts = shortsFrom(pcm, n);
    sum = withTwoProducts(sum, x, x);
    sum = withTwoProducts(sum, shortsFrom(x, 2), shortsFrom(x, 2));
  }
  return sqrt<f32>(<f32>sum / <f32>count) * INVERSE_FULL_SCALE;
}

/** 32768/32767 is 1 + 2^-15 + 2^-30 and something that no rounding sees. */
const SCALE_REST: f32 = 3.051850944757462e-5;

/**
 * x 32768/32767, rounded once, for every 16-bit integer; the windows are divided by 32768, which is exact. So a sample is 1 at
 * full scale without a division, which takes 14 cycles on a Cortex-M4F, this two.
 */
// @ts-ignore: decorator
@inline
export function sampleOf(x: i32): f32 {
  const part = <f32>x;
  return part + part * SCALE_REST;
}

/**
 * Multiplies samples, 1 at full scale, by a symmetric window, of which the first half is given, in the middle of zeros.
 *
 * @param frame  [transformLength]  @param pcm  [length]  @param window  Divided by 32768. [length / 2]
 */
export function windowFrame(frame: Floats, pcm: ConstShorts, window: ConstFloats, length: i32, transformLength: i32): void {
  const half = length >> 1;
  const margin = (transformLength - length) >> 1;
  const first: Floats = floatsFrom(frame, margin);
  const last: Floats = floatsFrom(first, length - 1);
  const end: ConstShorts = shortsFrom(pcm, length - 1);
  for (let n = 1; n <= margin; n++) {
    put(first, -n, 0);
    put(last, n, 0);
  }
  for (let n = 0; n < half; n++) {
    const weight = at(window, n);
    put(first, n, sampleOf(shortAt(pcm, n)) * weight);
    put(last, -n, sampleOf(shortAt(end, -n)) * weight);
  }
}

/** Energy above which a long frame may have a pitch: a root mean square of 0.001. */
const GATE_ENERGY: f32 = 0.00096;
/** Numbers after which the energy so far is asked for. */
const PIECE: i32 = 64;

/**
 * Whether a windowed long frame is loud enough to have a pitch: the sum of squares, in four interleaved sums, is above the gate.
 * Sums of squares never fall, rounded as they are, so a loud frame is known before its end.
 *
 * @param frame  With its zeros. [1024]
 */
export function isLoud(frame: ConstFloats): bool {
  let sum0: f32 = 0;
  let sum1: f32 = 0;
  let sum2: f32 = 0;
  let sum3: f32 = 0;
  for (let begin = 0; begin < LONG_TRANSFORM; begin += PIECE) {
    for (let n = begin; n < begin + PIECE; n += 4) {
      const x0 = at(frame, n);
      const x1 = at(frame, n + 1);
      const x2 = at(frame, n + 2);
      const x3 = at(frame, n + 3);
      sum0 += x0 * x0;
      sum1 += x1 * x1;
      sum2 += x2 * x2;
      sum3 += x3 * x3;
    }
    if ((sum0 + sum1) + (sum2 + sum3) > GATE_ENERGY) return true;
  }
  return false;
}

/** Whether the sign changes at a sample between its neighbours: before here < 0, or here = 0 and before after <= 0. */
// @ts-ignore: decorator
@inline
function crossingAt(before: i32, here: i32, after: i32): i32 {
  if (here != 0) return (before * here) >>> 31;
  return before * after <= 0 ? 1 : 0;
}

/** Sign changes at the samples first .. end - 1, an even number of them. */
function crossingsBetween(pcm: ConstShorts, first: i32, end: i32): i32 {
  let count = 0;
  let before = shortAt(pcm, first - 1);
  let here = shortAt(pcm, first);
  for (let n = first; n < end; n += 2) {
    const next = shortAt(pcm, n + 1);
    const after = shortAt(pcm, n + 2);
    count += crossingAt(before, here, next);
    count += crossingAt(here, next, after);
    before = next;
    here = after;
  }
  return count;
}

/** Blocks of 160 samples that a long frame touches; the oldest one counts without its first two samples. */
const BLOCKS: i32 = 6;

/** Counts the block of samples that ends at `last` of a frame. */
function countBlock(state: Ints, block: i32, pcm: ConstShorts, last: i32): void {
  const first = last - HOP + 1;
  putInt(state, 2 * block, first > 0 ? crossingsBetween(pcm, first, first + 2) : 0);
  putInt(state, 2 * block + 1, crossingsBetween(pcm, first + 2, last + 1));
}

/**
 * Zero-crossing rate of the next long frame: sign changes at its samples 1 .. 958, over its length.
 *
 * Each sample is tested once: counts of blocks of 160 samples are kept, those of a block's first two apart.
 *
 * @param state  [12] of the frames before
 * @param pcm    The frame. [960]
 * @param first  Whether it is the first frame.
 */
export function zeroCrossingRate(state: Ints, pcm: ConstShorts, first: bool): f32 {
  const last = LONG_FRAME - 2;
  if (first) {
    for (let block = 0; block < BLOCKS - 1; block++) countBlock(state, block, pcm, last - HOP * (BLOCKS - 1 - block));
  } else {
    for (let i = 0; i < 2 * (BLOCKS - 1); i++) putInt(state, i, intAt(state, i + 2));
  }
  countBlock(state, BLOCKS - 1, pcm, last);
  let count = intAt(state, 1);
  for (let i = 2; i < 2 * BLOCKS; i++) count += intAt(state, i);
  return <f32>count / <f32>LONG_FRAME;
}
