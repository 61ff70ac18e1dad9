/**
 * What page and worker say to each other.
 */

import type { SoundCheck } from "coldpress/audio";

/** To the worker. */
export type ToListener =
  | { readonly kind: "model"; readonly container: Uint8Array }
  /** A file's bytes. */
  | { readonly kind: "file"; readonly bytes: Uint8Array }
  /** What the microphone gave. */
  | { readonly kind: "sound"; readonly samples: Float32Array; readonly sampleRateHz: number }
  /** What the browser's decoder made of a file that the worker could not read. */
  | { readonly kind: "decoded"; readonly channels: readonly Float32Array[]; readonly sampleRateHz: number }
  | { readonly kind: "undecodable"; readonly reason: string };

/** To the page. */
export type FromListener =
  | { readonly kind: "ready" }
  | { readonly kind: "unable"; readonly reason: string }
  /** The browser's decoder is wanted, which workers do not have. */
  | { readonly kind: "decode"; readonly bytes: Uint8Array; readonly sampleRateHz: number | undefined }
  | { readonly kind: "heard"; readonly heard: Heard };

/** What came of a recording. */
export type Heard = Answer | Refusal;

export interface Answer {
  readonly kind: "answer";
  readonly check: SoundCheck;
  /** In the order of the network's classes. [C] */
  readonly probabilities: Float32Array;
  /** What the network was asked about. [F] */
  readonly features: Float32Array;
  readonly drawing: Drawing;
  /** The sound as a WAV file, where it came from the microphone. */
  readonly wav: Uint8Array | null;
}

/** Why there is no answer. */
export type Refusal =
  | { readonly kind: "noSound"; readonly reason: string }
  | { readonly kind: "tooShort"; readonly seconds: number }
  | { readonly kind: "tooLong" }
  | { readonly kind: "silent" }
  | { readonly kind: "noAnswer"; readonly reason: string };

/** What is drawn of a recording, so that a person sees that it was heard. */
export interface Drawing {
  /** Lowest and highest amplitude of each part of the time. [parts] */
  readonly lows: Float32Array;
  readonly highs: Float32Array;
  /** Hz, 0 where there is no voice. [one per 10 ms] */
  readonly pitch: Float32Array;
  /** [one per 10 ms] */
  readonly loudness: Float32Array;
}

/** Longer recordings are refused: nobody speaks to a page for so long, and a phone's memory ends. */
export const LONGEST_SECONDS = 600;
