/**
 * Zero-crossing rate `pcm_zcr`: sign changes per sample of an unwindowed long frame.
 *
 *   counted at i = 1 .. L−2 if x[i−1]·x[i] < 0, or x[i] = 0 and x[i−1]·x[i+1] <= 0;   rate = count / L
 *
 * The last pair of samples is not tested, and digital silence counts everywhere: its rate is (L−2)/L.
 *
 * Source  specification, section 4.
 */

/** The rate in one frame. */
export function zeroCrossingRate(samples: Float32Array, start: number, length: number): number {
  let count = 0;
  for (let n = start + 1; n < start + length - 1; n++) count += crosses(samples, n);
  return count / length;
}

/** Writes the rates of `frames` overlapping frames; each sample is tested once. */
export function zeroCrossingRatesInto(
  rates: Float32Array,
  samples: Float32Array,
  hopLength: number,
  length: number,
  frames: number,
): void {
  // A ring of results: those of a frame are looked up again when they leave it.
  const ring = new Uint8Array(2 ** Math.ceil(Math.log2(length + hopLength)));
  const mask = ring.length - 1;
  let entering = 1;
  let leaving = 1;
  let count = 0;
  for (let frame = 0; frame < frames; frame++) {
    const start = frame * hopLength;
    for (; leaving < start + 1; leaving++) count -= ring[leaving & mask];
    for (; entering < start + length - 1; entering++) {
      const crossing = crosses(samples, entering);
      ring[entering & mask] = crossing;
      count += crossing;
    }
    rates[frame] = count / length;
  }
}

/** 1 if the sign changes at sample n, else 0. */
function crosses(samples: Float32Array, n: number): number {
  const here = samples[n];
  return samples[n - 1] * here < 0 || (here === 0 && samples[n - 1] * samples[n + 1] <= 0) ? 1 : 0;
}
