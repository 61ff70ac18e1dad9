/**
 * The same for sixteen rows of a batch at a time: each number becomes sixteen beside each other, a survivor is decoded once
 * for all of them. The operands are the inputs, [I × 16]; sums are [O × 16].
 *
 * The lanes of a word are taken two by two, and a slice's words, read once for each pair, stay in L1.
 *
 * The relaxed build multiplies and adds in one rounding where the machine can, and differs in the last bits from the
 * plain one and from the sums for one row.
 */

import { codesOf } from "./operands.as";

/** Rows side by side. */
const ROWS: usize = 16;

/** a · b + c */
// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/**
 * Lanes `lane` to `lane + lanes` of a slice, one or two of them: eight vectors of sums fill the registers.
 *
 * @param wordLanes  Lanes of a word.
 * @param codebook   2^codeBits numbers; or the values of the slice's survivors, where `isValues`.
 */
// @ts-ignore: decorator
@inline
function sumLanes(
  lanes: i32, isValues: bool, y: usize, slice: usize, wordCount: u32, starts: usize, lane: i32, wordLanes: i32, x: usize,
  codebook: usize, codeBits: u32,
): void {
  const width = <u64>(64 / wordLanes);
  const mask: u32 = (1 << <u32>width) - 1;
  const codeMask: u32 = (1 << codeBits) - 1;
  const shift = width * <u64>lane;
  let values = codebook + (<usize>lane << 2);
  let key = load<u32>(starts + (<usize>lane << 2)), next: u32 = 0;
  if (lanes > 1) next = load<u32>(starts + (<usize>lane << 2), 4);
  let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
  let t0 = f32x4.splat(0), t1 = f32x4.splat(0), t2 = f32x4.splat(0), t3 = f32x4.splat(0);
  for (const end = slice + (<usize>wordCount << 3); slice < end; slice += 8) {
    const fields = load<u64>(slice) >> shift;
    key += <u32>fields & mask;
    const value = v128.load32_splat(isValues ? values : codebook + (<usize>(key & codeMask) << 2));
    const operand = x + (<usize>(key >> codeBits) << 6);
    s0 = madd(value, v128.load(operand), s0);
    s1 = madd(value, v128.load(operand, 16), s1);
    s2 = madd(value, v128.load(operand, 32), s2);
    s3 = madd(value, v128.load(operand, 48), s3);
    if (lanes > 1) {
      next += <u32>(fields >> width) & mask;
      const other = v128.load32_splat(isValues ? values + 4 : codebook + (<usize>(next & codeMask) << 2));
      const beside = x + (<usize>(next >> codeBits) << 6);
      t0 = madd(other, v128.load(beside), t0);
      t1 = madd(other, v128.load(beside, 16), t1);
      t2 = madd(other, v128.load(beside, 32), t2);
      t3 = madd(other, v128.load(beside, 48), t3);
    }
    if (isValues) values += <usize>wordLanes << 2;
  }
  v128.store(y, s0); v128.store(y, s1, 16); v128.store(y, s2, 32); v128.store(y, s3, 48);
  if (lanes > 1) { v128.store(y, t0, 64); v128.store(y, t1, 80); v128.store(y, t2, 96); v128.store(y, t3, 112); }
}

// @ts-ignore: decorator
@inline
function sumFloats(
  isValues: bool, y: usize, words: usize, runs: usize, runCount: i32, starts: usize, startBytes: usize, lanes: i32, x: usize,
  codebook: usize, codeBits: u32,
): void {
  let slice = words;
  let values = codebook;
  for (const end = runs + (runCount << 3); runs < end; runs += 8) {
    const wordCount = load<u32>(runs, 4);
    for (let slices = load<u32>(runs); slices > 0; slices--) {
      let lane = 0;
      for (; lane + 1 < lanes; lane += 2, y += ROWS << 3)
        sumLanes(2, isValues, y, slice, wordCount, starts, lane, lanes, x, values, codeBits);
      if (lane < lanes) {
        sumLanes(1, isValues, y, slice, wordCount, starts, lane, lanes, x, values, codeBits);
        y += ROWS << 2;
      }
      slice += <usize>wordCount << 3;
      starts += startBytes;
      if (isValues) values += <usize>(wordCount * lanes) << 2;
    }
  }
}

export function f32_codebook_x16(
  y: usize, words: usize, runs: usize, runCount: i32, starts: usize, startBytes: usize, lanes: i32, x: usize, codebook: usize,
  codeBits: u32,
): void {
  sumFloats(false, y, words, runs, runCount, starts, startBytes, lanes, x, codebook, codeBits);
}

export function f32_values_x16(
  y: usize, words: usize, runs: usize, runCount: i32, starts: usize, startBytes: usize, lanes: i32, x: usize, values: usize,
): void {
  sumFloats(true, y, words, runs, runCount, starts, startBytes, lanes, x, values, 0);
}

/** As `f32_dense`. */
export function f32_dense_x16(
  y: usize, words: usize, starts: usize, slices: i32, columns: i32, lanes: i32, x: usize, codebook: usize, codeBits: u32,
): void {
  const mask: u32 = (1 << codeBits) - 1;
  const bytes = <usize>columns << 3;
  for (; slices > 0; slices--, words += bytes)
    for (let lane = 0; lane < lanes; lane++, starts += 4, y += ROWS << 2) {
      const shift = <u64>(<u32>lane * codeBits);
      let operand = x + (<usize>(load<u32>(starts) >> codeBits) << 6);
      let s0 = f32x4.splat(0), s1 = f32x4.splat(0), s2 = f32x4.splat(0), s3 = f32x4.splat(0);
      for (let word = words, last = words + bytes; word < last; word += 8, operand += 64) {
        const value = v128.load32_splat(codebook + (<usize>(<u32>(load<u64>(word) >> shift) & mask) << 2));
        s0 = madd(value, v128.load(operand), s0);
        s1 = madd(value, v128.load(operand, 16), s1);
        s2 = madd(value, v128.load(operand, 32), s2);
        s3 = madd(value, v128.load(operand, 48), s3);
      }
      v128.store(y, s0); v128.store(y, s1, 16); v128.store(y, s2, 32); v128.store(y, s3, 48);
    }
}

/** Sums in int32. @param x  Codes. [I × 16] */
export function i8_codes_x16(
  y: usize, words: usize, runs: usize, runCount: i32, starts: usize, startBytes: usize, lanes: i32, x: usize,
): void {
  const width = <u64>(64 / lanes);
  const mask: u32 = (1 << <u32>width) - 1;
  let slice = words;
  for (const end = runs + (runCount << 3); runs < end; runs += 8) {
    const wordCount = load<u32>(runs, 4);
    for (let slices = load<u32>(runs); slices > 0; slices--) {
      for (let lane = 0; lane < lanes; lane++) {
        const shift = width * <u64>lane;
        let key = load<u32>(starts + (<usize>lane << 2));
        let s0 = i32x4.splat(0), s1 = i32x4.splat(0), s2 = i32x4.splat(0), s3 = i32x4.splat(0);
        for (let at: u32 = 0; at < wordCount; at++) {
          key += <u32>(load<u64>(slice + (<usize>at << 3)) >> shift) & mask;
          const weight = i16x8.splat(<i16>(<i8>key));
          const codes = v128.load(x + (<usize>(key >> 8) << 4));
          const low = i16x8.mul(weight, i16x8.extend_low_i8x16_s(codes));
          const high = i16x8.mul(weight, i16x8.extend_high_i8x16_s(codes));
          s0 = i32x4.add(s0, i32x4.extend_low_i16x8_s(low));
          s1 = i32x4.add(s1, i32x4.extend_high_i16x8_s(low));
          s2 = i32x4.add(s2, i32x4.extend_low_i16x8_s(high));
          s3 = i32x4.add(s3, i32x4.extend_high_i16x8_s(high));
        }
        v128.store(y, s0); v128.store(y, s1, 16); v128.store(y, s2, 32); v128.store(y, s3, 48);
        y += ROWS << 2;
      }
      slice += <usize>wordCount << 3;
      starts += startBytes;
    }
  }
}

/** A row as a column: every sixteenth number from `to` on. */
export function f32_column_x16(to: usize, x: usize, count: i32): void {
  for (const end = x + (<usize>count << 2); x < end; x += 4, to += ROWS << 2) store<f32>(to, load<f32>(x));
}

/**
 * Codes of the inputs as `i8_quantize_4` makes them, for each row its own scale. [I × 16]
 *
 * @param scales  Receives max|x| / 127 of each row, times `factor`. [16]
 */
export function i8_quantize_x16(to: usize, scales: usize, x: usize, inputs: i32, factor: f32): void {
  for (let quarter: usize = 0; quarter < ROWS << 2; quarter += 16) {
    const end = x + (<usize>inputs << 6);
    let most = f32x4.splat(0);
    for (let at = x; at < end; at += ROWS << 2) most = f32x4.pmax(most, f32x4.abs(v128.load(at + quarter)));
    const isZero = f32x4.eq(most, f32x4.splat(0));
    const steps = v128.andnot(f32x4.div(f32x4.splat(127), most), isZero);
    const scale = v128.bitselect(f32x4.splat(1), f32x4.div(most, f32x4.splat(127)), isZero);
    v128.store(scales + quarter, f32x4.mul(scale, f32x4.splat(factor)));
    let code = to + (quarter >> 2);
    for (let at = x; at < end; at += ROWS << 2, code += ROWS)
      v128.store32_lane(code, codesOf(f32x4.mul(v128.load(at + quarter), steps)), 0);
  }
}

/** y_o += bias_o, in all rows. [O × 16] */
export function f32_bias_x16(y: usize, bias: usize, outputs: i32): void {
  for (const end = y + (<usize>outputs << 6); y < end; y += ROWS << 2, bias += 4) {
    const value = v128.load32_splat(bias);
    v128.store(y, f32x4.add(v128.load(y), value));
    v128.store(y, f32x4.add(v128.load(y, 16), value), 16);
    v128.store(y, f32x4.add(v128.load(y, 32), value), 32);
    v128.store(y, f32x4.add(v128.load(y, 48), value), 48);
  }
}

/** y = dot · scale of its row, from int32 in the same place. [O × 16] */
export function f32_scale_dots_x16(y: usize, outputs: i32, scales: usize): void {
  for (let quarter: usize = 0; quarter < ROWS << 2; quarter += 16) {
    const scale = v128.load(scales + quarter);
    for (let at = y + quarter, end = y + (<usize>outputs << 6); at < end; at += ROWS << 2)
      v128.store(at, f32x4.mul(f32x4.convert_i32x4_s(v128.load(at)), scale));
  }
}
