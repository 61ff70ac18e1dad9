/**
 * Line and parabola of least squares through a contour, their errors, and the centroid of its size.
 *
 *   x ≈ m i + t,   x ≈ a i² + b i + c,   i = 0 .. N−1;   errors are mean squares of (x − fit) / range
 *
 * Slopes are limited softly at a tenth of the range R (a at √(R/10)), in some groups turned from frames to seconds, and
 * given in units of the range; offsets likewise, from the least value. What is not finite becomes 0.
 *
 * Source  specification, section 17.9. Double precision.
 */

import { type FunctionalFamily, type Sequence, softLimit } from "./sequence.ts";

const f32 = Math.fround;

/** Slopes are limited from range / 10 on. */
const LIMIT_DIVISOR = 10;
const LIMIT_ROOM = 0.01;

/** The regression family. @param framesPerSecond  Scale of the slopes' time axis: 100 for seconds, 1 for frames. */
export function regressionPer(framesPerSecond: number): FunctionalFamily {
  return {
    names: ["linregc1", "linregc2", "linregerrQ", "qregc1", "qregc2", "qregc3", "qregerrQ", "centroid"],
    into(out, offset, sequence) {
      const { x, range, least } = sequence;
      const { m, t, a, b, c, centroid } = leastSquares(sequence);
      const inverseRange = range > 0 ? 1 / range : 0;
      const [lineError, parabolaError] = meanSquareErrors(x, { m, t, a, b, c }, inverseRange);
      const knee = (range > 0 ? range : 1) / LIMIT_DIVISOR;
      const root = Math.sqrt(knee);
      const limitedM = softLimit(m, knee, knee + LIMIT_ROOM) * framesPerSecond;
      const limitedA = softLimit(a, root, root + LIMIT_ROOM) * framesPerSecond ** 2;
      const limitedB = softLimit(b, knee, knee + LIMIT_ROOM) * framesPerSecond;
      const values = [
        limitedM * inverseRange,
        (t - least) * inverseRange,
        lineError,
        limitedA * inverseRange,
        limitedB * inverseRange,
        (c - least) * inverseRange,
        parabolaError,
        centroid,
      ];
      for (let i = 0; i < values.length; i++) out[offset + i] = Number.isFinite(values[i]) ? values[i] : 0;
    },
  };
}

interface Fit {
  readonly m: number;
  readonly t: number;
  readonly a: number;
  readonly b: number;
  readonly c: number;
}

function leastSquares({ x, mean }: Sequence): Fit & { readonly centroid: number } {
  const n = x.length;
  let first = 0;
  let second = 0;
  let size = 0;
  let sizeMoment = 0;
  for (let i = 0; i < n; i++) {
    const weighted = i * x[i];
    first += weighted;
    second += i * weighted;
    size += Math.abs(x[i]);
    sizeMoment += Math.abs(weighted);
  }
  const centroid = size > 0 ? f32(sizeMoment / size) / n : 0;
  if (n === 1) return { m: 0, t: x[0], a: 0, b: 0, c: x[0], centroid };

  const total = mean * n;
  const s1 = (n * (n - 1)) / 2;
  const s2 = (n * (n - 1) * (2 * n - 1)) / 6;
  const s3 = s1 * s1;
  const s4 = (s2 * (3 * (n - 1) * n - 1)) / 5;
  const t = (total - (first * s1) / s2) / (n - (s1 * s1) / s2);
  const m = (first - t * s1) / s2;
  const determinant = s4 * s2 * n + 2 * s3 * s1 * s2 - s2 * s2 * s2 - s3 * s3 * n - s1 * s1 * s4;
  if (determinant === 0) return { m, t, a: 0, b: 0, c: 0, centroid };
  const a = ((s2 * n - s1 * s1) * second + (s1 * s2 - s3 * n) * first + (s3 * s1 - s2 * s2) * total) / determinant;
  const b = ((s1 * s2 - s3 * n) * second + (s4 * n - s2 * s2) * first + (s3 * s2 - s4 * s1) * total) / determinant;
  const c = ((s3 * s1 - s2 * s2) * second + (s3 * s2 - s4 * s1) * first + (s4 * s2 - s3 * s3) * total) / determinant;
  return { m, t, a, b, c, centroid };
}

/** Of the line and of the parabola, in units of the range squared. */
function meanSquareErrors(x: Float32Array, { m, t, a, b, c }: Fit, inverseRange: number): [number, number] {
  let line = 0;
  let parabola = 0;
  for (let i = 0; i < x.length; i++) {
    const fromLine = (x[i] - (m * i + t)) * inverseRange;
    const fromParabola = (x[i] - (a * i * i + b * i + c)) * inverseRange;
    line += fromLine * fromLine;
    parabola += fromParabola * fromParabola;
  }
  return [line / x.length, parabola / x.length];
}
