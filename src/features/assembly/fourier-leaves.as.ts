/**
 * The last steps of the Fourier transform: blocks of 8 and of 4 complex numbers, four blocks at a time. A and B blocks are
 * those of ../reference/fft.ts.
 */

import { G, timesX, timesY, v } from "./fourier.as";

/** W(1/16) in float32. */
const HX: f32 = 0.9238795;
const HY: f32 = 0.38268346;

/** Element `at` (in bytes) of four blocks. */
// @ts-ignore: decorator
@inline
function gather(plane: usize, offsets: usize, at: usize): v128 {
  let lanes = v128.load32_zero(plane + <usize>load<u32>(offsets) + at);
  lanes = v128.load_lane<f32>(plane + <usize>load<u32>(offsets, 4) + at, lanes, 1);
  lanes = v128.load_lane<f32>(plane + <usize>load<u32>(offsets, 8) + at, lanes, 2);
  return v128.load_lane<f32>(plane + <usize>load<u32>(offsets, 12) + at, lanes, 3);
}

// @ts-ignore: decorator
@inline
function scatter(plane: usize, offsets: usize, at: usize, lanes: v128): void {
  v128.store_lane<f32>(plane + <usize>load<u32>(offsets) + at, lanes, 0);
  v128.store_lane<f32>(plane + <usize>load<u32>(offsets, 4) + at, lanes, 1);
  v128.store_lane<f32>(plane + <usize>load<u32>(offsets, 8) + at, lanes, 2);
  v128.store_lane<f32>(plane + <usize>load<u32>(offsets, 12) + at, lanes, 3);
}

/** Writes u + v and u − v of two complex vectors, in place of the pair that begins at `at`. */
// @ts-ignore: decorator
@inline
function pairA(re: usize, im: usize, offsets: usize, at: usize, ux: v128, uy: v128, vx: v128, vy: v128): void {
  scatter(re, offsets, at, f32x4.add(ux, vx));
  scatter(im, offsets, at, f32x4.add(uy, vy));
  scatter(re, offsets, at + 4, f32x4.sub(ux, vx));
  scatter(im, offsets, at + 4, f32x4.sub(uy, vy));
}

/** Writes u + i·v and u − i·v. */
// @ts-ignore: decorator
@inline
function pairB(re: usize, im: usize, offsets: usize, at: usize, ux: v128, uy: v128, vx: v128, vy: v128): void {
  scatter(re, offsets, at, f32x4.sub(ux, vy));
  scatter(im, offsets, at, f32x4.add(uy, vx));
  scatter(re, offsets, at + 4, f32x4.add(ux, vy));
  scatter(im, offsets, at + 4, f32x4.sub(uy, vx));
}

/** A blocks of length 8, with the pairs below them, four at a time. The list is padded to fours by repeating its last. */
export function leaves8A(re: usize, im: usize, offsets: usize, count: u32): void {
  const g = f32x4.splat(G);
  const minusG = f32x4.splat(-G);
  for (let block: u32 = 0; block < count; block += 4, offsets += 16) {
    let x0 = gather(re, offsets, 0);
    let y0 = gather(im, offsets, 0);
    let x1 = gather(re, offsets, 8);
    let y1 = gather(im, offsets, 8);
    let x2 = gather(re, offsets, 16);
    let y2 = gather(im, offsets, 16);
    let x3 = gather(re, offsets, 24);
    let y3 = gather(im, offsets, 24);
    const sx = f32x4.add(x0, x2);
    const sy = f32x4.add(y0, y2);
    const tx = f32x4.add(x1, x3);
    const ty = f32x4.add(y1, y3);
    let dx = f32x4.sub(x0, x2);
    let dy = f32x4.sub(y0, y2);
    let ex = f32x4.sub(x1, x3);
    let ey = f32x4.sub(y1, y3);
    const px = f32x4.sub(dx, ey);
    const py = f32x4.add(dy, ex);
    const mx = f32x4.add(dx, ey);
    const my = f32x4.sub(dy, ex);
    x0 = gather(re, offsets, 4);
    y0 = gather(im, offsets, 4);
    x1 = gather(re, offsets, 12);
    y1 = gather(im, offsets, 12);
    x2 = gather(re, offsets, 20);
    y2 = gather(im, offsets, 20);
    x3 = gather(re, offsets, 28);
    y3 = gather(im, offsets, 28);
    const ax = f32x4.add(x0, x2);
    const ay = f32x4.add(y0, y2);
    const bx = f32x4.add(x1, x3);
    const by = f32x4.add(y1, y3);
    dx = f32x4.sub(x0, x2);
    dy = f32x4.sub(y0, y2);
    ex = f32x4.sub(x1, x3);
    ey = f32x4.sub(y1, y3);
    const ox = f32x4.sub(dx, ey);
    const oy = f32x4.add(dy, ex);
    const nx = f32x4.add(dx, ey);
    const ny = f32x4.sub(dy, ex);
    pairA(re, im, offsets, 0, f32x4.add(sx, tx), f32x4.add(sy, ty), f32x4.add(ax, bx), f32x4.add(ay, by));
    pairB(re, im, offsets, 8, f32x4.sub(sx, tx), f32x4.sub(sy, ty), f32x4.sub(ax, bx), f32x4.sub(ay, by));
    pairA(re, im, offsets, 16, px, py, f32x4.mul(g, f32x4.sub(ox, oy)), f32x4.mul(g, f32x4.add(oy, ox)));
    pairA(re, im, offsets, 24, mx, my, f32x4.mul(minusG, f32x4.add(nx, ny)), f32x4.mul(minusG, f32x4.sub(ny, nx)));
  }
}

/** B blocks of length 8, with the pairs below them. */
export function leaves8B(re: usize, im: usize, offsets: usize, count: u32): void {
  const g = f32x4.splat(G);
  const hx = f32x4.splat(HX);
  const hy = f32x4.splat(HY);
  for (let block: u32 = 0; block < count; block += 4, offsets += 16) {
    let x0 = gather(re, offsets, 0);
    let y0 = gather(im, offsets, 0);
    let x1 = gather(re, offsets, 8);
    let y1 = gather(im, offsets, 8);
    let x2 = gather(re, offsets, 16);
    let y2 = gather(im, offsets, 16);
    let x3 = gather(re, offsets, 24);
    let y3 = gather(im, offsets, 24);
    const px = f32x4.sub(x0, y2);
    const py = f32x4.add(y0, x2);
    const mx = f32x4.add(x0, y2);
    const my = f32x4.sub(y0, x2);
    let ox = f32x4.sub(x1, y3);
    let oy = f32x4.add(y1, x3);
    let nx = f32x4.add(x1, y3);
    let ny = f32x4.sub(y1, x3);
    const fx = f32x4.mul(g, f32x4.sub(ox, oy));
    const fy = f32x4.mul(g, f32x4.add(oy, ox));
    const kx = f32x4.mul(g, f32x4.sub(nx, ny));
    const ky = f32x4.mul(g, f32x4.add(ny, nx));
    x0 = gather(re, offsets, 4);
    y0 = gather(im, offsets, 4);
    x1 = gather(re, offsets, 12);
    y1 = gather(im, offsets, 12);
    x2 = gather(re, offsets, 20);
    y2 = gather(im, offsets, 20);
    x3 = gather(re, offsets, 28);
    y3 = gather(im, offsets, 28);
    const ux = f32x4.sub(x0, y2);
    const uy = f32x4.add(y0, x2);
    const wx = f32x4.add(x0, y2);
    const wy = f32x4.sub(y0, x2);
    ox = f32x4.sub(x1, y3);
    oy = f32x4.add(y1, x3);
    nx = f32x4.add(x1, y3);
    ny = f32x4.sub(y1, x3);
    const ax = timesX(hx, hy, ux, uy);
    const ay = timesY(hx, hy, ux, uy);
    const bx = timesX(hy, hx, ox, oy);
    const by = timesY(hy, hx, ox, oy);
    const cx = timesX(hy, hx, wx, wy);
    const cy = timesY(hy, hx, wx, wy);
    const ex = timesX(hx, hy, nx, ny);
    const ey = timesY(hx, hy, nx, ny);
    pairA(re, im, offsets, 0, f32x4.add(px, fx), f32x4.add(py, fy), f32x4.add(ax, bx), f32x4.add(ay, by));
    pairB(re, im, offsets, 8, f32x4.sub(px, fx), f32x4.sub(py, fy), f32x4.sub(ax, bx), f32x4.sub(ay, by));
    pairA(re, im, offsets, 16, f32x4.sub(mx, ky), f32x4.add(my, kx), f32x4.sub(cx, ex), f32x4.sub(cy, ey));
    pairB(re, im, offsets, 24, f32x4.add(mx, ky), f32x4.sub(my, kx), f32x4.add(cx, ex), f32x4.add(cy, ey));
  }
}

/** A blocks of length 4. */
export function leaves4A(re: usize, im: usize, offsets: usize, count: u32): void {
  for (let block: u32 = 0; block < count; block += 4, offsets += 16) {
    const x0 = gather(re, offsets, 0);
    const y0 = gather(im, offsets, 0);
    const x1 = gather(re, offsets, 4);
    const y1 = gather(im, offsets, 4);
    const x2 = gather(re, offsets, 8);
    const y2 = gather(im, offsets, 8);
    const x3 = gather(re, offsets, 12);
    const y3 = gather(im, offsets, 12);
    pairA(re, im, offsets, 0, f32x4.add(x0, x2), f32x4.add(y0, y2), f32x4.add(x1, x3), f32x4.add(y1, y3));
    pairB(re, im, offsets, 8, f32x4.sub(x0, x2), f32x4.sub(y0, y2), f32x4.sub(x1, x3), f32x4.sub(y1, y3));
  }
}

/** B blocks of length 4. */
export function leaves4B(re: usize, im: usize, offsets: usize, count: u32): void {
  const g = f32x4.splat(G);
  for (let block: u32 = 0; block < count; block += 4, offsets += 16) {
    const x0 = gather(re, offsets, 0);
    const y0 = gather(im, offsets, 0);
    const x1 = gather(re, offsets, 4);
    const y1 = gather(im, offsets, 4);
    const x2 = gather(re, offsets, 8);
    const y2 = gather(im, offsets, 8);
    const x3 = gather(re, offsets, 12);
    const y3 = gather(im, offsets, 12);
    const ox = f32x4.sub(x1, y3);
    const oy = f32x4.add(y1, x3);
    const nx = f32x4.add(x1, y3);
    const ny = f32x4.sub(y1, x3);
    pairA(re, im, offsets, 0, f32x4.sub(x0, y2), f32x4.add(y0, x2), f32x4.mul(g, f32x4.sub(ox, oy)), f32x4.mul(g, f32x4.add(oy, ox)));
    pairB(re, im, offsets, 8, f32x4.add(x0, y2), f32x4.sub(y0, x2), f32x4.mul(g, f32x4.sub(nx, ny)), f32x4.mul(g, f32x4.add(ny, nx)));
  }
}
