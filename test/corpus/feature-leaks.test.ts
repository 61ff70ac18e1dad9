import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { checkTable } from "../../src/corpus/check-table.ts";
import { SeparationMeter } from "../../src/corpus/class-separation.ts";
import { extraColumnFindings } from "../../src/corpus/extra-columns.ts";
import { featureLeaks } from "../../src/corpus/feature-leaks.ts";
import { COMPARE2016_NAMES } from "../../src/features/compare2016/feature-set.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../src/table/feature-table.ts";

/** What a column holds in a row of a table that is sorted by class. */
type ColumnValue = (row: { readonly row: number; readonly label: number; readonly speaker: number }) => number;

/**
 * A table of honest noise and one suspicious column in the middle.
 *
 * Speakers have three recordings each; every fourth row is in test.
 */
function tableWith(suspect: ColumnValue, { rows = 90, classes = 2, features = 40, seed = 1 } = {}): FeatureTable {
  const random = new Random(seed);
  const labels = Int32Array.from({ length: rows }, (_, row) => Math.floor((row * classes) / rows));
  const speakers = Array.from({ length: rows }, (_, row) => Math.floor(row / 3));
  const values = Float32Array.from(
    { length: rows * features },
    (_, i) => random.normal() + labels[Math.floor(i / features)],
  );
  const place = features >> 1;
  labels.forEach((label, row) => {
    values[row * features + place] = suspect({ row, label, speaker: speakers[row] });
  });
  return {
    features: Array.from({ length: features }, (_, f) => (f === place ? "suspect" : `f${f}`)),
    values,
    ids: speakers.map((_, row) => `r${row}`),
    classes: Array.from({ length: classes }, (_, c) => `class${c}`),
    labels,
    speakers: speakers.map((speaker) => `s${speaker}`),
    partitions: speakers.map((_, row) => (row % 4 === 0 ? "test" : "train")),
  };
}

/** A permutation of 0 ... 89. */
const SHUFFLED = new Random(7).shuffle(Array.from({ length: 90 }, (_, i) => i));

describe("featureLeaks finds", () => {
  const cases: readonly [what: string, suspect: ColumnValue, says: string][] = [
    ["row numbers from 0", ({ row }) => row, "counts the rows"],
    ["row numbers from 1, falling", ({ row }) => 90 - row, "counts the rows"],
    ["row numbers after a shuffle", ({ row }) => SHUFFLED[row], "counts the rows"],
    ["row numbers of a table from which rows were taken", ({ row }) => row * 3 + (row % 2), "counts the rows"],
    ["row numbers of three files, one behind the other", ({ row }) => row % 30, "counts the rows"],
    [
      "numbers of people nobody named, one behind the other",
      ({ row }) => 1000 + Math.floor(row / 6),
      "counts the rows",
    ],
    ["codes of the class", ({ label }) => 10 - label, "repeats the class"],
    ["codes of the class that are no whole numbers", ({ label }) => label + 0.5, "repeats the class"],
    [
      "a column that is 1 for one class, as one-hot codes are",
      ({ label }) => (label === 1 ? 1 : 0),
      "repeats the class",
    ],
    ["numbers of speakers", ({ speaker }) => ((speaker * 7) % 31) + 1000, "numbers the speakers"],
    ["a number that tells the classes", ({ row, label }) => Math.sin(row) + 3 * label, "tells class"],
    [
      "a number that tells them but for one row",
      ({ row, label }) => (row === 3 ? 9 : Math.sin(row) + 9 * label),
      "tells class",
    ],
  ];
  it.each(cases)("%s", (_, suspect, says) => {
    const found = featureLeaks(tableWith(suspect));
    expect(found).toHaveLength(1);
    expect(found[0]).toMatchObject({ severity: "warning", check: "feature-leak" });
    expect(found[0].sentence).toContain(`The column "suspect" ${says}`);
    expect(found[0].sentence).toContain("--drop-columns");
  });

  it("the class in the middle of three by an interval", () => {
    const [found] = featureLeaks(tableWith(({ row }) => Math.exp(row / 90) + 0.01 * Math.sin(row), { classes: 3 }));
    expect(found.sentence).toMatch(/^The column "suspect" tells class\d from the rest/);
  });

  it("row numbers that begin anew in each partition", () => {
    const table = tableWith(() => 0);
    const counts = new Map<string, number>();
    table.partitions?.forEach((name, row) => {
      const count = counts.get(name) ?? 0;
      counts.set(name, count + 1);
      table.values[row * 40 + 20] = count;
    });
    expect(featureLeaks(table)[0].sentence).toContain('The column "suspect" counts the rows');
  });

  it("what labeled rows say where others have no label", () => {
    const table = tableWith(({ label }) => label);
    for (let row = 0; row < 90; row += 4) table.labels[row] = UNKNOWN_LABEL;
    expect(featureLeaks(table)[0].sentence).toContain("repeats the class");
  });

  it("classes that many features tell as a confound, not as a leak", () => {
    const table = tableWith(({ label }) => 9 * label + Math.sin(label));
    for (let row = 0; row < 90; row++)
      for (let f = 0; f < 10; f++) table.values[row * 40 + f] += 20 * table.labels[row];
    const found = featureLeaks(table).filter(({ sentence }) => sentence.startsWith("Each of"));
    expect(found.map(({ check }) => check)).toEqual(["confound"]);
  });
});

describe("featureLeaks says nothing of", () => {
  const honest: readonly [what: string, suspect: ColumnValue][] = [
    ["noise", ({ row }) => Math.sin(row * row)],
    ["a difference of two standard deviations", ({ row, label }) => Math.sin(row * row) * 1.4 + 2 * label],
    ["ages", ({ speaker }) => 20 + ((speaker * 13) % 17)],
    ["counts such as the number of onsets", ({ row }) => Math.round(5 + 3 * Math.sin(row * row))],
    ["a constant", () => 1],
    ["a number for each speaker that is no whole one", ({ speaker }) => Math.sin(speaker)],
    [
      "a table that is sorted by a measurement",
      ({ row }) => Math.log(row + 1) * (row % 2 ? 1 : 1.0001) + Math.sin(row),
    ],
  ];
  it.each(honest)("%s", (_, suspect) => {
    for (let seed = 1; seed <= 5; seed++) expect(featureLeaks(tableWith(suspect, { seed }))).toEqual([]);
  });

  it("a variance that rises from row to row, so large that every float32 is whole", () => {
    const table = tableWith(({ row }) => 3e7 * 1.01 ** row);
    expect(featureLeaks(table).filter(({ sentence }) => sentence.includes("counts the rows"))).toEqual([]);
  });

  it("thousands of features of noise in small tables", () => {
    for (let seed = 1; seed <= 5; seed++)
      expect(featureLeaks(tableWith(({ row }) => Math.sin(row * row), { rows: 48, features: 6373, seed }))).toEqual([]);
  });
});

describe("checkTable", () => {
  it("has what was noticed while the table was read, warnings first", () => {
    const findings = [{ severity: "note" as const, check: "left-out-columns", sentence: "Left out." }];
    const checks = checkTable({ ...tableWith(({ row }) => row), findings }).findings.map(({ check }) => check);
    expect(checks[0]).toBe("feature-leak");
    expect(checks.at(-1)).toBe("left-out-columns");
  });
});

describe("extraColumnFindings", () => {
  it("names columns beside all of ComParE_2016, and none beside a part of it", () => {
    const said = (features: readonly string[]) => extraColumnFindings({ features }).map(({ sentence }) => sentence);
    expect(said(COMPARE2016_NAMES)).toEqual([]);
    expect(said([...COMPARE2016_NAMES.slice(1), "age"])).toEqual([]);
    expect(said(["age", ...COMPARE2016_NAMES])).toEqual([
      "A column that is none of the 6373 features of ComParE_2016 is learned from like them: age (--drop-columns leaves out). Such networks cannot be asked about recordings.",
    ]);
    expect(said([...COMPARE2016_NAMES, "age", "sex"])[0]).toMatch(
      /^2 columns that are none .* are learned .*: age, sex/,
    );
  });
});

describe("SeparationMeter", () => {
  it("gives Youden's J of the best interval, as all intervals tried one by one do", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = new Random(seed);
      const labels = Int32Array.from({ length: 25 }, () => random.integer(3));
      const values = Float32Array.from(labels, (label) => (random.integer(9) - 4) / 2 + label * (seed % 2) * -0);
      const { told, classIndex } = new SeparationMeter(labels, Int32Array.of(1, 1, 1)).separation(values);
      let best = 0;
      for (let c = 0; c < 3; c++) {
        const [own, rest] = [labels.filter((l) => l === c).length, labels.filter((l) => l !== c).length];
        if (own === 0 || rest === 0) continue;
        for (const low of values)
          for (const high of values) {
            const inside = (isOwn: boolean) =>
              values.filter((v, i) => v >= low && v <= high && (labels[i] === c) === isOwn).length;
            best = Math.max(best, inside(true) / own - inside(false) / rest);
          }
      }
      expect(told).toBeCloseTo(best, 12);
      expect(classIndex).toBeGreaterThanOrEqual(0);
    }
  });
});

it("does not call measurements of ComParE_2016 row numbers, speakers or classes", () => {
  const { features, ...table } = tableWith(({ label }) => label);
  expect(featureLeaks({ features, ...table })[0].sentence).toContain('"suspect" repeats the class');
  const measured = features.map((name) => (name === "suspect" ? "mfcc_sma_de[1]_maxSegLen" : name));
  expect(featureLeaks({ features: measured, ...table }).map(({ sentence }) => sentence)).toEqual([
    expect.stringMatching(/^The column "mfcc_sma_de\[1\]_maxSegLen" tells class0 from the rest/),
  ]);
});
