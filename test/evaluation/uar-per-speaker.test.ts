import { describe, expect, it } from "vitest";
import type { Classification } from "../../src/evaluation/classification.ts";
import { uarPerSpeaker } from "../../src/evaluation/uar-per-speaker.ts";

/** One speaker per entry, two recordings each, with the probability of class 1 in both. */
function diagnosis(speakers: readonly (readonly [label: number, first: number, second: number])[]): Classification {
  const each = speakers.flatMap(([label, ...chances]) => chances.map((chance) => ({ label, chance })));
  return {
    classes: ["healthy", "patient"],
    labels: Int32Array.from(each, ({ label }) => label),
    predicted: Int32Array.from(each, ({ chance }) => (chance > 0.5 ? 1 : 0)),
    probabilities: Float32Array.from(each.flatMap(({ chance }) => [1 - chance, chance])),
    speakers: speakers.flatMap((_, s) => [`s${s}`, `s${s}`]),
  };
}

const hits = (label: number, right: number, of: number) =>
  Array.from({ length: of }, (_, s) => [label, s < right === (label === 1) ? 0.9 : 0.1, 0.5] as const);

describe("uarPerSpeaker", () => {
  it("has Wilson's limits joined by MOVER: 9 of 10 and 7 of 10, [0.5958, 0.9821] and [0.3968, 0.8922]", () => {
    const found = uarPerSpeaker(diagnosis([...hits(0, 9, 10), ...hits(1, 7, 10)]));
    expect(found).toMatchObject({ figure: "answers", speakers: 20, warnings: [] });
    expect(found?.estimate).toBeCloseTo(0.8, 12);
    expect(found?.interval.low).toBeCloseTo(0.8 - Math.hypot(0.9 - 0.59585, 0.7 - 0.39678) / 2, 4);
    expect(found?.interval.high).toBeCloseTo(0.8 + Math.hypot(0.98212 - 0.9, 0.89221 - 0.7) / 2, 4);
  });

  it("asks for the mean probability, not for most recordings", () => {
    // 0.45 and 0.9: one recording of two says patient, as does the mean
    expect(
      uarPerSpeaker(
        diagnosis([
          [1, 0.45, 0.9],
          [0, 0.1, 0.2],
        ]),
      )?.estimate,
    ).toBe(1);
    expect(
      uarPerSpeaker(
        diagnosis([
          [1, 0.05, 0.6],
          [0, 0.1, 0.2],
        ]),
      )?.estimate,
    ).toBe(0.5);
  });

  it("where speakers have several classes is the mean of their UARs, ± t(K − 1) · sd / √K", () => {
    // Speakers with UARs 1, six times 0.5, and 0: mean 0.5, sd √(0.5/7), t(7) = 2.364624
    const answers = [[0, 1], ...Array.from({ length: 6 }, () => [0, 0]), [1, 0]];
    const found = uarPerSpeaker(
      {
        classes: ["a", "b"],
        labels: Int32Array.from(answers.flatMap(() => [0, 1])),
        predicted: Int32Array.from(answers.flat()),
        speakers: answers.flatMap((_, s) => [`s${s}`, `s${s}`]),
      },
      0.95,
    );
    expect(found).toMatchObject({ figure: "mean over speakers", estimate: 0.5, speakers: 8 });
    const half = 2.364624 * Math.sqrt(0.5 / 7 / 8);
    expect(found?.interval.low).toBeCloseTo(0.5 - half, 6);
    expect(found?.interval.high).toBeCloseTo(0.5 + half, 6);
    expect(found?.warnings).toEqual(["Only 8 speakers: the interval per speaker is rough."]);
  });

  it("has one answer for each speaker also where each was recorded once", () => {
    const once = {
      classes: ["healthy", "patient"],
      labels: Int32Array.of(0, 0, 1, 1),
      predicted: Int32Array.of(0, 1, 1, 1),
      probabilities: Float32Array.of(0.9, 0.1, 0.2, 0.8, 0.3, 0.7, 0.4, 0.6),
      speakers: ["p", "q", "r", "s"],
    };
    expect(uarPerSpeaker(once)).toMatchObject({ figure: "answers", estimate: 0.75, speakers: 4 });
  });

  it("is null without speakers, and without probabilities where speakers have one class", () => {
    const known = diagnosis([...hits(0, 2, 3), ...hits(1, 2, 3)]);
    expect(uarPerSpeaker({ ...known, speakers: undefined })).toBeNull();
    expect(uarPerSpeaker({ ...known, probabilities: undefined })).toBeNull();
    expect(() => uarPerSpeaker({ ...known, probabilities: new Float32Array(3) })).toThrow(
      "probabilities must be 24, got 3",
    );
  });

  it("is wider in cross-validation by what the networks share", () => {
    const known = diagnosis([...hits(0, 9, 10), ...hits(1, 7, 10)]);
    const alone = uarPerSpeaker(known);
    const shared = uarPerSpeaker({ ...known, testPerTrain: 0.5 });
    expect(shared?.interval.low).toBeLessThan(alone?.interval.low ?? 0);
  });
});
