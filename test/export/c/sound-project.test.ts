import { describe, expect, it } from "vitest";
import { withSections } from "../../../src/export/c/c-text.ts";
import { selfTestSound } from "../../../src/export/c/self-test-sound.ts";
import { featurePlaces, soundPlan } from "../../../src/export/c/sound-plan.ts";
import { soundProject } from "../../../src/export/c/sound-project.ts";
import { windowSizes } from "../../../src/export/c/window-sizes.ts";
import { COMPARE2016_NAMES } from "../../../src/features/compare2016/feature-set.ts";
import { codedNetwork } from "../../device/coded-network.ts";
import { FEATURE_SETS, networkOver } from "./made-project.ts";

const MADE = { provenance: [], version: "0.0.0", name: "made" };

function code(pattern: RegExp, windowSeconds = 1): string {
  const network = codedNetwork(networkOver(pattern));
  const task = { network, prefix: "cold", windowSeconds, figures: null, ...MADE };
  const files = [...soundProject(task)].filter(([path]) => /^cold.*\.[ch]$/.test(path));
  return files.map(([, bytes]) => new TextDecoder().decode(bytes)).join("\n");
}

describe("the C that hears", () => {
  it("has the stages that its features need, and no others", () => {
    const withoutComments = (text: string) => text.replace(/\/\*[\s\S]*?\*\//g, "");
    const mfcc = withoutComments(code(FEATURE_SETS["mfcc"]));
    expect(mfcc).toContain("cold_cepstrum_of(");
    expect(mfcc).not.toMatch(/take_candidates|match_periods|rasta|crossings|entropy|voice|spline|peaks\(/);
    const pitch = withoutComments(code(/^F0final_sma_amean$/));
    expect(pitch).toContain("cold_take_candidates(");
    expect(pitch).not.toMatch(/take_short|match_periods|cepstrum|percentiles\(|mel_weights/);
    expect(pitch.length).toBeGreaterThan(mfcc.length);
  });

  it("leaves no mark, place or section of its templates behind", () => {
    for (const pattern of Object.values(FEATURE_SETS))
      expect(code(pattern)).not.toMatch(/§|\{\{[a-zA-Z#^/]|\bundefined,|\bNaN,/);
  });

  it("keeps contours only for functionals that see them again, and refuses a stream that would need them by name", () => {
    const stream = (pattern: RegExp) => {
      const task = {
        network: codedNetwork(networkOver(pattern)),
        prefix: "cold",
        figures: null,
        provenance: [],
        version: "0",
        name: "m",
      };
      return new TextDecoder().decode(soundProject({ ...task, windowSeconds: null }).get("cold.h"));
    };
    expect(stream(/_sma_amean$/)).not.toMatch(/float (contours|voice)\[/);
    expect(code(/^mfcc_sma\[[1-4]\]_(amean|quartile1)$/)).toMatch(/float contours\[4\]/);
    expect(() => stream(/^mfcc_sma\[1\]_(amean|quartile1|meanPeakDist)$/)).toThrow(
      "m: reads percentiles, peaks, which need the contour of the whole sound",
    );
  });

  it("says of a window how long it is, also where no contour is kept", () => {
    const window = code(/_sma_amean$/);
    expect(window).toContain(
      "/** Samples that are heard; what comes after them is counted. */\n#define COLD_WINDOW 16000",
    );
    expect(window).not.toMatch(/37 hours|counted: any length/);
    expect(window).toMatch(/bytes of RAM, counted: no contour is kept, a stream of any\s/);
  });

  it("refuses features that are none of ComParE_2016, by name", () => {
    expect(() => featurePlaces(["age"], "m.coldpress")).toThrow(
      'm.coldpress: the network needs the feature "age", which C cannot',
    );
  });

  it("keeps four seconds of all descriptors in 128 KiB", () => {
    const sizes = windowSizes(soundPlan(COMPARE2016_NAMES.map((_, place) => place)), 4);
    expect(sizes).toMatchObject({
      window: 64_000,
      shortFrames: 399,
      longFrames: 395,
      shortContours: 54,
      rollOffContours: 4,
    });
    expect(sizes.state).toBeLessThanOrEqual(120 * 1024);
  });

  it.each([
    ["a few", [3, 4, 900, 2000, 2001, 6000]],
    ["every eleventh", COMPARE2016_NAMES.map((_, place) => place).filter((place) => place % 11 === 0)],
    ["all", COMPARE2016_NAMES.map((_, place) => place)],
  ])("finds the features of one part after the other in their order, without a gap: %s", (_, places) => {
    const { parts, partOrder } = soundPlan(places);
    const found = partOrder.flatMap((p) =>
      parts[p].jobs.flatMap(({ wanted, first }) =>
        Array.from({ length: wanted.toString(2).replaceAll("0", "").length }, (_value, i) => first + i),
      ),
    );
    expect(found).toEqual(places.map((_place, i) => i));
    expect(partOrder.length).toBe(parts.length);
  });
});

describe("selfTestSound", () => {
  it("is silence, pulses, noise and both, within 16 bits and not clipped for long", () => {
    const sound = selfTestSound(32_000);
    const peakOf = (quarter: number) =>
      Math.max(...sound.subarray(4000 * quarter + 500, 4000 * (quarter + 1)).map(Math.abs));
    expect(peakOf(0)).toBeLessThan(peakOf(1) / 10);
    expect(sound.filter((sample) => Math.abs(sample) >= 32_767).length).toBeLessThan(300);
    expect(selfTestSound(100)).toEqual(sound.subarray(0, 100));
  });
});

describe("withSections", () => {
  it("keeps sections by their names, in others too", () => {
    const text = "a\n{{#x}}\nb\n{{^y}}\nc\n{{/y}}\n{{/x}}\nd";
    expect(withSections(text, { x: true, y: false })).toBe("a\nb\nc\nd");
    expect(withSections(text, { x: false, y: false })).toBe("a\nd");
    expect(() => withSections(text, { x: true })).toThrow("nothing is known of y");
  });
});
