/**
 * Normal numbers without tails, so that no speaker and no sound is a monster.
 */

import type { Random } from "../../core/random.ts";

const MAX_SD = 2.5;

/** A standard normal number kept within ±2.5. */
export function boundedNormal(random: Random): number {
  return Math.max(-MAX_SD, Math.min(MAX_SD, random.normal()));
}
