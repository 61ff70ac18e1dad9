/**
 * One spoken sentence: source, vocal tract and noise put together.
 *
 *   glottal pulses ─ tilt ─┬─ × voicing ──┬─ nasal pole/zero × 2 ─ F1 … F8 ──┬─ speech
 *   noise ─ × aspiration ──┼──────────────┘                                  │
 *                          └─ × voice bar ─ resonance at 200 Hz ─────────────┤
 *   noise ─ × frication ───── two bands ─────────────────────────────────────┘
 *
 * Voiced sounds and aspiration pass the formants in cascade, whose relative amplitudes come out right by themselves; the
 * noise of a constriction has its own bands in parallel. Above F4 stand the higher resonances of a tube.
 *
 * Source  D. Klatt 1980, JASA 67(3), Figure 4; bandwidths: G. Fant 1972, "Vocal tract wall effects, losses, and resonance
 *         bandwidths", STL-QPSR 13(2-3); noise of voicing stronger while the glottis is open: Klatt, Klatt 1990.
 */

import type { Signal } from "../../audio/signal.ts";
import type { Random } from "../../core/random.ts";
import { type Health, voiceInHealth } from "./cold.ts";
import { drawPulses, type Phonation, pulsesInto, tiltInto } from "./glottal-source.ts";
import { f0Contour } from "./intonation.ts";
import { addBreaks, addCreak } from "./irregular-phonation.ts";
import { antiresonateInto, bandpassInto, resonateInto } from "./resonator.ts";
import { drawScore } from "./score.ts";
import type { Sentence } from "./sentence.ts";
import { FRAME_LENGTH, SAMPLE_RATE_HZ, type Tracks, tracksOf } from "./tracks.ts";
import type { Voice } from "./voice.ts";

/** Root mean square of U' for amplitude 1 and open quotient 1: √(∫ (2τ − 3τ²)² dτ) = √(2/15). */
const PULSE_RMS = Math.sqrt(2 / 15);
const HIGHER_FORMANTS_HZ = [4500, 5500, 6500, 7500];
const HIGHER_BANDWIDTHS_HZ = [250, 350, 500, 700];
const HIGHEST_FORMANT_HZ = 7700;
/** Bandwidths of F1 to F4 while the glottis vibrates, and what an open glottis and an open velum add. */
const BANDWIDTHS_HZ = [60, 85, 130, 190];
const GLOTTAL_LOSS_HZ = [180, 60, 60, 60];
const NASAL_LOSS_HZ = [40, 120, 150, 150];
const NASAL_POLE_HZ = 270;
const NASAL_ZERO_HZ = 450;
const NASAL_BANDWIDTH_HZ = 90;
/** A swollen mucosa damps the nasal resonance: the bandwidth grows by this at full blockage. */
const BLOCKED_BANDWIDTH_HZ = 220;
const VOICE_BAR_HZ = 200;
const PEAK = 0.9;

/**
 * A spoken sentence at 16 kHz, its loudest sample at ±0.9; microphone.ts gives it a level and a room.
 *
 * @example
 * const random = new Random(1);
 * const voice = drawSpeaker(random);
 * const signal = synthesizeUtterance(voice, HEALTHY, drawSentence(random), random);
 */
export function synthesizeUtterance(voice: Voice, health: Health, sentence: Sentence, random: Random): Signal {
  const today = voiceInHealth(voice, health);
  const score = drawScore(sentence, today, random.fork("timing"));
  const tracks = tracksOf(score, today);
  addBreaks(tracks, today, random.fork("breaks"));
  const f0Hz = f0Contour(score, today, random.fork("melody"));
  const roughness = addCreak(f0Hz, score, today, random.fork("creak"));
  const samples = speak(tracks, { f0Hz, roughness }, today, random.fork("sound"));
  return { samples: toPeak(samples), sampleRateHz: SAMPLE_RATE_HZ };
}

/** The sound of control tracks in this voice, level as it comes. [frames · 32 samples] */
export function speak(tracks: Tracks, phonation: Phonation, voice: Voice, random: Random): Float32Array {
  const length = tracks.frameCount * FRAME_LENGTH;
  const voiced = new Float32Array(length);
  const openness = new Float32Array(length);
  pulsesInto(voiced, openness, drawPulses(phonation, voice, random.fork("pulses")), voice.openQuotient);
  tiltInto(voiced, voice.tiltDb);
  const bar = scaled(voiced, tracks.voiceBar);
  exciteInto(voiced, openness, tracks, voice, random.fork("aspiration"));
  passTractInto(voiced, tracks, voice);
  const steady = (value: number) => new Float32Array(tracks.frameCount).fill(value);
  resonateInto(bar, steady(VOICE_BAR_HZ), steady(120));
  const noise = whiteNoise(length, random.fork("frication"));
  const [low, high] = tracks.bands.map((band, i) => fricationBand(noise, band, tracks, i)) as [
    Float32Array,
    Float32Array,
  ];
  for (let n = 0; n < length; n++) voiced[n] += bar[n] + low[n] + high[n];
  return voiced;
}

/** One band of the frication. Each band reads the noise from another place: in phase, they would cancel between their centres. */
function fricationBand(
  noise: Float32Array,
  band: Tracks["bands"][number],
  tracks: Tracks,
  index: number,
): Float32Array {
  const offset = Math.floor(noise.length / 3) * index;
  const turbulence = new Float32Array(noise.length);
  for (let frame = 0, n = 0, from = offset; frame < tracks.frameCount; frame++) {
    const amplitude = tracks.frication[frame] * band.gain[frame];
    for (const end = n + FRAME_LENGTH; n < end; n++) {
      turbulence[n] = amplitude * noise[from];
      if (++from === noise.length) from = 0;
    }
  }
  bandpassInto(turbulence, band.frequencyHz, band.bandwidthHz);
  bandpassInto(turbulence, band.frequencyHz, band.bandwidthHz);
  return turbulence;
}

/** Voice times voicing, plus aspiration: that of the voice, stronger while the glottis is open, and that of [h] and bursts. */
function exciteInto(voiced: Float32Array, openness: Float32Array, tracks: Tracks, voice: Voice, random: Random): void {
  const noise = whiteNoise(voiced.length, random);
  const voiceRms = PULSE_RMS * Math.sqrt(voice.openQuotient);
  const breath = voiceRms * 10 ** (voice.aspirationDb / 20);
  for (let frame = 0, n = 0; frame < tracks.frameCount; frame++) {
    const voicing = tracks.voicing[frame];
    const aspiration = tracks.aspiration[frame] * voiceRms;
    for (const end = n + FRAME_LENGTH; n < end; n++) {
      const turbulence = aspiration + breath * voicing * (0.5 + openness[n]);
      voiced[n] = voiced[n] * voicing + turbulence * noise[n];
    }
  }
}

/** Nasal pole and zero pairs, then F1 to F8, in place. */
function passTractInto(signal: Float32Array, tracks: Tracks, voice: Voice): void {
  const { velum } = tracks;
  const steady = (value: number) => new Float32Array(tracks.frameCount).fill(value);
  const nasalBandwidth = steady(NASAL_BANDWIDTH_HZ + BLOCKED_BANDWIDTH_HZ * voice.nasalBlockage);
  const scale = Math.sqrt(voice.formantScale);
  antiresonateInto(
    signal,
    velum.map((v) => (NASAL_POLE_HZ + v * (NASAL_ZERO_HZ - NASAL_POLE_HZ)) * scale),
    nasalBandwidth,
  );
  resonateInto(signal, steady(NASAL_POLE_HZ * scale), nasalBandwidth);
  const neutral = 1500 * voice.formantScale;
  const mouth = steady(150);
  antiresonateInto(
    signal,
    tracks.nasalZeroHz.map((hz, frame) => neutral + velum[frame] * (hz - neutral)),
    mouth,
  );
  resonateInto(
    signal,
    tracks.nasalPoleHz.map((hz, frame) => neutral + velum[frame] * (hz - neutral)),
    mouth,
  );
  for (const [f, formant] of tracks.formantsHz.entries()) resonateInto(signal, formant, bandwidthTrack(tracks, f));
  HIGHER_FORMANTS_HZ.map((hz) => hz * voice.formantScale).forEach((hz, i) => {
    if (hz < HIGHEST_FORMANT_HZ) resonateInto(signal, steady(hz), steady(HIGHER_BANDWIDTHS_HZ[i]));
  });
}

/** A formant is damped by an open glottis (no voicing) and by an open velum. */
function bandwidthTrack({ voicing, velum }: Tracks, formant: number): Float32Array {
  const base = BANDWIDTHS_HZ[formant];
  const glottal = GLOTTAL_LOSS_HZ[formant];
  const nasal = NASAL_LOSS_HZ[formant];
  return velum.map((v, frame) => base + glottal * Math.max(0, 1 - 2 * voicing[frame]) + nasal * v);
}

function scaled(signal: Float32Array, track: Float32Array): Float32Array {
  return signal.map((value, n) => value * track[(n / FRAME_LENGTH) | 0]);
}

/** Uniform noise of variance 1; filtered, it is as good as Gaussian, and three times as fast to draw. */
function whiteNoise(length: number, random: Random): Float32Array {
  const noise = new Float32Array(length);
  const width = Math.sqrt(12);
  for (let n = 0; n < length; n++) noise[n] = width * (random.uniform() - 0.5);
  return noise;
}

function toPeak(samples: Float32Array): Float32Array {
  let peak = 0;
  for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
  return peak === 0 ? samples : samples.map((sample) => (PEAK * sample) / peak);
}
