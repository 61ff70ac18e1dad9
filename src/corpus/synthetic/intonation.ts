/**
 * The melody of a sentence: declination, pitch accents, final fall or rise, flutter.
 *
 *   F0(t) = f0 · 2^(s(t) / 12),   s(t) = range · ( declination + accents + ending ) + flutter      in semitones
 *
 * The declination line falls over each phrase and starts anew, a little lower, in the next. An accent is a raised cosine
 * that peaks late in its vowel. The last syllable of a statement falls further; that of a question rises.
 *
 * Source  declination and final lowering: J. Pierrehumbert 1979, JASA 66(2); accents of German: M. Grice, S. Baumann 2002,
 *           "Deutsche Intonation und GToBI", Linguistische Berichte 191. Excursions in semitones are ours.
 *         flutter: D. Klatt, L. Klatt 1990, JASA 87(2), equation 1: three sines of 12.7, 7.1 and 4.7 Hz.
 */

import type { Random } from "../../core/random.ts";
import type { Nucleus, Score } from "./score.ts";
import { TRACK_FRAME_SECONDS } from "./tracks.ts";
import type { Voice } from "./voice.ts";

const DECLINATION_SEMITONES = 3.5;
const RESET_SEMITONES = 0.8;
const ACCENT_SEMITONES = 3.2;
const ACCENT_HALF_WIDTH = 0.13;
const FINAL_FALL_SEMITONES = 2.5;
const FINAL_RISE_SEMITONES = 6;
const ENDING_SECONDS = 0.28;
const FLUTTER_HZ = [12.7, 7.1, 4.7];
const FLUTTER_SEMITONES = 0.12;

/** F0 in Hz per frame, even where nothing is voiced. [frames] */
export function f0Contour(score: Score, voice: Voice, random: Random): Float32Array {
  const semitones = new Float32Array(Math.ceil(score.seconds / TRACK_FRAME_SECONDS));
  score.phrases.forEach((phrase, index) => {
    const { startSeconds, endSeconds } = phrase;
    const reset = -RESET_SEMITONES * index;
    const length = endSeconds - startSeconds;
    addOver(semitones, [startSeconds, endSeconds], (t) => reset + DECLINATION_SEMITONES * (0.5 - t / length));
    const ending = phrase.rising ? FINAL_RISE_SEMITONES : -FINAL_FALL_SEMITONES;
    const from = Math.max(startSeconds, endSeconds - ENDING_SECONDS);
    addOver(semitones, [from, endSeconds], (t) => ending * (t / ENDING_SECONDS) ** 1.5);
  });
  for (const nucleus of score.nuclei) if (nucleus.accented) addAccent(semitones, nucleus, random);
  const phases = FLUTTER_HZ.map(() => 2 * Math.PI * random.uniform());
  return semitones.map((s, frame) => {
    const t = frame * TRACK_FRAME_SECONDS;
    const flutter = FLUTTER_HZ.reduce((sum, hz, i) => sum + Math.sin(2 * Math.PI * hz * t + phases[i]), 0);
    return voice.f0Hz * 2 ** ((voice.f0RangeScale * s + FLUTTER_SEMITONES * flutter) / 12);
  });
}

function addAccent(semitones: Float32Array, nucleus: Nucleus, random: Random): void {
  const peak = nucleus.startSeconds + 0.7 * (nucleus.endSeconds - nucleus.startSeconds);
  const height = ACCENT_SEMITONES * (0.6 + 0.8 * random.uniform());
  addOver(semitones, [peak - ACCENT_HALF_WIDTH, peak + ACCENT_HALF_WIDTH], (t) => {
    return 0.5 * height * (1 - Math.cos((Math.PI * t) / ACCENT_HALF_WIDTH));
  });
}

/** Adds value(seconds since `from`) to the frames of a stretch of time. */
function addOver(track: Float32Array, [from, to]: [number, number], value: (t: number) => number): void {
  const first = Math.max(0, Math.ceil(from / TRACK_FRAME_SECONDS));
  const last = Math.min(track.length - 1, Math.floor(to / TRACK_FRAME_SECONDS));
  for (let frame = first; frame <= last; frame++) track[frame] += value(frame * TRACK_FRAME_SECONDS - from);
}
