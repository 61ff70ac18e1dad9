/**
 * How a reproduction squeezes: which search, and which of its networks count as the original's own.
 */

import { type Family, SQUEEZE_DEFAULTS, type SqueezeOptions } from "../squeeze/options.ts";
import type { CandidateResult, SqueezeResult } from "../squeeze/squeeze-result.ts";

/**
 * The search of a reproduction: shorter than that of `coldpress squeeze`, so that three models end within 12 minutes on two
 * cores.
 *
 *   sparsities   from 99 %, in steps of five instead of two: the first step takes three fifths of the path's time
 *   widths       without the two narrowest, which on EmoDB lose 0.1 of UAR to linear classifiers of their size
 *   bits         4: codebooks of 3 bits give files that are a tenth smaller, for a second fine-tuning of every network
 *   steps        two thirds of the retraining, half of the fine-tuning
 */
export const REPRODUCE_SQUEEZE: SqueezeOptions = {
  ...SQUEEZE_DEFAULTS,
  sparsities: [0.99, 0.998, 0.9995, 0.9998, 0.9999],
  widths: [
    { neurons: 64, inputs: 2048 },
    { neurons: 32, inputs: 1024 },
    { neurons: 16, inputs: 512 },
  ],
  bits: [4],
  training: { ...SQUEEZE_DEFAULTS.training, steps: 400 },
  fineTuning: { ...SQUEEZE_DEFAULTS.fineTuning, steps: 75 },
};

/** Ways whose networks have the same shape whatever the original: its answers alone are new to them. */
const OWN_SHAPE: readonly Family[] = ["linear", "small"];

/** The options for the models after the first, whose search has tried what hardly depends on the model. */
export function laterModels(options: SqueezeOptions): SqueezeOptions {
  return { ...options, families: options.families.filter((family) => !OWN_SHAPE.includes(family)) };
}

/**
 * What the rule of squeeze/choose.ts takes of the networks that are made of the original's own weights: where the choice
 * is a linear classifier or a network trained small, the pruned original still stands beside it.
 */
export function chosenOfOriginal({ candidates, familyChoices }: SqueezeResult): CandidateResult | undefined {
  const own = familyChoices.flatMap(({ name, basis }) => {
    const candidate = candidates.find((other) => other.name === name);
    return candidate && isOfOriginal(candidate) ? [{ candidate, basis }] : [];
  });
  const smallest = (of: typeof own) => [...of].sort((a, b) => a.candidate.bytes - b.candidate.bytes)[0]?.candidate;
  return (
    smallest(own.filter(({ basis }) => basis === "shown")) ??
    smallest(own.filter(({ basis }) => basis === "estimated")) ??
    [...own].sort((a, b) => b.candidate.develUar - a.candidate.develUar)[0]?.candidate
  );
}

/** Whether a network is made of the original's own weights. */
export function isOfOriginal({ family }: Pick<CandidateResult, "family">): boolean {
  return !OWN_SHAPE.includes(family);
}
