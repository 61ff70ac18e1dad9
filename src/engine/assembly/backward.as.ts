/**
 * Backward pass of a dense layer in one sweep over its weights: gradient of the input from the old weight, gradient
 * of the weight in registers, Adam and mask at once. dW never exists in memory.
 *
 *   dx_ib = Σ_o w_oi · dy_ob        dw_oi = Σ_b x_ib · dy_ob        w ← mask · adam(w, dw)
 *
 * A thread owns a range of inputs and all outputs for it, so each number is computed wholly by one thread, in one
 * order. Layouts as in forward.as.ts, and
 *   dy [O][stride], dyPanel [O/24][stride][24]     the same numbers twice: a lane is a row, or an output
 *   xPanel [I/24][stride][24]                      here a lane is an output and x is splatted
 *   mask [O/24][I][3] bytes                        one bit a weight, the lowest for the first output of eight; or
 *                                                  address 0 for no mask
 * Padding rows of dy are zero, so they add nothing to dw.
 */

import { adamStep } from "./adam.as";
import { columnOf, PANEL, PANEL_BYTES, rowToPanel, TILE } from "./panel.as";
import { madd, sumOfLanes } from "./vector.as";

/** All bits but the sign: a masked weight becomes 0 · w, which is −0 for a negative one. */
const SIGN_BIT: i32 = 0x80000000;
/** Mask bytes of one input in a panel. */
const MASK_BYTES: usize = 3;

/**
 * One step for inputs [24 · begin, 24 · end) of a layer that is not the first. Turns the gradient of the layer before
 * it: dx · derivative becomes that layer's dy, in both layouts, and its sum over the rows the gradient of its bias.
 *
 * dx = dy of the layer before [I][stride]; dxPanel [I/24][stride][24]; dBias [I]
 */
export function f32_dense_backward_6x8_panel(
  begin: i32, end: i32, dx: usize, dxPanel: usize, dBias: usize, derivative: usize, xPanel: usize, dy: usize,
  dyPanel: usize, w: usize, m: usize, v: usize, mask: usize, inputsPadded: i32, panels: i32, stride: i32, adam: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const first = begin * <i32>PANEL;
  const last = end * <i32>PANEL;
  memory.fill(dx + <usize>first * rowBytes, 0, <usize>(last - first) * rowBytes);
  for (let panel = 0; panel < panels; panel++) {
    const dyRows = dy + <usize>panel * PANEL * rowBytes;
    const dyColumns = dyPanel + <usize>panel * PANEL * rowBytes;
    for (let i = first; i < last; i += TILE) {
      const at = <usize>(panel * inputsPadded + i);
      const bytes = at * PANEL_BYTES;
      const x = columnOf(xPanel, i, rowBytes);
      inputGradient(dx + <usize>i * rowBytes, dyRows, w + bytes, rowBytes);
      for (let group: usize = 0; group < PANEL_BYTES; group += 32)
        weightStep(
          w + bytes + group, m + bytes + group, v + bytes + group,
          mask == 0 ? 0 : mask + at * MASK_BYTES + (group >> 5), x, dyColumns + group, rowBytes, adam, 0, 0, 0,
        );
    }
  }
  for (let i = first; i < last; i++)
    throughActivation(i, dx, dxPanel, dBias, derivative + <usize>i * rowBytes, rowBytes);
}

/**
 * One step for inputs [24 · begin, 24 · end) of the first layer. Its input h = gamma · x̂ + beta needs no gradient of
 * its own: with G_oi = Σ_b x̂_ib · dy_ob,
 *
 *   dw_oi = gamma_i · G_oi + beta_i · dBias_o        dGamma_i = Σ_o w_oi · G_oi        dBeta_i = Σ_o w_oi · dBias_o
 *
 * which spares a third of the layer's multiplications.
 *
 * normalizedPanel [I/24][stride][24]: x̂; scaling, dScaling [I][2]: gamma and beta, their gradients;
 * sums [I][2][4]: scratch, the gradients in four lanes
 */
export function f32_dense_backward_first_6x8_panel(
  begin: i32, end: i32, dScaling: usize, sums: usize, scaling: usize, normalizedPanel: usize,
  dyPanel: usize, dBias: usize, w: usize, m: usize, v: usize, mask: usize, inputsPadded: i32, panels: i32, stride: i32,
  adam: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const first = begin * <i32>PANEL;
  const last = end * <i32>PANEL;
  memory.fill(sums + (<usize>first << 5), 0, <usize>(last - first) << 5);
  for (let panel = 0; panel < panels; panel++) {
    const dyColumns = dyPanel + <usize>panel * PANEL * rowBytes;
    for (let i = first; i < last; i += TILE) {
      const at = <usize>(panel * inputsPadded + i);
      const bytes = at * PANEL_BYTES;
      const x = columnOf(normalizedPanel, i, rowBytes);
      for (let group: usize = 0; group < PANEL_BYTES; group += 32)
        weightStep(
          w + bytes + group, m + bytes + group, v + bytes + group,
          mask == 0 ? 0 : mask + at * MASK_BYTES + (group >> 5), x, dyColumns + group, rowBytes, adam,
          scaling + (<usize>i << 3), sums + (<usize>i << 5), dBias + <usize>panel * PANEL_BYTES + group,
        );
    }
  }
  for (let i = first; i < last; i++) {
    const sumsOfInput = sums + (<usize>i << 5);
    store<f32>(dScaling + (<usize>i << 3), sumOfLanes(v128.load(sumsOfInput)));
    store<f32>(dScaling + (<usize>i << 3), sumOfLanes(v128.load(sumsOfInput, 16)), 4);
  }
}

/** dx · derivative of one input, in both layouts, and its sum. */
// @ts-ignore: decorator
@inline
function throughActivation(i: i32, dx: usize, dxPanel: usize, dBias: usize, derivative: usize, rowBytes: usize): void {
  const row = dx + <usize>i * rowBytes;
  let sum = f32x4.splat(0);
  for (let at: usize = 0; at < rowBytes; at += 16) {
    const gradient = f32x4.mul(v128.load(row + at), v128.load(derivative + at));
    v128.store(row + at, gradient);
    sum = f32x4.add(sum, gradient);
  }
  rowToPanel(dxPanel, row, i, rowBytes);
  store<f32>(dBias + (<usize>i << 2), sumOfLanes(sum));
}

/** Adds 24 outputs to the input gradients of 6 inputs × all rows. */
// @ts-ignore: decorator
@inline
function inputGradient(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
  let at: usize = 0;
  for (; at + 32 <= rowBytes; at += 32) inputTile6x8(dx + at, dy + at, w, rowBytes);
  if (at < rowBytes) inputTile6x4(dx + at, dy + at, w, rowBytes);
}

function inputTile6x8(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
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

function inputTile6x4(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
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

/**
 * Gradient of 6 inputs × 8 outputs over the batch in 12 accumulators, then Adam and mask on those 48 weights.
 * In the first layer, and only there, `scaling`, `sums` and `dBias` are not 0.
 */
// @ts-ignore: decorator
@inline
function weightStep(
  w: usize, m: usize, v: usize, mask: usize, x: usize, dy: usize, rowBytes: usize, adam: usize,
  scaling: usize, sums: usize, dBias: usize,
): void {
  let g00 = f32x4.splat(0), g01 = f32x4.splat(0), g10 = f32x4.splat(0), g11 = f32x4.splat(0);
  let g20 = f32x4.splat(0), g21 = f32x4.splat(0), g30 = f32x4.splat(0), g31 = f32x4.splat(0);
  let g40 = f32x4.splat(0), g41 = f32x4.splat(0), g50 = f32x4.splat(0), g51 = f32x4.splat(0);
  for (const last = dy + rowBytes * PANEL; dy < last; dy += PANEL_BYTES) {
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
  updateRow(w, m, v, mask, g00, g01, adam, scaling, sums, dBias, 0);
  updateRow(w, m, v, mask, g10, g11, adam, scaling, sums, dBias, 1);
  updateRow(w, m, v, mask, g20, g21, adam, scaling, sums, dBias, 2);
  updateRow(w, m, v, mask, g30, g31, adam, scaling, sums, dBias, 3);
  updateRow(w, m, v, mask, g40, g41, adam, scaling, sums, dBias, 4);
  updateRow(w, m, v, mask, g50, g51, adam, scaling, sums, dBias, 5);
}

/** Adam and mask on the 8 weights from input number `row` of a tile, for their gradient low ++ high. */
// @ts-ignore: decorator
@inline
function updateRow(
  w: usize, m: usize, v: usize, mask: usize, low: v128, high: v128, adam: usize,
  scaling: usize, sums: usize, dBias: usize, row: usize,
): void {
  w += row * PANEL_BYTES;
  m += row * PANEL_BYTES;
  v += row * PANEL_BYTES;
  if (scaling != 0) {
    const biasLow = v128.load(dBias), biasHigh = v128.load(dBias, 16);
    const weightLow = v128.load(w), weightHigh = v128.load(w, 16);
    const sum = sums + (row << 5);
    v128.store(sum, madd(weightLow, low, madd(weightHigh, high, v128.load(sum))));
    v128.store(sum, madd(weightLow, biasLow, madd(weightHigh, biasHigh, v128.load(sum, 16))), 16);
    const gamma = v128.load32_splat(scaling + (row << 3)), beta = v128.load32_splat(scaling + (row << 3), 4);
    low = madd(gamma, low, f32x4.mul(beta, biasLow));
    high = madd(gamma, high, f32x4.mul(beta, biasHigh));
  }
  low = adamStep(w, m, v, low, adam);
  high = adamStep(w + 16, m + 16, v + 16, high, adam);
  if (mask != 0) {
    const bits = i32x4.splat(<i32>load<u8>(mask + row * MASK_BYTES));
    low = v128.and(low, keptBits(bits, i32x4(1, 2, 4, 8)));
    high = v128.and(high, keptBits(bits, i32x4(16, 32, 64, 128)));
  }
  v128.store(w, low);
  v128.store(w, high, 16);
}

// @ts-ignore: decorator
@inline
function keptBits(bits: v128, selector: v128): v128 {
  return v128.or(i32x4.eq(v128.and(bits, selector), selector), i32x4.splat(SIGN_BIT));
}
