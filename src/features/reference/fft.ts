/**
 * Magnitude spectrum of a real frame by a float32 Fourier transform, one operation after the other: the plain version of
 * what compare2016/spectrum.ts does four at a time, kept to test it against.
 *
 *   M[k] = | Σ_n x[n] e^(2πi n k / N) |,   k = 0 .. N/2, no scaling
 *
 * Pairs of samples are packed into H = N/2 complex numbers, split by radix-4 butterflies in place into blocks of H/4,
 * H/16, ... and recombined. Blocks come in two kinds: A is an ordinary transform, B one whose input would be twisted by
 * e^(2πi n/(2L)); the twist is merged into its butterflies. A splits into A B A A, B into A B A B.
 * Each operation rounds to float32 once, and no two may be merged: features such as the linear prediction of smooth
 * contours amplify the last bit to a visible difference. The order of operations is the point of this file.
 *
 * Out     at most 2 float32 units in the last place of the largest magnitude away from the exact transform.
 * Source  "Single-precision real FFT, bit-exact description" (fft-float32-spec.md), sections 2 to 7; the letters are its.
 */

import {
  type BlockSet,
  bitReversal,
  blocksByLength,
  factorsA,
  factorsB,
  G,
  recombinationFactors,
} from "../compare2016/fourier-plan.ts";

const f32 = Math.fround;

/** All blocks of one length and kind, and the factors of their butterflies. */
interface Split {
  readonly kind: "A" | "B";
  /** Length of the four parts. */
  readonly quarter: number;
  /** Where the blocks begin, in floats. */
  readonly offsets: Int32Array;
  /** Per u = 0 .. quarter − 1: A [W V], B [W Wm V Vm], two floats each; rows that butterflies without factors use are 0. */
  readonly factors: Float32Array;
}

/** Transforms of one length. */
export class ReferenceFft {
  /** Input; the caller fills it before each call, and finds it overwritten afterwards. [N] */
  readonly frame: Float32Array;
  readonly #splits: readonly Split[];
  /** Starts of the blocks of length 2, in floats. */
  readonly #pairsA: Int32Array;
  readonly #pairsB: Int32Array;
  /** Position of Z[k] in floats. [H] */
  readonly #position: Int32Array;
  /** (0.5 − S, C) of the real post-processing. [H/2 × 2] */
  readonly #recombination: Float32Array;

  /** @param length  Power of two, at least 16. */
  constructor(length: number) {
    if (!Number.isInteger(Math.log2(length)) || length < 16)
      throw new RangeError(`ReferenceFft: length must be a power of two of at least 16, got ${length}`);
    const half = length / 2;
    const blocks = blocksByLength(half);
    this.frame = new Float32Array(length);
    this.#splits = blocks.filter(({ length }) => length >= 4).map((block) => splitOf(block, half));
    this.#pairsA = offsetsOf(blocks, "A", 2);
    this.#pairsB = offsetsOf(blocks, "B", 2);
    this.#position = bitReversal(half).map((place) => 2 * place);
    this.#recombination = recombinationFactors(length);
  }

  /** Writes M[0 .. N/2] of the frame. */
  magnitudesInto(magnitudes: Float32Array): void {
    const z = this.frame;
    for (const split of this.#splits) {
      if (split.kind === "A") splitAInto(z, split.offsets, split.quarter, split.factors);
      else splitBInto(z, split.offsets, split.quarter, split.factors);
    }
    pairsInto(z, this.#pairsA, this.#pairsB);
    recombineInto(magnitudes, z, this.#position, this.#recombination);
  }
}

/** Section 4.1. */
function splitAInto(z: Float32Array, offsets: Int32Array, quarter: number, factors: Float32Array): void {
  const q = 2 * quarter;
  for (let block = 0; block < offsets.length; block++) {
    const first = offsets[block];
    for (let u = 0; u < quarter; u++) {
      const i0 = first + 2 * u;
      const i1 = i0 + q;
      const i2 = i1 + q;
      const i3 = i2 + q;
      const sx = f32(z[i0] + z[i2]);
      const sy = f32(z[i0 + 1] + z[i2 + 1]);
      const dx = f32(z[i0] - z[i2]);
      const dy = f32(z[i0 + 1] - z[i2 + 1]);
      const tx = f32(z[i1] + z[i3]);
      const ty = f32(z[i1 + 1] + z[i3 + 1]);
      const ex = f32(z[i1] - z[i3]);
      const ey = f32(z[i1 + 1] - z[i3 + 1]);
      const px = f32(dx - ey);
      const py = f32(dy + ex);
      const mx = f32(dx + ey);
      const my = f32(dy - ex);
      z[i0] = sx + tx;
      z[i0 + 1] = sy + ty;
      z[i1] = sx - tx;
      z[i1 + 1] = sy - ty;
      if (u === 0) {
        z[i2] = px;
        z[i2 + 1] = py;
        z[i3] = mx;
        z[i3 + 1] = my;
      } else if (2 * u === quarter) {
        z[i2] = G * f32(px - py);
        z[i2 + 1] = G * f32(py + px);
        z[i3] = -G * f32(mx + my);
        z[i3 + 1] = -G * f32(my - mx);
      } else {
        const wx = factors[4 * u];
        const wy = factors[4 * u + 1];
        const vx = factors[4 * u + 2];
        const vy = factors[4 * u + 3];
        z[i2] = f32(wx * px) - f32(wy * py);
        z[i2 + 1] = f32(wx * py) + f32(wy * px);
        z[i3] = f32(vx * mx) - f32(vy * my);
        z[i3 + 1] = f32(vx * my) + f32(vy * mx);
      }
    }
  }
}

/** Section 4.2. */
function splitBInto(z: Float32Array, offsets: Int32Array, quarter: number, factors: Float32Array): void {
  const q = 2 * quarter;
  for (let block = 0; block < offsets.length; block++) {
    const first = offsets[block];
    for (let u = 0; u < quarter; u++) {
      const i0 = first + 2 * u;
      const i1 = i0 + q;
      const i2 = i1 + q;
      const i3 = i2 + q;
      const px = f32(z[i0] - z[i2 + 1]);
      const py = f32(z[i0 + 1] + z[i2]);
      const mx = f32(z[i0] + z[i2 + 1]);
      const my = f32(z[i0 + 1] - z[i2]);
      const rx = f32(z[i1] - z[i3 + 1]);
      const ry = f32(z[i1 + 1] + z[i3]);
      const nx = f32(z[i1] + z[i3 + 1]);
      const ny = f32(z[i1 + 1] - z[i3]);
      if (u === 0) {
        const ax = f32(G * f32(rx - ry));
        const ay = f32(G * f32(ry + rx));
        const bx = f32(G * f32(nx - ny));
        const by = f32(G * f32(ny + nx));
        z[i0] = px + ax;
        z[i0 + 1] = py + ay;
        z[i1] = px - ax;
        z[i1 + 1] = py - ay;
        z[i2] = mx - by;
        z[i2 + 1] = my + bx;
        z[i3] = mx + by;
        z[i3 + 1] = my - bx;
      } else {
        const f = 8 * u;
        const ax = f32(f32(factors[f] * px) - f32(factors[f + 1] * py));
        const ay = f32(f32(factors[f] * py) + f32(factors[f + 1] * px));
        const bx = f32(f32(factors[f + 2] * rx) - f32(factors[f + 3] * ry));
        const by = f32(f32(factors[f + 2] * ry) + f32(factors[f + 3] * rx));
        const cx = f32(f32(factors[f + 4] * mx) - f32(factors[f + 5] * my));
        const cy = f32(f32(factors[f + 4] * my) + f32(factors[f + 5] * mx));
        const ex = f32(f32(factors[f + 6] * nx) - f32(factors[f + 7] * ny));
        const ey = f32(f32(factors[f + 6] * ny) + f32(factors[f + 7] * nx));
        z[i0] = ax + bx;
        z[i0 + 1] = ay + by;
        z[i1] = ax - bx;
        z[i1 + 1] = ay - by;
        z[i2] = cx + ex;
        z[i2 + 1] = cy + ey;
        z[i3] = cx - ex;
        z[i3 + 1] = cy - ey;
      }
    }
  }
}

/** Blocks of length 2: (z0 + z1, z0 − z1) for kind A, with i·z1 in place of z1 for kind B. */
function pairsInto(z: Float32Array, pairsA: Int32Array, pairsB: Int32Array): void {
  for (let block = 0; block < pairsA.length; block++) {
    const i = pairsA[block];
    const x = z[i + 2];
    const y = z[i + 3];
    z[i + 2] = z[i] - x;
    z[i + 3] = z[i + 1] - y;
    z[i] += x;
    z[i + 1] += y;
  }
  for (let block = 0; block < pairsB.length; block++) {
    const i = pairsB[block];
    const x = z[i + 2];
    const y = z[i + 3];
    z[i + 2] = z[i] + y;
    z[i + 3] = z[i + 1] - x;
    z[i] -= y;
    z[i + 1] += x;
  }
}

/** Sections 3.3, 6 and 7: from the transform of the pairs to the magnitudes of the real transform. */
function recombineInto(
  magnitudes: Float32Array,
  z: Float32Array,
  position: Int32Array,
  recombination: Float32Array,
): void {
  const half = position.length;
  magnitudes[0] = Math.abs(f32(z[0] + z[1]));
  magnitudes[half] = Math.abs(f32(z[0] - z[1]));
  const middle = position[half / 2];
  magnitudes[half / 2] = magnitude(z[middle], z[middle + 1]);
  for (let p = 1; p < half / 2; p++) {
    const low = position[p];
    const high = position[half - p];
    const dx = f32(z[low] - z[high]);
    const dy = f32(z[low + 1] + z[high + 1]);
    const fx = recombination[2 * p];
    const fy = recombination[2 * p + 1];
    const yx = f32(f32(fx * dx) - f32(fy * dy));
    const yy = f32(f32(fx * dy) + f32(fy * dx));
    magnitudes[p] = magnitude(f32(z[low] - yx), f32(z[low + 1] - yy));
    magnitudes[half - p] = magnitude(f32(z[high] + yx), f32(z[high + 1] - yy));
  }
}

function magnitude(real: number, imaginary: number): number {
  return Math.sqrt(f32(f32(real * real) + f32(imaginary * imaginary)));
}

function offsetsOf(blocks: readonly BlockSet[], kind: "A" | "B", length: number): Int32Array {
  const starts = blocks.find((block) => block.kind === kind && block.length === length)?.starts ?? [];
  return Int32Array.from(starts, (start) => 2 * start);
}

function splitOf({ kind, length, starts }: BlockSet, half: number): Split {
  const quarter = length / 4;
  const offsets = Int32Array.from(starts, (start) => 2 * start);
  const rows = kind === "A" ? factorsA(length, length === half) : factorsB(length);
  return { kind, quarter, offsets, factors: Float32Array.from(rows.flat(2)) };
}
