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
import { sumTile6x4, sumTile6x8 } from "./tiles.as";
import { sigmoid } from "./vector.as";

/** Inputs in a block: 96 of them take 12 KiB of x at 32 rows and 9 KiB of w, so both stay in L1. */
const BLOCK_INPUTS: i32 = 96;
/** A cache line, in bytes. */
const LINE: usize = 64;
const UNLIKELY: i32 = 0x7fc12345;

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
    let ahead = wBlock + <usize>count * PANEL_BYTES;
    const aheadEnd = ahead + <usize>min(BLOCK_INPUTS, inputsPadded - block - count) * PANEL_BYTES;
    const share = (aheadEnd - ahead) / (PANEL / TILE * ((rowBytes + 31) >> 5)) + LINE;
    for (let o: usize = 0; o < PANEL; o += TILE) {
      const yTile = yPanel + o * rowBytes;
      const wTile = wBlock + (o << 2);
      for (let at: usize = 0; at < rowBytes; at += 32) {
        const aheadTo = min(ahead + share, aheadEnd);
        touch(ahead, aheadTo, yTile);
        ahead = aheadTo;
        if (at + 32 <= rowBytes) sumTile6x8(yTile + at, xBlock + at, wTile, count, rowBytes);
        else sumTile6x4(yTile + at, xBlock + at, wTile, count, rowBytes);
      }
    }
  }
}

/**
 * Loads one number of every cache line: the weights of the next block come from memory while this one is computed,
 * spread over its tiles, 1.2 times the speed (WebAssembly has no prefetch). The store, which changes nothing, keeps
 * compilers from dropping the loads.
 */
// @ts-ignore: decorator
@inline
function touch(from: usize, to: usize, anywhere: usize): void {
  let touched: i32 = 0;
  for (; from < to; from += LINE) touched |= load<i32>(from);
  if (touched == UNLIKELY) store<i32>(anywhere, load<i32>(anywhere));
}
