/** Linear prediction of a contour in double precision: what the sums of the device profile are held against. */

const ORDER = 5;

/** Error per value and coefficients as the feature set names them. @param times  How often x is heard. */
export function predictionInDouble(x: Float32Array, times = 1): Record<string, number> {
  const [gain, ...coefficients] = durbin(productsOf(x, times));
  return Object.fromEntries([
    ["lpgain", gain / (x.length * times)],
    ...coefficients.map((value, i): [string, number] => [`lpc${i}`, value]),
  ]);
}

/** r[0] .. r[5] of x again and again: each repetition adds its own products and those across its beginning. */
function productsOf(x: Float32Array, times: number): number[] {
  return Array.from({ length: ORDER + 1 }, (_, lag) => {
    let inside = 0;
    let across = 0;
    for (let i = 0; i < x.length; i++) {
      if (i >= lag) inside += x[i] * x[i - lag];
      else across += x[i] * x[i - lag + x.length];
    }
    return times * inside + (times - 1) * across;
  });
}

/** Error, then coefficients. */
function durbin(r: readonly number[]): number[] {
  let a: number[] = [];
  let error = r[0];
  for (let m = 1; m <= ORDER && error !== 0; m++) {
    const k = -a.reduce((sum, value, i) => sum + value * r[m - 1 - i], r[m]) / error;
    a = [...a.map((value, i) => value + k * a[a.length - 1 - i]), k];
    error *= 1 - k * k;
  }
  return [error, ...Array.from({ length: ORDER }, (_, i) => a[i] ?? 0)];
}
