/**
 * Masks by magnitude: the k largest weights of a kernel survive, and with them whatever equals the k-th.
 *
 *   threshold = k-th largest |w|            mask = |w| >= threshold
 *
 * The order of non-negative float32 numbers is the order of their bit patterns, so the threshold is found exactly by
 * counting: a histogram of the upper 16 bits of |w|, then one of the lower 16 within the bin that holds the k-th.
 * Two passes over the weights, no copy and no sort.
 */

const HALF_BITS = 16;
const BIN_COUNT = 1 << HALF_BITS;
const LOW_HALF = BIN_COUNT - 1;
const MAGNITUDE_BITS = 0x7fffffff;

/**
 * The k-th largest |w|.
 *
 * @param weights  Finite.
 * @param k        1 to the number of weights.
 * @throws RangeError if k is out of range.
 */
export function magnitudeThreshold(weights: Float32Array, k: number): number {
  if (!Number.isInteger(k) || k < 1 || k > weights.length)
    throw new RangeError(`magnitudeThreshold: k must be an integer from 1 to ${weights.length}, got ${k}`);
  const bits = new Uint32Array(weights.buffer, weights.byteOffset, weights.length);

  const upperCounts = new Uint32Array(BIN_COUNT);
  for (let i = 0; i < bits.length; i++) upperCounts[(bits[i] & MAGNITUDE_BITS) >>> HALF_BITS]++;
  const upper = binOfRank(upperCounts, k);

  const lowerCounts = new Uint32Array(BIN_COUNT);
  for (let i = 0; i < bits.length; i++) {
    const magnitude = bits[i] & MAGNITUDE_BITS;
    if (magnitude >>> HALF_BITS === upper.bin) lowerCounts[magnitude & LOW_HALF]++;
  }
  const lower = binOfRank(lowerCounts, k - upper.above);
  return floatOfBits((upper.bin << HALF_BITS) | lower.bin);
}

/** The bin, counted from the top, that holds the k-th largest, and how many lie above it. */
function binOfRank(counts: Uint32Array, k: number): { bin: number; above: number } {
  let above = 0;
  let bin = counts.length - 1;
  while (above + counts[bin] < k) above += counts[bin--];
  return { bin, above };
}

function floatOfBits(bits: number): number {
  return new Float32Array(Uint32Array.of(bits).buffer)[0];
}

/**
 * 1 where a weight survives, 0 where it is pruned. Ties with the threshold survive, so there may be more than asked for.
 *
 * @param weights    Finite.
 * @param survivors  How many shall survive; 0 prunes everything.
 */
export function magnitudeMask(weights: Float32Array, survivors: number): Uint8Array {
  const mask = new Uint8Array(weights.length);
  if (survivors === 0) return mask;
  const threshold = magnitudeThreshold(weights, survivors);
  for (let i = 0; i < weights.length; i++) mask[i] = Math.abs(weights[i]) >= threshold ? 1 : 0;
  return mask;
}
