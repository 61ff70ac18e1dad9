/**
 * Descriptors of the long frames: zero crossings, pitch, and behind the pitch, which is decided late, voice quality.
 *
 *   samples → zero crossings
 *   samples → windowed → magnitudes → octave spectrum → sub-harmonic sum → candidates → path
 *   decided F0, samples from where the last frame's periods ended → jitter, shimmer, HNR
 *
 * A frame is decided up to 30 frames after it has been heard; the samples that its periods need are kept until then.
 */

import type { Stages } from "../compare2016/descriptors.ts";
import type { DeviceMemory, FloatRegion } from "./device-memory.ts";
import type { TableAddresses } from "./tables.ts";

export const HOP_LENGTH = 160;
export const LONG_FRAME_LENGTH = 960;
const TRANSFORM_LENGTH = 1024;
const HALF = TRANSFORM_LENGTH / 2;
const POINTS = HALF + 1;

const CANDIDATES = 6;
const STATES = 7;
const RING = 32;

/** Takes the six voice descriptors of a decided frame. */
export type VoiceListener = (frame: number, f0Hz: number, voicing: number, quality: Float32Array) => void;

/** Where the path through the pitch candidates stands. */
interface PathState {
  readonly costs: number;
  readonly counts: number;
  readonly pitch: number;
  readonly from: number;
  readonly chosen: number;
  readonly paths: number;
}

/** What the matching of periods works in. */
interface PeriodState {
  readonly voice: FloatRegion;
  readonly correlations: number;
  readonly mean: number;
  readonly starts: number;
  readonly sums: number;
}

/** Computes the descriptors of one long frame after the other. */
export class LongFrames {
  readonly #memory: DeviceMemory;
  readonly #tables: TableAddresses;
  readonly #stages: Stages;
  readonly #listener: VoiceListener;
  readonly #crossings: number;
  readonly #frame: number;
  readonly #magnitudes: number;
  readonly #octaves: number;
  readonly #sum: number;
  readonly #candidates: number;
  readonly #peaks: number;
  readonly #path: PathState;
  readonly #periods: PeriodState;
  #taken = 0;
  #decided = 0;
  /** Frames told. */
  #told = 0;
  #behind = 0;

  constructor(memory: DeviceMemory, tables: TableAddresses, stages: Stages, listener: VoiceListener) {
    const floats = (length: number) => memory.floats(length).address;
    this.#memory = memory;
    this.#tables = tables;
    this.#stages = stages;
    this.#listener = listener;
    this.#crossings = memory.integers(12).address;
    this.#frame = floats(TRANSFORM_LENGTH);
    this.#magnitudes = floats(POINTS);
    this.#octaves = floats(POINTS);
    this.#sum = floats(POINTS);
    this.#candidates = floats(4 * CANDIDATES);
    this.#peaks = memory.integers(CANDIDATES).address;
    this.#path = {
      costs: floats(21),
      counts: memory.integers(2).address,
      pitch: floats(RING * 2 * CANDIDATES),
      from: memory.bytes(RING * STATES).address,
      chosen: memory.bytes(RING).address,
      paths: memory.bytes(STATES).address,
    };
    this.#periods = {
      voice: memory.floats(8),
      correlations: floats(160),
      mean: floats(320),
      starts: memory.integers(64).address,
      sums: floats(8),
    };
  }

  /** Frames decided so far. */
  get decided(): number {
    return this.#decided;
  }

  /** Number of the first sample that is still needed. */
  get oldestSample(): number {
    return HOP_LENGTH * (this.#stages.voiceQuality ? this.#told : this.#taken) - this.#behind;
  }

  /** Forgets all frames. */
  start(): void {
    const { kernels } = this.#memory;
    this.#taken = 0;
    this.#decided = 0;
    this.#told = 0;
    this.#behind = 0;
    kernels.startPath(this.#path.costs, this.#path.counts);
    kernels.startPeriods(this.#periods.voice.address);
  }

  /**
   * Takes the next frame, and tells what is decided by it.
   *
   * @param sampleAt  Address of a sample by its number in the recording.
   * @returns the zero-crossing rate, 0 where it is not wanted
   */
  take(sampleAt: (sample: number) => number): number {
    const { kernels } = this.#memory;
    const pcm = sampleAt(HOP_LENGTH * this.#taken);
    const first = this.#taken === 0;
    const crossings = this.#stages.zeroCrossings ? kernels.zeroCrossingRate(this.#crossings, pcm, first) : 0;
    if (this.#stages.pitch) this.#takePitch(pcm);
    else this.#decided = this.#taken;
    this.#taken++;
    if (this.#stages.pitch) this.#tell(this.#decided, sampleAt);
    return crossings;
  }

  /** Decides and tells the rest, at the end of a recording; `decided` stays what it was. */
  finish(sampleAt: (sample: number) => number): void {
    if (!this.#stages.pitch) return;
    const { costs, counts, from, chosen } = this.#path;
    this.#memory.kernels.decideRest(costs, counts, from, chosen);
    this.#tell(this.#taken, sampleAt);
  }

  #takePitch(pcm: number): void {
    const { kernels } = this.#memory;
    const { longWindow, longFactors, longOrder, longTurns } = this.#tables;
    const frame = this.#frame;
    kernels.windowFrame(frame, pcm, longWindow, LONG_FRAME_LENGTH, TRANSFORM_LENGTH);
    const loud = kernels.isLoud(frame) !== 0;
    kernels.transformPairs(frame, longFactors, HALF);
    kernels.magnitudesOf(this.#magnitudes, frame, longOrder, longTurns, HALF);
    this.#findCandidates();
    const { costs, counts, pitch, from, chosen, paths } = this.#path;
    this.#decided = kernels.takeCandidates(costs, counts, pitch, from, chosen, paths, this.#candidates, loud);
  }

  #findCandidates(): void {
    const { kernels } = this.#memory;
    const { splineElimination, splineKnots, splineWeights, harmonicShifts, harmonicGains } = this.#tables;
    // The frame has been transformed: its room serves for the curvatures.
    const curvatures = this.#frame;
    const sum = this.#sum;
    kernels.octaveSpectrumOf(
      this.#octaves,
      this.#magnitudes,
      curvatures,
      splineElimination,
      splineKnots,
      splineWeights,
    );
    kernels.subHarmonicSumFours(sum, this.#octaves, harmonicShifts, harmonicGains);
    kernels.candidatesOf(this.#candidates, this.#peaks, sum, kernels.meanOfSum(sum));
  }

  /** Matches the periods of the frames before `end` that have not been told yet, and tells them. */
  #tell(end: number, sampleAt: (sample: number) => number): void {
    const { kernels } = this.#memory;
    const { pitch, chosen } = this.#path;
    const { voice, correlations, mean, starts, sums } = this.#periods;
    for (; this.#told < end; this.#told++) {
      const f0Hz = kernels.f0Of(pitch, chosen, this.#told);
      if (this.#stages.voiceQuality) {
        const pcm = sampleAt(HOP_LENGTH * this.#told - this.#behind);
        this.#behind = kernels.matchPeriods(voice.address, pcm, this.#behind, f0Hz, correlations, mean, starts, sums);
      }
      this.#listener(this.#told, f0Hz, kernels.voicingOf(pitch, chosen, this.#told), voice.view);
    }
  }
}
