/**
 * The kernels as WebAssembly exports them: addresses and counts in. See assembly/*.as.ts, where each is described.
 */

type Address = number;

/** The exports of the module that describes frames. */
export interface DeviceKernels {
  // frame.as.ts
  rmsOf(pcm: Address, count: number): number;
  windowFrame(frame: Address, pcm: Address, window: Address, length: number, transformLength: number): void;
  isLoud(frame: Address): number;
  zeroCrossingRate(state: Address, pcm: Address, first: boolean): number;
  // short-frame.as.ts, fourier.as.ts: as a firmware has them
  /** Windows the frame, too. */
  transformShortFrame(z: Address, pcm: Address, window: Address, factors: Address): void;
  transformLongFrame(z: Address, factors: Address): void;
  // fourier-simd.as.ts
  /** The same for WebAssembly, of frames that are windowed, two numbers at a time. */
  transformPairs(z: Address, factors: Address, half: number): void;
  // magnitudes.as.ts
  magnitudesOf(magnitudes: Address, z: Address, order: Address, turns: Address, half: number): void;
  powersOf(powers: Address, z: Address, order: Address, turns: Address, half: number): void;
  // auditory.as.ts
  logBandsOf(logs: Address, power: Address, weights: Address, ends: Address): void;
  loudnessOf(logs: Address, logWeights: Address): number;
  rastaOf(out: Address, logs: Address, state: Address, logWeights: Address, started: boolean): number;
  cepstrumOf(out: Address, logs: Address, folded: Address, cosines: Address): void;
  // spectral.as.ts
  powerSums(sums: Address, power: Address): void;
  bandEnergyOf(power: Address, low: number, high: number, lowWeight: number, highWeight: number): number;
  rollOffsOf(out: Address, power: Address, total: number): void;
  fluxOf(power: Address, before: Address): number;
  centroidOf(total: number, weighted: number): number;
  slopeOf(total: number, weighted: number): number;
  momentsOf(out: Address, power: Address, total: number, centroid: number): void;
  sharpnessOf(power: Address, weights: Address, total: number): number;
  harmonicityOf(power: Address): number;
  // entropy.as.ts
  entropyOf(power: Address, logarithms: Address, total: number): number;
  // octave.as.ts
  octaveSpectrumOf(
    octaves: Address,
    magnitudes: Address,
    curvatures: Address,
    elimination: Address,
    knots: Address,
    weights: Address,
  ): void;
  subHarmonicSumOf(sum: Address, octaves: Address, shifts: Address, gains: Address): void;
  /** The same for WebAssembly, four points at a time. */
  subHarmonicSumFours(sum: Address, octaves: Address, shifts: Address, gains: Address): void;
  meanOfSum(sum: Address): number;
  // pitch.as.ts
  candidatesOf(candidates: Address, peaks: Address, sum: Address, mean: number): void;
  // viterbi.as.ts
  startPath(costs: Address, counts: Address): void;
  takeCandidates(
    costs: Address,
    counts: Address,
    pitch: Address,
    from: Address,
    chosen: Address,
    paths: Address,
    candidates: Address,
    loud: boolean,
  ): number;
  decideRest(costs: Address, counts: Address, from: Address, chosen: Address): void;
  f0Of(pitch: Address, chosen: Address, frame: number): number;
  voicingOf(pitch: Address, chosen: Address, frame: number): number;
  // periods.as.ts
  startPeriods(voice: Address): void;
  matchPeriods(
    voice: Address,
    pcm: Address,
    behind: number,
    f0: number,
    r: Address,
    mean: Address,
    starts: Address,
    sums: Address,
  ): number;
  // contours.as.ts
  smoothContour(out: Address, x: Address, visible: number, count: number): void;
  smoothVoiceContour(out: Address, x: Address, visible: number, decided: number, early: number, count: number): void;
  deltaContour(out: Address, y: Address, visible: number, visibleAtStart: number, count: number): void;
  voiceDeltaContours(
    out: Address,
    y: Address,
    divisor: Address,
    stride: number,
    long: number,
    decided: number,
    count: number,
  ): void;
}
