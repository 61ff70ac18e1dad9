/**
 * The sound that a self-test makes by itself, here and in C with the same samples: silence, pulses that glide, noise, through a
 * resonance at 700 Hz, a quarter of a second each.
 */

const SEED = 2463534242;

/** @param count  Samples at 16 kHz. */
export function selfTestSound(count: number): Int16Array {
  let random = SEED;
  let phase = 0;
  let period = 90;
  let [y1, y2] = [0, 0];
  return Int16Array.from({ length: count }, (_, n) => {
    random ^= random << 13;
    random ^= random >>> 17;
    random ^= random << 5;
    const noise = (random >>> 20) - 2048;
    let pulse = 0;
    if (++phase >= period) {
      phase = 0;
      period = 90 + (Math.floor(n / 1024) % 64);
      pulse = 6000;
    }
    const x = excitation(Math.floor(n / 4000) % 4, pulse, noise);
    const y = x + Math.floor((7490 * y1 - 3697 * y2) / 4096);
    [y1, y2] = [y, y1];
    return Math.max(-32_768, Math.min(32_767, y));
  });
}

/** Divisions as C has them, towards zero. */
function excitation(segment: number, pulse: number, noise: number): number {
  switch (segment) {
    case 0:
      return Math.trunc(noise / 256);
    case 1:
      return pulse + Math.trunc(noise / 64);
    case 2:
      return Math.trunc(noise / 2);
    default:
      return Math.trunc(pulse / 2) + Math.trunc(noise / 16);
  }
}
