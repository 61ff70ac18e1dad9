/**
 * Everything that depends on the sampling rate alone: frame sizes, windows, transforms, filter banks, and their buffers.
 *
 * Made once per rate and used for one recording after the other; not for two at the same time.
 */

import { UserError } from "../../core/errors.ts";
import { KernelMemory } from "../assembly/kernel-memory.ts";
import { equalLoudness } from "./auditory.ts";
import { type Geometry, gaussianWindow, geometryAt, hammingWindow } from "./geometry.ts";
import { WaveformMatcher } from "./jitter-shimmer.ts";
import { MelBands, melBankAt } from "./mel.ts";
import { octaveScale } from "./octave-scale.ts";
import { OctaveSpectrum } from "./octave-spectrum.ts";
import { PitchCandidateFinder } from "./pitch-shs.ts";
import { RastaFilter } from "./rasta.ts";
import { SpectralShape, spectralTablesAt } from "./spectral.ts";
import { FrameSpectrum } from "./spectrum.ts";

/** All that the descriptors of a sampling rate need: windows, filters, and room to work in. */
export interface Analysis {
  readonly geometry: Geometry;
  readonly short: FrameSpectrum;
  readonly long: FrameSpectrum;
  readonly mel: MelBands;
  /** eql(fc) in float32. [26] */
  readonly loudnessWeights: Float32Array;
  readonly rasta: RastaFilter;
  readonly shape: SpectralShape;
  readonly pitch: PitchCandidateFinder;
  readonly matcher: WaveformMatcher;
}

/** Rates below 8 kHz do not reach the upper edge of the 1 to 4 kHz band. */
const LEAST_RATE_HZ = 8000;
const MOST_RATE_HZ = 192_000;

/** Tables and buffers for a sampling rate. @throws UserError outside 8 to 192 kHz. */
export function analysisAt(sampleRateHz: number): Analysis {
  if (!(sampleRateHz >= LEAST_RATE_HZ && sampleRateHz <= MOST_RATE_HZ))
    throw new UserError(
      `the features are defined from ${LEAST_RATE_HZ} to ${MOST_RATE_HZ} Hz, the recording has ${sampleRateHz} Hz; resample it`,
    );
  const geometry = geometryAt(sampleRateHz);
  const { short, long } = geometry;
  const lastBin = short.fftLength / 2;
  const bank = melBankAt(short.binHz, lastBin + 1);
  const loudnessWeights = Float32Array.from(bank.centersHz, equalLoudness);
  const memory = new KernelMemory();
  const spectrum = new FrameSpectrum(memory, short, hammingWindow(short.frameLength));
  return {
    geometry,
    short: spectrum,
    long: new FrameSpectrum(memory, long, gaussianWindow(long.frameLength)),
    mel: new MelBands(memory, spectrum.power, bank),
    loudnessWeights,
    rasta: new RastaFilter(loudnessWeights),
    shape: new SpectralShape(memory, spectrum.magnitudes, spectrum.power, spectralTablesAt(short.binHz, lastBin)),
    pitch: new PitchCandidateFinder(new OctaveSpectrum(memory, octaveScale(long.binHz, long.fftLength / 2 + 1))),
    matcher: new WaveformMatcher(memory, geometry),
  };
}
