/**
 * What the machine can do at most from WebAssembly: multiply-adds without memory, and the memory traffic of Adam
 * without arithmetic.
 */

/** Multiply-adds in a register: 8 independent chains of 4 lanes. */
export function multiplyAdds(rounds: i32): f32 {
  const x = f32x4.splat(0.999), y = f32x4.splat(0.001);
  let a = y, b = y, c = y, d = y, e = y, f = y, g = y, h = y;
  for (let i = 0; i < rounds; i++) {
    a = madd(a, x, y); b = madd(b, x, y); c = madd(c, x, y); d = madd(d, x, y);
    e = madd(e, x, y); f = madd(f, x, y); g = madd(g, x, y); h = madd(h, x, y);
  }
  const sum = f32x4.add(f32x4.add(f32x4.add(a, b), f32x4.add(c, d)), f32x4.add(f32x4.add(e, f), f32x4.add(g, h)));
  return f32x4.extract_lane(sum, 0);
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
