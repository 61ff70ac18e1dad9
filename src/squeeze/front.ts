/**
 * The front of a search: the candidates that no smaller one beats on devel.
 */

import type { CandidateResult, SqueezeResult } from "./squeeze-result.ts";

/** From large to small. Of equal sizes the better one, of equally good ones the smaller one is on the front. */
export function front({ candidates }: SqueezeResult): CandidateResult[] {
  const ascending = [...candidates].sort((a, b) => a.bytes - b.bytes || b.develUar - a.develUar);
  let best = Number.NEGATIVE_INFINITY;
  const found = ascending.filter(({ develUar }) => {
    if (develUar <= best) return false;
    best = develUar;
    return true;
  });
  return found.reverse();
}
