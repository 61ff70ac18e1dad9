/**
 * Spread of a figure over training seeds: mean and sample standard deviation.
 *
 *   mean = Σ x / n          standardDeviation = sqrt(Σ (x − mean)² / (n − 1))
 *
 * The spread between seeds is often larger than the effect of compression, so a single seed proves little.
 */

/** How far a number differs from seed to seed. */
export interface Spread {
  readonly mean: number;
  /** Null for a single value: one seed tells nothing of the spread. */
  readonly standardDeviation: number | null;
  readonly lowest: number;
  readonly highest: number;
  readonly count: number;
}

/** Mean, sample standard deviation and range of some finite values. */
export function spread(values: readonly number[]): Spread {
  const count = values.length;
  if (count === 0) throw new RangeError("spread: there must be at least 1 value, got 0");
  const mean = values.reduce((sum, value) => sum + value, 0) / count;
  const squares = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return {
    mean,
    standardDeviation: count === 1 ? null : Math.sqrt(squares / (count - 1)),
    lowest: Math.min(...values),
    highest: Math.max(...values),
    count,
  };
}
