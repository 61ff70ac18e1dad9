/**
 * Lengths of segments in seconds: mean, longest, shortest, standard deviation; all 0 if there are none.
 *
 * `CROSSING_SEGMENTS` cuts a contour where its mean over three values crosses a quarter or three quarters of the range;
 * pieces not longer than max(⌊N/100⌋ − 1, 2) are merged with what follows, and the piece after the last cut does not count.
 * `VOICED_SEGMENTS` are the runs of the pitch: three non-zero values confirm a run, two zeros end it.
 *
 * Source  specification, sections 17.4 and 17.5.
 */

import { FRAME_SECONDS, type FunctionalFamily, type Sequence } from "./sequence.ts";

const f32 = Math.fround;

const NAMES = ["meanSegLen", "maxSegLen", "minSegLen", "segLenStddev"] as const;

/** Segments after the hundredth are not counted. */
const MOST_SEGMENTS = 100;
const LEVELS = [0.25, 0.75] as const;
const AVERAGED = 3;
const LEAST_LENGTH = 2;
const CONFIRMING_VALUES = 3;
const ENDING_ZEROS = 2;

const lengths = new Int32Array(MOST_SEGMENTS);

export const CROSSING_SEGMENTS: FunctionalFamily = {
  names: NAMES,
  into(out, offset, sequence) {
    writeStatistics(out, offset, crossingSegments(sequence));
  },
};

export const VOICED_SEGMENTS: FunctionalFamily = {
  names: NAMES,
  into(out, offset, { x }) {
    writeStatistics(out, offset, voicedSegments(x));
  },
};

/** Fills `lengths`. @returns how many segments there are. */
function crossingSegments({ x, least, range }: Sequence): number {
  const low = f32(least + f32(range * LEVELS[0]));
  const high = f32(least + f32(range * LEVELS[1]));
  const leastLength = Math.max(Math.floor(x.length / 100) - 1, LEAST_LENGTH);
  let count = 0;
  let last = -Math.floor(leastLength / 2);
  let sum = 0;
  let before = 0;
  for (let i = 0; i < x.length; i++) {
    sum = f32(sum + x[i]);
    if (i >= AVERAGED) sum = f32(sum - x[i - AVERAGED]);
    const average = f32(sum / Math.min(i + 1, AVERAGED));
    const crosses = crossesLevel(before, average, low) || crossesLevel(before, average, high);
    before = average;
    if (!crosses || i - last <= leastLength) continue;
    if (count < MOST_SEGMENTS) lengths[count++] = i - last;
    last = i;
  }
  return count;
}

function crossesLevel(before: number, now: number, level: number): boolean {
  return (now > level && before <= level) || (now < level && before >= level);
}

function voicedSegments(x: Float32Array): number {
  let count = 0;
  let start = -1;
  let values = 0;
  let zeros = 0;
  const record = (length: number) => {
    if (values >= CONFIRMING_VALUES && count < MOST_SEGMENTS) lengths[count++] = length;
  };
  for (let i = 0; i < x.length; i++) {
    if (x[i] !== 0) {
      if (start < 0) start = i;
      zeros = 0;
      values++;
    } else if (start >= 0 && ++zeros >= ENDING_ZEROS) {
      record(i - ENDING_ZEROS - start);
      start = -1;
      values = 0;
      zeros = 0;
    }
  }
  if (start >= 0) record(x.length - (zeros + 1) - start);
  return count;
}

function writeStatistics(out: Float32Array, offset: number, count: number): void {
  if (count === 0) {
    out.fill(0, offset, offset + NAMES.length);
    return;
  }
  let sum = 0;
  let longest = 0;
  let shortest = Infinity;
  for (let i = 0; i < count; i++) {
    sum += lengths[i];
    longest = Math.max(longest, lengths[i]);
    shortest = Math.min(shortest, lengths[i]);
  }
  const mean = f32(sum / count);
  let squares = 0;
  for (let i = 0; i < count; i++) {
    const deviation = f32(lengths[i] - mean);
    squares = f32(squares + f32(deviation * deviation));
  }
  out[offset] = mean * FRAME_SECONDS;
  out[offset + 1] = longest * FRAME_SECONDS;
  out[offset + 2] = shortest * FRAME_SECONDS;
  out[offset + 3] = count < 2 ? 0 : f32(Math.sqrt(f32(squares / count))) * FRAME_SECONDS;
}
