/**
 * Recordings of speech, and a network that answers to them.
 */

import { copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { encodeWav } from "../../src/audio/encode-wav.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import type { FeatureProfile } from "../../src/features/feature-profile.ts";
import { encodeContainer } from "../../src/formats/container/container-file.ts";
import type { JsonRecord } from "../../src/formats/json.ts";
import { madeNetwork, madeRows } from "../runtime/made-networks.ts";

export const SPEECH = resolve("test/golden/compare2016/en_short.wav");

/** Some of ComParE_2016, in its order. */
export const FEATURES = COMPARE2016_NAMES.filter((_, place) => place % 300 === 7);

/** Writes m.coldpress, which takes FEATURES and tells healthy from cold. */
export function writeNetwork(
  folder: string,
  features: readonly string[] = FEATURES,
  provenance: JsonRecord = {},
  profile: FeatureProfile = "reference",
): void {
  const architecture = { inputs: features.length, hidden: [6], classes: 2 };
  const made = madeNetwork({ architecture, kernels: [{ kind: "codebook", entries: 8 }], sparsity: 0.5, seed: 1 });
  const network = { ...made, profile, features, classes: ["healthy", "cold"] };
  writeFileSync(join(folder, "m.coldpress"), encodeContainer({ network, madeFrom: "", provenance }));
}

/** Copies a second of speech to some names in a folder. */
export function writeSpeech(folder: string, ...names: string[]): void {
  for (const name of names) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    copyFileSync(SPEECH, join(folder, name));
  }
}

/** Writes half a second of noise. */
export function writeNoise(folder: string, name: string, seed: number): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  const samples = madeRows(1, 8000, seed).map((sample) => 0.05 * sample);
  writeFileSync(join(folder, name), encodeWav({ samples, sampleRateHz: 16_000 }));
}
