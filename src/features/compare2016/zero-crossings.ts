/**
 * Zero-crossing rate `pcm_zcr`: sign changes per sample of an unwindowed long frame.
 *
 *   counted at i = 1 .. L−2 if x[i−1]·x[i] < 0, or x[i] = 0 and x[i−1]·x[i+1] <= 0;   rate = count / L
 *
 * The last pair of samples is not tested, and digital silence counts everywhere: its rate is (L−2)/L.
 *
 * Source  specification, section 4.
 */

export function zeroCrossingRate(samples: Float32Array, start: number, length: number): number {
  let count = 0;
  for (let n = start + 1; n < start + length - 1; n++) {
    if (samples[n - 1] * samples[n] < 0 || (samples[n] === 0 && samples[n - 1] * samples[n + 1] <= 0)) count++;
  }
  return count / length;
}
