/**
 * Forward pass of a dense layer over panels of 24 outputs, with bias, activation and dropout while the sums are in L1.
 *
 *   y_ob = activation(bias_o + Σ_i w_oi · x_ib)          derivative_ob = multiplier_bo · activation'
 *
 * Layouts (stride = rows up to a multiple of 4; I and O = inputs and outputs up to a multiple of 24)
 *   x [stride/2][I][2]                 two rows of the table side by side: what a register tile splats
 *   w [O/24][I][24]                    a panel's weights lie in the order in which they are used
 *   y [O/24][stride][24]               a lane is an output; and once more as the next layer's x, [stride/2][O][2]
 * Each sum runs over the inputs in their order, whatever the blocks and the thread.
 */

import { activate, activateForTraining } from "./activations.as";
import { inPairs, PANEL, PANEL_BYTES, TILE, TILE_BYTES } from "./panel.as";
import { sumTile2x24 } from "./tiles.as";

/** Inputs in a block: 96 of them take 12 KiB of x at 32 rows and 9 KiB of w, so both stay in L1. */
const BLOCK_INPUTS: i32 = 96;
/** A cache line, in bytes. */
const LINE: usize = 64;
const UNLIKELY: i32 = 0x7fc12345;

/**
 * Sums of panels [begin, end), for the softmax layer.
 *
 * y [O/24][stride][24]; x [stride/2][I][2]; w [O/24][I][24]; bias [O]
 */
export function f32_dense_2x24_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32,
): void {
  for (let panel = begin; panel < end; panel++) panelSums(panel, y, x, w, bias, inputsPadded, stride);
}

/**
 * The same with the activation on top.
 *
 * yPairs [stride/2][O][2]: zero beyond `outputs`; y is scratch; kind, slope: as activation-arguments.ts has them
 */
export function f32_dense_activation_2x24_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32,
  outputs: i32, outputsPadded: i32, yPairs: usize, kind: i32, slope: f32,
): void {
  for (let panel = begin; panel < end; panel++) {
    const width = <usize>min(<i32>PANEL, outputs - panel * <i32>PANEL);
    panelSums(panel, y, x, w, bias, inputsPadded, stride);
    activate(panelRow(y, panel, 0, stride), panelRow(y, panel, stride, stride), kind, slope);
    for (let b = 0; b < stride; b++) {
      const row = panelRow(y, panel, b, stride);
      const pairs = inPairs(yPairs, panel * <i32>PANEL, b, outputsPadded);
      for (let lane: usize = 0; lane < PANEL; lane++)
        store<f32>(pairs + (lane << 3), lane < width ? load<f32>(row + (lane << 2)) : 0);
    }
  }
}

/**
 * The same for training: dropout on top of the activation, and the derivative of both, which the backward pass needs.
 *
 * derivative [O][stride]; multipliers [rows][outputs], or address 0 for no dropout; derivativePanel [O/24][stride][24]: scratch
 */
export function f32_dense_activation_train_2x24_panel(
  begin: i32, end: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32,
  outputs: i32, outputsPadded: i32, yPairs: usize, kind: i32, slope: f32,
  derivative: usize, derivativePanel: usize, multipliers: usize, rows: i32,
): void {
  const rowBytes = <usize>stride << 2;
  const hasDropout = multipliers != 0;
  for (let panel = begin; panel < end; panel++) {
    const width = <usize>min(<i32>PANEL, outputs - panel * <i32>PANEL);
    panelSums(panel, y, x, w, bias, inputsPadded, stride);
    const derivatives = panelRow(derivativePanel, panel, 0, stride);
    activateForTraining(panelRow(y, panel, 0, stride), panelRow(y, panel, stride, stride), derivatives, kind, slope);
    for (let b = 0; b < stride; b++) {
      const row = panelRow(y, panel, b, stride);
      const derivativeRow = panelRow(derivativePanel, panel, b, stride);
      const pairs = inPairs(yPairs, panel * <i32>PANEL, b, outputsPadded);
      const column = derivative + ((<usize>panel * PANEL * stride + b) << 2);
      const dropped = multipliers + ((<usize>b * outputs + <usize>panel * PANEL) << 2);
      for (let lane: usize = 0; lane < PANEL; lane++) {
        let multiplier: f32 = lane < width ? 1 : 0;
        if (hasDropout && b < rows && lane < width) multiplier = load<f32>(dropped + (lane << 2));
        const kept = load<f32>(row + (lane << 2)) * multiplier;
        store<f32>(column + lane * rowBytes, load<f32>(derivativeRow + (lane << 2)) * multiplier);
        store<f32>(row + (lane << 2), kept);
        store<f32>(pairs + (lane << 3), kept);
      }
    }
  }
}

/** Row b of a panel in [O/24][stride][24]. */
// @ts-ignore: decorator
@inline
function panelRow(y: usize, panel: i32, b: i32, stride: i32): usize {
  return y + <usize>(panel * stride + b) * PANEL_BYTES;
}

function panelSums(panel: i32, y: usize, x: usize, w: usize, bias: usize, inputsPadded: i32, stride: i32): void {
  const yPanel = panelRow(y, panel, 0, stride);
  const yEnd = panelRow(y, panel, stride, stride);
  const wPanel = w + <usize>(panel * inputsPadded) * PANEL_BYTES;
  for (let row = yPanel; row < yEnd; row += PANEL_BYTES) memory.copy(row, bias + <usize>panel * PANEL_BYTES, PANEL_BYTES);
  for (let block = 0; block < inputsPadded; block += BLOCK_INPUTS) {
    const count = min(BLOCK_INPUTS, inputsPadded - block);
    const wBlock = wPanel + <usize>block * PANEL_BYTES;
    let ahead = wBlock + <usize>count * PANEL_BYTES;
    const aheadEnd = ahead + <usize>min(BLOCK_INPUTS, inputsPadded - block - count) * PANEL_BYTES;
    const share = (aheadEnd - ahead) / (<usize>stride / TILE) + LINE;
    let xPair = x + (<usize>block << 3);
    for (let yPair = yPanel; yPair < yEnd; yPair += TILE_BYTES) {
      const aheadTo = min(ahead + share, aheadEnd);
      touch(ahead, aheadTo, yPair);
      ahead = aheadTo;
      sumTile2x24(yPair, yPair, xPair, 8, wBlock, count);
      xPair += <usize>inputsPadded << 3;
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
