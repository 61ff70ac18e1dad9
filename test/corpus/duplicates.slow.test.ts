import { existsSync, readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { Random } from "../../src/core/random.ts";
import { findDuplicates } from "../../src/corpus/duplicates.ts";
import { measureRecording } from "../../src/corpus/recording-measures.ts";
import { compareSounds } from "../../src/corpus/same-sound.ts";
import { GUISES } from "./copies.ts";

const DATA = "../shared/data";
/** Every so manyeth recording is disguised; all others stand beside it. */
const STEP = 9;
/** Shares that must be found, a little below what was measured (docs/tables-and-corpora.md). */
const LEAST_FOUND = 0.95;
const LEAST_FOUND_HARD: Readonly<Record<string, number>> = { "noise at 10 dB": 0.8, "half of it": 0.9 };

describe.skipIf(!existsSync(DATA)).each(["emodb", "covid19_cough"])("copies in %s", (corpus) => {
  const folder = `${DATA}/${corpus}/wav`;
  const names = existsSync(folder) ? readdirSync(folder).sort() : [];
  const originals = names.map((name) => decodeWav(readFileSync(`${folder}/${name}`)));
  const measured = originals.map(measureRecording);

  it.each(Object.entries(GUISES))("are found and nothing else is: %s", async (guise, disguise) => {
    const random = new Random(7);
    const chosen = originals.flatMap((_, row) => (row % STEP === 0 ? [row] : []));
    const copies = chosen.map((row) => disguise(originals[row], random));
    const all = [...originals, ...copies];
    const measures = [...measured, ...copies.map(measureRecording)];
    const found = await findDuplicates(measures, async (row) => all[row]);
    const right = found.filter(({ rows: [first, later] }) => chosen[later - originals.length] === first);
    expect(found.length).toBe(right.length);
    expect(right.length / chosen.length).toBeGreaterThanOrEqual(LEAST_FOUND_HARD[guise] ?? LEAST_FOUND);
  });

  it("500 pairs of different recordings, laid anywhere over each other, are coherent below 0.25 or twice chance", () => {
    const random = new Random(8);
    for (let i = 0; i < 500; i++) {
      const a = random.integer(originals.length);
      const b = (a + 1 + random.integer(originals.length - 1)) % originals.length;
      const { coherence, chance } = compareSounds(originals[a], originals[b], random.uniform() - 0.5);
      expect(coherence).toBeLessThan(Math.max(0.25, 2 * chance));
    }
  });
});
