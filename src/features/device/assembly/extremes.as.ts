/**
 * Extremes of a contour and where they lie.
 *
 * Source  specification, section 17.1.
 */

import { at, ConstFloats, ConstInts, Floats, Ints, intAt, put, putInt } from "./memory.as";

const LEAST_PLACE: i32 = 0;
const MOST_PLACE: i32 = 1;

/** @param state  Least and most value. [2] @param places  Their first indices. [2] */
export function extremesAdd(state: Floats, places: Ints, begin: i32, x: ConstFloats, count: i32): void {
  if (begin == 0) {
    put(state, LEAST_PLACE, at(x, 0));
    put(state, MOST_PLACE, at(x, 0));
    putInt(places, LEAST_PLACE, 0);
    putInt(places, MOST_PLACE, 0);
  }
  let least = at(state, LEAST_PLACE);
  let most = at(state, MOST_PLACE);
  for (let i = 0; i < count; i++) {
    const value = at(x, i);
    if (value < least) {
      least = value;
      putInt(places, LEAST_PLACE, begin + i);
    }
    if (value > most) {
      most = value;
      putInt(places, MOST_PLACE, begin + i);
    }
  }
  put(state, LEAST_PLACE, least);
  put(state, MOST_PLACE, most);
}

/** Least of the values. */
export function leastOf(state: ConstFloats): f32 {
  return at(state, LEAST_PLACE);
}

/** Most less least. */
export function rangeOf(state: ConstFloats): f32 {
  return at(state, MOST_PLACE) - at(state, LEAST_PLACE);
}

/** Range, and the places of the greatest and the least value as shares of the length. @param out  [3] */
export function extremesFinish(out: Floats, state: ConstFloats, places: ConstInts, count: i32): void {
  put(out, 0, rangeOf(state));
  put(out, 1, <f32>intAt(places, MOST_PLACE) / <f32>count);
  put(out, 2, <f32>intAt(places, LEAST_PLACE) / <f32>count);
}
