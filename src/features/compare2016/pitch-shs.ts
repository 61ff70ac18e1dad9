/**
 * Candidates for the fundamental frequency: the highest maxima of the sub-harmonic sum S.
 *
 * The six highest interior maxima, each refined by a parabola; voicing = 1 − mean(S) / S(peak). Candidates outside 52 to
 * 620 Hz are dropped, and the best refined one comes first.
 *
 * Source  specification, sections 9.6 to 9.9.
 */

import { LOWEST_OCTAVE_HZ } from "./octave-scale.ts";
import type { OctaveSpectrum } from "./octave-spectrum.ts";
import { parabolaThrough, type Vertex } from "./parabola.ts";

const f32 = Math.fround;

export const CANDIDATE_COUNT = 6;
export const LOWEST_PITCH_HZ = 52;
export const HIGHEST_PITCH_HZ = 620;

/** Candidates of one frame, best first; unused places are 0. */
export interface PitchCandidates {
  /** [6] */
  readonly f0Hz: Float32Array;
  /** 0 .. 1. [6] */
  readonly voicing: Float32Array;
  /** [6] */
  readonly score: Float32Array;
}

/** No candidates: what a frame begins with. */
export function emptyCandidates(): PitchCandidates {
  const empty = () => new Float32Array(CANDIDATE_COUNT);
  return { f0Hz: empty(), voicing: empty(), score: empty() };
}

/** Finds the candidates of one frame after the other. */
export class PitchCandidateFinder {
  readonly #octave: OctaveSpectrum;
  /** log2 of the frequency of each point, as the reference rounds it. [N] */
  readonly #octaves: Float32Array;
  readonly #peaks = new Int32Array(CANDIDATE_COUNT);
  readonly #vertex: Vertex = { x: 0, y: 0 };

  constructor(octave: OctaveSpectrum) {
    const { length, highestHz } = octave.scale;
    const lowest = f32(Math.log2(LOWEST_OCTAVE_HZ));
    const step = f32(f32(f32(Math.log2(highestHz)) - lowest) / (length - 1));
    this.#octave = octave;
    this.#octaves = Float32Array.from({ length }, (_, j) => f32(j * step) + lowest);
  }

  /** Writes the candidates of a frame. @param magnitudes  Its spectrum, in the kernels' memory. [N] */
  candidatesInto(candidates: PitchCandidates, magnitudes: Float32Array<ArrayBuffer>): void {
    this.#octave.take(magnitudes);
    const found = this.#octave.highestMaximaInto(this.#peaks);
    this.#refineInto(candidates, found);
    bestFirst(candidates);
  }

  /** Vertices of the peaks, those out of range left out. */
  #refineInto(candidates: PitchCandidates, found: number): void {
    const { f0Hz, voicing, score } = candidates;
    const octaves = this.#octaves;
    const { sum } = this.#octave;
    const mean = this.#octave.mean();
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
