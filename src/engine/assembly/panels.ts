/**
 * Weights as the kernels want them: panels of 24 outputs, `[O/24][I][24]` with O and I the outputs and inputs rounded
 * up to a multiple of 24, padded with zeros. Pruning masks take the same order with one bit a weight, the lowest bit of
 * a byte first. Why 24: docs/kernels.md.
 */

import type { LayerShape } from "../../network/architecture.ts";

/** Outputs in a panel. */
export const PANEL = 24;

/** Weights whose mask shares a byte. */
export const MASK_BITS = 8;

/** A layer's width up to the next multiple of a panel. */
export function padded(width: number): number {
  return Math.ceil(width / PANEL) * PANEL;
}

/** Packs row-major weights. @param panels  Receives [O/24][I][24]. @param weights  [outputs × inputs] */
export function packPanelsInto(panels: Float32Array, weights: Float32Array, { inputs, outputs }: LayerShape): void {
  const inputsPadded = padded(inputs);
  panels.fill(0);
  for (let o = 0; o < outputs; o++) {
    const panel = (o - (o % PANEL)) * inputsPadded + (o % PANEL);
    for (let i = 0; i < inputs; i++) panels[panel + i * PANEL] = weights[o * inputs + i];
  }
}

/** Row-major weights of packed ones. @returns [outputs × inputs] */
export function unpackPanels(panels: Float32Array, { inputs, outputs }: LayerShape): Float32Array {
  const inputsPadded = padded(inputs);
  const weights = new Float32Array(inputs * outputs);
  for (let o = 0; o < outputs; o++) {
    const panel = (o - (o % PANEL)) * inputsPadded + (o % PANEL);
    for (let i = 0; i < inputs; i++) weights[o * inputs + i] = panels[panel + i * PANEL];
  }
  return weights;
}

/** Packs a mask of 0 and 1. @param bits  Receives [O/24][I][3]. @param mask  [outputs × inputs] */
export function packMaskInto(bits: Uint8Array, mask: Uint8Array, { inputs, outputs }: LayerShape): void {
  const inputsPadded = padded(inputs);
  bits.fill(0);
  for (let o = 0; o < outputs; o++) {
    const panel = (o - (o % PANEL)) * inputsPadded + (o % PANEL);
    for (let i = 0; i < inputs; i++) {
      const at = panel + i * PANEL;
      if (mask[o * inputs + i] !== 0) bits[Math.floor(at / MASK_BITS)] |= 1 << (at % MASK_BITS);
    }
  }
}

/** Multiplies packed weights with a packed mask; a negative weight becomes −0. */
export function maskPanels(panels: Float32Array, bits: Uint8Array): void {
  for (let at = 0; at < panels.length; at++) panels[at] *= (bits[Math.floor(at / MASK_BITS)] >> (at % MASK_BITS)) & 1;
}
