/**
 * Names and units of the 65 low-level descriptors.
 *
 * Source  specification, section 18; the names are those of compare2016-names.txt, character for character.
 */

import { BAND_COUNT } from "./mel.ts";
import { CEPSTRUM_COUNT } from "./mfcc.ts";
import { SPECTRAL_NAMES } from "./spectral.ts";

interface DescriptorName {
  /** Name without suffix. */
  readonly base: string;
  /** Index of an element of an array, with its brackets; empty for a single value. */
  readonly index: string;
  /** Empty for a number without unit. */
  readonly unit: string;
}

const single = (base: string, unit = ""): DescriptorName => ({ base, index: "", unit });

const SPECTRAL_UNITS: Readonly<Record<string, string>> = {
  "spectralRollOff25.0": "Hz",
  "spectralRollOff50.0": "Hz",
  "spectralRollOff75.0": "Hz",
  "spectralRollOff90.0": "Hz",
  spectralCentroid: "Hz",
  spectralEntropy: "bit",
  spectralVariance: "Hz²",
};

/** In the order of `Descriptors.contours`. [65] */
export const DESCRIPTOR_NAMES: readonly DescriptorName[] = [
  single("F0final", "Hz"),
  single("voicingFinalUnclipped"),
  single("jitterLocal"),
  single("jitterDDP"),
  single("shimmerLocal"),
  single("logHNR", "dB"),
  single("audspec_lengthL1norm"),
  single("audspecRasta_lengthL1norm"),
  single("pcm_RMSenergy"),
  single("pcm_zcr", "1/sample"),
  ...Array.from({ length: BAND_COUNT }, (_, b) => ({ base: "audSpec_Rfilt", index: `[${b}]`, unit: "" })),
  ...SPECTRAL_NAMES.map((name) => single(`pcm_fftMag_${name}`, SPECTRAL_UNITS[name])),
  ...Array.from({ length: CEPSTRUM_COUNT }, (_, i) => ({ base: "mfcc", index: `[${i + 1}]`, unit: "" })),
];

/** Name of a contour: the descriptor smoothed (`_sma`), or the slope of that (`_sma_de`). */
export function contourName(descriptor: number, delta: boolean): string {
  const { base, index } = DESCRIPTOR_NAMES[descriptor];
  return `${base}_sma${delta ? "_de" : ""}${index}`;
}

/** Unit of a contour; a delta is per frame. */
export function contourUnit(descriptor: number, delta: boolean): string {
  const { unit } = DESCRIPTOR_NAMES[descriptor];
  return delta ? `${unit || "1"}/frame` : unit;
}
