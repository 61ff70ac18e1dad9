/**
 * Jitter, shimmer and harmonics-to-noise ratio by matching the waveform period by period.
 *
 *   jitterLocal   mean |T_i − T_{i−1}| / mean T              jitterDDP  mean | |T_i − T_{i−1}| − |T_{i−1} − T_{i−2}| | / mean T
 *   shimmerLocal  Σ |a0 − a1| / Σ (a0 + a1)/2                logHNR     20 log10( rms of the mean period / rms of what is left )
 *
 * In a voiced frame the periods follow each other from where the last frame stopped: each is the lag, within a quarter of
 * the frame's F0, at which the waveform correlates best with its continuation. Amplitudes a0, a1 of neighbouring periods
 * are max − min. The waveform position runs on between frames, so frames must come in order.
 *
 * In      samples, full scale ±1; F0 of each frame after the energy gate, 0 if unvoiced
 * Out     jitterLocal, jitterDDP, shimmerLocal 0 .. 1; logHNR in dB, at least −100; unvoiced: 0, 0, 0, −100
 * Source  specification, section 12.
 */

import type { KernelMemory } from "../assembly/kernel-memory.ts";
import { PeriodCorrelator } from "./correlation.ts";
import type { Geometry } from "./geometry.ts";
import { parabolaThrough, type Vertex } from "./parabola.ts";
import { LOWEST_PITCH_HZ } from "./pitch-shs.ts";

const f32 = Math.fround;

/** The period is searched within a quarter of the one that F0 says. */
const LEAST_PERIOD = 0.75;
const MOST_PERIOD = 1.25;
/** Periods that correlate less count for no jitter and shimmer. */
const LEAST_CORRELATION = 0.5;
export const LEAST_HNR_DB = -100;

/** Sums over the periods of one frame, float32. */
interface PeriodSums {
  period: number;
  periodCount: number;
  jitter: number;
  jitterCount: number;
  ddp: number;
  ddpCount: number;
  amplitude: number;
  amplitudeChange: number;
}

/** Follows the periods of a voice from frame to frame. */
export class WaveformMatcher {
  jitterLocal = 0;
  jitterDdp = 0;
  shimmerLocal = 0;
  hnrDb = LEAST_HNR_DB;

  #samples: Float32Array = new Float32Array(0);
  readonly #hop: number;
  readonly #frameLength: number;
  readonly #sampleSeconds: number;
  /** Where reading goes on, and how far it lies behind the next frame. */
  #position = 0;
  #behind = 0;
  #lastPeriod = 0;
  #lastChange = 0;
  #lastJitter = 0;
  #lastDdp = 0;

  readonly #correlator: PeriodCorrelator;
  /** The mean period. */
  readonly #mean: Float32Array;
  readonly #starts: Int32Array;
  readonly #vertex: Vertex = { x: 0, y: 0 };

  constructor(memory: KernelMemory, { sampleRateHz, hopLength, long }: Geometry) {
    const longest = Math.ceil((MOST_PERIOD * sampleRateHz) / LOWEST_PITCH_HZ) + 2;
    this.#hop = hopLength;
    this.#frameLength = long.frameLength;
    this.#sampleSeconds = 1 / sampleRateHz;
    const sliceLength = long.frameLength + 2 * hopLength + 2 * longest;
    this.#correlator = new PeriodCorrelator(memory, sliceLength, longest);
    this.#mean = new Float32Array(longest);
    this.#starts = new Int32Array(sliceLength);
  }

  /** Begins a recording. */
  reset(samples: Float32Array): void {
    this.#samples = samples;
    this.#position = 0;
    this.#behind = 0;
    this.#skip(0);
  }

  /** Takes the next frame; the four results are its descriptors. @param f0Hz  0 if unvoiced. */
  next(f0Hz: number): void {
    const advance = this.#hop + this.#behind;
    if (f0Hz > 0) this.#matchPeriods(f0Hz, advance);
    else this.#skip(advance);
  }

  #skip(advance: number): void {
    this.#lastPeriod = 0;
    this.#lastChange = 0;
    this.#lastJitter = 0;
    this.#lastDdp = 0;
    this.jitterLocal = 0;
    this.jitterDdp = 0;
    this.shimmerLocal = 0;
    this.hnrDb = LEAST_HNR_DB;
    this.#behind = 0;
    this.#position += advance;
  }

  #matchPeriods(f0Hz: number, advance: number): void {
    const expected = 1 / f0Hz / this.#sampleSeconds;
    const nominal = Math.round(expected);
    const least = Math.floor(LEAST_PERIOD * expected);
    const most = Math.ceil(MOST_PERIOD * expected);
    const limit = this.#behind + this.#frameLength;
    const needed = Math.min(Math.max(advance, 2 * most + 2), limit);
    const offset = this.#position;
    this.#correlator.take(this.#samples.subarray(offset, offset + needed));
    this.#mean.fill(0, 0, nominal);

    const sums = emptySums();
    let start = 0;
    let lastInside = 0;
    let count = 0;
    let period = nominal;
    while (start < needed - 2 * most - 1) {
      const peak = this.#correlator.highestPeak(start, least, most, most - least);
      if (peak > 0) {
        period = least + peak;
        this.#starts[count++] = start;
        this.#addToMean(offset + start, nominal);
        this.#measure(sums, offset + start, period, peak, least);
      } else {
        period = nominal;
      }
      start += period;
      if (start < advance - 1) lastInside = start;
    }
    this.#starts[count++] = start;
    this.#starts[count] = start + period;
    this.#addToMean(offset + start, nominal);
    for (let i = 0; i < nominal; i++) this.#mean[i] /= count;

    this.hnrDb = this.#harmonicsToNoise(offset, nominal, count);
    this.#conclude(sums);
    this.#behind = advance - lastInside;
    this.#position += lastInside;
  }

  #addToMean(start: number, length: number): void {
    for (let i = 0; i < length; i++) this.#mean[i] += this.#samples[start + i];
  }

  /** Adds one period and its change against the one before. */
  #measure(sums: PeriodSums, start: number, period: number, peak: number, least: number): void {
    const r = this.#correlator.correlations;
    parabolaThrough(this.#vertex, peak - 1, r[peak - 1], peak, r[peak], peak + 1, r[peak + 1]);
    if (!(this.#vertex.y > LEAST_CORRELATION)) return;
    const seconds = f32(Math.abs(least + this.#vertex.x) * this.#sampleSeconds);
    sums.period = f32(sums.period + seconds);
    sums.periodCount++;
    if (this.#lastPeriod > 0) {
      const change = Math.abs(f32(this.#lastPeriod - seconds));
      sums.jitter = f32(sums.jitter + change);
      sums.jitterCount++;
      if (this.#lastChange > 0) {
        sums.ddp = f32(sums.ddp + Math.abs(f32(this.#lastChange - change)));
        sums.ddpCount++;
      }
      this.#lastChange = change;
    }
    this.#lastPeriod = seconds;
    const a0 = peakToPeak(this.#samples, start + 1, start + period - 2);
    const a1 = peakToPeak(this.#samples, start + period + 1, start + 2 * period - 2);
    sums.amplitude = f32(sums.amplitude + f32(f32(a0 + a1) / 2));
    sums.amplitudeChange = f32(sums.amplitudeChange + Math.abs(f32(a0 - a1)));
  }

  /** A frame without a single matched period repeats the last values; one without a change between periods has 0. */
  #conclude({ period, periodCount, jitter, jitterCount, ddp, ddpCount, amplitude, amplitudeChange }: PeriodSums): void {
    const meanPeriod = f32(period / periodCount);
    if (jitterCount > 0) this.#lastJitter = Math.min(f32(f32(jitter / jitterCount) / meanPeriod), 1);
    if (ddpCount > 0) this.#lastDdp = Math.min(f32(f32(ddp / ddpCount) / meanPeriod), 1);
    this.jitterLocal = jitterCount > 0 || periodCount === 0 ? this.#lastJitter : 0;
    this.jitterDdp = ddpCount > 0 || periodCount === 0 ? this.#lastDdp : 0;
    if (periodCount > 0) this.shimmerLocal = amplitude > 0 ? Math.min(f32(amplitudeChange / amplitude), 1) : 0;
  }

  #harmonicsToNoise(offset: number, nominal: number, count: number): number {
    const mean = this.#mean;
    let harmonic = 0;
    for (let i = 3; i < nominal - 2; i++) harmonic = f32(harmonic + f32(mean[i] * mean[i]));
    if (nominal > 4) harmonic = f32(harmonic / (nominal - 4));
    harmonic = f32(Math.sqrt(harmonic));

    let noise = 0;
    let noiseCount = 0;
    for (let i = 0; i < count; i++) {
      const start = this.#starts[i];
      const end = Math.min(this.#starts[i + 1], start + nominal) - 3;
      for (let j = start + 2; j <= end; j++) {
        const delta = f32(this.#samples[offset + j] - mean[j - start]);
        noise = f32(noise + f32(delta * delta));
        noiseCount++;
      }
    }
    if (noiseCount > 0) noise = f32(noise / noiseCount);
    noise = f32(Math.sqrt(noise));
    if (noise === 0) return 0;
    const ratio = f32(harmonic / noise);
    return ratio > 0 ? Math.max(f32(20 * Math.log10(ratio)), LEAST_HNR_DB) : LEAST_HNR_DB;
  }
}

function emptySums(): PeriodSums {
  return {
    period: 0,
    periodCount: 0,
    jitter: 0,
    jitterCount: 0,
    ddp: 0,
    ddpCount: 0,
    amplitude: 0,
    amplitudeChange: 0,
  };
}

/** Maximum minus minimum of samples first .. last, float32. */
function peakToPeak(samples: Float32Array, first: number, last: number): number {
  let least = samples[first];
  let most = samples[first];
  for (let n = first + 1; n <= last; n++) {
    if (samples[n] < least) least = samples[n];
    if (samples[n] > most) most = samples[n];
  }
  return f32(most - least);
}
