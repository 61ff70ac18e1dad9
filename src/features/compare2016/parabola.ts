/**
 * Vertex of the parabola through three points, for peaks that lie between samples.
 *
 * The coefficients come from Cramer's rule with all determinants multiplied out. Forms with fewer operations lose less to
 * cancellation, but the height of the vertex is defined with this loss (about 1e−8): the last bit of the voicing shows it.
 *
 * Source  specification, section 9.7 (used there and in section 12); the form was found by comparing with the reference
 *         values, of which it reproduces every bit.
 */

/** The top of a parabola through three points. */
export interface Vertex {
  x: number;
  y: number;
}

/**
 * Writes the vertex of the parabola through (x1, y1), (x2, y2), (x3, y3), x1 < x2 < x3, in double precision. Of points
 * on a line, the highest one, the first where none is higher than it.
 */
export function parabolaThrough(
  vertex: Vertex,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  x3: number,
  y3: number,
): void {
  const s1 = x1 * x1;
  const s2 = x2 * x2;
  const s3 = x3 * x3;
  const determinant = s1 * x2 + s2 * x3 + s3 * x1 - s3 * x2 - s2 * x1 - s1 * x3;
  const a = (y1 * x2 + y2 * x3 + y3 * x1 - y3 * x2 - y2 * x1 - y1 * x3) / determinant;
  if (a === 0 || determinant === 0) {
    const top = Math.max(y1, y2, y3);
    vertex.x = y1 === top ? x1 : y2 === top ? x2 : x3;
    vertex.y = top;
    return;
  }
  const b = (s1 * y2 + s2 * y3 + s3 * y1 - s3 * y2 - s2 * y1 - s1 * y3) / determinant;
  const c = (s1 * x2 * y3 + s2 * x3 * y1 + s3 * x1 * y2 - s3 * x2 * y1 - s2 * x1 * y3 - s1 * x3 * y2) / determinant;
  vertex.x = -b / (2 * a);
  vertex.y = c - (b * b) / (4 * a);
}
