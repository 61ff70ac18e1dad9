/**
 * What each stage of the extraction costs on a Cortex-M4F: instructions, RAM that it alone needs, flash for its code and its
 * tables.
 *
 * Instructions are counts, not times: of gcc 12.2 -O2 -ffp-contract=off for -mcpu=cortex-m4 -mfpu=fpv4-sp-d16, in float32, by
 * QEMU 7.2 (-M mps2-an386 -icount shift=6) against a loop of known length. Cortex-M33 is within 2 %, M7 alike. Sizes of code
 * are those of nm, of tables what they hold at 16 kHz. RAM is that of the state, at 4 bytes a float.
 *
 * Rows say where they come from: "bench" was measured on C written for measuring, before the generated C; "counted" was
 * counted from the operations and is rough.
 */

import type { DeviceFamily } from "./device-families.ts";
import type { FrameStage } from "./extraction-plan.ts";

export interface StagePrice {
  /** Per unit: a frame of 10 ms, or one contour in one frame. */
  readonly instructions: number;
  /** Of the state; per contour where the unit is a contour. */
  readonly ramBytes: number;
  readonly codeBytes: number;
  readonly tableBytes: number;
  readonly source: "bench" | "counted";
}

const price = (
  source: StagePrice["source"],
  instructions: number,
  ramBytes: number,
  codeBytes: number,
  tableBytes = 0,
): StagePrice => ({ instructions, ramBytes, codeBytes, tableBytes, source });

/**
 * Products of the correlations of voice quality per frame: German speech has 406 thousand a second (EmoDB, 55 % voiced frames),
 * coughs 227 thousand. A search at 120 Hz has 9,078 and takes 59,622 instructions.
 */
const PERIOD_PRODUCTS_PER_FRAME = 4060;
const INSTRUCTIONS_PER_PRODUCT = 59_622 / 9078;

/** Per frame of 10 ms at 16 kHz. */
export const FRAME_PRICES: Readonly<Record<FrameStage, StagePrice>> = {
  // 160 samples to float; a ring of 320 int16, and the frame in float32
  pcm: price("bench", 1123, 1920, 60),
  energy: price("bench", 1608, 0, 60),
  // The crossings of the new hop; a ring of six counts makes the 60 ms
  zeroCrossings: price("bench", 1915, 28, 140),
  // Window, real transform of 512 points by radix 4, 257 magnitudes and powers; half a window, twiddles of 256
  shortSpectrum: price("bench", 24_784 + 1288, 2048 + 1028 + 1028, 900, 640 + 2048 + 256),
  // 26 bands and their logarithms
  mel: price("bench", 4153 + 2218, 208, 100, 257 + 1028 + 104),
  rasta: price("bench", 2213, 520, 200),
  loudness: price("bench", 1593, 0, 92),
  mfcc: price("bench", 2316, 56, 92, 1456 + 56),
  spectralSums: price("bench", 2763, 0, 144),
  // Up to 256 steps of a running sum
  rollOffs: price("counted", 1600, 0, 140),
  flux: price("bench", 2056, 1028, 80),
  entropy: price("bench", 21_815, 0, 96),
  spectralMoments: price("bench", 3856, 0, 140),
  sharpness: price("bench", 1541, 0, 60, 1028),
  harmonicity: price("bench", 5803, 0, 204),
  // Transform of 1024, peaks, spline, sub-harmonic sum, maxima, Viterbi; frame of 60 ms, spectra, 30 frames of costs
  pitch: price(
    "bench",
    55_120 + 14_693 + 30_239 + 70_802 + 10_515 + 4568,
    1280 + 3840 + 2048 + 2052 + 9256 + 2048,
    2100,
    1920 + 2048 + 512 + 19_500,
  ),
  // Correlations; the waveform behind the delay of the pitch, prefix sums
  voiceQuality: price("bench", Math.round(PERIOD_PRODUCTS_PER_FRAME * INSTRUCTIONS_PER_PRODUCT), 11_600 + 3848, 1200),
};

/** Smoothing and deltas, per contour and frame. The state holds what the windows and the held back frames need. */
export const CONTOUR_PRICES = {
  smoothing: price("bench", 14, 28, 112),
  delta: price("bench", 18, 12, 148),
} as const;

export interface FamilyPrice extends StagePrice {
  /** From the sums to the values, per contour, once after the last sample. */
  readonly finalInstructions: number;
}

const family = (of: StagePrice, finalInstructions: number): FamilyPrice => ({ ...of, finalInstructions });

/**
 * Functionals, per contour and frame. Running families pay with every frame; stored ones after the last sample, for every
 * frame of the window. Sums that cancel are kept in two floats.
 */
export const FAMILY_PRICES: Readonly<Record<DeviceFamily, FamilyPrice>> = {
  extremes: family(price("bench", 34, 28, 228), 40),
  means: family(price("bench", 6, 12, 104), 80),
  flatness: family(price("bench", 83, 12, 128), 150),
  moments: family(price("bench", 72, 36, 580), 150),
  regression: family(price("bench", 58, 16, 760), 250),
  lpc: family(price("bench", 47, 44, 400), 200),
  slopes: family(price("bench", 14, 16, 128), 40),
  voicing: family(price("counted", 12, 28, 300), 200),
  levels: family(price("bench", 27, 0, 176), 40),
  percentiles: family(price("bench", 107, 0, 400), 120),
  segments: family(price("bench", 33, 0, 392), 600),
  // The bench has a simpler search; the whole one looks at each extremum's neighbours
  peaks: family(price("counted", 60, 0, 900), 400),
};

/** Code and state that any extraction has: the conductor, its state, e^x for the softmax; the stack while it works. */
export const BASE_PRICE: StagePrice = price("counted", 0, 128 + 768, 3500 + 600);

/** ln x, where mel bands, entropy, pitch or flatness need it. */
export const LOGARITHM_CODE_BYTES = 616;

/** The network, counted from its operations: decode a gap and a codebook's index, multiply, add. */
export const NETWORK_PRICES = {
  instructionsPerSurvivor: 9,
  instructionsPerInput: 6,
  /** With e^x and a division. */
  instructionsPerActivation: 85,
  codeBytes: 600,
} as const;
