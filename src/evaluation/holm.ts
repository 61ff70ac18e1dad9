/**
 * Holm's step-down correction of several p-values: keeps the chance of any false rejection at the level of one test.
 *
 *   adjusted₍ᵢ₎ = max over j ≤ i of min(1, (m − j + 1) · p₍ⱼ₎),   p₍₁₎ ≤ … ≤ p₍ₘ₎
 *
 * Source: S. Holm 1979, "A Simple Sequentially Rejective Multiple Test Procedure", Scand. J. Statistics 6(2).
 */

/** Adjusted p-values in the order of the given ones: reject where adjusted ≤ level. */
export function holm(pValues: readonly number[]): number[] {
  const ascending = pValues.map((p, test) => ({ p, test })).sort((a, b) => a.p - b.p);
  const adjusted = pValues.map(() => 0);
  let highest = 0;
  ascending.forEach(({ p, test }, rank) => {
    highest = Math.max(highest, Math.min(1, (pValues.length - rank) * p));
    adjusted[test] = highest;
  });
  return adjusted;
}
