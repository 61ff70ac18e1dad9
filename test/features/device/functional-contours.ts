/** Contours to try functionals on: the same for the same seed. */

import { Random } from "../../../src/core/random.ts";

const f32 = Math.fround;

/** A walk that returns to its mean, with a pause of a constant and a jump: what descriptors of speech look like. */
function speechLike(count: number, mean: number, spread: number, seed: number): Float32Array {
  const random = new Random(seed);
  let value = 0;
  return Float32Array.from({ length: count }, (_, i) => {
    value = 0.93 * value + 0.4 * random.normal();
    const pause = i % 160 > 140;
    return f32(mean + spread * (pause ? -2 : value + (i % 77 === 0 ? 3 : 0)));
  });
}

/** By name; lengths from 1 to 3000, blocks of 32 full and begun. */
export const CONTOURS: Readonly<Record<string, Float32Array>> = {
  "one value": Float32Array.of(3),
  "two values": Float32Array.of(3, -1),
  "three values": Float32Array.of(0.5, 2, 1),
  zeros: new Float32Array(40),
  constant: new Float32Array(500).fill(2.7),
  ramp: Float32Array.from({ length: 101 }, (_, i) => i),
  parabola: Float32Array.from({ length: 400 }, (_, i) => 0.01 * (i - 150) ** 2 - 7),
  "first value far away": Float32Array.from({ length: 400 }, (_, i) => (i === 0 ? 1000 : Math.sin(i))),
  "loudness-like": speechLike(398, 1.2, 0.7, 1),
  "cepstrum-like": speechLike(800, -12, 9, 2),
  "pitch-like": speechLike(333, 180, 30, 3).map((value, i) => (i % 90 < 40 ? 0 : value)),
  "variance-like": speechLike(256, 2e6, 8e5, 4),
  "band energy of a quiet recording": speechLike(700, 3e-7, 1e-7, 5).map((value) => Math.max(value, 0)),
  delta: speechLike(640, 0, 0.3, 6),
  "five levels": speechLike(1024, 0, 2, 7).map(Math.round),
  "half a minute": speechLike(3000, 5, 1, 8),
};

/** Half of the values are exactly 0, in runs. */
export function voicedLike(count: number, seed: number): Float32Array {
  const random = new Random(seed);
  let voiced = false;
  return Float32Array.from({ length: count }, () => {
    if (random.uniform() < 0.12) voiced = !voiced;
    return voiced ? f32(120 + 20 * random.normal()) : 0;
  });
}
