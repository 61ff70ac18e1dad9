/**
 * The sub-harmonic sum of octave.as.ts for WebAssembly, four points at a time: harmonic by harmonic for each point, as there.
 */

import { OCTAVE_POINTS } from "./geometry.as";
import { at, ConstFloats, ConstShorts, Floats, floatsFrom, put, shortAt } from "./memory.as";

const HARMONICS_ABOVE: i32 = 14;
const LANES: i32 = 4;

/** The same as `subHarmonicSumOf` of octave.as.ts. */
export function subHarmonicSumFours(sum: Floats, octaves: ConstFloats, shifts: ConstShorts, gains: ConstFloats): void {
  for (let j = 0; j < OCTAVE_POINTS - 1; j += LANES) {
    let total = v128.load(floatsFrom(octaves, j));
    let tail = 0;
    for (let i = 0; i < HARMONICS_ABOVE; i++) {
      const place = j + shortAt(shifts, i);
      if (place + LANES > OCTAVE_POINTS) break;
      total = f32x4.add(total, f32x4.mul(v128.load(floatsFrom(octaves, place)), v128.load32_splat(floatsFrom(gains, i))));
      tail = i + 1;
    }
    v128.store(floatsFrom(sum, j), total);
    for (let i = tail; i < HARMONICS_ABOVE; i++) addTail(sum, octaves, j, shortAt(shifts, i), at(gains, i));
  }
  put(sum, OCTAVE_POINTS - 1, at(octaves, OCTAVE_POINTS - 1));
}

/** Adds a harmonic that ends among the four points from j on. */
function addTail(sum: Floats, octaves: ConstFloats, j: i32, shift: i32, gain: f32): void {
  for (let k = j; k < j + LANES && k + shift < OCTAVE_POINTS; k++)
    put(sum, k, at(sum, k) + at(octaves, k + shift) * gain);
}
