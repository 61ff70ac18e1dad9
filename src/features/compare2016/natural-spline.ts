/**
 * Natural cubic spline with fixed knots, read at fixed points: what does not depend on the values, computed once.
 *
 *   w[i−1] m[i−1] + 2 (w[i−1] + w[i]) m[i] + w[i] m[i+1] = 6 ( (y[i+1] − y[i])/w[i] − (y[i] − y[i−1])/w[i−1] ),  m = 0 at the ends
 *   s(t) = a y[i] + b y[i+1] + (a³ − a) w²/6 m[i] + (b³ − b) w²/6 m[i+1],  a = (t[i+1] − t)/w,  b = 1 − a
 *
 * Source  J. Stoer, R. Bulirsch 2002, "Introduction to Numerical Analysis", section 2.5.
 */

/** Elimination of the tridiagonal system: m[i] = f − carry[i]·m[i−1] upwards, then m[i] −= upper[i]·m[i+1] downwards. */
export interface SplineElimination {
  /** 1/w[i], the interval above knot i. [N] */
  readonly inverseWidth: Float64Array;
  readonly inversePivot: Float64Array;
  /** w[i−1]/pivot. [N] */
  readonly carry: Float64Array;
  /** w[i]/pivot. [N] */
  readonly upper: Float64Array;
}

/** The elimination for fixed knots. @param knots  Ascending. [N] */
export function eliminateSpline(knots: Float64Array): SplineElimination {
  const count = knots.length;
  const inverseWidth = new Float64Array(count);
  const inversePivot = new Float64Array(count);
  const carry = new Float64Array(count);
  const upper = new Float64Array(count);
  for (let i = 0; i + 1 < count; i++) inverseWidth[i] = 1 / (knots[i + 1] - knots[i]);
  for (let i = 1; i + 1 < count; i++) {
    const left = knots[i] - knots[i - 1];
    const right = knots[i + 1] - knots[i];
    const pivot = 2 * (left + right) - left * upper[i - 1];
    inversePivot[i] = 1 / pivot;
    carry[i] = left / pivot;
    upper[i] = right / pivot;
  }
  return { inverseWidth, inversePivot, carry, upper };
}

/** Reading a spline: per point the knot on its left, and the weights of the two values and the two curvatures. */
export interface SplineReading {
  /** [points] */
  readonly knot: Int32Array;
  /** [points × 4] */
  readonly weights: Float64Array;
}

/** @param points  Ascending, from the first knot to the last; a point that rounding put beyond the last is read at it. */
export function locateOnSpline(knots: Float64Array, points: Float64Array): SplineReading {
  const knot = new Int32Array(points.length);
  const weights = new Float64Array(4 * points.length);
  let left = 0;
  points.forEach((point, j) => {
    while (left + 2 < knots.length && knots[left + 1] <= point) left++;
    const width = knots[left + 1] - knots[left];
    const a = (knots[left + 1] - Math.min(point, knots[left + 1])) / width;
    const b = 1 - a;
    knot[j] = left;
    weights.set([a, b, ((a ** 3 - a) * width ** 2) / 6, ((b ** 3 - b) * width ** 2) / 6], 4 * j);
  });
  return { knot, weights };
}
