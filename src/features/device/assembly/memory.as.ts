/**
 * Memory as the kernels of the device profile see it: typed pointers, and the only ways to read and write through them.
 *
 * The kernels are compiled to WebAssembly and translated to C. A pointer is a byte address here and `float *`, `int32_t *`,
 * `int16_t *`, `uint8_t *` there; `at(p, i)` becomes `p[i]`, `put(p, i, x)` becomes `p[i] = x`, `floatsFrom(p, i)` becomes
 * `p + i`. Names with Const are read only.
 */

export type Floats = usize;
export type ConstFloats = usize;
export type Ints = usize;
export type ConstInts = usize;
export type Shorts = usize;
export type ConstShorts = usize;
export type Bytes = usize;
export type ConstBytes = usize;

// @ts-ignore: decorator
@inline
export function at(p: ConstFloats, i: i32): f32 {
  return load<f32>(p + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
export function put(p: Floats, i: i32, x: f32): void {
  store<f32>(p + (<usize>i << 2), x);
}

// @ts-ignore: decorator
@inline
export function floatsFrom(p: Floats, i: i32): Floats {
  return p + (<usize>i << 2);
}

// @ts-ignore: decorator
@inline
export function intAt(p: ConstInts, i: i32): i32 {
  return load<i32>(p + (<usize>i << 2));
}

// @ts-ignore: decorator
@inline
export function putInt(p: Ints, i: i32, x: i32): void {
  store<i32>(p + (<usize>i << 2), x);
}

// @ts-ignore: decorator
@inline
export function intsFrom(p: Ints, i: i32): Ints {
  return p + (<usize>i << 2);
}

// @ts-ignore: decorator
@inline
export function shortAt(p: ConstShorts, i: i32): i32 {
  return <i32>load<i16>(p + (<usize>i << 1));
}

// @ts-ignore: decorator
@inline
export function putShort(p: Shorts, i: i32, x: i32): void {
  store<i16>(p + (<usize>i << 1), <i16>x);
}

// @ts-ignore: decorator
@inline
export function shortsFrom(p: Shorts, i: i32): Shorts {
  return p + (<usize>i << 1);
}

// @ts-ignore: decorator
@inline
export function byteAt(p: ConstBytes, i: i32): i32 {
  return <i32>load<u8>(p + <usize>i);
}

// @ts-ignore: decorator
@inline
export function putByte(p: Bytes, i: i32, x: i32): void {
  store<u8>(p + <usize>i, <u8>x);
}

// @ts-ignore: decorator
@inline
export function bytesFrom(p: Bytes, i: i32): Bytes {
  return p + <usize>i;
}

/** The bits of a float as an integer. */
// @ts-ignore: decorator
@inline
export function bitsOf(x: f32): i32 {
  return reinterpret<i32>(x);
}

/** The float that has these bits. */
// @ts-ignore: decorator
@inline
export function floatOf(bits: i32): f32 {
  return reinterpret<f32>(bits);
}

/**
 * sum + p[0] q[0] + p[1] q[1], exact. In C it is a function that takes one instruction for the products on Arm's DSP extension
 * (src/export/c/kernel-code.ts).
 */
// @ts-ignore: decorator
@inline
export function withTwoProducts(sum: i64, p: ConstShorts, q: ConstShorts): i64 {
  return sum + <i64>(shortAt(p, 0) * shortAt(q, 0)) + <i64>(shortAt(p, 1) * shortAt(q, 1));
}
