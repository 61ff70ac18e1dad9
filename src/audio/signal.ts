/**
 * The plain type between audio files and features: one channel of sound.
 */

export interface Signal {
  /** Amplitudes, full scale ±1. [samples] */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}
