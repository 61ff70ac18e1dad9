/**
 * Sounds on which the C and Node must agree bit for bit.
 */

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { decodeWav } from "../../../src/audio/decode-wav.ts";
import { resample } from "../../../src/audio/resample.ts";
import { Random } from "../../../src/core/random.ts";
import { pcmOf } from "../../../src/features/device/pcm.ts";

/** Sounds at the edges: shortest ones, silence, a constant, full scale, noise, a voice of pulses. */
export function madeSounds(): [string, Int16Array][] {
  const random = new Random(3);
  const noise = (length: number) => Int16Array.from({ length }, () => 20_000 * (random.uniform() - 0.5));
  const pulses = (length: number) =>
    Int16Array.from({ length }, (_, n) => (n % (100 + (n >> 11)) < 4 ? 9000 : 0) + 300);
  const lengths = [960, 1119, 1120, 1280, 1440, 1600, 3200, 5000];
  return [
    ...lengths.flatMap((length): [string, Int16Array][] => [
      [`noise of ${length}`, noise(length)],
      [`pulses of ${length}`, pulses(length)],
    ]),
    ["silence", new Int16Array(20_000)],
    ["a constant", new Int16Array(20_000).fill(3000)],
    ["full scale", Int16Array.from({ length: 20_000 }, (_, n) => (n % 100 < 50 ? 32_767 : -32_768))],
    ["pulses", pulses(40_000)],
  ];
}

const DATA = "../shared/data";

/** Real recordings that lie beside the repository, none where they do not. @param most  Taken evenly from each corpus. */
export function recordings(most: number): [string, Int16Array][] {
  return ["emodb", "covid19_cough"].flatMap((corpus) => {
    const folder = join(DATA, corpus, "wav");
    if (!existsSync(folder)) return [];
    const files = readdirSync(folder).filter((file) => file.endsWith(".wav"));
    const step = Math.max(1, Math.floor((2 * files.length) / most));
    const chosen = files.filter((_, i) => i % step === 0).slice(0, most / 2);
    return chosen.map((file): [string, Int16Array] => {
      const signal = decodeWav(new Uint8Array(readFileSync(join(folder, file))));
      return [file, pcmOf(resample(signal, 16_000).samples)];
    });
  });
}

/** Samples as bytes, little-endian. */
export function bytesOf(pcm: Int16Array): Buffer {
  return Buffer.from(pcm.buffer, pcm.byteOffset, pcm.byteLength);
}
