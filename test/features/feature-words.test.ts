import { describe, expect, it } from "vitest";
import { DESCRIPTOR_WORDS, SOUND_KINDS } from "../../src/features/compare2016/descriptor-words.ts";
import { DESCRIPTOR_COUNT } from "../../src/features/compare2016/descriptors.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { featureWords } from "../../src/features/compare2016/feature-words.ts";

const all = COMPARE2016_NAMES.map((name) => ({ name, ...featureWords(name) }));

describe("featureWords", () => {
  it("has words, a meaning of high values and no open place for every one of the 6373 names", () => {
    expect(all).toHaveLength(6373);
    const bare = all.filter(
      ({ words = "", high = "", unit }) =>
        words.length < 10 || high.length < 10 || unit === undefined || /[{}]|undefined/.test(words + high + unit),
    );
    expect(bare).toEqual([]);
  });

  it("tells no two features of a group of names by the same words", () => {
    // posamean of the pitch is amean of what is positive anyway: their words differ too.
    const seen = new Map<string, string>();
    const same = all.flatMap(({ name, words = "" }) => {
      const other = seen.get(words);
      seen.set(words, name);
      return other === undefined ? [] : [[other, name]];
    });
    expect(same).toEqual([]);
  });

  it("says what the pitch's median is, in which unit, and that it is high for a high voice", () => {
    expect(featureWords("F0final_sma_quartile2")).toEqual({
      descriptor: "F0final",
      descriptorWords: "the pitch (fundamental frequency of the voice)",
      kind: "pitch and voicing",
      aspect: "level",
      words: "median of the pitch",
      unit: "Hz",
      high: "a higher voice",
    });
  });

  it("says of a delta that it is a change, and of a slope what it is per", () => {
    expect(featureWords("F0final_sma_de_quartile3")).toMatchObject({
      words: "upper quartile of the frame-to-frame change of the pitch",
      unit: "Hz/frame",
      high: "rises more, or falls less",
    });
    expect(featureWords("F0final_sma_linregc1")).toMatchObject({ unit: "range/frame" });
    expect(featureWords("pcm_RMSenergy_sma_linregc1")).toMatchObject({ unit: "range/s" });
    expect(featureWords("pcm_fftMag_spectralCentroid_sma_meanRisingSlope")).toMatchObject({ unit: "Hz/s" });
    expect(featureWords("F0final_sma_ff0_meanSegLen")).toMatchObject({ words: "mean length of voiced stretches" });
  });

  it("names the frequencies that bands and cepstral coefficients are about", () => {
    expect(featureWords("audSpec_Rfilt_sma[0]_quartile2")?.words).toBe("median of the loudness around 90 Hz");
    expect(featureWords("audSpec_Rfilt_sma[25]_quartile2")?.words).toContain("7,200 Hz");
    expect(featureWords("mfcc_sma[1]_amean")?.high).toContain("low frequencies");
    expect(featureWords("mfcc_sma[2]_amean")?.high).toBe("more energy at 20 Hz and 8,000 Hz than between them");
    expect(featureWords("mfcc_sma[4]_amean")?.high).toContain("20 Hz, 1,800 Hz and 8,000 Hz");
  });

  it("knows no features of other sets", () => {
    for (const name of ["f0", "F0semitoneFrom27.5Hz_sma3nz_amean", "mfcc_sma[15]_amean", "toString"])
      expect(featureWords(name)).toBeUndefined();
  });
});

describe("DESCRIPTOR_WORDS", () => {
  it("are of all 65 descriptors, of every kind", () => {
    expect(DESCRIPTOR_WORDS).toHaveLength(DESCRIPTOR_COUNT);
    expect(new Set(DESCRIPTOR_WORDS.map(({ kind }) => kind))).toEqual(new Set(SOUND_KINDS));
    expect(new Set(DESCRIPTOR_WORDS.map(({ words }) => words)).size).toBe(DESCRIPTOR_COUNT);
  });
});
