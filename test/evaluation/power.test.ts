import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { compare } from "../../src/evaluation/compare.ts";
import { evaluate } from "../../src/evaluation/evaluate.ts";
import { POWER_DEFAULTS, type PowerDesign, smallestMargin, speakersToShow } from "../../src/evaluation/power.ts";
import { seenPower } from "../../src/evaluation/power-seen.ts";
import { simulatedPair } from "./simulated-corpora.ts";

const design = (discordance: number, recordingsPerSpeaker: number, classShares = [0.5, 0.5]): PowerDesign => ({
  discordance,
  correlation: 0.05,
  recordingsPerSpeaker,
  classShares,
  everyClass: false,
});

/** Speakers that the review's simulation found; margins 0.02 and 0.05, 1, 5 and 20 recordings each. Null: beyond 3000. */
const SIMULATED: readonly (readonly [number, readonly (readonly (number | null)[])[]])[] = [
  [
    0.01,
    [
      [314, 66, 22],
      [106, 22, 8],
    ],
  ],
  [
    0.05,
    [
      [818, 198, 86],
      [178, 36, 14],
    ],
  ],
  [
    0.1,
    [
      [1634, 372, 142],
      [262, 64, 24],
    ],
  ],
  [
    0.2,
    [
      [null, 786, 340],
      [524, 128, 50],
    ],
  ],
  [
    0.3,
    [
      [null, 1050, 454],
      [740, 178, 74],
    ],
  ],
];

describe("speakersToShow", () => {
  const cases = SIMULATED.flatMap(([d, rows]) =>
    rows.flatMap((row, i) => row.map((speakers, j) => [d, [0.02, 0.05][i], [1, 5, 20][j], speakers] as const)),
  );
  it.each(cases)("d %f, margin %f, %i recordings each: within 15 %% of the simulated %s", (d, margin, m, simulated) => {
    const found = speakersToShow(design(d, m), { ...POWER_DEFAULTS, margin });
    if (simulated === null) expect(found).toBeGreaterThan(3000);
    else expect(Math.abs((found as number) / simulated - 1)).toBeLessThan(0.15);
  });

  it.each([
    [5, 0.02, 1040],
    [20, 0.02, 450],
    [5, 0.05, 200],
    [20, 0.05, 80],
  ])("classes 1 : 9, d 0.1, %i recordings, margin %f: within 15 %% of the simulated %i", (m, margin, simulated) => {
    const found = speakersToShow(design(0.1, m, [0.1, 0.9]), { ...POWER_DEFAULTS, margin });
    expect(Math.abs((found as number) / simulated - 1)).toBeLessThan(0.15);
  });

  it.each([
    [0, 372],
    [-0.01, 166],
    [-0.02, 100],
    [0.01, 1484],
  ])("d 0.1, 5 recordings, true drop %f: within 7 %% of the simulated %i", (drop, simulated) => {
    const found = speakersToShow(design(0.1, 5), { ...POWER_DEFAULTS, drop });
    expect(Math.abs((found as number) / simulated - 1)).toBeLessThan(0.07);
  });

  it("is the formula of the planning of trials where many answers differ and speakers are many", () => {
    const formula = (2.486475 ** 2 * 0.3 * (1 + 4 * 0.05)) / (5 * 0.02 ** 2);
    expect(Math.abs((speakersToShow(design(0.3, 5), POWER_DEFAULTS) as number) / formula - 1)).toBeLessThan(0.005);
  });

  it("is the least number whose smallest margin is within the margin", () => {
    for (const d of [0, 0.01, 0.1, 0.5]) {
      const found = speakersToShow(design(d, 3), POWER_DEFAULTS) as number;
      expect(smallestMargin(design(d, 3), found, POWER_DEFAULTS)).toBeLessThanOrEqual(POWER_DEFAULTS.margin);
      expect(smallestMargin(design(d, 3), found - 1, POWER_DEFAULTS)).toBeGreaterThan(POWER_DEFAULTS.margin);
    }
  });

  it("is null where the true drop is the margin, or more than ten million speakers are needed", () => {
    expect(speakersToShow(design(0.1, 1), { ...POWER_DEFAULTS, drop: 0.02 })).toBeNull();
    expect(speakersToShow(design(0.5, 1), { ...POWER_DEFAULTS, margin: 1e-5 })).toBeNull();
  });
});

describe("smallestMargin", () => {
  it("is Infinity below 5 speakers, and where a class has fewer than 2", () => {
    expect(smallestMargin(design(0.1, 5), 4, POWER_DEFAULTS)).toBe(Infinity);
    expect(smallestMargin(design(0.1, 5, [0.1, 0.9]), 19, POWER_DEFAULTS)).toBe(Infinity);
    expect(smallestMargin(design(0.1, 5, [0.1, 0.9]), 20, POWER_DEFAULTS)).toBeLessThan(1);
    expect(smallestMargin({ ...design(0.1, 5, [0.1, 0.9]), everyClass: true }, 5, POWER_DEFAULTS)).toBeLessThan(1);
  });

  it("refuses what is no share", () => {
    expect(() => smallestMargin(design(1.2, 5), 40, POWER_DEFAULTS)).toThrow(
      "discordance must be from 0 to 1, got 1.2",
    );
    for (const margin of [0, 1, -0.02, Number.NaN])
      expect(() => speakersToShow(design(0.1, 5), { ...POWER_DEFAULTS, margin })).toThrow(
        `margin must be above 0 and below 1, got ${margin}`,
      );
    expect(() => smallestMargin(design(0.1, 5, [0.5, 0.4]), 40, POWER_DEFAULTS)).toThrow("with sum 1, got 0.5, 0.4");
  });
});

describe("seenPower", () => {
  const seenOf = (speakers: number, correlation: number) => {
    const made = { kind: "D" as const, speakers, recordings: 10, shares: [0.5, 0.5] };
    const { original, compressed } = simulatedPair(made, { drop: 0, discordance: 0.2, correlation }, new Random(5));
    const answers = compressed[0];
    return seenPower(evaluate(answers, new Random(1)), compare(original, answers));
  };

  it("finds the discordance and the correlation of a large corpus: 0.2 and 0.2", () => {
    const { design, correlationSeen, units } = seenOf(1000, 0.2);
    expect(design).toMatchObject({ recordingsPerSpeaker: 10, classShares: [0.5, 0.5], everyClass: false });
    expect(Math.abs(design.discordance - 0.2)).toBeLessThan(0.02);
    expect(Math.abs(design.correlation - 0.2)).toBeLessThan(0.04);
    expect([correlationSeen, units]).toEqual([true, 1000]);
  });

  it("says the smallest margin of the present data as smallestMargin does of their design, within 5 %", () => {
    const { design, smallestMargin: own, units } = seenOf(400, 0.1);
    expect(Math.abs((own as number) / smallestMargin(design, units, POWER_DEFAULTS) - 1)).toBeLessThan(0.05);
  });

  it("supposes the correlation below 10 speakers of a class, and knows no margin below 5 speakers", () => {
    expect(seenOf(12, 0.1)).toMatchObject({ correlationSeen: false, design: { correlation: 0.05 } });
    expect(seenOf(4, 0.1).smallestMargin).toBeNull();
  });
});
