/**
 * How often McNemar's tests find a difference where there is none: by recordings, and by speakers (docs/statistics.md).
 */

import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { mcnemarTests } from "../../src/evaluation/mcnemar.ts";
import { type Design, simulatedPair } from "./simulated-corpora.ts";

const CORPORA = Number(process.env["COLDPRESS_CORPORA"] ?? 600);
const TWO = [0.5, 0.5];
const SEVEN = new Array<number>(7).fill(1 / 7);

describe("McNemar by speaker finds a difference where there is none in 5 % at most; by recordings far more often", () => {
  it.each<[Design, number, number]>([
    [{ kind: "D", speakers: 20, recordings: 20, shares: TWO }, 0.1, 0.1],
    [{ kind: "D", speakers: 40, recordings: 20, shares: TWO }, 0.2, 0.2],
    [{ kind: "D", speakers: 40, recordings: 50, shares: TWO }, 0.2, 0.1],
    [{ kind: "D", speakers: 20, recordings: 50, shares: TWO }, 0.1, 0.3],
    [{ kind: "D", speakers: 40, recordings: "uneven", shares: TWO }, 0.1, 0.1],
    [{ kind: "D", speakers: 140, recordings: 1, shares: TWO }, 0.2, 0],
    [{ kind: "E", speakers: 10, recordings: 35, shares: SEVEN }, 0.2, 0.05],
  ])("%o, discordance %f, correlation %f", (design, discordance, correlation) => {
    const found = { recordings: 0, asymptotic: 0, flips: 0 };
    for (let seed = 0; seed < CORPORA; seed++) {
      const { original, compressed } = simulatedPair(design, { drop: 0, discordance, correlation }, new Random(seed));
      const { overall, bySpeaker } = mcnemarTests(original, compressed[0]);
      if (overall.pMid <= 0.05) found.recordings++;
      if ((bySpeaker?.pAsymptotic ?? 1) <= 0.05) found.asymptotic++;
      if ((bySpeaker?.pSignFlips ?? 1) <= 0.05) found.flips++;
    }
    const share = (count: number) => (count / CORPORA).toFixed(3);
    process.stdout.write(
      `mcnemar   ${design.kind}, ${design.shares.length} classes, ${design.speakers} x ${design.recordings}, d ${discordance}, ` +
        `correlation ${correlation}: recordings ${share(found.recordings)}, speakers ${share(found.asymptotic)}, flips ${share(found.flips)}\n`,
    );
    const most = 0.05 + 2 * Math.sqrt((0.05 * 0.95) / CORPORA);
    expect(found.asymptotic / CORPORA).toBeLessThan(most);
    expect(found.flips / CORPORA).toBeLessThan(most);
    if (correlation >= 0.1) expect(found.recordings / CORPORA).toBeGreaterThan(0.1);
  });
});
