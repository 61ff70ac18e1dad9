/**
 * The 65 low-level descriptors in words that a clinician understands: what each one is, and what a high value means.
 *
 * Each word phrase goes after "of": "median of the pitch". Units stand in names.ts. Frequencies of bands are those at 16 kHz;
 * at lower rates the bands lie closer together.
 *
 * Source  the definitions of the specification, sections 4 to 12, as the files of this folder compute them; what a high value
 *         means follows from them.
 */

import { BAND_COUNT, hzOf, melBankAt, melOf } from "./mel.ts";
import { CEPSTRUM_COUNT } from "./mfcc.ts";

/** Kinds of sound qualities: descriptors of one kind say much of the same thing. */
export const SOUND_KINDS = [
  "pitch and voicing",
  "voice quality",
  "loudness",
  "auditory bands",
  "spectral shape",
  "cepstrum",
] as const;

/** The kinds of sound by which features are explained. */
export type SoundKind = (typeof SOUND_KINDS)[number];

/** What a descriptor is. */
export interface DescriptorWords {
  readonly kind: SoundKind;
  /** After "of". */
  readonly words: string;
  /** More words, for whoever does not know it; empty where there is nothing to add. */
  readonly about: string;
  /** What is heard where the value is high. */
  readonly high: string;
}

/** Distance of bins and number of bins of a short frame at 16 kHz. */
const BIN_HZ = 31.25;
const BIN_COUNT = 257;

/** Waves over the mel scale up to which the places of the crests say something. */
const FEW_WAVES = 2;

const LOWEST_HZ = 20;
const HIGHEST_HZ = 8000;

/** In the order of `Descriptors.contours`. [65] */
export const DESCRIPTOR_WORDS: readonly DescriptorWords[] = [
  {
    kind: "pitch and voicing",
    words: "the pitch",
    about: "fundamental frequency of the voice",
    high: "a higher voice",
  },
  {
    kind: "pitch and voicing",
    words: "the strength of voicing",
    about: "how periodic the sound is",
    high: "a more clearly periodic voice",
  },
  {
    kind: "voice quality",
    words: "jitter",
    about: "differences between neighbouring periods of the voice",
    high: "a rougher voice, whose periods differ more",
  },
  {
    kind: "voice quality",
    words: "second-order jitter",
    about: "differences between neighbouring differences of periods",
    high: "a rougher voice, whose periods change more erratically",
  },
  {
    kind: "voice quality",
    words: "shimmer",
    about: "differences in amplitude between neighbouring periods",
    high: "a less steady, rougher or breathier voice",
  },
  {
    kind: "voice quality",
    words: "the harmonics-to-noise ratio",
    about: "unvoiced frames count as −100 dB",
    high: "a clearer voice with less noise, or more of the recording voiced",
  },
  { kind: "loudness", words: "the loudness", about: "as it is heard: auditory spectrum", high: "a louder recording" },
  {
    kind: "loudness",
    words: "the modulated loudness",
    about: "of what moves at the pace of speech: RASTA, 1 to 29 Hz",
    high: "sounds that swell more above what went before",
  },
  {
    kind: "loudness",
    words: "the amplitude",
    about: "root mean square of the samples",
    high: "a louder recording, by voice or by microphone",
  },
  {
    kind: "spectral shape",
    words: "the zero-crossing rate",
    about: "sign changes of the waveform",
    high: "more hiss: high frequencies, breath, fricatives or noise",
  },
  ...Array.from({ length: BAND_COUNT }, (_, band) => bandWords(band)),
  {
    kind: "spectral shape",
    words: "the energy from 250 to 650 Hz",
    about: "",
    high: "a louder sound where the first formant of most vowels lies",
  },
  {
    kind: "spectral shape",
    words: "the energy from 1 to 4 kHz",
    about: "",
    high: "a louder sound where higher formants and many consonants lie",
  },
  ...[25, 50, 75, 90].map(
    (percent): DescriptorWords => ({
      kind: "spectral shape",
      words: `the frequency below which ${percent} % of the energy lies`,
      about: "",
      high: "a brighter sound",
    }),
  ),
  {
    kind: "spectral shape",
    words: "spectral flux",
    about: "change of the spectrum from frame to frame",
    high: "sounds that change faster, or are louder",
  },
  {
    kind: "spectral shape",
    words: "the spectral centroid",
    about: "center of gravity of the spectrum",
    high: "a brighter sound",
  },
  {
    kind: "spectral shape",
    words: "spectral entropy",
    about: "how evenly energy is spread over frequencies",
    high: "a noisier sound, without clear harmonics or formants",
  },
  {
    kind: "spectral shape",
    words: "spectral variance",
    about: "width of the spectrum around its center",
    high: "energy over a wider range of frequencies",
  },
  {
    kind: "spectral shape",
    words: "spectral skewness",
    about: "how far energy leans to low frequencies",
    high: "a dull sound: energy at low frequencies, little at high ones",
  },
  {
    kind: "spectral shape",
    words: "spectral kurtosis",
    about: "how much energy lies close to one frequency",
    high: "energy close to one frequency",
  },
  {
    kind: "spectral shape",
    words: "spectral slope",
    about: "of a line through the power spectrum",
    high: "energy that falls less towards high frequencies: a brighter or a softer sound",
  },
  { kind: "spectral shape", words: "the sharpness", about: "as it is heard", high: "a sharper, more hissing sound" },
  {
    kind: "spectral shape",
    words: "spectral harmonicity",
    about: "height of the peaks in the spectrum",
    high: "stronger harmonics, or a louder sound",
  },
  ...Array.from({ length: CEPSTRUM_COUNT }, (_, i) => cepstrumWords(i + 1)),
];

function bandWords(band: number): DescriptorWords {
  const center = melBankAt(BIN_HZ, BIN_COUNT).centersHz[band];
  return {
    kind: "auditory bands",
    words: `the loudness around ${hertzText(center)}`,
    about: `RASTA`,
    high: `sounds that swell more around ${hertzText(center)}`,
  };
}

/** A cepstral coefficient weighs the logarithms of the mel bands with a cosine of i/2 waves: its crests are what it is high for. */
function cepstrumWords(i: number): DescriptorWords {
  const waves = i / 2;
  const words = `cepstral coefficient ${i}`;
  const about = `${waves} wave${waves > 1 ? "s" : ""} along the spectrum`;
  if (i === 1) return { kind: "cepstrum", words, about, high: "more energy at low frequencies, less at high ones" };
  if (waves > FEW_WAVES)
    return { kind: "cepstrum", words, about, high: `a fine ripple of the spectrum, with crests at ${crestsText(i)}` };
  return { kind: "cepstrum", words, about, high: `more energy at ${crestsText(i)} than between them` };
}

/** Where the cosine is 1: every second share 2k/i of the mel scale. */
function crestsText(i: number): string {
  const lowest = melOf(LOWEST_HZ);
  const step = ((melOf(HIGHEST_HZ) - lowest) * 2) / i;
  const crests = Array.from({ length: Math.floor(i / 2) + 1 }, (_, k) => hertzText(hzOf(lowest + k * step)));
  return `${crests.slice(0, -1).join(", ")} and ${crests.at(-1)}`;
}

/** Rounded to two digits: 60 Hz, 350 Hz, 2,800 Hz. */
function hertzText(hz: number): string {
  return `${Number(hz.toPrecision(2)).toLocaleString("en-US")} Hz`;
}
