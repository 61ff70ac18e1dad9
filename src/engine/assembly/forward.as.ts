/**
 * Forward pass of a dense layer over panels of eight outputs, with bias, sigmoid and dropout while the sums are in L1.
 *
 *   y_ob = activation(bias_o + Σ_i w_oi · x_ib)          derivative_ob = multiplier_bo · s · (1 − s)
 *
 * Layouts (stride = rows up to a multiple of 4, inputs8 and outputs8 up to a multiple of 8)
 *   x [inputs8][stride], y [outputs8][stride]       a row of the table is a lane: weights are splatted
 *   w [outputs8/8][inputs8][8]                      a panel's weights lie in the order in which they are used
 * Each sum runs over the inputs in their order, whatever the blocks and the thread.
 */

import { madd, rowToPanel, sigmoid } from "./vector.as";

/** Inputs in a block: 128 of them take 16 KiB of x at 32 rows and 4 KiB of w, so both stay in L1. */
const BLOCK_INPUTS: i32 = 128;

/**
 * Sums of panels [begin, end), for the softmax layer.
 *
 * y [outputs8][stride]; x [inputs8][stride]; w [panels][inputs8][8]; bias [outputs8]
 */
export function f32_dense_4x8_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputs8: i32, stride: i32,
): void {
  for (let panel = begin; panel < end; panel++) panelSums(panel, y, x, w, bias, inputs8, stride);
}

/** The same with the sigmoid on top; rows of outputs beyond `outputs` become zero. */
export function f32_dense_sigmoid_4x8_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputs8: i32, stride: i32, outputs: i32,
): void {
  for (let panel = begin; panel < end; panel++) {
    panelSums(panel, y, x, w, bias, inputs8, stride);
    for (let o = panel << 3; o < (panel + 1) << 3; o++) {
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
 * yPanel [outputs8/8][stride][8]; derivative [outputs8][stride]; multipliers [rows][outputs], or address 0 for no dropout
 */
export function f32_dense_sigmoid_train_4x8_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputs8: i32, stride: i32, outputs: i32,
  yPanel: usize, derivative: usize, multipliers: usize, rows: i32,
): void {
  for (let panel = begin; panel < end; panel++) {
    panelSums(panel, y, x, w, bias, inputs8, stride);
    for (let o = panel << 3; o < (panel + 1) << 3; o++) {
      const row = (<usize>o << 2) * stride;
      if (o < outputs) activate(y + row, derivative + row, stride);
      else clear(y + row, derivative + row, stride);
      if (o < outputs && multipliers != 0)
        drop(y + row, derivative + row, multipliers + (<usize>o << 2), outputs, rows);
      rowToPanel(yPanel, y + row, o, stride);
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

function panelSums(panel: i32, y: usize, x: usize, w: usize, bias: usize, inputs8: i32, stride: i32): void {
  const rowBytes = <usize>stride << 2;
  const yPanel = y + (<usize>panel << 3) * rowBytes;
  const wPanel = w + ((<usize>panel * inputs8) << 5);
  for (let o: usize = 0; o < 8; o++) {
    const value = v128.load32_splat(bias + (((<usize>panel << 3) + o) << 2));
    for (let at: usize = 0; at < rowBytes; at += 16) v128.store(yPanel + o * rowBytes + at, value);
  }
  for (let block = 0; block < inputs8; block += BLOCK_INPUTS) {
    const count = min(BLOCK_INPUTS, inputs8 - block);
    const xBlock = x + <usize>block * rowBytes;
    const wBlock = wPanel + (<usize>block << 5);
    for (let half: usize = 0; half < 2; half++) {
      const yHalf = yPanel + (half << 2) * rowBytes;
      const wHalf = wBlock + (half << 4);
      let at: usize = 0;
      for (; at + 32 <= rowBytes; at += 32) tile4x8(yHalf + at, xBlock + at, wHalf, count, rowBytes);
      if (at < rowBytes) tile4x4(yHalf + at, xBlock + at, wHalf, count, rowBytes);
    }
  }
}

/** Adds `count` inputs to the sums of 4 outputs × 8 rows: 8 accumulators, 6 loads for 8 multiply-adds. */
// @ts-ignore: decorator
@inline
function tile4x8(y: usize, x: usize, w: usize, count: i32, rowBytes: usize): void {
  const y1 = y + rowBytes;
  const y2 = y1 + rowBytes;
  const y3 = y2 + rowBytes;
  let s00 = v128.load(y), s01 = v128.load(y, 16);
  let s10 = v128.load(y1), s11 = v128.load(y1, 16);
  let s20 = v128.load(y2), s21 = v128.load(y2, 16);
  let s30 = v128.load(y3), s31 = v128.load(y3, 16);
  for (const last = w + (<usize>count << 5); w < last; w += 32) {
    const x0 = v128.load(x), x1 = v128.load(x, 16);
    let weight = v128.load32_splat(w);
    s00 = madd(weight, x0, s00); s01 = madd(weight, x1, s01);
    weight = v128.load32_splat(w, 4);
    s10 = madd(weight, x0, s10); s11 = madd(weight, x1, s11);
    weight = v128.load32_splat(w, 8);
    s20 = madd(weight, x0, s20); s21 = madd(weight, x1, s21);
    weight = v128.load32_splat(w, 12);
    s30 = madd(weight, x0, s30); s31 = madd(weight, x1, s31);
    x += rowBytes;
  }
  v128.store(y, s00); v128.store(y, s01, 16);
  v128.store(y1, s10); v128.store(y1, s11, 16);
  v128.store(y2, s20); v128.store(y2, s21, 16);
  v128.store(y3, s30); v128.store(y3, s31, 16);
}

/** The same for the last 4 rows of a batch. */
// @ts-ignore: decorator
@inline
function tile4x4(y: usize, x: usize, w: usize, count: i32, rowBytes: usize): void {
  const y1 = y + rowBytes;
  const y2 = y1 + rowBytes;
  const y3 = y2 + rowBytes;
  let s0 = v128.load(y), s1 = v128.load(y1), s2 = v128.load(y2), s3 = v128.load(y3);
  for (const last = w + (<usize>count << 5); w < last; w += 32) {
    const x0 = v128.load(x);
    s0 = madd(v128.load32_splat(w), x0, s0);
    s1 = madd(v128.load32_splat(w, 4), x0, s1);
    s2 = madd(v128.load32_splat(w, 8), x0, s2);
    s3 = madd(v128.load32_splat(w, 12), x0, s3);
    x += rowBytes;
  }
  v128.store(y, s0);
  v128.store(y1, s1);
  v128.store(y2, s2);
  v128.store(y3, s3);
}
