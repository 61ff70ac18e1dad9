/**
 * How often a corpus without any confound is flagged, and how often a real one is found: the regimes of docs/statistics.md.
 */

import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { confounds } from "../../src/corpus/confounds.ts";
import type { RecordingMeasures } from "../../src/corpus/recording-measures.ts";

const CORPORA = Number(process.env["COLDPRESS_CORPORA"] ?? 600);
/** Of two recordings of a speaker. */
const CORRELATION = 0.5;

/** A corpus in which level, noise floor, duration and rate are normal numbers, each with a speaker's own mean. */
function corpusOf(
  speakersOfClass: readonly number[],
  recordings: number,
  everyClass: boolean,
  shift: number,
  random: Random,
): boolean {
  const labels: number[] = [];
  const speakers: string[] = [];
  const measures: RecordingMeasures[] = [];
  const speakerCount = speakersOfClass.reduce((sum, count) => sum + count, 0);
  for (let s = 0, label = 0, left = speakersOfClass[0]; s < speakerCount; s++, left--) {
    while (left === 0) left = speakersOfClass[++label];
    const own = Array.from({ length: 4 }, () => random.normal());
    for (let r = 0; r < recordings; r++) {
      const value = (i: number) => Math.sqrt(CORRELATION) * own[i] + Math.sqrt(1 - CORRELATION) * random.normal();
      const of = everyClass ? r % speakersOfClass.length : label;
      labels.push(of);
      speakers.push(`s${s}`);
      measures.push({
        levelDb: value(0) + shift * of,
        noiseFloorDb: value(1),
        durationSeconds: value(2),
        sampleRateHz: value(3),
      } as RecordingMeasures);
    }
  }
  const examples = {
    ids: labels.map((_, row) => `r${row}`),
    classes: speakersOfClass.map((_, c) => `class ${c}`),
    labels: Int32Array.from(labels),
    speakers,
  };
  return confounds(examples, measures).some(({ flagged }) => flagged);
}

function flaggedShare(
  speakersOfClass: readonly number[],
  recordings: number,
  everyClass: boolean,
  shift: number,
): number {
  let flagged = 0;
  for (let seed = 0; seed < CORPORA; seed++)
    if (corpusOf(speakersOfClass, recordings, everyClass, shift, new Random(seed))) flagged++;
  process.stdout.write(
    `confounds ${everyClass ? "E" : "D"} ${speakersOfClass.join("+")} x ${recordings}, shift ${shift}: flagged ${(flagged / CORPORA).toFixed(3)}\n`,
  );
  return flagged / CORPORA;
}

const each = (classes: number, speakers: number) => new Array<number>(classes).fill(speakers);

describe("a clean corpus is flagged in 2 % at most", () => {
  it.each<[number[], number, boolean]>([
    [each(2, 2), 1, false],
    [each(2, 3), 1, false],
    [each(2, 4), 1, false],
    [each(2, 5), 1, false],
    [each(2, 7), 1, false],
    [each(2, 10), 1, false],
    [each(2, 20), 1, false],
    [each(2, 40), 1, false],
    [each(2, 2), 10, false],
    [each(2, 5), 10, false],
    [each(2, 20), 10, false],
    [[18, 2], 1, false],
    [[36, 4], 1, false],
    [[18, 2], 10, false],
    [[36, 4], 10, false],
    [each(7, 2), 1, false],
    [each(7, 4), 1, false],
    [each(7, 2), 10, false],
    [each(2, 1), 20, true],
    [each(2, 5), 20, true],
    [each(7, 1), 35, true],
  ])("%o speakers of each class with %i recordings, all classes %s", (speakers, recordings, everyClass) => {
    // Two standard errors of a share of 0.02
    expect(flaggedShare(speakers, recordings, everyClass, 0)).toBeLessThan(
      0.02 + 2 * Math.sqrt((0.02 * 0.98) / CORPORA),
    );
  });
});

describe("a level that differs by 1.2 standard deviations is found", () => {
  it.each<[number[], number]>([
    [each(2, 20), 0.5],
    [each(2, 40), 0.9],
  ])("with %o speakers of each class, 10 recordings", (speakers, least) => {
    expect(flaggedShare(speakers, 10, false, 1.2)).toBeGreaterThan(least);
  });
});
