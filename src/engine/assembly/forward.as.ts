/**
 * Forward pass of a dense layer over panels of 24 outputs, with bias, sigmoid and dropout while the sums are in L1.
 *
 *   y_ob = activation(bias_o + Σ_i w_oi · x_ib)          derivative_ob = multiplier_bo · s · (1 − s)
 *
 * Layouts (stride = rows up to a multiple of 4; I and O = inputs and outputs up to a multiple of 24)
 *   x [I][stride], y [O][stride]       a row of the table is a lane: weights are splatted
 *   w [O/24][I][24]                    a panel's weights lie in the order in which they are used
 * Each sum runs over the inputs in their order, whatever the blocks and the thread.
 */

import { PANEL, PANEL_BYTES, rowToPanel, TILE } from "./panel.as";
import { madd, sigmoid } from "./vector.as";

/** Inputs in a block: 96 of them take 12 KiB of x at 32 rows and 9 KiB of w, so both stay in L1. */
const BLOCK_INPUTS: i32 = 96;

/**
 * Sums of panels [begin, end), for the softmax layer.
 *
 * y [O][stride]; x [I][stride]; w [O/24][I][24]; bias [O]
 */
export function f32_dense_6x8_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32,
): void {
  for (let panel = begin; panel < end; panel++) panelSums(panel, y, x, w, bias, inputsPadded, stride);
}

/** The same with the sigmoid on top; rows of outputs beyond `outputs` become zero. */
export function f32_dense_sigmoid_6x8_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32, outputs: i32,
): void {
  for (let panel = begin; panel < end; panel++) {
    panelSums(panel, y, x, w, bias, inputsPadded, stride);
    for (let o = panel * <i32>PANEL; o < (panel + 1) * <i32>PANEL; o++) {
      const from = y + (<usize>o << 2) * stride;
      for (let at = from; at < from + (<usize>stride << 2); at += 16)
        v128.store(at, o < outputs ? sigmoid(v128.load(at)) : f32x4.splat(0));
    }
  }
}

/**
 * The same for training: dropout on top of the sigmoid, the result once more in panels and the derivative of both,
 * which the backward pass needs.
 *
 * yPanel [O/24][stride][24]; derivative [O][stride]; multipliers [rows][outputs], or address 0 for no dropout
 */
export function f32_dense_sigmoid_train_6x8_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32, outputs: i32,
  yPanel: usize, derivative: usize, multipliers: usize, rows: i32,
): void {
  for (let panel = begin; panel < end; panel++) {
    panelSums(panel, y, x, w, bias, inputsPadded, stride);
    for (let o = panel * <i32>PANEL; o < (panel + 1) * <i32>PANEL; o++) {
      const row = (<usize>o << 2) * stride;
      if (o < outputs) activate(y + row, derivative + row, stride);
      else clear(y + row, derivative + row, stride);
      if (o < outputs && multipliers != 0)
        drop(y + row, derivative + row, multipliers + (<usize>o << 2), outputs, rows);
      rowToPanel(yPanel, y + row, o, <usize>stride << 2);
    }
  }
}

// @ts-ignore: decorator
@inline
function activate(y: usize, derivative: usize, stride: i32): void {
  for (let at: usize = 0; at < <usize>stride << 2; at += 16) {
    const s = sigmoid(v128.load(y + at));
    v128.store(y + at, s);
    v128.store(derivative + at, f32x4.mul(s, f32x4.sub(f32x4.splat(1), s)));
  }
}

// @ts-ignore: decorator
@inline
function clear(y: usize, derivative: usize, stride: i32): void {
  for (let at: usize = 0; at < <usize>stride << 2; at += 16) {
    v128.store(y + at, f32x4.splat(0));
    v128.store(derivative + at, f32x4.splat(0));
  }
}

// @ts-ignore: decorator
@inline
function drop(y: usize, derivative: usize, multipliers: usize, outputs: i32, rows: i32): void {
  for (let b = 0; b < rows; b++) {
    const at = <usize>b << 2;
    const multiplier = load<f32>(multipliers + at * outputs);
    store<f32>(y + at, load<f32>(y + at) * multiplier);
    store<f32>(derivative + at, load<f32>(derivative + at) * multiplier);
  }
}

function panelSums(panel: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32): void {
  const rowBytes = <usize>stride << 2;
  const yPanel = y + <usize>panel * PANEL * rowBytes;
  const wPanel = w + <usize>(panel * inputsPadded) * PANEL_BYTES;
  for (let o: usize = 0; o < PANEL; o++) {
    const value = v128.load32_splat(bias + <usize>panel * PANEL_BYTES + (o << 2));
    for (let at: usize = 0; at < rowBytes; at += 16) v128.store(yPanel + o * rowBytes + at, value);
  }
  for (let block = 0; block < inputsPadded; block += BLOCK_INPUTS) {
    const count = min(BLOCK_INPUTS, inputsPadded - block);
    const xBlock = x + <usize>block * rowBytes;
    const wBlock = wPanel + <usize>block * PANEL_BYTES;
    for (let o: usize = 0; o < PANEL; o += TILE) {
      const yTile = yPanel + o * rowBytes;
      const wTile = wBlock + (o << 2);
      let at: usize = 0;
      for (; at + 32 <= rowBytes; at += 32) tile6x8(yTile + at, xBlock + at, wTile, count, rowBytes);
      if (at < rowBytes) tile6x4(yTile + at, xBlock + at, wTile, count, rowBytes);
    }
  }
}

/**
 * Adds `count` inputs to the sums of 6 outputs × 8 rows: 12 accumulators, 8 loads for 12 multiply-adds. One input per
 * iteration: with two, the compilers reorder the sums so that they no longer fit into the registers (docs/kernels.md).
 */
function tile6x8(y: usize, x: usize, w: usize, count: i32, rowBytes: usize): void {
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
function tile6x4(y: usize, x: usize, w: usize, count: i32, rowBytes: usize): void {
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
