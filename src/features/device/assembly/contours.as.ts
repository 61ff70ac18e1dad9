/**
 * Smoothed contours and their deltas: moving averages over three frames, slopes over five.
 *
 * Rules as in ../../compare2016/smoothing.ts, deltas.ts and visibility.ts. The functions of single frames serve a stream, those
 * of whole contours a recording; both give the same bits.
 */

import { at, ConstFloats, Floats, floatsFrom, put } from "./memory.as";

const DELTA_DIVISOR: f32 = 10;
const VOICE_DESCRIPTORS: i32 = 6;

/** Mean of a frame and its neighbours. */
export function smoothed(before: f32, here: f32, after: f32): f32 {
  return ((here + before) + after) / <f32>3.0;
}

/** The same for a descriptor in which zero means "no value": 0 stays 0, the mean of the others is taken. */
export function smoothedVoice(before: f32, here: f32, after: f32): f32 {
  if (here == 0) return 0;
  let sum = here;
  let present: f32 = 1;
  if (before != 0) {
    sum += before;
    present += 1;
  }
  if (after != 0) {
    sum += after;
    present += 1;
  }
  return sum / present;
}

/** Slope about a frame, from the smoothed frames one and two before and after it. */
export function delta(before2: f32, before1: f32, after1: f32, after2: f32): f32 {
  return ((after1 - before1) + <f32>2.0 * (after2 - before2)) / DELTA_DIVISOR;
}

/**
 * Slope about a frame of a voice descriptor. A difference counts only between two values, and makes the divisor, which all
 * voice descriptors of a recording share, greater for all that follow.
 *
 * @param divisor  [1], 10 at first
 */
export function voiceDelta(divisor: Floats, before2: f32, before1: f32, after1: f32, after2: f32): f32 {
  let sum: f32 = 0;
  if (after1 != 0 && before1 != 0) {
    sum += after1 - before1;
    put(divisor, 0, at(divisor, 0) + 1);
  }
  if (after2 != 0 && before2 != 0) {
    sum += <f32>2.0 * (after2 - before2);
    put(divisor, 0, at(divisor, 0) + 4);
  }
  return sum / at(divisor, 0);
}

/**
 * What a window that begins at frame `first` reads at frame n of `visible` frames: outside, the nearest one; but 0 after
 * the end if the window also begins before frame 0 (clips of one or two frames).
 */
export function windowValue(x: ConstFloats, n: i32, first: i32, visible: i32): f32 {
  if (n < 0) return at(x, 0);
  if (n < visible) return at(x, n);
  return first < 0 ? 0 : at(x, visible - 1);
}

/** Frame n of the smoothed contour of `visible` frames. */
export function smoothedAt(x: ConstFloats, n: i32, visible: i32): f32 {
  const first = n - 1;
  return smoothed(windowValue(x, n - 1, first, visible), windowValue(x, n, first, visible), windowValue(x, n + 1, first, visible));
}

/** The same of a voice descriptor. */
export function smoothedVoiceAt(x: ConstFloats, n: i32, visible: i32): f32 {
  const first = n - 1;
  return smoothedVoice(windowValue(x, n - 1, first, visible), windowValue(x, n, first, visible), windowValue(x, n + 1, first, visible));
}

/** Frame n of the deltas of a smoothed contour of `visible` frames. */
export function deltaAt(y: ConstFloats, n: i32, visible: i32): f32 {
  const first = n - 2;
  return delta(
    windowValue(y, n - 2, first, visible),
    windowValue(y, n - 1, first, visible),
    windowValue(y, n + 1, first, visible),
    windowValue(y, n + 2, first, visible),
  );
}

/** Frame n of the deltas of a smoothed voice descriptor; frames in order, the six descriptors of a frame in order. */
export function voiceDeltaAt(divisor: Floats, y: ConstFloats, n: i32, visible: i32): f32 {
  const first = n - 2;
  return voiceDelta(
    divisor,
    windowValue(y, n - 2, first, visible),
    windowValue(y, n - 1, first, visible),
    windowValue(y, n + 1, first, visible),
    windowValue(y, n + 2, first, visible),
  );
}

/** Smooths a contour of `visible` frames. @param out  [count] @param x  [visible] */
export function smoothContour(out: Floats, x: ConstFloats, visible: i32, count: i32): void {
  const inner = visible - 1 < count ? visible - 1 : count;
  if (count > 0) put(out, 0, smoothedAt(x, 0, visible));
  for (let n = 1; n < inner; n++) put(out, n, smoothed(at(x, n - 1), at(x, n), at(x, n + 1)));
  for (let n = inner > 1 ? inner : 1; n < count; n++) put(out, n, smoothedAt(x, n, visible));
}

/**
 * Smooths a voice descriptor of `visible` frames; the frames `decided` - 1 and `decided` see only the first `early` of them.
 *
 * @param early  `decided` for the descriptors that wait for the pitch, `visible` for the pitch itself.
 */
export function smoothVoiceContour(out: Floats, x: ConstFloats, visible: i32, decided: i32, early: i32, count: i32): void {
  for (let n = 0; n < count; n++) {
    const waits = decided >= 1 && (n == decided - 1 || n == decided);
    put(out, n, smoothedVoiceAt(x, n, waits ? early : visible));
  }
}

/** Deltas of a smoothed contour. @param visibleAtStart  Frames that the first delta sees. @param out  [count] */
export function deltaContour(out: Floats, y: ConstFloats, visible: i32, visibleAtStart: i32, count: i32): void {
  const inner = visible - 2 < count ? visible - 2 : count;
  for (let n = 0; n < count; n++) {
    if (n >= 2 && n < inner) put(out, n, delta(at(y, n - 2), at(y, n - 1), at(y, n + 1), at(y, n + 2)));
    else put(out, n, deltaAt(y, n, n == 0 ? visibleAtStart : visible));
  }
}

/** Smoothed frames that the delta of a frame of a voice descriptor sees, of a recording of `long` frames. */
export function visibleVoice(frame: i32, long: i32, decided: i32): i32 {
  const all = long + 1;
  if (decided == 0) {
    if (long >= 3 || long + frame > all) return all;
    return long + frame;
  }
  if (frame <= decided + 2) {
    if (decided < 3 && decided + frame < decided + 1) return decided + frame;
    return decided + 1;
  }
  const late = decided + 3 > long - 3 ? decided + 3 : long - 3;
  return frame == late && frame - 2 < long ? long : all;
}

/**
 * Deltas of the six smoothed voice descriptors, which lie `stride` floats apart in `out` and in `y`.
 *
 * @param divisor  Scratch. [1]  @param out  [6 × stride], as y: the first `count` and `long` + 1 of each row used
 */
export function voiceDeltaContours(
  out: Floats,
  y: ConstFloats,
  divisor: Floats,
  stride: i32,
  long: i32,
  decided: i32,
  count: i32,
): void {
  put(divisor, 0, DELTA_DIVISOR);
  for (let n = 0; n < count; n++) {
    const visible = visibleVoice(n, long, decided);
    for (let d = 0; d < VOICE_DESCRIPTORS; d++) {
      put(floatsFrom(out, d * stride), n, voiceDeltaAt(divisor, floatsFrom(y, d * stride), n, visible));
    }
  }
}
