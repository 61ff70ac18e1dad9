/**
 * Folders of short recordings whose content does not matter.
 */

import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { Random } from "../../src/core/random.ts";

/** A recording of noise. */
export function noiseWav(seed: number, seconds = 0.1): Uint8Array {
  const random = new Random(seed);
  const samples = Float32Array.from({ length: Math.round(16_000 * seconds) }, () => 0.1 * random.normal());
  return encodeWav({ samples, sampleRateHz: 16_000 });
}

/** Writes a recording of its own to each of the paths below a folder. */
export function writeRecordings(folder: string, paths: readonly string[]): void {
  paths.forEach((path, seed) => {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), noiseWav(seed));
  });
}
