/**
 * The floor: how few bits values and positions take, for a coder that looks at one at a time.
 *
 *   H(values) = −Σ p_s · log2 p_s               H₂(d) = −d · log2 d − (1 − d) · log2 (1 − d)
 *
 * Source  C. Shannon 1948, "A Mathematical Theory of Communication", section 6.
 */

/** Zero-order entropy of symbols that occur this often, in bits a symbol. */
export function entropyBits(counts: ArrayLike<number>): number {
  const present = Array.from(counts).filter((count) => count > 0);
  const total = present.reduce((sum, count) => sum + count, 0);
  return present.reduce((bits, count) => bits - (count / total) * Math.log2(count / total), 0);
}

/** Entropy of a yes or no of this probability, in bits. */
export function binaryEntropyBits(probability: number): number {
  return entropyBits([probability, 1 - probability]);
}
