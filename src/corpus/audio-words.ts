/**
 * What a recording sounds like, as one word of 32 bits every 16 ms: a copy of it, or a part of one, has most of the bits.
 *
 *   bit m of word n = 1 where  E(n, m) − E(n, m+1) > E(n−1, m) − E(n−1, m+1)
 *
 * E are energies of 33 bands from 200 to 3400 Hz, equally wide on a logarithmic scale, in frames of 128 ms at 8 kHz. Another
 * level changes no bit, a smooth change of frequency response few; most differences keep their sign in lossy coding. Frames
 * 50 dB below the loudest have the word 0, which is compared with nothing.
 *
 * Source  J. Haitsma, T. Kalker 2002, "A Highly Robust Audio Fingerprinting System", ISMIR, section 4.
 */

import { resample } from "../audio/resample.ts";
import type { Signal } from "../audio/signal.ts";
import { KernelMemory } from "../features/assembly/kernel-memory.ts";
import { FrameSpectrum } from "../features/compare2016/spectrum.ts";

/** Time from one word to the next. */
export const WORD_SECONDS = 0.016;
/** Bits of a word. */
export const WORD_BITS = 32;

const RATE_HZ = 8000;
const HOP_LENGTH = RATE_HZ * WORD_SECONDS;
const FRAME_LENGTH = 1024;
const BANDS = WORD_BITS + 1;
const BAND_RANGE_HZ = [200, 3400] as const;
/** Energy relative to the loudest frame; what is below is silence, or noise that a copy need not have. */
const ACTIVE_RANGE = 1e-5;

/** First bin of each band, and the end of the last. [34] */
const BAND_EDGES = Int32Array.from({ length: BANDS + 1 }, (_, m) => {
  const [low, high] = BAND_RANGE_HZ;
  return Math.round((low * (high / low) ** (m / BANDS) * FRAME_LENGTH) / RATE_HZ);
});

/** Tables and buffers of the transform, made at the first recording. */
let ownSpectrum: FrameSpectrum | undefined;

function frameSpectrum(): FrameSpectrum {
  const hann = Float32Array.from(
    { length: FRAME_LENGTH },
    (_, n) => Math.sin((Math.PI * (n + 0.5)) / FRAME_LENGTH) ** 2,
  );
  const stream = { frameLength: FRAME_LENGTH, fftLength: FRAME_LENGTH, binHz: RATE_HZ / FRAME_LENGTH };
  ownSpectrum ??= new FrameSpectrum(new KernelMemory(), stream, hann);
  return ownSpectrum;
}

/** The words of a signal, the first one of silence; a signal that is shorter than a frame is one. [frames] */
export function audioWords(signal: Signal): Uint32Array<ArrayBuffer> {
  const samples = atLeastOneFrame(resample(signal, RATE_HZ).samples);
  const words = new Uint32Array(Math.floor((samples.length - FRAME_LENGTH) / HOP_LENGTH) + 1);
  const totals = new Float64Array(words.length);
  let [energies, before] = [new Float64Array(BANDS), new Float64Array(BANDS)];
  for (let n = 0; n < words.length; n++) {
    [energies, before] = [before, energies];
    totals[n] = bandEnergiesInto(energies, samples, n * HOP_LENGTH);
    if (n > 0) words[n] = wordOf(energies, before);
  }
  const quietest = ACTIVE_RANGE * totals.reduce((most, total) => Math.max(most, total), 0);
  for (let n = 0; n < words.length; n++) if (!(totals[n] > quietest)) words[n] = 0;
  return words;
}

function atLeastOneFrame(samples: Float32Array): Float32Array {
  if (samples.length >= FRAME_LENGTH) return samples;
  const padded = new Float32Array(FRAME_LENGTH);
  padded.set(samples);
  return padded;
}

/** Writes the energies of the bands [33] of the frame that begins at a sample, and gives their sum. */
function bandEnergiesInto(energies: Float64Array, samples: Float32Array, start: number): number {
  const frame = frameSpectrum();
  frame.take(samples, start);
  frame.window();
  frame.transform();
  frame.square();
  let total = 0;
  for (let m = 0; m < BANDS; m++) {
    let energy = 0;
    for (let bin = BAND_EDGES[m]; bin < BAND_EDGES[m + 1]; bin++) energy += frame.power[bin];
    energies[m] = energy;
    total += energy;
  }
  return total;
}

function wordOf(energies: Float64Array, before: Float64Array): number {
  let word = 0;
  for (let m = 0; m < WORD_BITS; m++) {
    if (energies[m] - energies[m + 1] > before[m] - before[m + 1]) word |= 1 << m;
  }
  return word >>> 0;
}
