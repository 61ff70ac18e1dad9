/**
 * Backward pass of a dense layer in one sweep over its weights: gradient of the input from the old weight, gradient
 * of the weight tile by tile in L1, Adam and mask at once. dW never exists in memory.
 *
 *   dx_ib = Σ_o w_oi · dy_ob        dw_oi = Σ_b x_ib · dy_ob        w ← mask · adam(w, dw)
 *
 * A thread owns a range of inputs and all outputs for it, so each number is computed wholly by one thread, in one
 * order. Layouts as in forward.as.ts, and
 *   dy [O][stride], dyPanel [O/24][stride][24]     the same numbers twice: a lane is a row, or an output
 *   xPanel [I/24][stride][24]                      here a lane is an output and x is splatted
 *   mask [O/24][I][3] bytes                        one bit a weight, the lowest for the first output of eight; or
 *                                                  address 0 for no mask
 *   scratch [I/24][2][2][24]                       a tile of zeros and one of gradients; a range uses its own part
 * Padding rows of dy are zero, so they add nothing to dw.
 */

import { adamStep } from "./adam.as";
import { columnOf, PANEL, PANEL_BYTES, rowToPanel, TILE, TILE_BYTES } from "./panel.as";
import { inputTile2x24, inputTile6x4, inputTile6x8, sumTile2x24 } from "./tiles.as";
import { madd, sumOfLanes } from "./vector.as";

/** All bits but the sign: a masked weight becomes 0 · w, which is −0 for a negative one. */
const SIGN_BIT: i32 = 0x80000000;
/** Mask bytes of one input in a panel. */
const MASK_BYTES: usize = 3;
/** Inputs that are worked on together: as many as the narrowest tiles of the input's gradient take. */
const STRIP: i32 = 6;

/**
 * One step for inputs [24 · begin, 24 · end) of a layer that is not the first. Turns the gradient of the layer before
 * it: dx · derivative becomes that layer's dy, in both layouts, and its sum over the rows the gradient of its bias.
 *
 * dx = dy of the layer before [I][stride]; dxPanel [I/24][stride][24]; dBias [I]
 */
export function f32_dense_backward_2x24_panel(
  begin: i32, end: i32, dx: usize, dxPanel: usize, dBias: usize, derivative: usize, xPanel: usize, dy: usize,
  dyPanel: usize, w: usize, m: usize, v: usize, mask: usize, inputsPadded: i32, panels: i32, stride: i32, adam: usize,
  scratch: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const zeros = zeroTile(scratch, begin);
  const g = zeros + TILE_BYTES;
  const first = begin * <i32>PANEL;
  const last = end * <i32>PANEL;
  memory.fill(dx + <usize>first * rowBytes, 0, <usize>(last - first) * rowBytes);
  for (let panel = 0; panel < panels; panel++) {
    const dyRows = dy + <usize>panel * PANEL * rowBytes;
    const dyColumns = dyPanel + <usize>panel * PANEL * rowBytes;
    for (let strip = first; strip < last; strip += STRIP) {
      const before = <usize>(panel * inputsPadded + strip);
      inputGradient(dx + <usize>strip * rowBytes, dyRows, w + before * PANEL_BYTES, rowBytes);
      for (let i = strip; i < strip + STRIP; i += <i32>TILE) {
        const at = <usize>(panel * inputsPadded + i);
        const tile = at * PANEL_BYTES;
        sumTile2x24(g, zeros, columnOf(xPanel, i, rowBytes), PANEL_BYTES, dyColumns, stride);
        adamStep(w + tile, m + tile, v + tile, g, TILE_BYTES, adam);
        if (mask != 0) maskTile(w + tile, mask + at * MASK_BYTES);
      }
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
export function f32_dense_backward_first_2x24_panel(
  begin: i32, end: i32, dScaling: usize, sums: usize, scaling: usize, normalizedPanel: usize,
  dyPanel: usize, dBias: usize, w: usize, m: usize, v: usize, mask: usize, inputsPadded: i32, panels: i32, stride: i32,
  adam: usize, scratch: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const zeros = zeroTile(scratch, begin);
  const g = zeros + TILE_BYTES;
  const first = begin * <i32>PANEL;
  const last = end * <i32>PANEL;
  memory.fill(sums + (<usize>first << 5), 0, <usize>(last - first) << 5);
  for (let panel = 0; panel < panels; panel++) {
    const dyColumns = dyPanel + <usize>panel * PANEL * rowBytes;
    const dBiasPanel = dBias + <usize>panel * PANEL_BYTES;
    for (let i = first; i < last; i += <i32>TILE) {
      const at = <usize>(panel * inputsPadded + i);
      const tile = at * PANEL_BYTES;
      sumTile2x24(g, zeros, columnOf(normalizedPanel, i, rowBytes), PANEL_BYTES, dyColumns, stride);
      throughScaling(g, w + tile, dBiasPanel, scaling + (<usize>i << 3), sums + (<usize>i << 5));
      throughScaling(
        g + PANEL_BYTES, w + tile + PANEL_BYTES, dBiasPanel, scaling + (<usize>i << 3) + 8, sums + (<usize>i << 5) + 32,
      );
      adamStep(w + tile, m + tile, v + tile, g, TILE_BYTES, adam);
      if (mask != 0) maskTile(w + tile, mask + at * MASK_BYTES);
    }
  }
  for (let i = first; i < last; i++) {
    const sumsOfInput = sums + (<usize>i << 5);
    store<f32>(dScaling + (<usize>i << 3), sumOfLanes(v128.load(sumsOfInput)));
    store<f32>(dScaling + (<usize>i << 3), sumOfLanes(v128.load(sumsOfInput, 16)), 4);
  }
}

/** A range's tile of zeros; its tile of gradients lies behind it. */
// @ts-ignore: decorator
@inline
function zeroTile(scratch: usize, begin: i32): usize {
  const zeros = scratch + <usize>begin * TILE_BYTES * 2;
  memory.fill(zeros, 0, TILE_BYTES);
  return zeros;
}

/** One input of the first layer: G [24] becomes dw, and the sums for gamma and beta grow by 24 outputs. */
// @ts-ignore: decorator
@inline
function throughScaling(g: usize, w: usize, dBias: usize, scaling: usize, sums: usize): void {
  const gamma = v128.load32_splat(scaling), beta = v128.load32_splat(scaling, 4);
  let dGamma = v128.load(sums), dBeta = v128.load(sums, 16);
  for (const last = w + PANEL_BYTES; w < last; w += 32) {
    const w0 = v128.load(w), w1 = v128.load(w, 16);
    const g0 = v128.load(g), g1 = v128.load(g, 16);
    const bias0 = v128.load(dBias), bias1 = v128.load(dBias, 16);
    dGamma = madd(w0, g0, madd(w1, g1, dGamma));
    dBeta = madd(w0, bias0, madd(w1, bias1, dBeta));
    v128.store(g, madd(gamma, g0, f32x4.mul(beta, bias0)));
    v128.store(g, madd(gamma, g1, f32x4.mul(beta, bias1)), 16);
    g += 32;
    dBias += 32;
  }
  v128.store(sums, dGamma);
  v128.store(sums, dBeta, 16);
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

/** Adds 24 outputs to the input gradients of a strip × all rows. */
// @ts-ignore: decorator
@inline
function inputGradient(dx: usize, dy: usize, w: usize, rowBytes: usize): void {
  let at: usize = 0;
  for (; at + PANEL_BYTES <= rowBytes; at += PANEL_BYTES)
    for (let i: usize = 0; i < <usize>STRIP; i += TILE)
      inputTile2x24(dx + i * rowBytes + at, dy + at, w + i * PANEL_BYTES, rowBytes);
  for (; at + 32 <= rowBytes; at += 32) inputTile6x8(dx + at, dy + at, w, rowBytes);
  if (at < rowBytes) inputTile6x4(dx + at, dy + at, w, rowBytes);
}

/** Zeros what the mask says of the 48 weights of a tile; mask [2][3] bytes */
// @ts-ignore: decorator
@inline
function maskTile(w: usize, mask: usize): void {
  for (const last = mask + TILE * MASK_BYTES; mask < last; mask++) {
    const bits = i32x4.splat(<i32>load<u8>(mask));
    v128.store(w, v128.and(v128.load(w), keptBits(bits, i32x4(1, 2, 4, 8))));
    v128.store(w, v128.and(v128.load(w, 16), keptBits(bits, i32x4(16, 32, 64, 128))), 16);
    w += 32;
  }
}

/** All bits of the weights that a mask keeps, the sign of the others. */
// @ts-ignore: decorator
@inline
function keptBits(bits: v128, selector: v128): v128 {
  return v128.or(i32x4.eq(v128.and(bits, selector), selector), i32x4.splat(SIGN_BIT));
}
