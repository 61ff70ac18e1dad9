/**
 * A feature table out of the random generator: for trying the program without any recordings.
 *
 * Each speaker has an offset in every feature, each recording noise; a cold shifts a few hidden factors that many
 * features share, by an amount that differs between speakers. Classes overlap, so no classifier is perfect. Scales of
 * the features spread over six decades, as those of acoustic features do.
 */

import type { Random } from "../core/random.ts";
import type { FeatureTable } from "../table/feature-table.ts";

export interface SyntheticTableOptions {
  readonly features: number;
  /** Speakers of each partition; every second one has a cold. */
  readonly speakers: { readonly train: number; readonly devel: number; readonly test: number };
  readonly recordingsPerSpeaker: number;
}

export const SYNTHETIC_TABLE_DEFAULTS: SyntheticTableOptions = {
  features: 6373,
  speakers: { train: 40, devel: 20, test: 30 },
  recordingsPerSpeaker: 6,
};

const FACTORS = 12;
/** Mean shift of a factor by a cold, in standard deviations between recordings. */
const COLD_SHIFT = 0.55;
const SPEAKER_SPREAD = 0.8;
const DECADES = 6;

/** The table, with speakers and partitions; the same numbers for the same stream. */
export function syntheticTable(options: SyntheticTableOptions, random: Random): FeatureTable {
  const { features, speakers: speakerCounts, recordingsPerSpeaker } = options;
  const world = random.fork("world");
  const loadings = Float32Array.from({ length: features * FACTORS }, () => world.normal() / Math.sqrt(FACTORS));
  const scales = Float32Array.from({ length: features }, () => 10 ** (DECADES * (world.uniform() - 0.5)));

  const people = Object.entries(speakerCounts).flatMap(([partition, count]) =>
    Array.from({ length: count }, (_, i) => ({ partition, name: `${partition}${i}`, label: i % 2 })),
  );
  const rows = people.flatMap((person) => Array.from({ length: recordingsPerSpeaker }, (_, i) => ({ ...person, i })));
  const values = new Float32Array(rows.length * features);
  rows.forEach(({ name, label, i }, row) => {
    const speaker = random.fork(`speaker ${name}`);
    const severity = label * (0.5 + speaker.uniform());
    const factors = Float32Array.from(
      { length: FACTORS },
      () => SPEAKER_SPREAD * speaker.normal() + severity * COLD_SHIFT,
    );
    recordingInto(values.subarray(row * features, (row + 1) * features), {
      factors,
      loadings,
      scales,
      random: random.fork(`recording ${name} ${i}`),
    });
  });
  return {
    features: Array.from({ length: features }, (_, f) => `synthetic_${f + 1}`),
    values,
    ids: rows.map(({ name, i }) => `${name}_${i}.wav`),
    classes: ["healthy", "cold"],
    labels: Int32Array.from(rows, ({ label }) => label),
    speakers: rows.map(({ name }) => name),
    partitions: rows.map(({ partition }) => partition),
  };
}

interface Recording {
  /** [K] */
  readonly factors: Float32Array;
  /** [F × K] */
  readonly loadings: Float32Array;
  /** [F] */
  readonly scales: Float32Array;
  readonly random: Random;
}

/** @param row  Receives the features. [F] */
function recordingInto(row: Float32Array, { factors, loadings, scales, random }: Recording): void {
  const state = factors.map((factor) => factor + random.normal());
  for (let f = 0; f < row.length; f++) {
    let value = random.normal();
    for (let k = 0; k < FACTORS; k++) value += state[k] * loadings[f * FACTORS + k];
    row[f] = value * scales[f];
  }
}
