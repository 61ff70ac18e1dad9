/**
 * One contour as the functionals see it, with the quantities that several of them need.
 *
 * Source  specification, section 17.
 */

const f32 = Math.fround;

/** Seconds between values, as the functionals that give times multiply it. */
export const FRAME_SECONDS = f32(0.01);

/** A contour with what several functionals ask of it. */
export interface Sequence {
  /** [N], at least one value */
  readonly x: Float32Array;
  readonly least: number;
  readonly leastAt: number;
  readonly most: number;
  readonly mostAt: number;
  /** most − least, float32 */
  readonly range: number;
  /** Σ x / N, rounded to float32; the functionals go on with the rounded value. */
  readonly mean: number;
}

/** Functionals of one kind, which are computed together. */
export interface FunctionalFamily {
  readonly names: readonly string[];
  /** Writes one value per name, from `offset` on. */
  readonly into: (out: Float32Array, offset: number, sequence: Sequence) => void;
}

/** The contour with its extremes and sums. @param x  At least one value. */
export function summarize(x: Float32Array): Sequence {
  let leastAt = 0;
  let mostAt = 0;
  let least = x[0];
  let most = x[0];
  let sum = 0;
  for (let i = 0; i < x.length; i++) {
    const value = x[i];
    sum += value;
    if (value < least) {
      least = value;
      leastAt = i;
    }
    if (value > most) {
      most = value;
      mostAt = i;
    }
  }
  return { x, least, leastAt, most, mostAt, range: f32(most - least), mean: f32(sum / x.length) };
}

/**
 * Soft limit: v where |v| <= knee, else sign(v)·(knee + room·tanh z),  z = (sqrt(|v| − knee + 1) − 1) / (room/2).
 *
 * Float32 in and out. The hyperbolic tangent is taken as 2 / (1 + e^(−2z)) − 1 with a float32 quotient, which costs small
 * slopes some 1e−6 of their value: the rounding of the reference, found by comparing with its values.
 */
export function softLimit(value: number, knee: number, room: number): number {
  const v = f32(value);
  const excess = f32(Math.abs(v) - f32(knee));
  if (!(excess > 0)) return v;
  const sign = Math.sign(v);
  const z = f32((sign * (Math.sqrt(excess + 1) - 1)) / (0.5 * f32(room)));
  const tangent = f32(f32(2 / (1 + Math.exp(-2 * z))) - 1);
  return f32(sign * f32(knee) + f32(f32(room) * tangent));
}
