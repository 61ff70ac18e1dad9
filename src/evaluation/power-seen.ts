/**
 * What a comparison says of the next one: how often answers differ, how alike a speaker's differences are, what the present
 * speakers could show at all, and how many would be needed (power.ts).
 *
 *   d = discordant / N        m = N / K        ρ = (design effect of the drop − 1) / (m − 1), 0 to 1
 *   smallest margin of the present data, at a true drop of 0:   (t(1 − α, ν) + z(power)) · standard error of the drop
 *
 * The design effect is not known below 10 speakers; 0.05 is supposed then. Where no speakers are known, recordings take their
 * place.
 */

import { normalQuantile } from "../core/normal-quantile.ts";
import { studentsTQuantile } from "../core/students-t.ts";
import type { Comparison } from "./compare.ts";
import type { Evaluation } from "./evaluate.ts";
import { POWER_DEFAULTS, type PowerDesign, SUPPOSED_CORRELATION } from "./power.ts";

/** The design of a comparison, and what its own data could show. */
export interface SeenPower {
  readonly design: PowerDesign;
  /** False where the correlation is supposed. */
  readonly correlationSeen: boolean;
  readonly unit: "speaker" | "recording";
  readonly units: number;
  /** Null where the data allow no verdict at any margin. */
  readonly smallestMargin: number | null;
}

/**
 * @param evaluation  Of the compressed network, on the recordings of the comparison.
 * @param power       Chance to show the smallest margin.
 */
export function seenPower(
  { recordings, confusion }: Pick<Evaluation, "recordings" | "confusion">,
  { uarDrop, nonInferiority }: Pick<Comparison, "uarDrop" | "nonInferiority">,
  alpha: number = nonInferiority.alpha,
  power: number = POWER_DEFAULTS.power,
): SeenPower {
  const { unit, unitCount, stratified, designEffect, standardError, freedom } = uarDrop;
  const perUnit = recordings / unitCount;
  const seen = designEffect !== null && perUnit > 1;
  const correlation = seen ? Math.min(1, Math.max(0, (designEffect - 1) / (perUnit - 1))) : SUPPOSED_CORRELATION;
  const counts = confusion.map((row) => row.reduce((sum, count) => sum + count, 0)).filter((count) => count > 0);
  return {
    design: {
      discordance: nonInferiority.discordant / recordings,
      correlation: perUnit > 1 ? correlation : 0,
      recordingsPerSpeaker: perUnit,
      classShares: counts.map((count) => count / recordings),
      everyClass: !stratified,
    },
    correlationSeen: seen || perUnit <= 1,
    unit,
    units: unitCount,
    smallestMargin:
      freedom > 0 && !nonInferiority.tooFewUnits
        ? (studentsTQuantile(1 - alpha, freedom) + normalQuantile(power)) * standardError
        : null,
  };
}
