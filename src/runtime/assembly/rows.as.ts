/**
 * Sums over the survivors of a kernel, as they lie in packed rows (../packed-rows.ts).
 *
 *   y_o = Σ over the survivors of row o: value · operand[column]
 *
 * A word of 64 bits is a step of as many rows as it has fields; a field is what a row's key grows by,
 * key = column · 2^codeBits + code. One running number so says both where and what: one addition decodes a survivor. The
 * rows of a word do not depend on each other, which hides the latency of additions and loads.
 *
 * Operands stand at a fixed address, so that loads take a constant offset. What they are depends on the kernel:
 *
 *   f32_table     operand[key] = x[column] · codebook[code]: products, made once a layer, so that a survivor is one load, one addition
 *   f32_codebook  x[column]; the codebook is looked up. For codebooks whose table of products would leave the cache
 *   f32_values    x[column]; values stand beside the words
 *   i8_codes      codes of x, int8; the low byte of the key is the weight's code. Sums in int32, exact
 *   f32_dense     products as in f32_table, for kernels with so few zeros that these are kept: a field is a code, the column counts up
 *
 * runs    what the slices have in common, from the longest rows down: (slices, words of each), uint32 pairs
 * starts  keys at which the rows of a slice begin, uint32; `startBytes` further on those of the next slice: 0 where all begin at 0
 */

import { OPERANDS } from "./operands.as";

const TABLE: i32 = 0;
const CODEBOOK: i32 = 1;
const VALUES: i32 = 2;
const CODES: i32 = 3;

/** What a row's key grows by, times 2^scaleBits. */
// @ts-ignore: decorator
@inline
function field(word: u64, lane: i32, lanes: i32, scaleBits: i32): u32 {
  const width = 64 / lanes;
  const shift = lane * width - scaleBits;
  const mask: u32 = ((1 << width) - 1) << scaleBits;
  return <u32>(shift >= 0 ? word >> <u64>shift : word << <u64>-shift) & mask;
}

/** Keys are scaled to bytes where that spares a shift: float32 operands in the order of the keys. */
// @ts-ignore: decorator
@inline
function scaleOf(kind: i32): i32 {
  return kind == TABLE || kind == VALUES ? 2 : 0;
}

/** Value times operand of one survivor. */
// @ts-ignore: decorator
@inline
function term(kind: i32, key: u32, codeBits: u32, codebook: usize, values: usize, lane: i32): f32 {
  if (kind == TABLE) return load<f32>(key, OPERANDS);
  if (kind == VALUES) return load<f32>(values + (lane << 2)) * load<f32>(key, OPERANDS);
  const code = key & ((1 << codeBits) - 1);
  return load<f32>(codebook + (code << 2)) * load<f32>((key >> codeBits) << 2, OPERANDS);
}

/**
 * Lanes `first` to `first + count` of a slice: at most eight, unrolled; those beyond `count`, a constant of each export, are
 * compiled away.
 */
// @ts-ignore: decorator
@inline
function sumLanes(
  first: i32, count: i32, lanes: i32, kind: i32, y: usize, slice: usize, wordBytes: usize, starts: usize, codeBits: u32,
  codebook: usize, sliceValues: usize,
): void {
  const scale = scaleOf(kind);
  const from = starts + (first << 2);
  let values = sliceValues;
  let k0 = load<u32>(from) << scale, k1 = load<u32>(from, 4) << scale, k2 = load<u32>(from, 8) << scale, k3: u32 = 0;
  let k4: u32 = 0, k5: u32 = 0, k6: u32 = 0, k7: u32 = 0;
  if (count > 3) k3 = load<u32>(from, 12) << scale;
  if (count > 4) k4 = load<u32>(from, 16) << scale;
  if (count > 5) k5 = load<u32>(from, 20) << scale;
  if (count > 6) k6 = load<u32>(from, 24) << scale;
  if (count > 7) k7 = load<u32>(from, 28) << scale;
  let s0: f32 = 0, s1: f32 = 0, s2: f32 = 0, s3: f32 = 0, s4: f32 = 0, s5: f32 = 0, s6: f32 = 0, s7: f32 = 0;
  let word = slice;
  for (const last = slice + wordBytes; word < last; word += 8) {
    const w = load<u64>(word);
    k0 += field(w, first, lanes, scale); s0 += term(kind, k0, codeBits, codebook, values, 0);
    k1 += field(w, first + 1, lanes, scale); s1 += term(kind, k1, codeBits, codebook, values, 1);
    k2 += field(w, first + 2, lanes, scale); s2 += term(kind, k2, codeBits, codebook, values, 2);
    if (count > 3) { k3 += field(w, first + 3, lanes, scale); s3 += term(kind, k3, codeBits, codebook, values, 3); }
    if (count > 4) { k4 += field(w, first + 4, lanes, scale); s4 += term(kind, k4, codeBits, codebook, values, 4); }
    if (count > 5) { k5 += field(w, first + 5, lanes, scale); s5 += term(kind, k5, codeBits, codebook, values, 5); }
    if (count > 6) { k6 += field(w, first + 6, lanes, scale); s6 += term(kind, k6, codeBits, codebook, values, 6); }
    if (count > 7) { k7 += field(w, first + 7, lanes, scale); s7 += term(kind, k7, codeBits, codebook, values, 7); }
    if (kind == VALUES) values += lanes << 2;
  }
  const to = y + (first << 2);
  store<f32>(to, s0); store<f32>(to, s1, 4); store<f32>(to, s2, 8);
  if (count > 3) store<f32>(to, s3, 12);
  if (count > 4) store<f32>(to, s4, 16);
  if (count > 5) store<f32>(to, s5, 20);
  if (count > 6) store<f32>(to, s6, 24);
  if (count > 7) store<f32>(to, s7, 28);
}

/** More than eight lanes take a slice's words twice. */
// @ts-ignore: decorator
@inline
function sumFloats(
  lanes: i32, kind: i32, y: usize, words: usize, runs: usize, runCount: i32, starts: usize, startBytes: usize, codeBits: u32,
  codebook: usize, first: usize,
): void {
  let word = words;
  let values = first;
  for (const end = runs + (runCount << 3); runs < end; runs += 8) {
    const wordBytes = <usize>load<u32>(runs, 4) << 3;
    for (let slices = load<u32>(runs); slices > 0; slices--) {
      if (lanes > 8) {
        const half = (lanes + 1) / 2;
        sumLanes(0, half, lanes, kind, y, word, wordBytes, starts, codeBits, codebook, values);
        sumLanes(half, lanes - half, lanes, kind, y, word, wordBytes, starts, codeBits, codebook, values);
      } else sumLanes(0, lanes, lanes, kind, y, word, wordBytes, starts, codeBits, codebook, values);
      word += wordBytes;
      if (kind == VALUES) values += (wordBytes >> 1) * lanes;
      starts += startBytes;
      y += lanes << 2;
    }
  }
}

/**
 * A kernel without zeros to speak of: a word holds a code of each of its lanes, the next word those of the next column.
 *
 * @param words     [slices × columns]
 * @param starts    Key at which the row of each lane begins, uint32; a piece of a row begins further on. [slices · lanes]
 * @param lanes     A multiple of four.
 * @param codeBits  2 to 4.
 */
export function f32_dense(
  y: usize, words: usize, starts: usize, slices: i32, columns: i32, lanes: i32, codeBits: u32,
): void {
  const mask: u32 = ((1 << codeBits) - 1) << 2;
  const step: u32 = 4 << codeBits;
  for (; slices > 0; slices--, words += <usize>columns << 3)
    for (let lane = 0; lane < lanes; lane += 4, starts += 16, y += 16) {
      const shift = <u64>(<u32>lane * codeBits);
      let a0 = load<u32>(starts) << 2, a1 = load<u32>(starts, 4) << 2, a2 = load<u32>(starts, 8) << 2, a3 = load<u32>(starts, 12) << 2;
      let s0: f32 = 0, s1: f32 = 0, s2: f32 = 0, s3: f32 = 0;
      for (let word = words, last = words + (<usize>columns << 3); word < last; word += 8) {
        const codes = <u32>(load<u64>(word) >> shift);
        s0 += load<f32>(a0 + ((codes << 2) & mask), OPERANDS); a0 += step;
        s1 += load<f32>(a1 + (((codes >> codeBits) << 2) & mask), OPERANDS); a1 += step;
        s2 += load<f32>(a2 + (((codes >> (2 * codeBits)) << 2) & mask), OPERANDS); a2 += step;
        s3 += load<f32>(a3 + (((codes >> (3 * codeBits)) << 2) & mask), OPERANDS); a3 += step;
      }
      store<f32>(y, s0); store<f32>(y, s1, 4); store<f32>(y, s2, 8); store<f32>(y, s3, 12);
    }
}

/** Code of the weight times code of the input. */
// @ts-ignore: decorator
@inline
function product(key: u32): i32 {
  return <i32>(<i8>key) * <i32>load<i8>(key >> 8, OPERANDS);
}

// @ts-ignore: decorator
@inline
function sumCodes(
  lanes: i32, y: usize, words: usize, runs: usize, runCount: i32, starts: usize, startBytes: usize,
): void {
  let word = words;
  for (const end = runs + (runCount << 3); runs < end; runs += 8) {
    const wordBytes = load<u32>(runs, 4) << 3;
    for (let slices = load<u32>(runs); slices > 0; slices--) {
      let k0 = load<u32>(starts), k1 = load<u32>(starts, 4), k2 = load<u32>(starts, 8), k3: u32 = 0;
      let k4: u32 = 0, k5: u32 = 0, k6: u32 = 0;
      if (lanes > 3) k3 = load<u32>(starts, 12);
      if (lanes > 4) k4 = load<u32>(starts, 16);
      if (lanes > 5) k5 = load<u32>(starts, 20);
      if (lanes > 6) k6 = load<u32>(starts, 24);
      let s0 = 0, s1 = 0, s2 = 0, s3 = 0, s4 = 0, s5 = 0, s6 = 0;
      for (const last = word + wordBytes; word < last; word += 8) {
        const w = load<u64>(word);
        k0 += field(w, 0, lanes, 0); s0 += product(k0);
        k1 += field(w, 1, lanes, 0); s1 += product(k1);
        k2 += field(w, 2, lanes, 0); s2 += product(k2);
        if (lanes > 3) { k3 += field(w, 3, lanes, 0); s3 += product(k3); }
        if (lanes > 4) { k4 += field(w, 4, lanes, 0); s4 += product(k4); }
        if (lanes > 5) { k5 += field(w, 5, lanes, 0); s5 += product(k5); }
        if (lanes > 6) { k6 += field(w, 6, lanes, 0); s6 += product(k6); }
      }
      store<i32>(y, s0); store<i32>(y, s1, 4); store<i32>(y, s2, 8);
      if (lanes > 3) store<i32>(y, s3, 12);
      if (lanes > 4) store<i32>(y, s4, 16);
      if (lanes > 5) store<i32>(y, s5, 20);
      if (lanes > 6) store<i32>(y, s6, 24);
      starts += startBytes;
      y += lanes << 2;
    }
  }
}

export function f32_table_3(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(3, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_4(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(4, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_5(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(5, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_6(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(6, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_7(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(7, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_8(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(8, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_9(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(9, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_10(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(10, TABLE, y, w, r, n, s, b, 0, 0, 0); }
export function f32_table_12(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumFloats(12, TABLE, y, w, r, n, s, b, 0, 0, 0); }

export function f32_codebook_3(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(3, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_4(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(4, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_5(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(5, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_6(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(6, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_7(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(7, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_8(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(8, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_9(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(9, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_10(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(10, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }
export function f32_codebook_12(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, codebook: usize, codeBits: u32): void { sumFloats(12, CODEBOOK, y, w, r, n, s, b, codeBits, codebook, 0); }

export function f32_values_3(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, values: usize): void { sumFloats(3, VALUES, y, w, r, n, s, b, 0, 0, values); }
export function f32_values_4(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, values: usize): void { sumFloats(4, VALUES, y, w, r, n, s, b, 0, 0, values); }
export function f32_values_5(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, values: usize): void { sumFloats(5, VALUES, y, w, r, n, s, b, 0, 0, values); }
export function f32_values_6(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, values: usize): void { sumFloats(6, VALUES, y, w, r, n, s, b, 0, 0, values); }
export function f32_values_7(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, values: usize): void { sumFloats(7, VALUES, y, w, r, n, s, b, 0, 0, values); }
export function f32_values_8(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize, values: usize): void { sumFloats(8, VALUES, y, w, r, n, s, b, 0, 0, values); }

export function i8_codes_3(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumCodes(3, y, w, r, n, s, b); }
export function i8_codes_4(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumCodes(4, y, w, r, n, s, b); }
export function i8_codes_5(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumCodes(5, y, w, r, n, s, b); }
export function i8_codes_6(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumCodes(6, y, w, r, n, s, b); }
export function i8_codes_7(y: usize, w: usize, r: usize, n: i32, s: usize, b: usize): void { sumCodes(7, y, w, r, n, s, b); }
