/**
 * Everything that depends on the sampling rate alone: frame sizes, windows, transforms, filter banks, and their buffers.
 *
 * Made once per rate and used for one recording after the other; not for two at the same time.
 */

import { equalLoudness } from "./auditory.ts";
import { RealFft } from "./fft.ts";
import { type FrameStream, type Geometry, gaussianWindow, geometryAt, hammingWindow } from "./geometry.ts";
import { type MelBank, melBankAt } from "./mel.ts";
import { OctaveSpectrum, octaveBinHz } from "./octave-spectrum.ts";
import { SubHarmonicSummation } from "./pitch-shs.ts";
import { RastaFilter } from "./rasta.ts";
import { type SpectralTables, spectralTablesAt } from "./spectral.ts";

/** Windowed spectra of one frame stream. */
export interface SpectrumAnalyzer {
  readonly stream: FrameStream;
  readonly window: Float32Array;
  readonly fft: RealFft;
}

export interface Analysis {
  readonly geometry: Geometry;
  readonly short: SpectrumAnalyzer;
  readonly long: SpectrumAnalyzer;
  readonly mel: MelBank;
  /** eql(fc) in float32. [26] */
  readonly loudnessWeights: Float32Array;
  readonly rasta: RastaFilter;
  readonly spectral: SpectralTables;
  readonly octaves: OctaveSpectrum;
  readonly summation: SubHarmonicSummation;
}

/** Rates below 8 kHz do not reach the upper edge of the 1 to 4 kHz band. */
const LEAST_RATE_HZ = 8000;
const MOST_RATE_HZ = 192_000;

/** Tables and buffers for a sampling rate. @throws RangeError outside 8 to 192 kHz. */
export function analysisAt(sampleRateHz: number): Analysis {
  if (!(sampleRateHz >= LEAST_RATE_HZ && sampleRateHz <= MOST_RATE_HZ))
    throw new RangeError(
      `analysisAt: the descriptors are defined from ${LEAST_RATE_HZ} to ${MOST_RATE_HZ} Hz, got ${sampleRateHz} Hz; resample first`,
    );
  const geometry = geometryAt(sampleRateHz);
  const { short, long } = geometry;
  const lastBin = short.fftLength / 2;
  const mel = melBankAt(short.binHz, lastBin + 1);
  const loudnessWeights = Float32Array.from(mel.centersHz, equalLoudness);
  const octaves = new OctaveSpectrum(octaveBinHz(long.binHz), long.fftLength / 2 + 1);
  return {
    geometry,
    short: { stream: short, window: hammingWindow(short.frameLength), fft: new RealFft(short.fftLength) },
    long: { stream: long, window: gaussianWindow(long.frameLength), fft: new RealFft(long.fftLength) },
    mel,
    loudnessWeights,
    rasta: new RastaFilter(loudnessWeights),
    spectral: spectralTablesAt(short.binHz, lastBin),
    octaves,
    summation: new SubHarmonicSummation(octaves),
  };
}

/** Puts a windowed frame into the transform's buffer. @returns where the frame begins in it. */
export function loadFrame({ stream, window, fft }: SpectrumAnalyzer, samples: Float32Array, start: number): number {
  const { frame } = fft;
  const padding = (stream.fftLength - stream.frameLength) / 2;
  frame.fill(0);
  for (let n = 0; n < window.length; n++) frame[padding + n] = samples[start + n] * window[n];
  return padding;
}
