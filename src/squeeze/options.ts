/**
 * How a squeeze searches and decides.
 */

import type { DeviceBudget } from "../device/budget.ts";
import { DEFAULT_WINDOW_SECONDS } from "../device/price.ts";
import { NON_INFERIORITY_DEFAULTS } from "../evaluation/non-inferiority.ts";
import { SIMULTANEOUS_DEFAULTS } from "../evaluation/simultaneous-drops.ts";
import { DISTILLATION_DEFAULTS, type DistillationOptions } from "../training/distillation.ts";
import { SURVIVOR_TRAIN_DEFAULTS, type SurvivorTrainOptions } from "../training/train-survivors.ts";

/** Ways to a small network, those that take least time first. */
export const FAMILIES = ["linear", "small", "narrow", "pruned"] as const;

/** Candidates of one origin. */
export type Family = (typeof FAMILIES)[number];

/** What is searched, how long it is trained, and what decides. */
export interface SqueezeOptions {
  readonly families: readonly Family[];
  /** Shares of zeros in the original's kernels, ascending: each step starts from the one before. */
  readonly sparsities: readonly number[];
  /** Neurons of each hidden layer and inputs that stay, descending. */
  readonly widths: readonly { readonly neurons: number; readonly inputs: number }[];
  /** Hidden neurons of a network that is trained small from the start. */
  readonly smallNeurons: number;
  /** Shares of zeros in the kernels of small networks and of the linear classifier, ascending. */
  readonly smallSparsities: readonly number[];
  /** Bits of a codebook index: each network is written in all of them. */
  readonly bits: readonly number[];
  readonly distillation: DistillationOptions;
  /** Of the network of each step. */
  readonly training: SurvivorTrainOptions;
  /** Of the codebooks. */
  readonly fineTuning: SurvivorTrainOptions;
  /** Smallest drop of UAR that matters. */
  readonly margin: number;
  /** One-sided level of the whole search, and of the verdict on test. */
  readonly alpha: number;
  /** Largest size of what may be chosen, in bytes; null for any. */
  readonly targetBytes: number | null;
  /** What a device may spend on what may be chosen; null where no device is meant. */
  readonly budget: DeviceBudget | null;
  /** Sound per verdict of that device: what a window keeps. */
  readonly windowSeconds: number;
}

/** The search of `coldpress squeeze`: some fifty candidates in four families. */
export const SQUEEZE_DEFAULTS: SqueezeOptions = {
  families: FAMILIES,
  sparsities: [0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999, 0.99995, 0.99998],
  widths: [
    { neurons: 64, inputs: 2048 },
    { neurons: 32, inputs: 1024 },
    { neurons: 16, inputs: 512 },
    { neurons: 12, inputs: 256 },
    { neurons: 8, inputs: 128 },
  ],
  smallNeurons: 16,
  smallSparsities: [0, 0.8, 0.9, 0.95, 0.98, 0.99],
  bits: [4, 3],
  distillation: DISTILLATION_DEFAULTS,
  training: { ...SURVIVOR_TRAIN_DEFAULTS, steps: 600, learningRate: 3e-3, dropout: 0.3 },
  fineTuning: { ...SURVIVOR_TRAIN_DEFAULTS, steps: 150, learningRate: 3e-4 },
  margin: NON_INFERIORITY_DEFAULTS.margin,
  alpha: SIMULTANEOUS_DEFAULTS.alpha,
  targetBytes: null,
  budget: null,
  windowSeconds: DEFAULT_WINDOW_SECONDS,
};
