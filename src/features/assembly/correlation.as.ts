/**
 * Correlations of neighbouring periods: the fast formula of ../compare2016/correlation.ts.
 */

/** Running totals of `count` samples and of their squares; both begin with 0. */
export function totals(sums: usize, squares: usize, samples: usize, count: u32): void {
  let sum: f64 = 0;
  let square: f64 = 0;
  store<f64>(sums, 0);
  store<f64>(squares, 0);
  for (let n: usize = 0; n < (<usize>count) << 3; n += 8) {
    const x = load<f64>(samples + n);
    sum += x;
    square += x * x;
    store<f64>(sums + n, sum, 8);
    store<f64>(squares + n, square, 8);
  }
}

/**
 * Writes the correlation for every period from `least` to `most`, or 2 where a variance is not above `leastVariance`.
 */
export function correlations(
  out: usize,
  samples: usize,
  sums: usize,
  squares: usize,
  start: u32,
  least: u32,
  most: u32,
  leastVariance: f64,
): void {
  const first = (<usize>start) << 3;
  for (let period = least; period <= most; period++, out += 8) {
    const bytes = (<usize>period) << 3;
    const sumA = load<f64>(sums + first + bytes) - load<f64>(sums + first);
    const sumB = load<f64>(sums + first + 2 * bytes) - load<f64>(sums + first + bytes);
    const squareA = load<f64>(squares + first + bytes) - load<f64>(squares + first);
    const squareB = load<f64>(squares + first + 2 * bytes) - load<f64>(squares + first + bytes);
    const varianceA = squareA - (sumA * sumA) / <f64>period;
    const varianceB = squareB - (sumB * sumB) / <f64>period;
    if (varianceA > leastVariance && varianceB > leastVariance) {
      const product = laggedProduct(samples + first, bytes);
      store<f64>(out, (product - (sumA * sumB) / <f64>period) / sqrt(varianceA * varianceB));
    } else {
      store<f64>(out, 2);
    }
  }
}

/** Σ x[n] x[n + period]. */
// @ts-ignore: decorator
@inline
function laggedProduct(x: usize, bytes: usize): f64 {
  let a = f64x2.splat(0);
  let b = f64x2.splat(0);
  const end = x + bytes;
  let n = x;
  for (; n + 32 <= end; n += 32) {
    a = f64x2.add(a, f64x2.mul(v128.load(n), v128.load(n + bytes)));
    b = f64x2.add(b, f64x2.mul(v128.load(n, 16), v128.load(n + bytes, 16)));
  }
  const both = f64x2.add(a, b);
  let sum = f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
  for (; n < end; n += 8) sum += load<f64>(n) * load<f64>(n + bytes);
  return sum;
}
