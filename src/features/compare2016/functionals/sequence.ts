/**
 * One contour as the functionals see it, with the quantities that several of them need.
 *
 * Source  specification, section 17.
 */

const f32 = Math.fround;

/** Seconds between values, as the functionals that give times multiply it. */
export const FRAME_SECONDS = f32(0.01);

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
export interface Family {
  readonly names: readonly string[];
  /** Writes one value per name, from `offset` on. */
  readonly into: (out: Float32Array, offset: number, sequence: Sequence) => void;
}

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
 * Soft limit: v where |v| <= knee, else sign(v)·(knee + room·tanh( (sqrt(|v| − knee + 1) − 1) / (room/2) )); float32.
 */
export function softLimit(v: number, knee: number, room: number): number {
  const excess = Math.abs(v) - knee;
  if (!(excess > 0)) return f32(v);
  return f32(Math.sign(v) * (knee + room * Math.tanh((Math.sqrt(excess + 1) - 1) / (0.5 * room))));
}
