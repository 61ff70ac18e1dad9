import { describe, expect, it } from "vitest";
import { squeezeVerdict } from "../../src/report/squeeze-verdict.ts";
import type { SqueezeResult } from "../../src/squeeze/squeeze-result.ts";
import { madeUpResult } from "./results.ts";

const SQUEEZED = madeUpResult({ squeezed: "pruned-99.95-4-bit", speakers: 200 }).models[0]?.squeezed as SqueezeResult;

describe("squeezeVerdict", () => {
  it.each<[string, Partial<SqueezeResult>, string]>([
    [
      "shown",
      { choice: { name: "pruned-99.95-4-bit", basis: "shown" } },
      "Devel shows it to be not inferior by 0.02, with a bound that holds for the whole search of 7 networks on 200 speakers of devel.",
    ],
    [
      "estimated",
      { choice: { name: "pruned-99.95-4-bit", basis: "estimated" } },
      "Devel does not show it of any (7 networks on 200 speakers of devel): it is where the estimated drop was last within 0.02. " +
        "In simulated searches about 7 in 10 of such choices truly lost more than the margin, on average twice to three times as much.",
    ],
    [
      "best",
      { choice: { name: "pruned-99.95-4-bit", basis: "best" } },
      "It is the best of its size on devel (7 networks on 200 speakers of devel); not inferior by 0.02 is not shown there.",
    ],
  ])("says of a choice that was %s what that means", (_, changed, end) => {
    const { sentence } = squeezeVerdict({ ...SQUEEZED, ...changed });
    expect(sentence).toMatch(/^Chosen: pruned-99\.95-4-bit \(the pruned original\), 35\.6 KiB, [\d,]+ times smaller/);
    expect(sentence.endsWith(end), sentence).toBe(true);
  });

  it("judges the choice on test, and gives the others as estimates", () => {
    const { sentence, others } = squeezeVerdict(SQUEEZED);
    expect(sentence).toMatch(
      /On test: UAR 0\.\d{3}, original 0\.\d{3}, difference −0\.\d{3} \[[^\]]+\]; (as good as|not worse than|worse than|not shown)/,
    );
    expect(others).toHaveLength(3);
    for (const other of others)
      expect(other).toMatch(/^Beside it: .* \[[^\]]+\]: an estimate; the one question to test was the choice\.$/);
  });

  it("says what to do instead of comparing where the original is at chance, with and without test", () => {
    const at = (pValue: number, withTest: boolean) => {
      const test = SQUEEZED.test as NonNullable<SqueezeResult["test"]>;
      const evaluation = { ...test.original, chance: { ...test.original.chance, pValue } };
      const result = withTest
        ? { ...SQUEEZED, test: { ...test, original: evaluation } }
        : { ...SQUEEZED, original: { ...SQUEEZED.original, devel: evaluation }, test: null };
      return squeezeVerdict(result).caveats.join(" ");
    };
    expect(at(0.3, true)).toMatch(/better than chance on test \(UAR .*, p 0\.300\).*The squeezed network has UAR/);
    expect(at(0.3, false)).toMatch(/better than chance on devel .*Instead of comparing: check labels and recordings/);
    for (const withTest of [true, false]) expect(at(0.001, withTest)).not.toContain("better than chance");
  });

  it("says of few speakers on test whose the verdict is", () => {
    const test = SQUEEZED.test as NonNullable<SqueezeResult["test"]>;
    const networks = test.networks.map((network) => {
      if (!network.comparison) return network;
      const uarDrop = { ...network.uarDrop, unitCount: 4, fewestUnits: 4 };
      const nonInferiority = {
        ...network.comparison.nonInferiority,
        verdict: "inconclusive",
        tooFewUnits: true,
      } as const;
      return {
        ...network,
        uarDrop,
        comparison: { ...network.comparison, uarDrop, nonInferiority },
        overRecordings: network.comparison,
      };
    });
    const { sentence } = squeezeVerdict({ ...SQUEEZED, test: { ...test, networks } });
    expect(sentence).toContain(
      "; 4 speakers are too few to say whether it is as good; for these 4 speakers and no others: ",
    );
  });

  it.each<[string, Partial<SqueezeResult>, string]>([
    [
      "few speakers on devel",
      { criticalValue: null, unitCount: 4, fewestUnits: 4 },
      "Devel has 4 speakers: too few for a verdict on a search. Cross-validate instead, so that each speaker is tested once.",
    ],
    [
      "a class of one speaker",
      { criticalValue: null, unitCount: 21, fewestUnits: 1 },
      "Devel has a class with a single speaker: too few for a verdict on a search. Cross-validate instead, so that each speaker is tested once.",
    ],
    [
      "unknown speakers",
      { unit: "recording" },
      "No speakers are known: bounds are over recordings, as if each were another person's.",
    ],
    [
      "a third question to test",
      { test: { ...(SQUEEZED.test as NonNullable<SqueezeResult["test"]>), look: { test: "5f", number: 3 } } },
      "This is question 3 that test was asked in this folder: the first answer is the one that counts, as one of several is good by chance more often.",
    ],
    [
      "an incomplete search",
      { complete: false },
      "Time was up before the search was complete: smaller networks may be as good.",
    ],
  ])("warns of %s", (_, changed, sentence) => {
    expect(squeezeVerdict({ ...SQUEEZED, ...changed }).caveats).toContain(sentence);
    expect(squeezeVerdict(SQUEEZED).caveats).not.toContain(sentence);
  });

  it("says that a simpler network has the higher UAR on devel, and that this is no test", () => {
    const { caveats } = squeezeVerdict(SQUEEZED);
    expect(caveats[0]).toMatch(
      /^The linear classifier has at least its UAR on devel: linear-80-4-bit, 10\.4 KiB, 0\.\d{3} against 0\.\d{3}; which of them is better was not tested\.$/,
    );
  });
});
