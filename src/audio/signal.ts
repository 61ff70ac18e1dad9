/**
 * The plain type between audio files and features: one channel of sound.
 */

/** A recording's sound: one channel, amplitudes and their rate. */
export interface Signal {
  /** Amplitudes, full scale ±1. [samples] */
  readonly samples: Float32Array;
  readonly sampleRateHz: number;
}

/** Amplitudes beyond this (40 dB over full scale) are integers that were not divided, not a loud recording. */
export const LARGEST_AMPLITUDE = 100;

/** Full scales that integer arrays may have meant, by the name of their type. */
const INTEGER_SCALES: Readonly<Record<string, number>> = { Int8Array: 127, Int16Array: 32767, Int32Array: 2147483647 };

/** What to give in place of values that are no signal, by their tag. */
const INSTEAD: Readonly<Record<string, string>> = {
  AudioBuffer: "give { samples: buffer.getChannelData(0), sampleRateHz: buffer.sampleRate }",
  Float32Array: "give { samples, sampleRateHz }: without its rate it is no sound",
  Uint8Array: "decode the bytes of a file first: decodeWav(bytes)",
  ArrayBuffer: "decode the bytes of a file first: decodeWav(bytes)",
  Promise: "await it",
};

/**
 * The signal with samples as Float32Array: doubles and plain arrays are rounded, everything else that is no amplitude is
 * refused.
 *
 * @param where    Name of the function that was called, for the error.
 * @param largest  Amplitudes beyond are refused.
 * @throws TypeError for integers or no samples at all, RangeError for a sample beyond `largest` or a rate that is no positive whole
 *         number; all say how to mend it.
 */
export function checkedSignal(signal: Signal, where: string, largest: number = LARGEST_AMPLITUDE): Signal {
  const samples = floatSamples(signal, where);
  const beyond = firstBeyond(samples, largest);
  if (beyond >= 0)
    throw new RangeError(
      `${where}: sample ${beyond} is ${samples[beyond]}, full scale is 1; divide 16-bit integers by 32767: samples.map((x) => x / 32767)`,
    );
  assertRate(signal, where);
  return samples === signal.samples ? signal : { samples, sampleRateHz: signal.sampleRateHz };
}

function assertRate(signal: Signal & { readonly sampleRate?: unknown }, where: string): void {
  const { sampleRateHz } = signal;
  const given: unknown = sampleRateHz;
  if (Number.isInteger(sampleRateHz) && sampleRateHz > 0) return;
  const mend =
    sampleRateHz === undefined && signal.sampleRate !== undefined ? "; it is not called sampleRate here" : "";
  const got = typeof given === "string" ? `the text "${given}"` : String(given);
  throw new RangeError(`${where}: sampleRateHz must be a positive whole number, got ${got}${mend}`);
}

function floatSamples(signal: unknown, where: string): Float32Array {
  const { samples } = Object(signal) as { readonly samples?: unknown };
  if (samples instanceof Float32Array) return samples;
  const kind = tagOf(samples);
  if (kind === "Float32Array" || kind === "Float64Array" || kind === "Array")
    return Float32Array.from(samples as ArrayLike<number>);
  const scale = INTEGER_SCALES[kind];
  const mend =
    scale === undefined
      ? (INSTEAD[tagOf(signal)] ?? "give { samples: Float32Array, sampleRateHz }")
      : `use Float32Array.from(samples, (x) => x / ${scale})`;
  throw new TypeError(`${where}: samples must be amplitudes in a Float32Array, full scale 1, got ${kind}; ${mend}`);
}

/** What a value is, such as "Int16Array" or "Undefined". */
function tagOf(value: unknown): string {
  return Object.prototype.toString.call(value).slice("[object ".length, -1);
}

/** Index of the first sample beyond, −1 where there is none; what is not finite is left to other checks. */
function firstBeyond(samples: Float32Array, largest: number): number {
  for (let n = 0; n < samples.length; n++) {
    const amplitude = Math.abs(samples[n]);
    if (amplitude > largest && amplitude < Number.POSITIVE_INFINITY) return n;
  }
  return -1;
}
