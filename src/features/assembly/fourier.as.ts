/**
 * Float32 Fourier transform of real frames, four butterflies at a time: the same operations as ../reference/fft.ts.
 *
 * Complex numbers lie in two planes, real and imaginary. Lanes are independent and nothing is contracted, so every
 * result has the bits of the scalar version, signs of zeros excepted (they do not reach a magnitude).
 * Pointers are byte addresses; offsets of blocks are in bytes of one plane.
 */

/** cos(π/4) in float32. */
export const G: f32 = 0.70710677;

// @ts-ignore: decorator
@inline
export function v(pointer: usize): v128 {
  return v128.load(pointer);
}

/** Real part of a product. */
// @ts-ignore: decorator
@inline
export function timesX(ax: v128, ay: v128, bx: v128, by: v128): v128 {
  return f32x4.sub(f32x4.mul(ax, bx), f32x4.mul(ay, by));
}

/** Imaginary part of a product. */
// @ts-ignore: decorator
@inline
export function timesY(ax: v128, ay: v128, bx: v128, by: v128): v128 {
  return f32x4.add(f32x4.mul(ax, by), f32x4.mul(ay, bx));
}

/** Multiplies `count` samples by a window. `count` is a multiple of 4; both windows are padded with zeros. */
export function windowFrame(out: usize, samples: usize, window: usize, count: u32): void {
  for (let n: usize = 0; n < (<usize>count) << 2; n += 16) {
    v128.store(out + n, f32x4.mul(v(samples + n), v(window + n)));
  }
}

/** Sum of squares, each rounded to float32, in four double-precision sums. */
export function energy(samples: usize, count: u32): f64 {
  let low = f64x2.splat(0);
  let high = f64x2.splat(0);
  for (let n: usize = 0; n < (<usize>count) << 2; n += 16) {
    const x = v(samples + n);
    const square = f32x4.mul(x, x);
    low = f64x2.add(low, f64x2.promote_low_f32x4(square));
    high = f64x2.add(high, f64x2.promote_low_f32x4(i8x16.shuffle(square, square, 8, 9, 10, 11, 12, 13, 14, 15, 8, 9, 10, 11, 12, 13, 14, 15)));
  }
  const both = f64x2.add(low, high);
  return f64x2.extract_lane(both, 0) + f64x2.extract_lane(both, 1);
}

/** Pairs of samples become complex numbers. @param half  Complex length, a multiple of 4. */
export function pack(re: usize, im: usize, frame: usize, half: u32): void {
  for (let k: usize = 0; k < (<usize>half) << 2; k += 16) {
    const a = v(frame + 2 * k);
    const b = v(frame + 2 * k + 16);
    v128.store(re + k, i8x16.shuffle(a, b, 0, 1, 2, 3, 8, 9, 10, 11, 16, 17, 18, 19, 24, 25, 26, 27));
    v128.store(im + k, i8x16.shuffle(a, b, 4, 5, 6, 7, 12, 13, 14, 15, 20, 21, 22, 23, 28, 29, 30, 31));
  }
}

/**
 * Splits A blocks into quarters of at least 4. Factors in four planes of one quarter: W.x, W.y, V.x, V.y; those of u = 0
 * are (1, 0), and those of the middle are not used.
 */
export function splitA(re: usize, im: usize, offsets: usize, count: u32, quarter: u32, factors: usize): void {
  const q = (<usize>quarter) << 2;
  const middle = q >> 1;
  for (let block: u32 = 0; block < count; block++) {
    const offset = <usize>load<u32>(offsets + ((<usize>block) << 2));
    const r = re + offset;
    const s = im + offset;
    const dx = load<f32>(r + middle) - load<f32>(r + middle + 2 * q);
    const dy = load<f32>(s + middle) - load<f32>(s + middle + 2 * q);
    const ex = load<f32>(r + middle + q) - load<f32>(r + middle + 3 * q);
    const ey = load<f32>(s + middle + q) - load<f32>(s + middle + 3 * q);
    const px = dx - ey;
    const py = dy + ex;
    const mx = dx + ey;
    const my = dy - ex;
    for (let u: usize = 0; u < q; u += 16) splitFourA(r + u, s + u, q, factors + u);
    store<f32>(r + middle + 2 * q, G * (px - py));
    store<f32>(s + middle + 2 * q, G * (py + px));
    store<f32>(r + middle + 3 * q, -G * (mx + my));
    store<f32>(s + middle + 3 * q, -G * (my - mx));
  }
}

// @ts-ignore: decorator
@inline
function splitFourA(r: usize, s: usize, q: usize, f: usize): void {
  const x0 = v(r);
  const y0 = v(s);
  const x1 = v(r + q);
  const y1 = v(s + q);
  const x2 = v(r + 2 * q);
  const y2 = v(s + 2 * q);
  const x3 = v(r + 3 * q);
  const y3 = v(s + 3 * q);
  const sx = f32x4.add(x0, x2);
  const sy = f32x4.add(y0, y2);
  const dx = f32x4.sub(x0, x2);
  const dy = f32x4.sub(y0, y2);
  const tx = f32x4.add(x1, x3);
  const ty = f32x4.add(y1, y3);
  const ex = f32x4.sub(x1, x3);
  const ey = f32x4.sub(y1, y3);
  v128.store(r, f32x4.add(sx, tx));
  v128.store(s, f32x4.add(sy, ty));
  v128.store(r + q, f32x4.sub(sx, tx));
  v128.store(s + q, f32x4.sub(sy, ty));
  const px = f32x4.sub(dx, ey);
  const py = f32x4.add(dy, ex);
  const wx = v(f);
  const wy = v(f + q);
  v128.store(r + 2 * q, timesX(wx, wy, px, py));
  v128.store(s + 2 * q, timesY(wx, wy, px, py));
  const mx = f32x4.add(dx, ey);
  const my = f32x4.sub(dy, ex);
  const vx = v(f + 2 * q);
  const vy = v(f + 3 * q);
  v128.store(r + 3 * q, timesX(vx, vy, mx, my));
  v128.store(s + 3 * q, timesY(vx, vy, mx, my));
}

/** Splits B blocks into quarters of at least 4. Factors in eight planes: x and y of W, mirrored W, V, mirrored V. */
export function splitB(re: usize, im: usize, offsets: usize, count: u32, quarter: u32, factors: usize): void {
  const q = (<usize>quarter) << 2;
  for (let block: u32 = 0; block < count; block++) {
    const offset = <usize>load<u32>(offsets + ((<usize>block) << 2));
    const r = re + offset;
    const s = im + offset;
    const px = load<f32>(r) - load<f32>(s + 2 * q);
    const py = load<f32>(s) + load<f32>(r + 2 * q);
    const mx = load<f32>(r) + load<f32>(s + 2 * q);
    const my = load<f32>(s) - load<f32>(r + 2 * q);
    const ox = load<f32>(r + q) - load<f32>(s + 3 * q);
    const oy = load<f32>(s + q) + load<f32>(r + 3 * q);
    const nx = load<f32>(r + q) + load<f32>(s + 3 * q);
    const ny = load<f32>(s + q) - load<f32>(r + 3 * q);
    for (let u: usize = 0; u < q; u += 16) splitFourB(r + u, s + u, q, factors + u);
    const ax = G * (ox - oy);
    const ay = G * (oy + ox);
    store<f32>(r, px + ax);
    store<f32>(s, py + ay);
    store<f32>(r + q, px - ax);
    store<f32>(s + q, py - ay);
    const bx = G * (nx - ny);
    const by = G * (ny + nx);
    store<f32>(r + 2 * q, mx - by);
    store<f32>(s + 2 * q, my + bx);
    store<f32>(r + 3 * q, mx + by);
    store<f32>(s + 3 * q, my - bx);
  }
}

// @ts-ignore: decorator
@inline
function splitFourB(r: usize, s: usize, q: usize, f: usize): void {
  const x0 = v(r);
  const y0 = v(s);
  const x1 = v(r + q);
  const y1 = v(s + q);
  const x2 = v(r + 2 * q);
  const y2 = v(s + 2 * q);
  const x3 = v(r + 3 * q);
  const y3 = v(s + 3 * q);
  const px = f32x4.sub(x0, y2);
  const py = f32x4.add(y0, x2);
  const ox = f32x4.sub(x1, y3);
  const oy = f32x4.add(y1, x3);
  const ax = timesX(v(f), v(f + q), px, py);
  const ay = timesY(v(f), v(f + q), px, py);
  const bx = timesX(v(f + 2 * q), v(f + 3 * q), ox, oy);
  const by = timesY(v(f + 2 * q), v(f + 3 * q), ox, oy);
  v128.store(r, f32x4.add(ax, bx));
  v128.store(s, f32x4.add(ay, by));
  v128.store(r + q, f32x4.sub(ax, bx));
  v128.store(s + q, f32x4.sub(ay, by));
  const mx = f32x4.add(x0, y2);
  const my = f32x4.sub(y0, x2);
  const nx = f32x4.add(x1, y3);
  const ny = f32x4.sub(y1, x3);
  const cx = timesX(v(f + 4 * q), v(f + 5 * q), mx, my);
  const cy = timesY(v(f + 4 * q), v(f + 5 * q), mx, my);
  const ex = timesX(v(f + 6 * q), v(f + 7 * q), nx, ny);
  const ey = timesY(v(f + 6 * q), v(f + 7 * q), nx, ny);
  v128.store(r + 2 * q, f32x4.add(cx, ex));
  v128.store(s + 2 * q, f32x4.add(cy, ey));
  v128.store(r + 3 * q, f32x4.sub(cx, ex));
  v128.store(s + 3 * q, f32x4.sub(cy, ey));
}

/** Puts the planes in order. @param order  Byte offset of Z[k] in a plane, per k. */
export function reorder(outRe: usize, outIm: usize, re: usize, im: usize, order: usize, half: u32): void {
  for (let k: usize = 0; k < (<usize>half) << 2; k += 4) {
    const at = <usize>load<u32>(order + k);
    store<f32>(outRe + k, load<f32>(re + at));
    store<f32>(outIm + k, load<f32>(im + at));
  }
}

// @ts-ignore: decorator
@inline
function reversed(x: v128): v128 {
  return i8x16.shuffle(x, x, 12, 13, 14, 15, 8, 9, 10, 11, 4, 5, 6, 7, 0, 1, 2, 3);
}

// @ts-ignore: decorator
@inline
function magnitude(x: v128, y: v128): v128 {
  return f32x4.sqrt(f32x4.add(f32x4.mul(x, x), f32x4.mul(y, y)));
}

/** Magnitudes 0 .. half of the real transform from Z in order. @param factors  Planes of 0.5 − S and C, half/2 each. */
export function magnitudes(out: usize, re: usize, im: usize, factors: usize, half: u32): void {
  const bytes = (<usize>half) << 2;
  const middle = bytes >> 1;
  store<f32>(out, abs(load<f32>(re) + load<f32>(im)));
  store<f32>(out + bytes, abs(load<f32>(re) - load<f32>(im)));
  const mx = load<f32>(re + middle);
  const my = load<f32>(im + middle);
  for (let p: usize = 4; p < middle; p += 16) {
    const low = min(p, middle - 16);
    const high = bytes - low - 12;
    const xl = v(re + low);
    const yl = v(im + low);
    const xh = reversed(v(re + high));
    const yh = reversed(v(im + high));
    const dx = f32x4.sub(xl, xh);
    const dy = f32x4.add(yl, yh);
    const fx = v(factors + low);
    const fy = v(factors + middle + low);
    const x = timesX(fx, fy, dx, dy);
    const y = timesY(fx, fy, dx, dy);
    v128.store(out + low, magnitude(f32x4.sub(xl, x), f32x4.sub(yl, y)));
    v128.store(out + high, reversed(magnitude(f32x4.add(xh, x), f32x4.sub(yh, y))));
  }
  store<f32>(out + middle, sqrt<f32>(mx * mx + my * my));
}
