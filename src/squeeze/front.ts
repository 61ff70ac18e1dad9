/**
 * The front of a search: the candidates that no other one beats on devel, in bytes and, where a device is meant, in
 * instructions.
 */

import type { CandidateResult, SqueezeResult } from "./squeeze-result.ts";

/**
 * From large to small: those that no other one equals or beats in size, UAR and instructions at once; of equals the first.
 *
 * Without a device's budget instructions do not count.
 */
export function front({ candidates, budget }: SqueezeResult): CandidateResult[] {
  const instructionsOf = ({ price }: CandidateResult) => (budget ? (price?.instructionsPerSecond ?? Infinity) : 0);
  const ascending = [...candidates].sort(
    (a, b) => a.bytes - b.bytes || b.develUar - a.develUar || instructionsOf(a) - instructionsOf(b),
  );
  const found: CandidateResult[] = [];
  for (const candidate of ascending) {
    const isBeaten = found.some(
      (other) => other.develUar >= candidate.develUar && instructionsOf(other) <= instructionsOf(candidate),
    );
    if (!isBeaten) found.push(candidate);
  }
  return found.reverse();
}
