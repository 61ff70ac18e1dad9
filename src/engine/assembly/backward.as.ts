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
 * Padding rows of dy are zero, so they add nothing to dw.
 */

import { adamStep } from "./adam.as";
import { columnOf, PANEL, PANEL_BYTES, rowToPanel, TILE } from "./panel.as";
import { gradientTile6x8, inputTile6x4, inputTile6x8 } from "./tiles.as";
import { madd, sumOfLanes } from "./vector.as";

/** All bits but the sign: a masked weight becomes 0 · w, which is −0 for a negative one. */
const SIGN_BIT: i32 = 0x80000000;
/** Mask bytes of one input in a panel. */
const MASK_BYTES: usize = 3;

/**
 * One step for inputs [24 · begin, 24 · end) of a layer that is not the first. Turns the gradient of the layer before
 * it: dx · derivative becomes that layer's dy, in both layouts, and its sum over the rows the gradient of its bias.
 *
 * dx = dy of the layer before [I][stride]; dxPanel [I/24][stride][24]; dBias [I];
 * gradients [I/24][6][8]: scratch, of which a range uses its own part
 */
export function f32_dense_backward_6x8_panel(
  begin: i32, end: i32, dx: usize, dxPanel: usize, dBias: usize, derivative: usize, xPanel: usize, dy: usize,
  dyPanel: usize, w: usize, m: usize, v: usize, mask: usize, inputsPadded: i32, panels: i32, stride: i32, adam: usize,
  gradients: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const g = gradients + <usize>begin * TILE * 32;
  const first = begin * <i32>PANEL;
  const last = end * <i32>PANEL;
  memory.fill(dx + <usize>first * rowBytes, 0, <usize>(last - first) * rowBytes);
  for (let panel = 0; panel < panels; panel++) {
    const dyRows = dy + <usize>panel * PANEL * rowBytes;
    const dyColumns = dyPanel + <usize>panel * PANEL * rowBytes;
    for (let i = first; i < last; i += <i32>TILE) {
      const at = <usize>(panel * inputsPadded + i);
      const bytes = at * PANEL_BYTES;
      const x = columnOf(xPanel, i, rowBytes);
      inputGradient(dx + <usize>i * rowBytes, dyRows, w + bytes, rowBytes);
      for (let group: usize = 0; group < PANEL_BYTES; group += 32)
        weightStep(
          w + bytes + group, m + bytes + group, v + bytes + group,
          mask == 0 ? 0 : mask + at * MASK_BYTES + (group >> 5), x, dyColumns + group, rowBytes, adam, g, 0, 0, 0,
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
 * sums [I][2][4]: scratch, the gradients in four lanes; gradients as above
 */
export function f32_dense_backward_first_6x8_panel(
  begin: i32, end: i32, dScaling: usize, sums: usize, scaling: usize, normalizedPanel: usize,
  dyPanel: usize, dBias: usize, w: usize, m: usize, v: usize, mask: usize, inputsPadded: i32, panels: i32, stride: i32,
  adam: usize, gradients: usize,
): void {
  const rowBytes = <usize>stride << 2;
  const g = gradients + <usize>begin * TILE * 32;
  const first = begin * <i32>PANEL;
  const last = end * <i32>PANEL;
  memory.fill(sums + (<usize>first << 5), 0, <usize>(last - first) << 5);
  for (let panel = 0; panel < panels; panel++) {
    const dyColumns = dyPanel + <usize>panel * PANEL * rowBytes;
    for (let i = first; i < last; i += <i32>TILE) {
      const at = <usize>(panel * inputsPadded + i);
      const bytes = at * PANEL_BYTES;
      const x = columnOf(normalizedPanel, i, rowBytes);
      for (let group: usize = 0; group < PANEL_BYTES; group += 32)
        weightStep(
          w + bytes + group, m + bytes + group, v + bytes + group,
          mask == 0 ? 0 : mask + at * MASK_BYTES + (group >> 5), x, dyColumns + group, rowBytes, adam, g,
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

/**
 * Gradient, Adam and mask for the 48 weights of 6 inputs × 8 outputs; g [6][8] receives the gradient.
 * In the first layer, and only there, `scaling`, `sums` and `dBias` are not 0.
 */
// @ts-ignore: decorator
@inline
function weightStep(
  w: usize, m: usize, v: usize, mask: usize, x: usize, dy: usize, rowBytes: usize, adam: usize, g: usize,
  scaling: usize, sums: usize, dBias: usize,
): void {
  gradientTile6x8(g, x, dy, rowBytes);
  const stepSize = v128.load32_splat(adam), rest1 = v128.load32_splat(adam, 4);
  const rest2 = v128.load32_splat(adam, 8), epsilon = v128.load32_splat(adam, 12);
  for (const last = g + TILE * 32; g < last; g += 32) {
    let low = v128.load(w), high = v128.load(w, 16);
    let dLow = v128.load(g), dHigh = v128.load(g, 16);
    if (scaling != 0) {
      const biasLow = v128.load(dBias), biasHigh = v128.load(dBias, 16);
      const gamma = v128.load32_splat(scaling), beta = v128.load32_splat(scaling, 4);
      v128.store(sums, madd(low, dLow, madd(high, dHigh, v128.load(sums))));
      v128.store(sums, madd(low, biasLow, madd(high, biasHigh, v128.load(sums, 16))), 16);
      dLow = madd(gamma, dLow, f32x4.mul(beta, biasLow));
      dHigh = madd(gamma, dHigh, f32x4.mul(beta, biasHigh));
      scaling += 8;
      sums += 32;
    }
    low = adamStep(low, m, v, dLow, stepSize, rest1, rest2, epsilon);
    high = adamStep(high, m + 16, v + 16, dHigh, stepSize, rest1, rest2, epsilon);
    if (mask != 0) {
      const bits = i32x4.splat(<i32>load<u8>(mask));
      low = v128.and(low, keptBits(bits, i32x4(1, 2, 4, 8)));
      high = v128.and(high, keptBits(bits, i32x4(16, 32, 64, 128)));
      mask += MASK_BYTES;
    }
    v128.store(w, low);
    v128.store(w, high, 16);
    w += PANEL_BYTES;
    m += PANEL_BYTES;
    v += PANEL_BYTES;
  }
}

/** All bits of the weights that a mask keeps, the sign of the others. */
// @ts-ignore: decorator
@inline
function keptBits(bits: v128, selector: v128): v128 {
  return v128.or(i32x4.eq(v128.and(bits, selector), selector), i32x4.splat(SIGN_BIT));
}
