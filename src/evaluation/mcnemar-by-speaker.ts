/**
 * McNemar's test where recordings of one speaker are not independent: speakers are, each with the sum of its differences.
 *
 *   x_s = L_s − W_s       recordings of speaker s that only the first gets right, less those that only the second does
 *   chi2        = (Σ x)² / Σ x²                              asymptotic  p = P(χ²₁ ≥ chi2)
 *   sign flips  p = P(|Σ ± x_s| ≥ |Σ x_s|), every sign + or − with chance ½: all 2ᴷ of them, by convolution, not drawn
 *
 * With one recording of each speaker chi2 is McNemar's and the sign flips are his exact test. Both keep their level where
 * speakers differ: the asymptotic one from about 20 speakers whose answers differ on; the flips with any number (they
 * suppose only that, were the classifiers alike, a speaker's difference could as well be the other way round). K speakers
 * have no p below 2 · 2⁻ᴷ.
 *
 * Source  V. L. Durkalski et al. 2003, "Analysis of clustered matched-pair data", Statistics in Medicine 22(15).
 */

import { chiSquareUpperTail } from "../core/erfc.ts";

/** McNemar's test over speakers. */
export interface SpeakerMcNemar {
  /** Speakers of whom one classifier gets more recordings right. */
  readonly differing: number;
  readonly chi2: number;
  readonly pAsymptotic: number;
  /** Of all signs flipped. */
  readonly pSignFlips: number;
}

/** McNemar's test with speakers as units. @param differences  x_s of each speaker: whole numbers. */
export function mcnemarBySpeaker(differences: readonly number[]): SpeakerMcNemar {
  const varying = differences.filter((x) => x !== 0);
  if (varying.length === 0) return { differing: 0, chi2: 0, pAsymptotic: 1, pSignFlips: 1 };
  const sum = varying.reduce((total, x) => total + x, 0);
  const chi2 = sum ** 2 / varying.reduce((total, x) => total + x ** 2, 0);
  return {
    differing: varying.length,
    chi2,
    pAsymptotic: chiSquareUpperTail(chi2),
    pSignFlips: signFlipTail(varying.map(Math.abs), Math.abs(sum)),
  };
}

/** x_s of each speaker. @param difference  Of a recording, by its row: 1, 0 or −1. */
export function differencesBySpeaker(speakers: readonly string[], difference: (row: number) => number): number[] {
  const sums = new Map<string, number>();
  for (const [row, speaker] of speakers.entries()) sums.set(speaker, (sums.get(speaker) ?? 0) + difference(row));
  return [...sums.values()];
}

/** P(|Σ ± size| ≥ reached). @param sizes  Whole numbers above 0. */
function signFlipTail(sizes: readonly number[], reached: number): number {
  const most = sizes.reduce((total, size) => total + size, 0);
  // Chance that the positive signs sum to i: then Σ ± size is 2 i − most
  let chances = new Float64Array(most + 1);
  chances[0] = 1;
  let end = 0;
  for (const size of sizes) {
    const next = new Float64Array(most + 1);
    for (let i = 0; i <= end; i++) {
      next[i] += chances[i] / 2;
      next[i + size] += chances[i] / 2;
    }
    end += size;
    chances = next;
  }
  let tail = 0;
  for (let i = 0; i <= most; i++) if (Math.abs(2 * i - most) >= reached) tail += chances[i];
  return Math.min(1, tail);
}
