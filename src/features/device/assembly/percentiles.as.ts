/**
 * Quartiles, their distances, and the 1st and 99th percentile.
 *
 *   Q(p) = s[floor r] (ceil r - r) + s[ceil r] (r - floor r),   r = p (N - 1),   s sorted ascending (definition R-7)
 *
 * Source  specification, section 17.2.
 */

import { at, ConstFloats, Floats, Ints, put } from "./memory.as";
import { selectRanks } from "./select-ranks.as";

/**
 * @param out    [9]
 * @param sorted Room for a copy of the values. [count]
 * @param bounds Room to work in. [32]
 */
export function percentiles(out: Floats, x: ConstFloats, sorted: Floats, bounds: Ints, count: i32): void {
  for (let i = 0; i < count; i++) put(sorted, i, at(x, i));
  selectRanks(sorted, bounds, count);
  const first = quantile(sorted, count, 25);
  const second = quantile(sorted, count, 50);
  const third = quantile(sorted, count, 75);
  const low = quantile(sorted, count, 1);
  const high = quantile(sorted, count, 99);
  put(out, 0, first);
  put(out, 1, second);
  put(out, 2, third);
  put(out, 3, second - first);
  put(out, 4, third - second);
  put(out, 5, third - first);
  put(out, 6, low);
  put(out, 7, high);
  put(out, 8, abs<f32>(high - low));
}

/** @param percent  0 .. 99; the values it reads stand where sorting would put them. */
function quantile(sorted: ConstFloats, count: i32, percent: i32): f32 {
  const hundredths = percent * (count - 1);
  const low = hundredths / 100;
  const rest = hundredths % 100;
  if (rest == 0) return at(sorted, low);
  const complement = 100 - rest;
  const lowWeight = <f32>complement / <f32>100.0;
  const highWeight = <f32>rest / <f32>100.0;
  return at(sorted, low) * lowWeight + at(sorted, low + 1) * highWeight;
}
