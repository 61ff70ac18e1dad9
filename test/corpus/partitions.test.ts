import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import type { Examples } from "../../src/corpus/corpus.ts";
import { PARTITION_NAMES, partition } from "../../src/corpus/partitions.ts";
import { rebalance } from "../../src/corpus/rebalance.ts";
import type { RecordingMeasures } from "../../src/corpus/recording-measures.ts";
import { foldsBySpeaker, splitBySpeaker } from "../../src/corpus/split.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { countedExamples, randomExamples } from "./examples.ts";

/** Examples as a table of one feature, another number in each row and no leak. */
function tableOf(examples: Examples): FeatureTable {
  return { ...examples, features: ["f"], values: Float32Array.from(examples.ids, (_, row) => Math.sin(row)) };
}

const MANY = tableOf(randomExamples(new Random(1), 60, 2));
const FEW = tableOf(randomExamples(new Random(2), 12, 2));
const NAMED = tableOf(countedExamples({ train: { a: 30, b: 10 }, devel: { a: 12, b: 6 }, test: { a: 9, b: 8 } }));

const checks = (findings: readonly { check: string }[]) => findings.map(({ check }) => check);

/** A recording that is like no other, but for those with the same hash. */
function measuresOf(row: number, hash = `${row}`): RecordingMeasures {
  return {
    levelDb: -20,
    noiseFloorDb: -60,
    durationSeconds: 1,
    sampleRateHz: 16_000,
    hash,
    peak: 0.5,
    words: new Uint32Array(),
  };
}

describe("partition", () => {
  it("keeps the partitions that a table names", () => {
    const { train, devel, test, folds, findings, rebalancing } = partition(NAMED);
    expect([train.ids.length, devel.ids.length, test.ids.length]).toEqual([40, 18, 17]);
    expect(folds).toEqual([{ train, devel, test }]);
    expect(checks(findings)).toEqual(["speakers", "no-sound"]);
    expect(rebalancing).toBeNull();
  });

  it("splits many speakers once, as splitBySpeaker does with the seed's stream of the data", () => {
    const { train, devel, test, findings } = partition(MANY, { seed: 7 });
    const expected = splitBySpeaker(MANY, new Random(7).fork("data").fork("split"));
    for (const [name, part] of Object.entries({ train, devel, test }))
      expect(part.ids).toEqual(MANY.ids.filter((_, row) => expected[row] === name));
    expect(findings.at(-1)?.sentence).toBe(
      "The corpus names no partitions: it was split 60/20/20, by speaker and within classes, by the seed.",
    );
    expect(partition(MANY, { seed: 7 }).test.ids).toEqual(test.ids);
    expect(partition(MANY, { seed: 8 }).test.ids).not.toEqual(test.ids);
  });

  it("draws devel from train where a table names train and test alone: no speaker in both, classes in equal shares", () => {
    const { ids, speakers } = MANY as Required<FeatureTable>;
    const isTest = (row: number) => Number(speakers[row]?.replace("speaker", "")) < 12;
    const partitions = ids.map((_, row) => (isTest(row) ? "test" : "train"));
    const { train, devel, test, findings } = partition({ ...MANY, partitions });
    expect(test.ids).toEqual(ids.filter((_, row) => isTest(row)));
    expect(new Set([...(train.speakers ?? [])].filter((speaker) => devel.speakers?.includes(speaker))).size).toBe(0);
    expect(devel.ids.length / (train.ids.length + devel.ids.length)).toBeCloseTo(0.25, 1);
    const shareOf = ({ labels }: FeatureTable) => labels.filter((label) => label === 0).length / labels.length;
    expect(Math.abs(shareOf(train) - shareOf(devel))).toBeLessThan(0.05);
    expect(findings.at(-1)?.sentence).toMatch(
      /^The corpus names train and test, no devel: \d+ of the \d+ recordings of train were drawn for it, by speaker and within/,
    );
    expect(partition({ ...MANY, partitions }).devel.ids).toEqual(devel.ids);
  });

  it("does not say that it split by speaker where no speakers are known", () => {
    const { speakers: _, ...unknown } = MANY;
    const { findings } = partition(unknown, { shares: { train: 0.5, devel: 0.25, test: 0.25 } });
    expect(findings.at(-1)?.sentence).toBe(
      "The corpus names no partitions: it was split 50/25/25, recording by recording, as no speakers are known, and within classes, by the seed.",
    );
    const byFold = partition(unknown, { folds: 4 }).findings.at(-1)?.sentence;
    expect(byFold).toMatch(/in 4 folds by recording: .* may know its speaker/);
  });

  it("cross-validates few speakers: every recording is tested once, by others who do not know its speaker", () => {
    const { folds, train, findings } = partition(FEW);
    expect(folds).toHaveLength(5);
    expect(train).toBe(folds[0]?.train);
    expect(folds.flatMap(({ test }) => test.ids).sort()).toEqual([...FEW.ids].sort());
    for (const fold of folds) {
      const speakers = PARTITION_NAMES.map((name) => new Set(fold[name].speakers));
      expect(speakers[0]?.size).toBeGreaterThan(0);
      for (const speaker of speakers[2] ?? [])
        expect(speakers[0]?.has(speaker) || speakers[1]?.has(speaker)).toBe(false);
    }
    const foldOfRow = foldsBySpeaker(FEW, new Random(1).fork("data").fork("folds"));
    expect(folds[2]?.test.ids).toEqual(FEW.ids.filter((_, row) => foldOfRow[row] === 2));
    expect(checks(findings).at(-1)).toBe("cross-validation");
  });

  it("cross-validates where folds are asked for, also with partitions and many speakers", () => {
    expect(partition(NAMED, { folds: 3 }).folds).toHaveLength(3);
    expect(partition(MANY, { folds: 10 }).folds).toHaveLength(10);
    const parts = FEW.ids.map((_, row) => PARTITION_NAMES[row % 3] as string);
    const named: FeatureTable = { ...FEW, partitions: parts };
    const checks = (folds?: number) => partition(named, { folds }).findings.map(({ check }) => check);
    expect(checks()).toContain("speaker-overlap");
    expect(checks(3), "partitions that are not used are not judged").not.toContain("speaker-overlap");
  });

  it("balances as rebalance does, with the list of who went where", () => {
    const { train, devel, test, rebalancing } = partition(NAMED, { balance: "paper", seed: 3 });
    const { rows, partitions } = rebalance(NAMED, "paper", new Random(3).fork("data").fork("rebalance"));
    const of = (name: string) =>
      [...rows].filter((_, entry) => partitions[entry] === name).map((row) => NAMED.ids[row]);
    expect([train.ids, devel.ids, test.ids]).toEqual([of("train"), of("devel"), of("test")]);
    expect(rebalancing).toMatch(/^file\tlabel\tpartition\tcopies\tpartition_before\n/);
  });

  it.each([
    ["over", 30, 18],
    ["under", 10, 18],
  ] as const)("%s: train has %i of each class, devel is as it was", (balance, perClass, devel) => {
    const parts = partition(NAMED, { balance });
    for (const c of [0, 1]) expect([...parts.train.labels].filter((label) => label === c)).toHaveLength(perClass);
    expect(parts.devel.ids).toHaveLength(devel);
    expect(checks(parts.findings)).toContain("balancing");
  });

  it("finds copies that its own split puts on two sides, and into two folds", () => {
    const { speakers: _, ...unknown } = MANY;
    const { test, train } = partition(unknown);
    const [inTest, inTrain] = [test.ids[0], train.ids[0]].map((id) => unknown.ids.indexOf(id));
    const measures = unknown.ids.map((_, row) => measuresOf(row, row === inTest ? `${inTrain}` : `${row}`));
    const same = { ...measures[inTrain] };
    const copied = measures.map((own, row) => (row === inTest ? same : own));
    expect(checks(partition(unknown, { measures: copied }).findings)).toContain("duplicate-overlap");
    const byFold = partition(unknown, { measures: copied, folds: 5 });
    const isTestOf = (row: number | undefined) =>
      byFold.folds.findIndex((fold) => fold.test.ids.includes(unknown.ids[row as number]));
    const apart = isTestOf(inTest) !== isTestOf(inTrain);
    const found = byFold.findings.filter(({ check }) => check.startsWith("duplicate"));
    expect(found.some(({ check }) => check === "duplicate-overlap")).toBe(apart);
    if (apart) expect(found[0]?.sentence).toMatch(/\(fold \d\) = .*\(fold \d\)\. The test is then no test\.$/);
  });

  it("leaves rows without label out, but for those of a named test, with what is known of the rows that stay", () => {
    const unknown = (table: FeatureTable, rows: readonly number[]): FeatureTable => ({
      ...table,
      labels: table.labels.map((label, row) => (rows.includes(row) ? -1 : label)),
    });
    const missing = MANY.ids.filter((_, row) => row % 50 === 3);
    const some = unknown(
      MANY,
      missing.map((id) => MANY.ids.indexOf(id)),
    );
    const ids = ({ train, devel, test }: ReturnType<typeof partition>) =>
      [train, devel, test].flatMap((part) => part.ids).sort();
    const split = partition(some);
    expect(ids(split)).toEqual(MANY.ids.filter((id) => !missing.includes(id)).sort());
    expect(split.findings.at(-1)).toEqual({
      severity: "note",
      check: "labels",
      sentence: `${missing.length} recordings of ${MANY.ids.length} have no label and are left out: ${missing.slice(0, 3).join(", ")} and ${missing.length - 3} more.`,
    });
    expect(partition(some, { folds: 3 }).folds.flatMap(({ test }) => test.ids).length).toBe(
      MANY.ids.length - missing.length,
    );

    const named = partition(unknown(NAMED, [0, 41, 60]));
    expect([named.train, named.devel, named.test].map((part) => part.ids.length)).toEqual([39, 17, 17]);
    expect(partition(unknown(NAMED, [...Array(40).keys()])).train.ids).toHaveLength(40);

    const copies = [
      { rows: [0, 2], likeness: "identical" },
      { rows: [1, 3], likeness: "near" },
    ] as const;
    const measures = FEW.ids.map((_, row) => measuresOf(row));
    const { findings } = partition(unknown(FEW, [0]), { measures, duplicates: copies });
    const duplicates = findings.filter(({ check }) => check.startsWith("duplicate")).map(({ sentence }) => sentence);
    expect(duplicates).toHaveLength(1);
    expect(duplicates[0]).toContain(FEW.ids[1]);
    expect(duplicates[0]).toContain(FEW.ids[3]);
  });

  it("refuses what cannot be: an empty partition, balance in cross-validation, more folds than speakers", () => {
    const lacking = tableOf(countedExamples({ train: { a: 3, b: 3 }, devel: { a: 2, b: 2 } }));
    expect(() => partition(lacking)).toThrow(
      /no row is in the partition "test"; the partitions are train, devel\. .*does without them \(--folds 5\)$/,
    );
    expect(() => partition(FEW, { balance: "over" })).toThrow(
      "balancing (over) cannot be combined with cross-validation",
    );
    expect(() => partition(FEW, { folds: 13 })).toThrow("13 folds need at least 13 speakers, got 12");
  });
});
