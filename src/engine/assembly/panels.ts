/**
 * Weights as the kernels want them: panels of eight outputs, `[outputs8/8][inputs8][8]`, both sizes rounded up to a
 * multiple of eight and padded with zeros. Pruning masks take the same order with one bit a weight: `[outputs8/8][inputs8]`
 * bytes, bit o for output o of the panel.
 */

import type { LayerShape } from "../../network/architecture.ts";

/** Outputs in a panel. */
export const PANEL = 8;

/** The next multiple of eight. */
export function padded8(width: number): number {
  return Math.ceil(width / PANEL) * PANEL;
}

/** Packs row-major weights. @param panels  Receives [outputs8/8][inputs8][8]. @param weights  [O × I] */
export function packPanelsInto(panels: Float32Array, weights: Float32Array, { inputs, outputs }: LayerShape): void {
  const inputs8 = padded8(inputs);
  panels.fill(0);
  for (let o = 0; o < outputs; o++) {
    const panel = (o - (o % PANEL)) * inputs8 + (o % PANEL);
    for (let i = 0; i < inputs; i++) panels[panel + i * PANEL] = weights[o * inputs + i];
  }
}

/** Row-major weights of packed ones. @returns [O × I] */
export function unpackPanels(panels: Float32Array, { inputs, outputs }: LayerShape): Float32Array {
  const inputs8 = padded8(inputs);
  const weights = new Float32Array(inputs * outputs);
  for (let o = 0; o < outputs; o++) {
    const panel = (o - (o % PANEL)) * inputs8 + (o % PANEL);
    for (let i = 0; i < inputs; i++) weights[o * inputs + i] = panels[panel + i * PANEL];
  }
  return weights;
}

/** Packs a mask of 0 and 1. @param bits  Receives [outputs8/8][inputs8]. @param mask  [O × I] */
export function packMaskInto(bits: Uint8Array, mask: Uint8Array, { inputs, outputs }: LayerShape): void {
  const inputs8 = padded8(inputs);
  bits.fill(0);
  for (let o = 0; o < outputs; o++) {
    const panel = ((o - (o % PANEL)) / PANEL) * inputs8;
    const bit = 1 << (o % PANEL);
    for (let i = 0; i < inputs; i++) if (mask[o * inputs + i] !== 0) bits[panel + i] |= bit;
  }
}

/** Multiplies packed weights with a packed mask; a negative weight becomes −0. */
export function maskPanels(panels: Float32Array, bits: Uint8Array): void {
  for (let at = 0; at < panels.length; at++) panels[at] *= (bits[at >> 3] >> (at & 7)) & 1;
}
