/**
 * What the functionals are given, and what they give.
 */

import { at, bitsOf, ConstFloats, Floats, put } from "./memory.as";

/** Time from one value to the next. */
export const FRAME_SECONDS: f32 = 0.01;

const EXPONENT_BITS: i32 = 0x7f800000;

/** Copies the values that are not 0, in order. @param out  [count] May be x. @returns how many there are. */
export function nonZerosInto(out: Floats, x: ConstFloats, count: i32): i32 {
  let kept = 0;
  for (let i = 0; i < count; i++) {
    const value = at(x, i);
    if (value != <f32>0.0) {
      put(out, kept, value);
      kept++;
    }
  }
  return kept;
}

/** Replaces infinities and what is no number by 0. */
export function keepFinite(values: Floats, count: i32): void {
  for (let i = 0; i < count; i++) {
    if ((bitsOf(at(values, i)) & EXPONENT_BITS) == EXPONENT_BITS) put(values, i, 0.0);
  }
}
