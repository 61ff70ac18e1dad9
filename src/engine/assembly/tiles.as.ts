/**
 * Register tiles, the innermost loops of the three products: 2 splatted numbers × 6 vectors of 4, so 12 accumulators,
 * 2 splats and 1 vector fill the 15 vector registers that V8 gives out on x64, with 8 loads for 12 multiply-adds; and two
 * narrower ones for the rows of a batch that are left. A step takes 27 instructions, 25 micro-operations because two
 * comparisons fuse with their jumps, 12 of them multiply-adds: a core that issues 5 per cycle to one thread is bound by
 * its multipliers, and one that shares its front end with a neighbor loses as little as it can.
 *
 * Why they look as they do (figures in docs/kernels.md):
 * - Accumulators are declared in the order of use, because V8 orders the multiply-adds of a loop as it meets their
 *   variables at the loop's head: in another order more of the vectors live at once than there are registers.
 * - Addresses are stepped at the loop's beginning, so that V8 knows them as freshly computed 32-bit numbers and does not
 *   extend them once more.
 * - One step per iteration: with two, the compilers put the multiply-adds of both behind the loads of both.
 * - Results are stored in the order of use too, for the same reason; but V8's revectorizer wants the halves of what
 *   shall become a 256-bit vector one after the other, which is what the WIDE build does.
 * - Functions of their own, exported so that the optimiser cannot inline them: within a larger function V8 spills in the
 *   innermost loop.
 */

import { PANEL_BYTES } from "./panel.as";
import { madd } from "./vector.as";

/**
 * to = from + Σ_k x_k ⊗ y_k over `count` steps. to, from [2][24]; x two numbers side by side, xBytes from step to step;
 * y [count][24]
 */
export function sumTile2x24(to: usize, from: usize, x: usize, xBytes: usize, y: usize, count: i32): void {
  let s00 = v128.load(from), s10 = v128.load(from, 96);
  let s01 = v128.load(from, 16), s11 = v128.load(from, 112);
  let s02 = v128.load(from, 32), s12 = v128.load(from, 128);
  let s03 = v128.load(from, 48), s13 = v128.load(from, 144);
  let s04 = v128.load(from, 64), s14 = v128.load(from, 160);
  let s05 = v128.load(from, 80), s15 = v128.load(from, 176);
  y -= PANEL_BYTES;
  x -= xBytes;
  for (const last = y + <usize>count * PANEL_BYTES; y < last; ) {
    y += PANEL_BYTES;
    x += xBytes;
    const x0 = v128.load32_splat(x), x1 = v128.load32_splat(x, 4);
    let lanes = v128.load(y);
    s00 = madd(x0, lanes, s00); s10 = madd(x1, lanes, s10);
    lanes = v128.load(y, 16);
    s01 = madd(x0, lanes, s01); s11 = madd(x1, lanes, s11);
    lanes = v128.load(y, 32);
    s02 = madd(x0, lanes, s02); s12 = madd(x1, lanes, s12);
    lanes = v128.load(y, 48);
    s03 = madd(x0, lanes, s03); s13 = madd(x1, lanes, s13);
    lanes = v128.load(y, 64);
    s04 = madd(x0, lanes, s04); s14 = madd(x1, lanes, s14);
    lanes = v128.load(y, 80);
    s05 = madd(x0, lanes, s05); s15 = madd(x1, lanes, s15);
  }
  if (isDefined(WIDE)) {
    v128.store(to, s00); v128.store(to, s01, 16); v128.store(to, s10, 96); v128.store(to, s11, 112);
    v128.store(to, s02, 32); v128.store(to, s03, 48); v128.store(to, s12, 128); v128.store(to, s13, 144);
    v128.store(to, s04, 64); v128.store(to, s05, 80); v128.store(to, s14, 160); v128.store(to, s15, 176);
  } else {
    v128.store(to, s00); v128.store(to, s10, 96);
    v128.store(to, s01, 16); v128.store(to, s11, 112);
    v128.store(to, s02, 32); v128.store(to, s12, 128);
    v128.store(to, s03, 48); v128.store(to, s13, 144);
    v128.store(to, s04, 64); v128.store(to, s14, 160);
    v128.store(to, s05, 80); v128.store(to, s15, 176);
  }
}

/** Adds the 24 outputs of a panel to the gradients of 2 inputs × 24 rows. dx, dy rows of matrices; w rows of a panel */
export function inputTile2x24(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
  const dx1 = dx + rowBytes;
  let s00 = v128.load(dx), s10 = v128.load(dx1);
  let s01 = v128.load(dx, 16), s11 = v128.load(dx1, 16);
  let s02 = v128.load(dx, 32), s12 = v128.load(dx1, 32);
  let s03 = v128.load(dx, 48), s13 = v128.load(dx1, 48);
  let s04 = v128.load(dx, 64), s14 = v128.load(dx1, 64);
  let s05 = v128.load(dx, 80), s15 = v128.load(dx1, 80);
  w -= 4;
  dy -= rowBytes;
  for (const last = w + PANEL_BYTES; w < last; ) {
    w += 4;
    dy += rowBytes;
    const w0 = v128.load32_splat(w), w1 = v128.load32_splat(w, 96);
    let lanes = v128.load(dy);
    s00 = madd(w0, lanes, s00); s10 = madd(w1, lanes, s10);
    lanes = v128.load(dy, 16);
    s01 = madd(w0, lanes, s01); s11 = madd(w1, lanes, s11);
    lanes = v128.load(dy, 32);
    s02 = madd(w0, lanes, s02); s12 = madd(w1, lanes, s12);
    lanes = v128.load(dy, 48);
    s03 = madd(w0, lanes, s03); s13 = madd(w1, lanes, s13);
    lanes = v128.load(dy, 64);
    s04 = madd(w0, lanes, s04); s14 = madd(w1, lanes, s14);
    lanes = v128.load(dy, 80);
    s05 = madd(w0, lanes, s05); s15 = madd(w1, lanes, s15);
  }
  if (isDefined(WIDE)) {
    v128.store(dx, s00); v128.store(dx, s01, 16); v128.store(dx1, s10); v128.store(dx1, s11, 16);
    v128.store(dx, s02, 32); v128.store(dx, s03, 48); v128.store(dx1, s12, 32); v128.store(dx1, s13, 48);
    v128.store(dx, s04, 64); v128.store(dx, s05, 80); v128.store(dx1, s14, 64); v128.store(dx1, s15, 80);
  } else {
    v128.store(dx, s00); v128.store(dx1, s10);
    v128.store(dx, s01, 16); v128.store(dx1, s11, 16);
    v128.store(dx, s02, 32); v128.store(dx1, s12, 32);
    v128.store(dx, s03, 48); v128.store(dx1, s13, 48);
    v128.store(dx, s04, 64); v128.store(dx1, s14, 64);
    v128.store(dx, s05, 80); v128.store(dx1, s15, 80);
  }
}

/** The same for 6 inputs × 8 rows of what 24 leave, in 12 accumulators. */
export function inputTile6x8(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
  const dx1 = dx + rowBytes, dx2 = dx1 + rowBytes, dx3 = dx2 + rowBytes, dx4 = dx3 + rowBytes, dx5 = dx4 + rowBytes;
  let s00 = v128.load(dx), s01 = v128.load(dx, 16);
  let s10 = v128.load(dx1), s11 = v128.load(dx1, 16);
  let s20 = v128.load(dx2), s21 = v128.load(dx2, 16);
  let s30 = v128.load(dx3), s31 = v128.load(dx3, 16);
  let s40 = v128.load(dx4), s41 = v128.load(dx4, 16);
  let s50 = v128.load(dx5), s51 = v128.load(dx5, 16);
  w -= 4;
  dy -= rowBytes;
  for (const last = w + PANEL_BYTES; w < last; ) {
    w += 4;
    dy += rowBytes;
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
  }
  v128.store(dx, s00); v128.store(dx, s01, 16);
  v128.store(dx1, s10); v128.store(dx1, s11, 16);
  v128.store(dx2, s20); v128.store(dx2, s21, 16);
  v128.store(dx3, s30); v128.store(dx3, s31, 16);
  v128.store(dx4, s40); v128.store(dx4, s41, 16);
  v128.store(dx5, s50); v128.store(dx5, s51, 16);
}

/** The same for 6 inputs × the last 4 rows of a batch. */
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
