/**
 * Register tiles, the innermost loops of the three products: 6 splatted numbers × 2 vectors of 4, so 12 accumulators,
 * 2 vectors and 1 splatted number fill the 15 vector registers that V8 gives out on x64, with 8 loads for 12
 * multiply-adds: 49 GFLOPS of the 50 that the machine of docs/kernels.md has.
 *
 * Two things look improvable and are not (figures in docs/kernels.md). One step per iteration: with two, the compilers
 * delay the first step's multiply-adds until its loads no longer fit into the registers. And functions of their own,
 * exported so that the optimiser cannot inline them: within a larger function V8 spills in the innermost loop.
 */

import { PANEL_BYTES } from "./panel.as";
import { madd } from "./vector.as";

/** Adds `count` inputs to the sums of 6 outputs × 8 rows. y, x rows of matrices; w column of a panel */
export function sumTile6x8(y: usize, x: usize, w: usize, count: i32, rowBytes: usize): void {
  const y1 = y + rowBytes, y2 = y1 + rowBytes, y3 = y2 + rowBytes, y4 = y3 + rowBytes, y5 = y4 + rowBytes;
  let s00 = v128.load(y), s01 = v128.load(y, 16);
  let s10 = v128.load(y1), s11 = v128.load(y1, 16);
  let s20 = v128.load(y2), s21 = v128.load(y2, 16);
  let s30 = v128.load(y3), s31 = v128.load(y3, 16);
  let s40 = v128.load(y4), s41 = v128.load(y4, 16);
  let s50 = v128.load(y5), s51 = v128.load(y5, 16);
  for (const last = w + <usize>count * PANEL_BYTES; w < last; w += PANEL_BYTES) {
    const x0 = v128.load(x), x1 = v128.load(x, 16);
    let weight = v128.load32_splat(w);
    s00 = madd(weight, x0, s00); s01 = madd(weight, x1, s01);
    weight = v128.load32_splat(w, 4);
    s10 = madd(weight, x0, s10); s11 = madd(weight, x1, s11);
    weight = v128.load32_splat(w, 8);
    s20 = madd(weight, x0, s20); s21 = madd(weight, x1, s21);
    weight = v128.load32_splat(w, 12);
    s30 = madd(weight, x0, s30); s31 = madd(weight, x1, s31);
    weight = v128.load32_splat(w, 16);
    s40 = madd(weight, x0, s40); s41 = madd(weight, x1, s41);
    weight = v128.load32_splat(w, 20);
    s50 = madd(weight, x0, s50); s51 = madd(weight, x1, s51);
    x += rowBytes;
  }
  v128.store(y, s00); v128.store(y, s01, 16);
  v128.store(y1, s10); v128.store(y1, s11, 16);
  v128.store(y2, s20); v128.store(y2, s21, 16);
  v128.store(y3, s30); v128.store(y3, s31, 16);
  v128.store(y4, s40); v128.store(y4, s41, 16);
  v128.store(y5, s50); v128.store(y5, s51, 16);
}

/** The same for the last 4 rows of a batch. */
export function sumTile6x4(y: usize, x: usize, w: usize, count: i32, rowBytes: usize): void {
  const y1 = y + rowBytes, y2 = y1 + rowBytes, y3 = y2 + rowBytes, y4 = y3 + rowBytes, y5 = y4 + rowBytes;
  let s0 = v128.load(y), s1 = v128.load(y1), s2 = v128.load(y2);
  let s3 = v128.load(y3), s4 = v128.load(y4), s5 = v128.load(y5);
  for (const last = w + <usize>count * PANEL_BYTES; w < last; w += PANEL_BYTES) {
    const x0 = v128.load(x);
    s0 = madd(v128.load32_splat(w), x0, s0);
    s1 = madd(v128.load32_splat(w, 4), x0, s1);
    s2 = madd(v128.load32_splat(w, 8), x0, s2);
    s3 = madd(v128.load32_splat(w, 12), x0, s3);
    s4 = madd(v128.load32_splat(w, 16), x0, s4);
    s5 = madd(v128.load32_splat(w, 20), x0, s5);
    x += rowBytes;
  }
  v128.store(y, s0);
  v128.store(y1, s1);
  v128.store(y2, s2);
  v128.store(y3, s3);
  v128.store(y4, s4);
  v128.store(y5, s5);
}

/** Adds the 24 outputs of a panel to the gradients of 6 inputs × 8 rows. dx, dy rows of matrices; w rows of a panel */
export function inputTile6x8(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
  const dx1 = dx + rowBytes, dx2 = dx1 + rowBytes, dx3 = dx2 + rowBytes, dx4 = dx3 + rowBytes, dx5 = dx4 + rowBytes;
  let s00 = v128.load(dx), s01 = v128.load(dx, 16);
  let s10 = v128.load(dx1), s11 = v128.load(dx1, 16);
  let s20 = v128.load(dx2), s21 = v128.load(dx2, 16);
  let s30 = v128.load(dx3), s31 = v128.load(dx3, 16);
  let s40 = v128.load(dx4), s41 = v128.load(dx4, 16);
  let s50 = v128.load(dx5), s51 = v128.load(dx5, 16);
  for (const last = w + PANEL_BYTES; w < last; w += 4) {
    const d0 = v128.load(dy), d1 = v128.load(dy, 16);
    let weight = v128.load32_splat(w);
    s00 = madd(weight, d0, s00); s01 = madd(weight, d1, s01);
    weight = v128.load32_splat(w, 96);
    s10 = madd(weight, d0, s10); s11 = madd(weight, d1, s11);
    weight = v128.load32_splat(w, 192);
    s20 = madd(weight, d0, s20); s21 = madd(weight, d1, s21);
    weight = v128.load32_splat(w, 288);
    s30 = madd(weight, d0, s30); s31 = madd(weight, d1, s31);
    weight = v128.load32_splat(w, 384);
    s40 = madd(weight, d0, s40); s41 = madd(weight, d1, s41);
    weight = v128.load32_splat(w, 480);
    s50 = madd(weight, d0, s50); s51 = madd(weight, d1, s51);
    dy += rowBytes;
  }
  v128.store(dx, s00); v128.store(dx, s01, 16);
  v128.store(dx1, s10); v128.store(dx1, s11, 16);
  v128.store(dx2, s20); v128.store(dx2, s21, 16);
  v128.store(dx3, s30); v128.store(dx3, s31, 16);
  v128.store(dx4, s40); v128.store(dx4, s41, 16);
  v128.store(dx5, s50); v128.store(dx5, s51, 16);
}

/** The same for the last 4 rows of a batch. */
export function inputTile6x4(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
  const dx1 = dx + rowBytes, dx2 = dx1 + rowBytes, dx3 = dx2 + rowBytes, dx4 = dx3 + rowBytes, dx5 = dx4 + rowBytes;
  let s0 = v128.load(dx), s1 = v128.load(dx1), s2 = v128.load(dx2);
  let s3 = v128.load(dx3), s4 = v128.load(dx4), s5 = v128.load(dx5);
  for (const last = w + PANEL_BYTES; w < last; w += 4) {
    const d0 = v128.load(dy);
    s0 = madd(v128.load32_splat(w), d0, s0);
    s1 = madd(v128.load32_splat(w, 96), d0, s1);
    s2 = madd(v128.load32_splat(w, 192), d0, s2);
    s3 = madd(v128.load32_splat(w, 288), d0, s3);
    s4 = madd(v128.load32_splat(w, 384), d0, s4);
    s5 = madd(v128.load32_splat(w, 480), d0, s5);
    dy += rowBytes;
  }
  v128.store(dx, s0);
  v128.store(dx1, s1);
  v128.store(dx2, s2);
  v128.store(dx3, s3);
  v128.store(dx4, s4);
  v128.store(dx5, s5);
}

/** Gradient of 6 inputs × 8 outputs over the batch, in 12 accumulators. g [6][8]; x, dy columns of panels */
export function gradientTile6x8(g: usize, x: usize, dy: usize, rowBytes: usize): void {
  let g00 = f32x4.splat(0), g01 = g00, g10 = g00, g11 = g00, g20 = g00, g21 = g00;
  let g30 = g00, g31 = g00, g40 = g00, g41 = g00, g50 = g00, g51 = g00;
  for (const last = dy + rowBytes * (PANEL_BYTES >> 2); dy < last; dy += PANEL_BYTES) {
    const d0 = v128.load(dy), d1 = v128.load(dy, 16);
    let value = v128.load32_splat(x);
    g00 = madd(value, d0, g00); g01 = madd(value, d1, g01);
    value = v128.load32_splat(x, 4);
    g10 = madd(value, d0, g10); g11 = madd(value, d1, g11);
    value = v128.load32_splat(x, 8);
    g20 = madd(value, d0, g20); g21 = madd(value, d1, g21);
    value = v128.load32_splat(x, 12);
    g30 = madd(value, d0, g30); g31 = madd(value, d1, g31);
    value = v128.load32_splat(x, 16);
    g40 = madd(value, d0, g40); g41 = madd(value, d1, g41);
    value = v128.load32_splat(x, 20);
    g50 = madd(value, d0, g50); g51 = madd(value, d1, g51);
    x += PANEL_BYTES;
  }
  v128.store(g, g00); v128.store(g, g01, 16);
  v128.store(g, g10, 32); v128.store(g, g11, 48);
  v128.store(g, g20, 64); v128.store(g, g21, 80);
  v128.store(g, g30, 96); v128.store(g, g31, 112);
  v128.store(g, g40, 128); v128.store(g, g41, 144);
  v128.store(g, g50, 160); v128.store(g, g51, 176);
}
