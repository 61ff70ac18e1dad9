/**
 * The 65 low-level descriptors of a recording, frame by frame, before smoothing.
 *
 *   0 .. 5    voice   F0final, voicingFinalUnclipped, jitterLocal, jitterDDP, shimmerLocal, logHNR      N60 frames
 *   6 .. 9    slow    audspec_lengthL1norm, audspecRasta_lengthL1norm, pcm_RMSenergy (N20), pcm_zcr (N60)
 *   10 .. 64  fast    audSpec_Rfilt[0..25], pcm_fftMag_* (15), mfcc[1..14]                              N20 frames
 *
 * "Voice" are the descriptors in which zero means "no value". What nothing asks for is not computed.
 *
 * Source  specification, sections 4 to 12 and 15.
 */

import type { Analysis } from "./analysis.ts";
import { meanLoudness, meanSingle } from "./auditory.ts";
import { frameCount } from "./geometry.ts";
import { BAND_COUNT } from "./mel.ts";
import { CEPSTRUM_COUNT, mfccInto } from "./mfcc.ts";
import { emptyCandidates } from "./pitch-shs.ts";
import { SPECTRAL_NAMES, type SpectralSelection } from "./spectral.ts";
import type { FrameCounts } from "./visibility.ts";
import { PitchTracker } from "./viterbi.ts";
import { zeroCrossingRatesInto } from "./zero-crossings.ts";

export const VOICE_COUNT = 6;
export const SLOW_COUNT = 4;
const FIRST_SLOW = VOICE_COUNT;
const ZCR = FIRST_SLOW + 3;
export const FIRST_FAST = VOICE_COUNT + SLOW_COUNT;
const FIRST_RASTA = FIRST_FAST;
const FIRST_SPECTRAL = FIRST_RASTA + BAND_COUNT;
const FIRST_MFCC = FIRST_SPECTRAL + SPECTRAL_NAMES.length;
export const DESCRIPTOR_COUNT = FIRST_MFCC + CEPSTRUM_COUNT;

/** Places of the four roll-offs among the shape of the spectrum. */
const FIRST_ROLL_OFF = FIRST_SPECTRAL + 2;
const ROLL_OFF_COUNT = 4;

/** Whether a descriptor is a frequency below which a share of the energy lies: that of a bin of the spectrum, from the first on. */
export function isRollOff(descriptor: number): boolean {
  return descriptor >= FIRST_ROLL_OFF && descriptor < FIRST_ROLL_OFF + ROLL_OFF_COUNT;
}

/** Frames that smoothing adds at the end. */
const SPARE_FRAMES = 2;

/** A frame counts as voiced only if the RMS of its Gauss-windowed samples is above this (section 11). */
const PITCH_GATE_RMS = Math.fround(0.001);

/** The 65 contours of a recording. */
export interface Descriptors {
  /** One contour per descriptor, or an empty array where it was not asked for; room for two more frames each. [65] */
  readonly contours: readonly Float32Array[];
  readonly counts: FrameCounts;
}

/** Which stages the wanted descriptors need. */
export interface Stages {
  readonly zeroCrossings: boolean;
  readonly pitch: boolean;
  readonly voiceQuality: boolean;
  readonly energy: boolean;
  readonly loudness: boolean;
  readonly rasta: boolean;
  readonly spectral: SpectralSelection | undefined;
  readonly mfcc: boolean;
}

/** The stages of these descriptors. @param wanted  Indices 0 .. 64. */
export function stagesFor(wanted: ReadonlySet<number>): Stages {
  const any = (first: number, count: number) =>
    Array.from({ length: count }, (_, i) => first + i).some((d) => wanted.has(d));
  const spectral = (first: number, count: number) => any(FIRST_SPECTRAL + first, count);
  return {
    zeroCrossings: wanted.has(ZCR),
    pitch: any(0, VOICE_COUNT),
    voiceQuality: any(2, VOICE_COUNT - 2),
    energy: wanted.has(FIRST_SLOW + 2),
    loudness: wanted.has(FIRST_SLOW),
    rasta: wanted.has(FIRST_SLOW + 1) || any(FIRST_RASTA, BAND_COUNT),
    spectral: spectral(0, SPECTRAL_NAMES.length)
      ? {
          rollOffs: any(FIRST_ROLL_OFF, ROLL_OFF_COUNT),
          flux: spectral(6, 1),
          entropy: spectral(8, 1),
          moments: spectral(9, 3),
          sharpness: spectral(13, 1),
          harmonicity: spectral(14, 1),
        }
      : undefined,
    mfcc: any(FIRST_MFCC, CEPSTRUM_COUNT),
  };
}

/**
 * Descriptors of a signal at the rate of the analysis.
 *
 * @param wanted  Indices 0 .. 64 of the descriptors to compute.
 * @returns undefined if the signal is shorter than one long frame.
 */
export function describe(
  samples: Float32Array,
  analysis: Analysis,
  wanted: ReadonlySet<number>,
): Descriptors | undefined {
  const { geometry } = analysis;
  const long = frameCount(samples.length, geometry.long, geometry.hopLength);
  const short = frameCount(samples.length, geometry.short, geometry.hopLength);
  if (long === 0) return undefined;
  const contours = Array.from(
    { length: DESCRIPTOR_COUNT },
    (_, d) => new Float32Array(wanted.has(d) || d < VOICE_COUNT ? short + SPARE_FRAMES : 0),
  );
  const stages = stagesFor(wanted);
  describeShortFrames(contours, samples, analysis, short, stages);
  if (stages.zeroCrossings) {
    const { hopLength } = geometry;
    zeroCrossingRatesInto(contours[ZCR], samples, hopLength, geometry.long.frameLength, long);
  }
  const decided = stages.pitch ? trackPitch(contours, samples, analysis, long) : long - 1;
  if (stages.voiceQuality) voiceQualityInto(contours, samples, analysis, long);
  return { contours, counts: { long, short, decided } };
}

function describeShortFrames(
  contours: readonly Float32Array[],
  samples: Float32Array,
  analysis: Analysis,
  count: number,
  stages: Stages,
): void {
  const { geometry, short, mel, loudnessWeights, rasta, shape } = analysis;
  const needsBands = stages.loudness || stages.rasta || stages.mfcc;
  const needsSpectrum = needsBands || stages.spectral !== undefined;
  if (!needsSpectrum && !stages.energy) return;
  const bands = mel.energies;
  const filtered = new Float32Array(BAND_COUNT);
  const cepstrum = new Float32Array(CEPSTRUM_COUNT);
  rasta.reset();

  for (let frame = 0; frame < count; frame++) {
    const start = frame * geometry.hopLength;
    short.take(samples, start);
    if (stages.energy) write(contours, FIRST_SLOW + 2, frame, short.rms());
    if (!needsSpectrum) continue;
    short.window();
    short.transform();
    short.square();
    if (needsBands) mel.sum();
    if (stages.loudness) write(contours, FIRST_SLOW, frame, meanLoudness(bands, loudnessWeights));
    if (stages.rasta) {
      rasta.filterInto(filtered, bands);
      write(contours, FIRST_SLOW + 1, frame, meanSingle(filtered));
      writeAll(contours, FIRST_RASTA, frame, filtered);
    }
    if (stages.spectral !== undefined) {
      shape.describe(stages.spectral, frame === 0);
      writeAll(contours, FIRST_SPECTRAL, frame, shape.descriptors);
    }
    if (stages.mfcc) {
      mfccInto(cepstrum, bands);
      writeAll(contours, FIRST_MFCC, frame, cepstrum);
    }
  }
}

function write(contours: readonly Float32Array[], descriptor: number, frame: number, value: number): void {
  contours[descriptor][frame] = value;
}

/** Contours that were not asked for have length 0 and swallow what is written. */
function writeAll(contours: readonly Float32Array[], first: number, frame: number, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) contours[first + i][frame] = values[i];
}

/** Writes F0 and voicing of every frame, gated by energy. @returns Q, the frames decided before the input ended. */
function trackPitch(
  contours: readonly Float32Array[],
  samples: Float32Array,
  analysis: Analysis,
  count: number,
): number {
  const { geometry, long, pitch } = analysis;
  const [f0Hz, voicing] = contours;
  const tracker = new PitchTracker(f0Hz, voicing);
  const candidates = emptyCandidates();
  const loud = new Uint8Array(count);
  for (let frame = 0; frame < count; frame++) {
    long.take(samples, frame * geometry.hopLength);
    long.window();
    loud[frame] = long.windowedRms() > PITCH_GATE_RMS ? 1 : 0;
    long.transform();
    pitch.candidatesInto(candidates, long.magnitudes);
    tracker.push(candidates);
  }
  const { decided } = tracker;
  tracker.finish();
  for (let frame = 0; frame < count; frame++) {
    f0Hz[frame] *= loud[frame];
    voicing[frame] *= loud[frame];
  }
  return decided;
}

function voiceQualityInto(
  contours: readonly Float32Array[],
  samples: Float32Array,
  { matcher }: Analysis,
  count: number,
): void {
  const [f0Hz, , jitterLocal, jitterDdp, shimmerLocal, hnrDb] = contours as Float32Array[] as [
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
    Float32Array,
  ];
  matcher.reset(samples);
  for (let frame = 0; frame < count; frame++) {
    matcher.next(f0Hz[frame]);
    jitterLocal[frame] = matcher.jitterLocal;
    jitterDdp[frame] = matcher.jitterDdp;
    shimmerLocal[frame] = matcher.shimmerLocal;
    hnrDb[frame] = matcher.hnrDb;
  }
}
