/**
 * Frames of a recording: lengths, counts and bin spacings of the two frame streams, for any sampling rate.
 *
 *   step S = round(0.010 fs);   long frames L = round(0.060 fs), short frames L = round(0.020 fs)
 *   frame k covers samples kS .. kS + L − 1; only complete frames count: N = floor((n − L) / S) + 1
 *
 * Both streams begin at sample 0 and are not centred on each other.
 *
 * Source  specification, sections 2, 3 and 18. At 16 kHz: S 160, L 960 and 320, transforms of 1024 and 512 points.
 */

export const HOP_SECONDS = 0.01;
const LONG_SECONDS = 0.06;
const SHORT_SECONDS = 0.02;

/** Frames of one length, and the spectrum of each. */
export interface FrameStream {
  readonly frameLength: number;
  /** Next power of two; the frame lies in its middle. */
  readonly fftLength: number;
  /** Spacing of the bins of its spectrum. */
  readonly binHz: number;
}

/** How a signal is cut into frames. */
export interface Geometry {
  readonly sampleRateHz: number;
  readonly hopLength: number;
  /** 60 ms: pitch, voicing, jitter, shimmer, zero crossings. */
  readonly long: FrameStream;
  /** 20 ms: everything else. */
  readonly short: FrameStream;
}

/** Sizes of the frame streams at a sampling rate. */
export function geometryAt(sampleRateHz: number): Geometry {
  return {
    sampleRateHz,
    hopLength: Math.round(HOP_SECONDS * sampleRateHz),
    long: frameStream(LONG_SECONDS, sampleRateHz),
    short: frameStream(SHORT_SECONDS, sampleRateHz),
  };
}

function frameStream(seconds: number, sampleRateHz: number): FrameStream {
  const frameLength = Math.round(seconds * sampleRateHz);
  const fftLength = 2 ** Math.ceil(Math.log2(frameLength));
  return { frameLength, fftLength, binHz: 1 / ((seconds * fftLength) / frameLength) };
}

/** Number of complete frames in a signal. */
export function frameCount(sampleCount: number, { frameLength }: FrameStream, hopLength: number): number {
  return sampleCount < frameLength ? 0 : Math.floor((sampleCount - frameLength) / hopLength) + 1;
}

/** Symmetric Hamming window, rounded to float32. [length] */
export function hammingWindow(length: number): Float32Array {
  return Float32Array.from({ length }, (_, n) => 0.54 - 0.46 * Math.cos((2 * Math.PI * n) / (length - 1)));
}

/** Gaussian window whose standard deviation is 0.4 of its half width, rounded to float32. [length] */
export function gaussianWindow(length: number): Float32Array {
  const half = (length - 1) / 2;
  return Float32Array.from({ length }, (_, n) => Math.exp(-0.5 * ((n - half) / (0.4 * half)) ** 2));
}
