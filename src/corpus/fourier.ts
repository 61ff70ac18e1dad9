/**
 * Fourier transform of complex numbers in double precision, for the few pairs of recordings that are compared sample by
 * sample: plain, not fast.
 *
 *   X[k] = Σ_n x[n] e^(−2πi n k / N)
 *
 * Source  J. W. Cooley, J. W. Tukey 1965, "An algorithm for the machine calculation of complex Fourier series".
 */

/** Transforms of one length. */
export class Fourier {
  readonly length: number;
  readonly #cosines: Float64Array;
  readonly #sines: Float64Array;
  readonly #reversed: Uint32Array;

  /** @param length  Power of two. */
  constructor(length: number) {
    this.length = length;
    this.#cosines = Float64Array.from({ length: length / 2 }, (_, k) => Math.cos((2 * Math.PI * k) / length));
    this.#sines = Float64Array.from({ length: length / 2 }, (_, k) => -Math.sin((2 * Math.PI * k) / length));
    const bits = Math.log2(length);
    this.#reversed = new Uint32Array(length);
    for (let n = 1; n < length; n++) this.#reversed[n] = (this.#reversed[n >> 1] >> 1) | ((n & 1) << (bits - 1));
  }

  /** In place. [N], [N] */
  transformInto(re: Float64Array, im: Float64Array): void {
    for (let n = 0; n < this.length; n++) {
      const other = this.#reversed[n];
      if (other <= n) continue;
      [re[n], re[other]] = [re[other], re[n]];
      [im[n], im[other]] = [im[other], im[n]];
    }
    for (let half = 1; half < this.length; half *= 2) this.#butterflies(re, im, half);
  }

  #butterflies(re: Float64Array, im: Float64Array, half: number): void {
    const stride = this.length / (2 * half);
    for (let start = 0; start < this.length; start += 2 * half) {
      for (let k = 0; k < half; k++) {
        const [low, high] = [start + k, start + k + half];
        const [c, s] = [this.#cosines[k * stride], this.#sines[k * stride]];
        const x = re[high] * c - im[high] * s;
        const y = re[high] * s + im[high] * c;
        re[high] = re[low] - x;
        im[high] = im[low] - y;
        re[low] += x;
        im[low] += y;
      }
    }
  }
}
