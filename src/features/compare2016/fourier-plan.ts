/**
 * Plan of the float32 Fourier transform: which blocks are split how, and the factors of the butterflies.
 *
 * Letters and section numbers are those of the source: "Single-precision real FFT, bit-exact description"
 * (fft-float32-spec.md), which says with which roundings the features are defined. Complex numbers are pairs [x, y].
 */

const f32 = Math.fround;

/** π/4 and 3π/4, each rounded once. */
const P = f32(Math.PI / 4);
const P3 = f32(3 * P);
/** cos(π/4) */
export const G = f32(Math.cos(P));

type Complex = readonly [x: number, y: number];

/** All blocks of one length and kind: A is an ordinary transform, B one that is twisted by half a step. */
export interface BlockSet {
  readonly kind: "A" | "B";
  readonly length: number;
  readonly starts: number[];
}

/** Where the blocks of each length and kind lie, longest first. @param half  Complex length of the transform. */
export function blocksByLength(half: number): BlockSet[] {
  const sets: BlockSet[] = [];
  let a = [0];
  let b: number[] = [];
  for (let length = half; length >= 2; length /= 4) {
    sets.push({ kind: "A", length, starts: a }, { kind: "B", length, starts: b });
    const part = (starts: number[], j: number) => starts.map((start) => start + (j * length) / 4);
    const nextA = [...part(a, 0), ...part(a, 2), ...part(a, 3), ...part(b, 0), ...part(b, 2)];
    b = [...part(a, 1), ...part(b, 1), ...part(b, 3)].sort((x, y) => x - y);
    a = nextA.sort((x, y) => x - y);
  }
  return sets.filter(({ starts }) => starts.length > 0);
}

/** Section 2: e^(2πi r) and its cube, from float32 angles. 0 < r < 1/8 */
function w(r: number): Complex {
  const angle = f32(P * (8 * r));
  return [f32(Math.cos(angle)), f32(Math.sin(angle))];
}
function v(r: number): Complex {
  const angle = f32(P3 * (8 * r));
  return [f32(Math.cos(angle)), f32(Math.sin(angle))];
}
/** The same, mirrored about an eighth turn. */
function mirroredW([x, y]: Complex): Complex {
  return [y, x];
}
function mirroredV([x, y]: Complex): Complex {
  return [-y, -x];
}

const NO_FACTOR: Complex = [0, 0];

/** Factors [W V] of an A block; odd rows of the outermost one are interpolated between their neighbours (section 5). */
export function factorsA(length: number, outermost: boolean): Complex[][] {
  const quarter = length / 4;
  const k1 = f32(0.5 / Math.cos(P * (8 / length)));
  const k3 = f32(0.5 / Math.cos(P3 * (8 / length)));
  const between = (k: number, a: Complex, b: Complex): Complex => [
    f32(k * f32(a[0] + b[0])),
    f32(k * f32(a[1] + b[1])),
  ];
  const tabulatedW = (u: number): Complex => (u === 0 ? [1, 0] : 2 * u === quarter ? [G, G] : w(u / length));
  const tabulatedV = (u: number): Complex => (u === 0 ? [1, 0] : 2 * u === quarter ? [-G, G] : v(u / length));
  const row = (u: number): Complex[] => {
    if (u === 0 || 2 * u === quarter) return [NO_FACTOR, NO_FACTOR];
    if (2 * u > quarter) {
      const [mirrorW, mirrorV] = row(quarter - u);
      return [mirroredW(mirrorW), mirroredV(mirrorV)];
    }
    if (outermost && u % 2 === 1)
      return [between(k1, tabulatedW(u - 1), tabulatedW(u + 1)), between(k3, tabulatedV(u - 1), tabulatedV(u + 1))];
    return [w(u / length), v(u / length)];
  };
  const rows = Array.from({ length: quarter }, (_, u) => row(u));
  if (length === 16) {
    const [x, y] = w(1 / 16);
    rows[1] = [w(1 / 16), [y, x]];
    rows[3] = [mirroredW(w(1 / 16)), [-x, -y]];
  }
  return rows;
}

/** Factors [W Wm V Vm] of a B block; the signs of the middle row are merged into its factors. */
export function factorsB(length: number): Complex[][] {
  const quarter = length / 4;
  const [hx, hy] = w(1 / 16);
  return Array.from({ length: quarter }, (_, u): Complex[] => {
    if (u === 0) return [NO_FACTOR, NO_FACTOR, NO_FACTOR, NO_FACTOR];
    if (2 * u === quarter)
      return [
        [hx, hy],
        [hy, hx],
        [hy, hx],
        [-hx, -hy],
      ];
    const r = u / (2 * length);
    const mirror = (quarter - u) / (2 * length);
    return [w(r), mirroredW(w(mirror)), v(r), mirroredV(v(mirror))];
  });
}

/** Place of Z[k] after the splits, per k. [half] */
export function bitReversal(half: number): Int32Array {
  const bits = 31 - Math.clz32(half);
  return Int32Array.from({ length: half }, (_, k) => {
    let reversed = 0;
    for (let bit = 0; bit < bits; bit++) reversed |= ((k >> bit) & 1) << (bits - 1 - bit);
    return reversed;
  });
}

/** (0.5 − S, C) of the real post-processing (section 6), p = 0 .. N/4 − 1. [N/4 × 2] @param length  N */
export function recombinationFactors(length: number): Float32Array {
  const theta = (j: number) => f32(P * ((8 * j) / length));
  const factors = new Float32Array(length / 2);
  for (let p = 1; p < length / 4; p++) {
    const swapped = p > length / 8;
    const angle = theta(swapped ? length / 4 - p : p);
    const sine = p === length / 8 ? G : f32(Math.sin(angle));
    const cosine = p === length / 8 ? G : f32(Math.cos(angle));
    factors[2 * p] = 0.5 - 0.5 * (swapped ? cosine : sine);
    factors[2 * p + 1] = 0.5 * (swapped ? sine : cosine);
  }
  return factors;
}
