/**
 * What the machine can do at most from WebAssembly: multiply-adds without memory, and the memory traffic of Adam
 * without arithmetic.
 */

/**
 * Multiply-adds in registers: 12 independent chains of 4 lanes, enough for two a cycle with a latency of up to 6. Factor
 * and summand come from memory, because V8 makes constants anew at every use.
 */
export function multiplyAdds(rounds: i32): f32 {
  const x = v128.load(0), y = v128.load(16);
  let a = f32x4.splat(1), b = f32x4.splat(2), c = f32x4.splat(3), d = f32x4.splat(4);
  let e = f32x4.splat(5), f = f32x4.splat(6), g = f32x4.splat(7), h = f32x4.splat(8);
  let i = f32x4.splat(9), j = f32x4.splat(10), k = f32x4.splat(11), l = f32x4.splat(12);
  for (let round = 0; round < rounds; round++) {
    a = madd(a, x, y); b = madd(b, x, y); c = madd(c, x, y); d = madd(d, x, y);
    e = madd(e, x, y); f = madd(f, x, y); g = madd(g, x, y); h = madd(h, x, y);
    i = madd(i, x, y); j = madd(j, x, y); k = madd(k, x, y); l = madd(l, x, y);
  }
  a = f32x4.add(f32x4.add(a, b), f32x4.add(c, d));
  e = f32x4.add(f32x4.add(e, f), f32x4.add(g, h));
  i = f32x4.add(f32x4.add(i, j), f32x4.add(k, l));
  return f32x4.extract_lane(f32x4.add(f32x4.add(a, e), i), 0);
}

// @ts-ignore: decorator
@inline
function madd(a: v128, b: v128, c: v128): v128 {
  if (ASC_FEATURE_RELAXED_SIMD) return v128.relaxed_madd<f32>(a, b, c);
  return f32x4.add(f32x4.mul(a, b), c);
}

/** Reads and writes three arrays of `bytes` bytes, at 0, bytes and 2 · bytes, side by side. */
export function updateThree(bytes: i32): void {
  const one = f32x4.splat(1);
  for (let at: usize = 0; at < <usize>bytes; at += 32) {
    for (let array: usize = 0; array < 3; array++) {
      const address = at + array * bytes;
      v128.store(address, f32x4.add(v128.load(address), one));
      v128.store(address, f32x4.add(v128.load(address, 16), one), 16);
    }
  }
}
