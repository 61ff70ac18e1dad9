/**
 * Candidates for the fundamental frequency by sub-harmonic summation.
 *
 *   S[j] = (1/15) Σ_{i=1..15} 0.85^(i−1) h[j + floor(ppo·log2 i)],   h the spectrum on the octave scale
 *
 * The six highest interior maxima of S, each refined by a parabola; voicing = 1 − mean(S) / S(peak). Candidates outside
 * 52 to 620 Hz are dropped, and the best refined one comes first. Float32 sums, harmonic by harmonic.
 *
 * Source  specification, sections 9.5 to 9.9 and table A.6; D. J. Hermes 1988, J. Acoust. Soc. Am. 83(1).
 */

import { LOWEST_OCTAVE_HZ, type OctaveSpectrum } from "./octave-spectrum.ts";
import { parabolaThrough, type Vertex } from "./parabola.ts";

const f32 = Math.fround;

export const CANDIDATE_COUNT = 6;
export const LOWEST_PITCH_HZ = 52;
export const HIGHEST_PITCH_HZ = 620;
const HARMONIC_COUNT = 15;
const COMPRESSION = f32(0.85);

/** Candidates of one frame, best first; unused places are 0. */
export interface PitchCandidates {
  /** [6] */
  readonly f0Hz: Float32Array;
  /** 0 .. 1. [6] */
  readonly voicing: Float32Array;
  /** [6] */
  readonly score: Float32Array;
}

export function emptyCandidates(): PitchCandidates {
  const empty = () => new Float32Array(CANDIDATE_COUNT);
  return { f0Hz: empty(), voicing: empty(), score: empty() };
}

export class SubHarmonicSummation {
  readonly #length: number;
  readonly #sum: Float32Array;
  /** How far each harmonic lies above the fundamental, in points, and its weight. */
  readonly #shifts: Int32Array;
  readonly #gains: Float32Array;
  /** log2 of the frequency of each point. [N] */
  readonly #octaves: Float32Array;
  readonly #peaks = new Int32Array(CANDIDATE_COUNT);
  readonly #vertex: Vertex = { x: 0, y: 0 };

  constructor({ length, highestHz, pointsPerOctave }: OctaveSpectrum) {
    this.#length = length;
    this.#sum = new Float32Array(length);
    this.#shifts = Int32Array.from({ length: HARMONIC_COUNT - 1 }, (_, i) =>
      Math.floor(f32(pointsPerOctave) * Math.log2(i + 2)),
    );
    this.#gains = new Float32Array(HARMONIC_COUNT - 1);
    let gain = 1;
    for (let i = 0; i < HARMONIC_COUNT - 1; i++) {
      gain = f32(gain * COMPRESSION);
      this.#gains[i] = gain;
    }
    const lowest = f32(Math.log2(LOWEST_OCTAVE_HZ));
    const step = f32(f32(f32(Math.log2(highestHz)) - lowest) / (length - 1));
    this.#octaves = Float32Array.from({ length }, (_, j) => f32(j * step) + lowest);
  }

  /** Writes the candidates of a frame. @param spectrum  h, overwritten by nothing. [N] */
  candidatesInto(candidates: PitchCandidates, spectrum: Float32Array): void {
    const sum = this.#sum;
    subHarmonicSumInto(sum, spectrum, this.#shifts, this.#gains);
    const found = highestPeaksInto(this.#peaks, sum);
    let total = 0;
    for (let j = 0; j < this.#length; j++) total += sum[j];
    this.#refineInto(candidates, found, total / this.#length);
    bestFirst(candidates);
  }

  /** Vertices of the peaks, those out of range left out. */
  #refineInto(candidates: PitchCandidates, found: number, mean: number): void {
    const { f0Hz, voicing, score } = candidates;
    const octaves = this.#octaves;
    const sum = this.#sum;
    const vertex = this.#vertex;
    let kept = 0;
    for (let peak = 0; peak < found; peak++) {
      const j = this.#peaks[peak];
      parabolaThrough(vertex, octaves[j - 1], sum[j - 1], octaves[j], sum[j], octaves[j + 1], sum[j + 1]);
      const frequency = f32(2 ** vertex.x);
      if (frequency > HIGHEST_PITCH_HZ || frequency < LOWEST_PITCH_HZ) continue;
      f0Hz[kept] = frequency;
      voicing[kept] = vertex.y > 0 && vertex.y > mean ? 1 - mean / vertex.y : 0;
      score[kept++] = vertex.y;
    }
    f0Hz.fill(0, kept);
    voicing.fill(0, kept);
    score.fill(0, kept);
  }
}

function subHarmonicSumInto(sum: Float32Array, spectrum: Float32Array, shifts: Int32Array, gains: Float32Array): void {
  const length = spectrum.length;
  sum.set(spectrum);
  for (let i = 0; i < shifts.length; i++) {
    const shift = shifts[i];
    const gain = gains[i];
    for (let j = shift; j < length; j++) sum[j - shift] += f32(spectrum[j] * gain);
  }
  for (let j = 0; j < length; j++) sum[j] = Math.max(f32(sum[j] / HARMONIC_COUNT), 0);
}

/** Positions of the highest interior maxima, highest first, the earlier first where equal. @returns how many there are. */
function highestPeaksInto(peaks: Int32Array, sum: Float32Array): number {
  let found = 0;
  for (let j = 1; j < sum.length - 1; j++) {
    if (!(sum[j - 1] < sum[j] && sum[j] > sum[j + 1])) continue;
    let place = found;
    while (place > 0 && sum[peaks[place - 1]] < sum[j]) place--;
    if (place === CANDIDATE_COUNT) continue;
    found = Math.min(found + 1, CANDIDATE_COUNT);
    for (let later = found - 1; later > place; later--) peaks[later] = peaks[later - 1];
    peaks[place] = j;
  }
  return found;
}

/** Swaps the candidate with the highest refined score to the front; the others keep their places. */
function bestFirst({ f0Hz, voicing, score }: PitchCandidates): void {
  let best = 0;
  for (let i = 1; i < CANDIDATE_COUNT; i++) if (score[i] > score[best]) best = i;
  for (const values of [f0Hz, voicing, score]) {
    const first = values[0];
    values[0] = values[best];
    values[best] = first;
  }
}
