/**
 * Octave spectrum and sub-harmonic summation of a frame: the same steps as ../compare2016/octave-spectrum.ts and
 * pitch-shs.ts.
 */

/** Spectrum with only the neighbourhoods of its maxima, in double precision. */
export function keepPeaks(out: usize, magnitudes: usize, count: u32): void {
  const last = (<usize>count - 1) << 2;
  let peaks: u32 = 0;
  let peak: usize = 0;
  let before: f32 = -1;
  let here = load<f32>(magnitudes);
  for (let i: usize = 0; i <= last; i += 4) {
    const after: f32 = i < last ? load<f32>(magnitudes + i + 4) : -1;
    store<f64>(out + 2 * i, <f64>here);
    if (here > before && here >= after && (i > 0 || here > after)) {
      if (peaks > 0) for (let k = peak + 12; k < i - 8; k += 4) store<f64>(out + 2 * k, 0);
      peaks++;
      peak = i;
    }
    before = here;
    here = after;
  }
  if (peaks === 1) for (let k: usize = 12; k <= last; k += 4) store<f64>(out + 2 * k, 0);
}

/** Smooths with 1/4, 1/2, 1/4 in place; the last value stays. */
export function smooth(y: usize, count: u32): void {
  const last = y + ((<usize>count - 1) << 3);
  let before: f64 = 0;
  let here = load<f64>(y);
  for (let at = y; at < last; at += 8) {
    const after = load<f64>(at, 8);
    store<f64>(at, (before + 2 * here + after) * 0.25);
    before = here;
    here = after;
  }
}

/**
 * Curvatures of the natural spline through `count` values.
 *
 * @param tables  Planes of `count` doubles: 6 over pivot and left width, 6 over pivot and right width, carry over pivot, upper.
 */
export function curvatures(m: usize, y: usize, tables: usize, count: u32): void {
  const plane = (<usize>count) << 3;
  const last = plane - 8;
  store<f64>(m, 0);
  store<f64>(m + last, 0);
  // Right hand sides first: without the recursion they come two at a time.
  for (let i: usize = 8; i < last; i += 16) {
    const here = v128.load(y + i);
    const fall = f64x2.mul(f64x2.sub(here, v128.load(y + i - 8)), v128.load(tables + i));
    const rise = f64x2.mul(f64x2.sub(v128.load(y + i + 8), here), v128.load(tables + plane + i));
    v128.store(m + i, f64x2.sub(rise, fall));
  }
  store<f64>(m + last, 0);
  let before: f64 = 0;
  for (let i: usize = 8; i < last; i += 8) {
    before = load<f64>(m + i) - load<f64>(tables + 2 * plane + i) * before;
    store<f64>(m + i, before);
  }
  before = 0;
  for (let i: usize = last - 8; i > 0; i -= 8) {
    before = load<f64>(m + i) - load<f64>(tables + 3 * plane + i) * before;
    store<f64>(m + i, before);
  }
}

/**
 * Spline read at `count` points, floored at 0 and weighted.
 *
 * @param points  Per point: offset of its left knot in bytes (as a double), the four weights, the ear's weight. [count × 6]
 */
export function readSpline(out: usize, y: usize, m: usize, points: usize, count: u32): void {
  for (let j: u32 = 0; j < count; j++, points += 48, out += 4) {
    const i = <usize>load<u32>(points);
    const value = <f32>(load<f64>(points, 8) * load<f64>(y + i) + load<f64>(points, 16) * load<f64>(y + i, 8) +
      load<f64>(points, 24) * load<f64>(m + i) + load<f64>(points, 32) * load<f64>(m + i, 8));
    store<f32>(out, value > 0 ? <f32>(<f64>value * load<f64>(points, 40)) : 0);
  }
}

/**
 * Sub-harmonic sum, harmonic by harmonic for each of `count` points (rounded up to eights).
 *
 * @param spectrum  Followed by zeros as far as the largest shift reaches.
 * @param shifts    In bytes. @param gains  Both [harmonics]
 */
export function subHarmonicSum(out: usize, spectrum: usize, shifts: usize, gains: usize, harmonics: u32, count: u32): void {
  const zero = f32x4.splat(0);
  const terms = f32x4.splat(<f32>(harmonics + 1));
  for (let j: usize = 0; j < (<usize>count) << 2; j += 32) {
    let a = v128.load(spectrum + j);
    let b = v128.load(spectrum + j + 16);
    for (let i: usize = 0; i < (<usize>harmonics) << 2; i += 4) {
      const at = spectrum + j + <usize>load<u32>(shifts + i);
      const gain = v128.load32_splat(gains + i);
      a = f32x4.add(a, f32x4.mul(v128.load(at), gain));
      b = f32x4.add(b, f32x4.mul(v128.load(at, 16), gain));
    }
    v128.store(out + j, f32x4.max(f32x4.div(a, terms), zero));
    v128.store(out + j + 16, f32x4.max(f32x4.div(b, terms), zero));
  }
}

/** Sum of `count` floats in double precision, in order. */
export function total(x: usize, count: u32): f64 {
  let sum: f64 = 0;
  for (let j: usize = 0; j < (<usize>count) << 2; j += 4) sum += <f64>load<f32>(x + j);
  return sum;
}

/** Positions j = 1 .. count − 2 with x[j−1] < x[j] > x[j+1]. @param out  Room for count/2. @returns how many there are. */
export function localMaxima(out: usize, x: usize, count: u32): u32 {
  let found: u32 = 0;
  let before = load<f32>(x);
  let here = load<f32>(x, 4);
  for (let j: u32 = 1; j + 1 < count; j++) {
    const after = load<f32>(x + ((<usize>j) << 2), 4);
    store<u32>(out + ((<usize>found) << 2), j);
    found += <u32>(i32(before < here) & i32(here > after));
    before = here;
    here = after;
  }
  return found;
}
