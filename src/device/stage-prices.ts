/**
 * What each stage of the extraction costs on a Cortex-M4F: instructions, RAM that it alone needs, flash for its code and its
 * tables.
 *
 * Instructions are counts, not times: of gcc 12.2 -O2 -ffp-contract=off for -mcpu=cortex-m4 -mfpu=fpv4-sp-d16, in float32, by
 * QEMU 7.2 (-M mps2-an386 -icount shift=6). Cortex-M33 is within 2 %, M7 alike. Sizes of code are those of nm, of tables what
 * they hold at 16 kHz. RAM is that of the state, at 4 bytes a float; of the stack there is one row for all.
 *
 * Rows say where their instructions come from: "measured" on the kernels of the generated C by `node scripts/measure-prices.js`;
 * "bench" on C written for measuring, before there were any; "counted" from the operations, roughly.
 */

import type { DeviceFamily } from "./device-families.ts";
import type { FrameStage } from "./extraction-plan.ts";

/** What a stage of the extraction costs a device. */
export interface StagePrice {
  /** Per unit: a frame of 10 ms, or one contour in one frame. */
  readonly instructions: number;
  /** Of the state; per contour where the unit is a contour. */
  readonly ramBytes: number;
  readonly codeBytes: number;
  readonly tableBytes: number;
  readonly source: "measured" | "bench" | "counted";
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
 * coughs 227 thousand. A search at 120 Hz has 9,078 and takes 36,747 instructions: 44,096 a frame, which has 1.2 of them. That is with
 * the DSP extension of Cortex-M4, M7 and M33, which adds two products at once.
 */
const PERIOD_PRODUCTS_PER_FRAME = 4060;
const INSTRUCTIONS_PER_PRODUCT = 36_747 / 9078;

/** Per frame of 10 ms at 16 kHz. */
export const FRAME_PRICES: Readonly<Record<FrameStage, StagePrice>> = {
  // What feeds, moves and forgets samples: of the generated C as a whole, less its other stages. Room for 480 samples of int16
  pcm: price("measured", 600, 960, 60),
  energy: price("measured", 592, 0, 60),
  // The crossings of the new hop; a ring of six counts makes the 60 ms. Room for 640 samples more
  zeroCrossings: price("measured", 1696, 1280 + 48, 140),
  // Window, real transform of 512 points by radix 4, 257 magnitudes and powers; half a window, factors, turns, order
  shortSpectrum: price("measured", 18_656, 0, 6800, 640 + 2032 + 1024 + 512),
  // 26 bands and their logarithms
  mel: price("measured", 4144, 0, 100, 257 + 1028 + 104),
  rasta: price("measured", 2752, 416, 200),
  loudness: price("measured", 1232, 0, 92),
  mfcc: price("measured", 1536, 0, 92, 728),
  spectralSums: price("measured", 1952, 0, 144),
  rollOffs: price("measured", 1376, 0, 140),
  flux: price("measured", 2064, 1028, 80),
  entropy: price("measured", 7040, 0, 330, 512),
  spectralMoments: price("measured", 2976, 0, 140),
  sharpness: price("measured", 1296, 0, 60, 1028),
  harmonicity: price("measured", 4032, 0, 204),
  // Transform of 1024, peaks, spline, sub-harmonic sum, maxima, Viterbi; samples, paths of 32 frames
  pitch: price("measured", 111_888, 1280 + 1912 + 48, 6400, 1920 + 4064 + 2048 + 1024 + 17_526),
  // Correlations; the waveform behind the delay of the pitch
  voiceQuality: price("measured", Math.round(PERIOD_PRODUCTS_PER_FRAME * INSTRUCTIONS_PER_PRODUCT), 11_200 + 36, 2500),
};

/** RAM of a stage that it shares with the pitch: the samples of a frame of 60 ms. */
export const SHARED_WITH_PITCH_BYTES: Partial<Record<FrameStage, number>> = {
  zeroCrossings: 1280,
};

/** The stack of the two calls that work, in the generated C. */
export const STACK_PRICES = {
  /** Registers, small variables. */
  callBytes: 500,
  /** The values of a frame, and what stages work in, one after the other: transforms and spectra; correlations, the mean of periods. */
  frameBytes: { pcm: 260, shortSpectrum: 3552, pitch: 6276, voiceQuality: 2216 } as Partial<Record<FrameStage, number>>,
  /** Of a verdict: sums and features of a part, room of the functionals. */
  verdictBytes: 900,
  /** Frames that are open; slopes of the voice, which are found together. */
  openPitchBytes: 256,
  openVoiceBytes: 768,
  slopeBytes: 1584,
} as const;

/**
 * Smoothing and deltas, per contour and frame, by turns of 16 frames with their neighbors. Over a kept contour they take a
 * third less.
 */
export const CONTOUR_PRICES = {
  smoothing: price("measured", 15, 0, 112),
  delta: price("measured", 22, 0, 148),
} as const;

/** Frames of a contour that run along at once (export/c/window-sizes.ts); so many may wait when a verdict is asked for. */
export const TURN_FRAMES = 16;

/**
 * What parts cost beside their sums, in the generated C: for each contour that runs along its place in the state, by frame; for
 * each part, kept or not, what finds it and its values for a verdict. RAM of a running descriptor is its last 25 frames; flash
 * of a part is its row and its place in the order, of a functional of a contour one job of 4 bytes or two. The features of one part
 * are there at once.
 */
export const PART_PRICES = {
  instructions: 45,
  verdictInstructions: 700,
  contourRamBytes: 100,
  flashBytes: 18,
  jobFlashBytes: 6,
} as const;

/** RAM of a family that it does not take where another one keeps the same numbers of a contour (SHARED_SUMS in functional-set.ts). */
export const SHARED_WITH_FAMILY: Partial<Record<DeviceFamily, { readonly of: DeviceFamily; readonly bytes: number }>> =
  {
    flatness: { of: "regression", bytes: 8 },
    moments: { of: "regression", bytes: 16 },
    slopes: { of: "lpc", bytes: 8 },
  };

/** What a family of functionals costs for one contour. */
export interface FamilyPrice extends StagePrice {
  /** From the sums to the values, per contour, once after the last sample. */
  readonly finalInstructions: number;
}

const family = (of: StagePrice, finalInstructions: number): FamilyPrice => ({ ...of, finalInstructions });

/**
 * Functionals, per contour and frame. Running families pay with every frame; stored ones after the last sample, for every
 * frame of the window. Two means stand for the three that a contour may have.
 */
export const FAMILY_PRICES: Readonly<Record<DeviceFamily, FamilyPrice>> = {
  extremes: family(price("measured", 11, 16, 228), 18),
  means: family(price("measured", 21, 20, 104), 80),
  flatness: family(price("measured", 19, 20, 128), 105),
  moments: family(price("measured", 17, 32, 580), 150),
  regression: family(price("measured", 22, 48, 760), 250),
  lpc: family(price("measured", 23, 68, 620), 300),
  slopes: family(price("measured", 13, 16, 128), 18),
  voicing: family(price("measured", 17, 416, 300), 100),
  levels: family(price("measured", 15, 0, 176), 40),
  percentiles: family(price("measured", 57, 0, 400), 120),
  segments: family(price("measured", 33, 0, 392), 600),
  peaks: family(price("measured", 54, 0, 900), 0),
};

/** Code and state that any extraction has: the conductor, its counters, e^x for the softmax. */
export const BASE_PRICE: StagePrice = price("counted", 0, 32, 3500 + 600);

/** Code that finds features of kept contours; and what it takes where features of others run along, too: neither serves both. */
export const KEPT_CODE_BYTES = 2200;
export const KEPT_AND_RUNNING_CODE_BYTES = 1500;

/** ln x, where mel bands, entropy, pitch or flatness need it. */
export const LOGARITHM_CODE_BYTES = 616;

/**
 * The network: a gap and a code decoded, multiplied and added, inputs scaled. Measured by examples/qemu of eight exported
 * networks of 112 to 1000 inputs and 95 to 4040 survivors, in full, by gaps, and int8: 8 to 49 thousand instructions, which
 * this meets within a factor of 1.8; escapes of short gaps are the dearest.
 */
export const NETWORK_PRICES = {
  instructionsPerSurvivor: 15,
  instructionsPerInput: 32,
  /** With e^x and a division. */
  instructionsPerActivation: 200,
  codeBytes: 1050,
} as const;
