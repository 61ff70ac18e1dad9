/**
 * The transform of fourier.as.ts for WebAssembly, two complex numbers at a time. Lanes are independent and nothing is merged,
 * so every result has the bits of the plain version, signs of zeros excepted, which do not reach a magnitude.
 */

import { splitPlainEight, transformPlainPair, transformTwistedPair } from "./butterflies.as";
import { isTwisted } from "./fourier.as";
import { ConstFloats, Floats, floatsFrom } from "./memory.as";

/** cos(pi / 4) */
const COS_EIGHTH: f32 = 0.7071067690849304;
/** Complex numbers that a vector holds. */
const LANES: i32 = 2;

// @ts-ignore: decorator
@inline
function pairAt(z: ConstFloats, place: i32): v128 {
  return v128.load(floatsFrom(z, 2 * place));
}

// @ts-ignore: decorator
@inline
function putPair(z: Floats, place: i32, pair: v128): void {
  v128.store(floatsFrom(z, 2 * place), pair);
}

/** i x */
// @ts-ignore: decorator
@inline
function turned(x: v128): v128 {
  const swapped = i8x16.shuffle(x, x, 4, 5, 6, 7, 0, 1, 2, 3, 12, 13, 14, 15, 8, 9, 10, 11);
  return v128.xor(swapped, i32x4(0x80000000, 0, 0x80000000, 0));
}

/** The first floats of two rows, each twice; the second, third, fourth likewise. */
// @ts-ignore: decorator
@inline
function firsts(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 0, 1, 2, 3, 0, 1, 2, 3, 16, 17, 18, 19, 16, 17, 18, 19);
}

// @ts-ignore: decorator
@inline
function seconds(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 4, 5, 6, 7, 4, 5, 6, 7, 20, 21, 22, 23, 20, 21, 22, 23);
}

// @ts-ignore: decorator
@inline
function thirds(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 8, 9, 10, 11, 8, 9, 10, 11, 24, 25, 26, 27, 24, 25, 26, 27);
}

// @ts-ignore: decorator
@inline
function fourths(a: v128, b: v128): v128 {
  return i8x16.shuffle(a, b, 12, 13, 14, 15, 12, 13, 14, 15, 28, 29, 30, 31, 28, 29, 30, 31);
}

/** w x, of w the real parts and the imaginary parts, each twice. */
// @ts-ignore: decorator
@inline
function product(re: v128, im: v128, x: v128): v128 {
  return f32x4.add(f32x4.mul(re, x), f32x4.mul(im, turned(x)));
}

/** Splits a plain block of at least 16. */
function splitPlainPairs(z: Floats, quarter: i32, factors: ConstFloats): void {
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  const middle = quarter >> 1;
  let first = i32x4.splat(0);
  let firstRight = i32x4.splat(0);
  let center = i32x4.splat(0);
  let centerRight = i32x4.splat(0);
  for (let u = 0; u < quarter; u += LANES) {
    const even = f32x4.add(pairAt(z, u), pairAt(z2, u));
    const difference = f32x4.sub(pairAt(z, u), pairAt(z2, u));
    const odd = f32x4.add(pairAt(z1, u), pairAt(z3, u));
    const turn = turned(f32x4.sub(pairAt(z1, u), pairAt(z3, u)));
    putPair(z, u, f32x4.add(even, odd));
    putPair(z1, u, f32x4.sub(even, odd));
    const left = f32x4.add(difference, turn);
    const right = f32x4.sub(difference, turn);
    const row = v128.load(floatsFrom(factors, 4 * u));
    const next = v128.load(floatsFrom(factors, 4 * u + 4));
    putPair(z2, u, product(firsts(row, next), seconds(row, next), left));
    putPair(z3, u, product(thirds(row, next), fourths(row, next), right));
    if (u == 0) {
      first = left;
      firstRight = right;
    }
    if (u == middle) {
      center = left;
      centerRight = right;
    }
  }
  v128.store64_lane(z2, first, 0);
  v128.store64_lane(z3, firstRight, 0);
  const eighth = f32x4.splat(COS_EIGHTH);
  v128.store64_lane(floatsFrom(z2, 2 * middle), f32x4.mul(eighth, f32x4.add(center, turned(center))), 0);
  const back = f32x4.sub(turned(centerRight), centerRight);
  v128.store64_lane(floatsFrom(z3, 2 * middle), f32x4.mul(eighth, back), 0);
}

/** Splits a twisted block of at least 8. */
function splitTwistedPairs(z: Floats, quarter: i32, factors: ConstFloats): void {
  const z1: Floats = floatsFrom(z, 2 * quarter);
  const z2: Floats = floatsFrom(z, 4 * quarter);
  const z3: Floats = floatsFrom(z, 6 * quarter);
  const eighth = f32x4.splat(COS_EIGHTH);
  let turn = turned(pairAt(z2, 0));
  const firstLeft = f32x4.add(pairAt(z, 0), turn);
  const firstRight = f32x4.sub(pairAt(z, 0), turn);
  turn = turned(pairAt(z3, 0));
  const oddLeft = f32x4.add(pairAt(z1, 0), turn);
  const oddRight = f32x4.sub(pairAt(z1, 0), turn);
  const forth = f32x4.mul(eighth, f32x4.add(oddLeft, turned(oddLeft)));
  const back = turned(f32x4.mul(eighth, f32x4.add(oddRight, turned(oddRight))));
  for (let u = 0; u < quarter; u += LANES) {
    const turn2 = turned(pairAt(z2, u));
    const turn3 = turned(pairAt(z3, u));
    const x = pairAt(z, u);
    const y = pairAt(z1, u);
    const row: ConstFloats = floatsFrom(factors, 8 * u);
    const leftRow = v128.load(row);
    const rightRow = v128.load(floatsFrom(row, 4));
    const leftNext = v128.load(floatsFrom(row, 8));
    const rightNext = v128.load(floatsFrom(row, 12));
    const a = product(firsts(leftRow, leftNext), seconds(leftRow, leftNext), f32x4.add(x, turn2));
    const b = product(thirds(leftRow, leftNext), fourths(leftRow, leftNext), f32x4.add(y, turn3));
    const c = product(firsts(rightRow, rightNext), seconds(rightRow, rightNext), f32x4.sub(x, turn2));
    const d = product(thirds(rightRow, rightNext), fourths(rightRow, rightNext), f32x4.sub(y, turn3));
    putPair(z, u, f32x4.add(a, b));
    putPair(z1, u, f32x4.sub(a, b));
    putPair(z2, u, f32x4.add(c, d));
    putPair(z3, u, f32x4.sub(c, d));
  }
  v128.store64_lane(z, f32x4.add(firstLeft, forth), 0);
  v128.store64_lane(z1, f32x4.sub(firstLeft, forth), 0);
  v128.store64_lane(z2, f32x4.add(firstRight, back), 0);
  v128.store64_lane(z3, f32x4.sub(firstRight, back), 0);
}

/** Both numbers are the first, or the second, of a pair. */
// @ts-ignore: decorator
@inline
function bothFirst(x: v128): v128 {
  return i8x16.shuffle(x, x, 0, 1, 2, 3, 4, 5, 6, 7, 0, 1, 2, 3, 4, 5, 6, 7);
}

// @ts-ignore: decorator
@inline
function bothSecond(x: v128): v128 {
  return i8x16.shuffle(x, x, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** x and -x */
// @ts-ignore: decorator
@inline
function opposed(x: v128): v128 {
  return v128.xor(x, i32x4(0, 0, 0x80000000, 0x80000000));
}

/** Splits a plain block of four numbers. */
// @ts-ignore: decorator
@inline
function splitPlainFour(z: Floats): void {
  const low = pairAt(z, 0);
  const high = pairAt(z, 2);
  const sums = f32x4.add(low, high);
  const differences = f32x4.sub(low, high);
  putPair(z, 0, f32x4.add(bothFirst(sums), opposed(bothSecond(sums))));
  putPair(z, 2, f32x4.add(bothFirst(differences), opposed(turned(bothSecond(differences)))));
}

/** Splits a twisted block of four numbers. */
// @ts-ignore: decorator
@inline
function splitTwistedFour(z: Floats): void {
  const eighth = f32x4.splat(COS_EIGHTH);
  const low = pairAt(z, 0);
  const turn = turned(pairAt(z, 2));
  const left = f32x4.add(low, turn);
  const right = f32x4.sub(low, turn);
  const forth = bothSecond(f32x4.mul(eighth, f32x4.add(left, turned(left))));
  const back = turned(bothSecond(f32x4.mul(eighth, f32x4.add(right, turned(right)))));
  putPair(z, 0, f32x4.add(bothFirst(left), opposed(forth)));
  putPair(z, 2, f32x4.add(bothFirst(right), opposed(back)));
}

// @ts-ignore: decorator
@inline
function splitBlock(z: Floats, quarter: i32, plain: ConstFloats, twisted: ConstFloats, isPlain: bool): void {
  if (quarter == 1) {
    if (isPlain) splitPlainFour(z);
    else splitTwistedFour(z);
  } else if (isPlain) {
    if (quarter == 2) splitPlainEight(z);
    else splitPlainPairs(z, quarter, plain);
  } else {
    splitTwistedPairs(z, quarter, twisted);
  }
}

/** Transforms `half` complex numbers, a power of two. @param factors  As of `transformLongFrame` of fourier.as.ts. */
export function transformPairs(z: Floats, factors: ConstFloats, half: i32): void {
  let plain: ConstFloats = factors;
  let length = half;
  for (; length >= 4; length >>= 2) {
    const quarter = length >> 2;
    const twisted: ConstFloats = floatsFrom(plain, 4 * quarter);
    const blocks = half / length;
    for (let j = 0; j < blocks; j++)
      splitBlock(floatsFrom(z, 2 * j * length), quarter, plain, twisted, !isTwisted(j));
    plain = length == half ? twisted : floatsFrom(twisted, 8 * quarter);
  }
  if (length == 2) {
    const pairs = half >> 1;
    for (let j = 0; j < pairs; j++) {
      if (isTwisted(j)) transformTwistedPair(floatsFrom(z, 4 * j));
      else transformPlainPair(floatsFrom(z, 4 * j));
    }
  }
}
