import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { decodeWav } from "../../src/audio/decode-wav.ts";
import { Compare2016Extractor, extractCompare2016, extractContours } from "../../src/features/compare2016/extract.ts";

const signal = decodeWav(readFileSync("test/golden/compare2016/en_short.wav"));

describe("extractContours with names", () => {
  it("gives the bits of the whole set, of descriptors and of their deltas", () => {
    const all = extractContours(signal);
    expect(all.names).toHaveLength(130);
    for (const name of ["F0final_sma", "audspec_lengthL1norm_sma", "F0final_sma_de", "mfcc_sma_de[3]"]) {
      const { names, units, values } = extractContours(signal, { only: [name] });
      const place = all.names.indexOf(name);
      expect(names).toEqual([name]);
      expect(units).toEqual([all.units[place]]);
      expect(values[0]).toEqual(all.values[place]);
    }
  });

  it("keeps the order of the set", () => {
    const { names } = extractContours(signal, { only: ["audspec_lengthL1norm_sma", "F0final_sma"] });
    expect(names).toEqual(["F0final_sma", "audspec_lengthL1norm_sma"]);
  });

  it("names a contour that does not exist", () => {
    expect(() => extractContours(signal, { only: ["F0final"] })).toThrow('there is no contour "F0final"');
  });
});

describe("Compare2016Extractor with names", () => {
  const all = extractCompare2016(signal);

  it("gives the bits of the whole set for every contour's features alone", { timeout: 120_000 }, () => {
    const byContour = new Map<string, string[]>();
    for (const name of all.names) {
      const contour = name.replace(/_[^_]+$/, "");
      byContour.set(contour, [...(byContour.get(contour) ?? []), name]);
    }
    expect(byContour.size).toBeGreaterThanOrEqual(130);
    for (const only of byContour.values()) {
      const { values } = new Compare2016Extractor({ only }).extract(signal);
      expect(values, only[0]).toEqual(Float32Array.from(only, (name) => all.values[all.names.indexOf(name)]));
    }
  });
});
