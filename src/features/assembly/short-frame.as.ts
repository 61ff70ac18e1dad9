/**
 * Sums over the bins of a short frame: the formulas of ../compare2016/mel.ts and spectral.ts.
 *
 * Sums in double precision run in two lanes, so they differ from sums in order by some 1e-16.
 */

/** Squares of `count` magnitudes, rounded up to fours. */
export function power(out: usize, magnitudes: usize, count: u32): void {
  for (let k: usize = 0; k < (<usize>count) << 2; k += 16) {
    const m = v128.load(magnitudes + k);
    v128.store(out + k, f32x4.mul(m, m));
  }
}

/**
 * Energies of the mel bands, summed in float32 in order of the bins.
 *
 * @param lower   Per bin: byte offset in `bands` of the band below; the first place takes what lies below all bands.
 * @param weights Per bin: its share in that band. @param bands  Two places more than bands: one before, one after.
 */
export function melBands(bands: usize, bandCount: u32, power: usize, lower: usize, weights: usize, first: u32, end: u32): void {
  for (let b: usize = 0; b < (<usize>bandCount + 2) << 2; b += 4) store<f32>(bands + b, 0);
  for (let k = (<usize>first) << 2; k < (<usize>end) << 2; k += 4) {
    const band = bands + <usize>load<u32>(lower + k);
    const p = load<f32>(power + k);
    const share = load<f32>(weights + k) * p;
    store<f32>(band, load<f32>(band) + share);
    store<f32>(band, load<f32>(band, 4) + (p - share), 4);
  }
}

/** Σ P and Σ k·P over bins 1 .. last, a multiple of 4. @param out  Two doubles. */
export function powerSums(out: usize, power: usize, last: u32): void {
  let total = f64x2.splat(0);
  let weighted = f64x2.splat(0);
  let bin = f64x2(1, 2);
  const two = f64x2.splat(2);
  for (let k: usize = 4; k <= (<usize>last) << 2; k += 8) {
    const p = f64x2.promote_low_f32x4(v128.load64_zero(power + k));
    total = f64x2.add(total, p);
    weighted = f64x2.add(weighted, f64x2.mul(bin, p));
    bin = f64x2.add(bin, two);
  }
  store<f64>(out, f64x2.extract_lane(total, 0) + f64x2.extract_lane(total, 1));
  store<f64>(out, f64x2.extract_lane(weighted, 0) + f64x2.extract_lane(weighted, 1), 8);
}

/** Σ (f − c)^n P for n = 2, 3, 4 over bins 1 .. last. @param out  Three doubles. */
export function centralSums(out: usize, power: usize, last: u32, binHz: f64, centroid: f64): void {
  let second = f64x2.splat(0);
  let third = f64x2.splat(0);
  let fourth = f64x2.splat(0);
  let distance = f64x2(binHz - centroid, 2 * binHz - centroid);
  let bin = f64x2(1, 2);
  const two = f64x2.splat(2);
  const c = f64x2.splat(centroid);
  const hz = f64x2.splat(binHz);
  for (let k: usize = 4; k <= (<usize>last) << 2; k += 8) {
    distance = f64x2.sub(f64x2.mul(bin, hz), c);
    const p = f64x2.promote_low_f32x4(v128.load64_zero(power + k));
    const square = f64x2.mul(f64x2.mul(distance, distance), p);
    second = f64x2.add(second, square);
    const cube = f64x2.mul(square, distance);
    third = f64x2.add(third, cube);
    fourth = f64x2.add(fourth, f64x2.mul(cube, distance));
    bin = f64x2.add(bin, two);
  }
  store<f64>(out, f64x2.extract_lane(second, 0) + f64x2.extract_lane(second, 1));
  store<f64>(out, f64x2.extract_lane(third, 0) + f64x2.extract_lane(third, 1), 8);
  store<f64>(out, f64x2.extract_lane(fourth, 0) + f64x2.extract_lane(fourth, 1), 16);
}

/** Σ (M − M before)² over bins 1 .. last; then this frame's magnitudes become the ones before. */
export function changeSum(magnitudes: usize, before: usize, last: u32): f64 {
  let sum = f64x2.splat(0);
  for (let k: usize = 4; k <= (<usize>last) << 2; k += 8) {
    const now = f64x2.promote_low_f32x4(v128.load64_zero(magnitudes + k));
    const change = f64x2.sub(now, f64x2.promote_low_f32x4(v128.load64_zero(before + k)));
    sum = f64x2.add(sum, f64x2.mul(change, change));
  }
  memory.copy(before, magnitudes, (<usize>last + 1) << 2);
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Bits of √½ and of the exponent's unit, in double precision. */
const SQRT_HALF_BITS: i64 = 0x3fe6a09e667f3bcd;

/**
 * Σ q ln q over bins 1 .. last, q = max(P, floor) / scale.
 *
 *   ln q = e ln 2 + 2 artanh s,  q = 2^e m,  s = (m − 1)/(m + 1),  √½ <= m < √2: series to s^19, error below 1e-15
 */
export function entropySum(power: usize, last: u32, floor: f64, scale: f64): f64 {
  const least = f64x2.splat(floor);
  const divisor = f64x2.splat(scale);
  const one = f64x2.splat(1);
  const offset = i64x2.splat(SQRT_HALF_BITS);
  let sum = f64x2.splat(0);
  for (let k: usize = 4; k <= (<usize>last) << 2; k += 8) {
    const p = f64x2.promote_low_f32x4(v128.load64_zero(power + k));
    const q = f64x2.div(f64x2.max(p, least), divisor);
    const exponent = i64x2.shr_s(i64x2.sub(q, offset), 52);
    const m = i64x2.sub(q, i64x2.shl(exponent, 52));
    const e = f64x2(<f64>i64x2.extract_lane(exponent, 0), <f64>i64x2.extract_lane(exponent, 1));
    const s = f64x2.div(f64x2.sub(m, one), f64x2.add(m, one));
    const z = f64x2.mul(s, s);
    let series = f64x2.splat(2.0 / 19.0);
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 17.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 15.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 13.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 11.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 9.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 7.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 5.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0 / 3.0));
    series = f64x2.add(f64x2.mul(series, z), f64x2.splat(2.0));
    const ln = f64x2.add(f64x2.mul(e, f64x2.splat(0.6931471805599453)), f64x2.mul(s, series));
    sum = f64x2.add(sum, f64x2.mul(q, ln));
  }
  return f64x2.extract_lane(sum, 0) + f64x2.extract_lane(sum, 1);
}

/** Σ w·P over bins 1 .. last, each product and the running sum rounded to float32. @param weights  Doubles. */
export function weightedSum(power: usize, weights: usize, last: u32): f32 {
  let sum: f32 = 0;
  for (let k: usize = 4; k <= (<usize>last) << 2; k += 4) {
    sum += <f32>(load<f64>(weights + 2 * k) * <f64>load<f32>(power + k));
  }
  return sum;
}

/** Float32 sum of |P − P before| over the bins 3 .. last − 2 that are higher, or lower, than two neighbours on either side. */
export function swingSum(power: usize, last: u32): f32 {
  let sum: f32 = 0;
  let before: f32 = -1;
  let a = load<f32>(power, 4);
  let b = load<f32>(power, 8);
  let p = load<f32>(power, 12);
  let c = load<f32>(power, 16);
  for (let k: usize = 12; k <= (<usize>last - 2) << 2; k += 4) {
    const d = load<f32>(power + k, 8);
    const high = i32(p > a) & i32(p > b) & i32(p > c) & i32(p > d);
    const low = i32(p < a) & i32(p < b) & i32(p < c) & i32(p < d);
    if (high | low) {
      if (before >= 0) sum += abs(p - before);
      before = p;
    }
    a = b;
    b = p;
    p = c;
    c = d;
  }
  return sum;
}
