/**
 * Candidates for the pitch of a frame: the six highest maxima of the sub-harmonic sum, each refined by a parabola.
 *
 * Rules as in ../../compare2016/pitch-shs.ts. The parabola is taken about its middle point, on which nothing large cancels.
 */

import { exp2Of } from "./elementary.as";
import { OCTAVE_POINTS } from "./geometry.as";
import { at, bitsOf, ConstFloats, Floats, intAt, Ints, put, putInt } from "./memory.as";

export const CANDIDATES: i32 = 6;
const LOWEST_HZ: f32 = 52.0;
const HIGHEST_HZ: f32 = 620.0;
/** log2 of the frequency of the first point, 25 Hz, and octaves from one point to the next. */
const FIRST_OCTAVE: f32 = 4.643856189774724;
const OCTAVE_STEP: f32 = 0.016253765676490284;

/** Places of a frame's candidates, 6 numbers each: F0 in Hz, its octave (log2 of it), voicing 0 .. 1, height of the maximum. */
export const F0: i32 = 0;
export const OCTAVE: i32 = 6;
export const VOICING: i32 = 12;
export const HEIGHT: i32 = 18;

/** Where the vertex of the parabola through a maximum and its neighbours lies from it, in steps: -0.5 .. 0.5 */
export function vertexOffset(before: f32, here: f32, after: f32): f32 {
  return <f32>0.5 * (before - after) / ((before - here) + (after - here));
}

/** Height of the vertex that lies `offset` from the middle of three values. */
export function vertexHeight(before: f32, here: f32, after: f32, offset: f32): f32 {
  return here - <f32>0.25 * (before - after) * offset;
}

/** Inserts a maximum behind those that are as high. @param found  Maxima so far. @returns how many there are. */
function insertMaximum(peaks: Ints, sum: ConstFloats, found: i32, j: i32): i32 {
  const height = at(sum, j);
  let place = found;
  while (place > 0 && at(sum, intAt(peaks, place - 1)) < height) place--;
  const count = found < CANDIDATES ? found + 1 : found;
  for (let later = count - 1; later > place; later--) putInt(peaks, later, intAt(peaks, later - 1));
  putInt(peaks, place, j);
  return count;
}

/**
 * Writes the positions of the highest interior maxima, highest first, of equals the first. The sum has no negative numbers, so
 * its points compare like their bits, which is quicker without a vector unit.
 *
 * @param peaks  [6]
 * @returns how many.
 */
function highestMaxima(peaks: Ints, sum: ConstFloats): i32 {
  let found = 0;
  // What a maximum must exceed to be among the highest: most points fail here.
  let least = -1;
  for (let j = 1; j < OCTAVE_POINTS - 1; j++) {
    const height = bitsOf(at(sum, j));
    if (height <= least || bitsOf(at(sum, j - 1)) >= height || height <= bitsOf(at(sum, j + 1))) continue;
    found = insertMaximum(peaks, sum, found, j);
    if (found == CANDIDATES) least = bitsOf(at(sum, intAt(peaks, CANDIDATES - 1)));
  }
  return found;
}

/** Swaps the candidate with the greatest height to the front; the others keep their places. */
function bestFirst(candidates: Floats): void {
  let best = 0;
  for (let i = 1; i < CANDIDATES; i++) {
    if (at(candidates, HEIGHT + i) > at(candidates, HEIGHT + best)) best = i;
  }
  for (let part = 0; part < 4; part++) {
    const first = at(candidates, CANDIDATES * part);
    put(candidates, CANDIDATES * part, at(candidates, CANDIDATES * part + best));
    put(candidates, CANDIDATES * part + best, first);
  }
}

/**
 * Writes the candidates of a frame, best first; unused places are 0.
 *
 * @param candidates  [24]  @param peaks  Scratch. [6]  @param sum  Sub-harmonic sum. [513]  @param mean  Its mean.
 */
export function candidatesOf(candidates: Floats, peaks: Ints, sum: ConstFloats, mean: f32): void {
  const found = highestMaxima(peaks, sum);
  for (let i = 0; i < 4 * CANDIDATES; i++) put(candidates, i, 0);
  let kept = 0;
  for (let i = 0; i < found; i++) {
    const j = intAt(peaks, i);
    const before = at(sum, j - 1);
    const here = at(sum, j);
    const after = at(sum, j + 1);
    const offset = vertexOffset(before, here, after);
    const height = vertexHeight(before, here, after, offset);
    const octave = FIRST_OCTAVE + (<f32>j + offset) * OCTAVE_STEP;
    const f0 = exp2Of(octave);
    if (f0 > HIGHEST_HZ || f0 < LOWEST_HZ) continue;
    put(candidates, F0 + kept, f0);
    put(candidates, OCTAVE + kept, octave);
    put(candidates, VOICING + kept, height > 0 && height > mean ? <f32>1.0 - mean / height : 0);
    put(candidates, HEIGHT + kept, height);
    kept++;
  }
  bestFirst(candidates);
}
