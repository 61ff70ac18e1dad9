/**
 * What the paper reports, to stand beside our numbers.
 *
 * Source: M. Albes, Z. Ren, B. Schuller, N. Cummins 2020, "Squeeze for Sneeze: Compact Neural Networks for Cold and Flu
 * Recognition", INTERSPEECH, Tables 1-3 and section 4. Its "MB" are MiB of a zip; see docs/reproduction.md.
 */

import type { ModelName } from "../network/architecture.ts";

/** The four networks of each model, in the order of the paper's Table 3. */
export const VARIANT_NAMES = ["original", "pruned", "quantized", "pruned-quantized"] as const;

export type VariantName = (typeof VARIANT_NAMES)[number];

/** What the paper reports of one network (Tables 2 and 3). */
export interface PaperVariant {
  readonly develUar: number;
  readonly testUar: number;
  readonly sizeMebibytes: number;
}

/** What the paper reports of a model. */
export interface PaperModel {
  readonly trainableParameters: number;
  /** Weights remaining after pruning, as the text of section 4 counts them. */
  readonly survivors: number;
  readonly variants: Readonly<Record<VariantName, PaperVariant>>;
}

export const PAPER_MODELS: Readonly<Record<ModelName, PaperModel>> = {
  A: {
    trainableParameters: 39_128_332,
    survivors: 3_978_664,
    variants: {
      original: { develUar: 0.93, testUar: 0.68, sizeMebibytes: 137.4 },
      pruned: { develUar: 0.93, testUar: 0.67, sizeMebibytes: 28.8 },
      quantized: { develUar: 0.89, testUar: 0.68, sizeMebibytes: 32.1 },
      "pruned-quantized": { develUar: 0.89, testUar: 0.67, sizeMebibytes: 7.0 },
    },
  },
  B: {
    trainableParameters: 47_905_713,
    survivors: 4_870_754,
    variants: {
      original: { develUar: 0.92, testUar: 0.68, sizeMebibytes: 168.6 },
      pruned: { develUar: 0.91, testUar: 0.67, sizeMebibytes: 35.1 },
      quantized: { develUar: 0.92, testUar: 0.68, sizeMebibytes: 40.0 },
      "pruned-quantized": { develUar: 0.92, testUar: 0.67, sizeMebibytes: 8.8 },
    },
  },
  C: {
    trainableParameters: 65_201_140,
    survivors: 6_624_302,
    variants: {
      original: { develUar: 0.92, testUar: 0.65, sizeMebibytes: 228.8 },
      pruned: { develUar: 0.89, testUar: 0.66, sizeMebibytes: 47.5 },
      quantized: { develUar: 0.92, testUar: 0.65, sizeMebibytes: 55.1 },
      "pruned-quantized": { develUar: 0.89, testUar: 0.66, sizeMebibytes: 11.8 },
    },
  },
};

/** A row of the paper's Table 1: recordings with and without a cold. */
export interface PaperPartition {
  readonly name: "train" | "devel" | "test";
  readonly cold: number;
  readonly notCold: number;
}

/** Table 1, top: URTIC as the challenge distributed it. */
export const PAPER_ORIGINAL_PARTITIONS: readonly PaperPartition[] = [
  { name: "train", cold: 970, notCold: 8535 },
  { name: "devel", cold: 1011, notCold: 8585 },
  { name: "test", cold: 895, notCold: 8656 },
];

/** Table 1, below: train and devel as the paper rebalanced them. */
export const PAPER_BALANCED_PARTITIONS: readonly PaperPartition[] = [
  { name: "train", cold: 1869, notCold: 1869 },
  { name: "devel", cold: 432, notCold: 432 },
];
