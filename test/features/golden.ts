/**
 * Reference values of the features, as test/golden/compare2016 keeps them.
 */

import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import type { Signal } from "../../src/audio/signal.ts";

const FOLDER = "test/golden/compare2016";

/** Recordings with reference values in the repository. */
export const GOLDEN_RECORDINGS = ["en_short", "syn_short100ms", "syn_harm_pauses"] as const;

export function goldenSignal(name: string): Signal {
  return decodeWav(readFileSync(`${FOLDER}/${name}.wav`));
}

export function goldenFloats(file: string): Float32Array {
  return floatsOf(readFileSync(`${FOLDER}/${file}.f32.gz`));
}

export function goldenNames(): string[] {
  return gunzipSync(readFileSync(`${FOLDER}/names.txt.gz`))
    .toString()
    .trim()
    .split("\n");
}

/** Little-endian float32 numbers of a gzip file. */
export function floatsOf(compressed: Uint8Array): Float32Array {
  const bytes = Uint8Array.from(gunzipSync(compressed));
  return new Float32Array(bytes.buffer);
}
