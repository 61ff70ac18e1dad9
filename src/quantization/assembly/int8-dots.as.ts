/**
 * Dot products of int8 rows with int8 rows of a kernel, exact in int32.
 *
 *   dots_ro = Σ_i x_ri · w_oi
 *
 * A tile of 4 rows × 2 outputs keeps eight vectors of four partial sums; int8 codes are widened to int16, multiplied
 * and added in pairs (|127 · 127 · 2| fits easily). Sums of integers: any order gives the same.
 *
 * Layouts   x [rows4][stride], w [outputs2][stride]: stride a multiple of 16, filled up with zeros;
 *           dots [rows4][outputs2] int32; rows4 a multiple of 4, outputs2 of 2
 */
export function i8_dots_4x2(dots: usize, x: usize, w: usize, rows4: i32, outputs2: i32, stride: i32): void {
  for (let output = 0; output < outputs2; output += 2)
    for (let row = 0; row < rows4; row += 4)
      tile(
        dots + (<usize>(row * outputs2 + output) << 2),
        x + <usize>row * stride,
        w + <usize>output * stride,
        outputs2,
        stride,
      );
}

// @ts-ignore: decorator
@inline
function tile(dots: usize, x: usize, w: usize, outputs2: i32, stride: i32): void {
  let s00 = i32x4.splat(0), s01 = i32x4.splat(0), s10 = i32x4.splat(0), s11 = i32x4.splat(0);
  let s20 = i32x4.splat(0), s21 = i32x4.splat(0), s30 = i32x4.splat(0), s31 = i32x4.splat(0);
  for (let i = 0; i < stride; i += 16) {
    const a = v128.load(w + i), b = v128.load(w + stride + i);
    const aLow = i16x8.extend_low_i8x16_s(a), aHigh = i16x8.extend_high_i8x16_s(a);
    const bLow = i16x8.extend_low_i8x16_s(b), bHigh = i16x8.extend_high_i8x16_s(b);
    let c = v128.load(x + i);
    let low = i16x8.extend_low_i8x16_s(c), high = i16x8.extend_high_i8x16_s(c);
    s00 = add(s00, low, high, aLow, aHigh);
    s01 = add(s01, low, high, bLow, bHigh);
    c = v128.load(x + stride + i);
    low = i16x8.extend_low_i8x16_s(c); high = i16x8.extend_high_i8x16_s(c);
    s10 = add(s10, low, high, aLow, aHigh);
    s11 = add(s11, low, high, bLow, bHigh);
    c = v128.load(x + 2 * stride + i);
    low = i16x8.extend_low_i8x16_s(c); high = i16x8.extend_high_i8x16_s(c);
    s20 = add(s20, low, high, aLow, aHigh);
    s21 = add(s21, low, high, bLow, bHigh);
    c = v128.load(x + 3 * stride + i);
    low = i16x8.extend_low_i8x16_s(c); high = i16x8.extend_high_i8x16_s(c);
    s30 = add(s30, low, high, aLow, aHigh);
    s31 = add(s31, low, high, bLow, bHigh);
  }
  storePair(dots, s00, s01);
  storePair(dots + (<usize>outputs2 << 2), s10, s11);
  storePair(dots + (<usize>outputs2 << 3), s20, s21);
  storePair(dots + <usize>outputs2 * 12, s30, s31);
}

// @ts-ignore: decorator
@inline
function add(sum: v128, low: v128, high: v128, wLow: v128, wHigh: v128): v128 {
  return i32x4.add(sum, i32x4.add(i32x4.dot_i16x8_s(low, wLow), i32x4.dot_i16x8_s(high, wHigh)));
}

// @ts-ignore: decorator
@inline
function storePair(dots: usize, first: v128, second: v128): void {
  store<i32>(dots, total(first));
  store<i32>(dots + 4, total(second));
}

// @ts-ignore: decorator
@inline
function total(sum: v128): i32 {
  return i32x4.extract_lane(sum, 0) + i32x4.extract_lane(sum, 1) + i32x4.extract_lane(sum, 2) + i32x4.extract_lane(sum, 3);
}
