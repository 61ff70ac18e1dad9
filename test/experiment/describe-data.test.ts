import { describe, expect, it } from "vitest";
import type { Partitions } from "../../src/corpus/partitions.ts";
import { describeData } from "../../src/experiment/describe-data.ts";
import type { DataFinding } from "../../src/squeeze/squeeze-result.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { selectRows } from "../../src/table/rows.ts";
import { FEATURES, smallPartitions } from "./small-experiment.ts";

const PARTITIONS = smallPartitions();

function described(folds: readonly Partitions[], findings: readonly DataFinding[] = []) {
  return describeData({ name: "small", synthetic: false, sources: ["a.csv"], folds, findings });
}

/** The partitions with one changed. */
function changed(name: keyof Partitions, change: (table: FeatureTable) => Partial<FeatureTable>): Partitions {
  return { ...PARTITIONS, [name]: { ...PARTITIONS[name], ...change(PARTITIONS[name]) } };
}

const labeled = (label: number) => (table: FeatureTable) => ({ labels: table.labels.map(() => label) });

describe("describeData", () => {
  it("refuses labels that are measurements or names: nearly as many classes as recordings", async () => {
    const classes = Array.from({ length: 160 }, (_, row) => `${row / 8}`);
    let next = 0;
    const numbered = (table: FeatureTable) => ({ ...table, classes, labels: table.labels.map(() => next++) });
    const { train, devel, test } = PARTITIONS;
    const folds = [{ train: numbered(train), devel: numbered(devel), test: numbered(test) }];
    await expect(described(folds)).rejects.toThrow(
      "data: 160 recordings have 160 different labels (0, 0.125, 0.25 and 157 more); a class needs three recordings at least",
    );
  });

  it("counts recordings, classes, speakers and features", async () => {
    const { description, folds } = await described([PARTITIONS]);
    expect(folds).toEqual([PARTITIONS]);
    expect(description).toMatchObject({
      name: "small",
      synthetic: false,
      sources: ["a.csv"],
      featureCount: FEATURES,
      constantFeatures: 0,
      classes: ["class0", "class1"],
      partitions: [
        { name: "train", recordings: 80, perClass: [40, 40], unlabeled: 0, speakers: 5 },
        { name: "devel", recordings: 40, perClass: [20, 20], unlabeled: 0, speakers: 5 },
        { name: "test", recordings: 40, perClass: [20, 20], unlabeled: 0, speakers: 5 },
      ],
      findings: [],
    });
    const { speakers: _, ...nameless } = PARTITIONS.test;
    const { partitions } = (await described([{ ...PARTITIONS, test: nameless }])).description;
    expect(partitions[2]?.speakers).toBeNull();
  });

  it("has another hash where a number, a label, a name or a fold is another, and the same for equal data", async () => {
    const hashes = await Promise.all(
      [
        [PARTITIONS],
        [changed("test", ({ values }) => ({ values: values.map((value, i) => (i === 7 ? value + 1 : value)) }))],
        [changed("train", ({ labels }) => ({ labels: labels.map((label, i) => (i === 0 ? 1 - label : label)) }))],
        [changed("devel", ({ ids }) => ({ ids: ids.map((id) => `${id}.wav`) }))],
        [PARTITIONS, smallPartitions(1)],
      ].map(async (folds) => (await described(folds)).description.hash),
    );
    expect(new Set(hashes).size).toBe(5);
    expect((await described([structuredClone(PARTITIONS)])).description.hash).toBe(hashes[0]);
  });

  it.each<[string, Partitions, string]>([
    [
      "constant-features",
      changed("train", ({ values }) => ({ values: values.map((value, i) => (i % FEATURES === 3 ? 1 : value)) })),
      "1 feature has one value throughout the training partition: kept, but without information.",
    ],
    ["classes", changed("test", labeled(0)), "Class class1 is missing in test: its recall is not known."],
    ["labels", changed("test", labeled(UNKNOWN_LABEL)), "No recording of test has a label: it cannot be evaluated."],
    [
      "classes",
      changed("train", ({ classes }) => ({ classes: [...classes, "class2"] })),
      "Class class2 is missing in train: the networks cannot learn it.",
    ],
    [
      "classes",
      changed("train", ({ classes }) => ({ classes: [...classes, "a", "b", "c", "d", "e", "f"] })),
      "6 classes are missing in train (a, b, c and 3 more): the networks cannot learn them there.",
    ],
    [
      "grades",
      changed("train", () => ({ classes: ["10", "2", "0"] })),
      "The classes are numbers (0, 2, 10). They are learned as names, without order: taking 0 for 10 counts like taking it for 2, and nothing between them is answered.",
    ],
  ])("finds %s", async (check, partitions, sentence) => {
    const { findings } = (await described([partitions])).description;
    expect(findings).toContainEqual(expect.objectContaining({ check, sentence }));
  });

  it("keeps what earlier checks found in front, and says that folds are pooled", async () => {
    const earlier: DataFinding = { severity: "warning", check: "speaker-overlap", sentence: "Someone is everywhere." };
    const { findings } = (await described([PARTITIONS, smallPartitions(1)], [earlier])).description;
    expect(findings[0]).toEqual(earlier);
    expect(findings[1]?.sentence).toMatch(/evaluated as one/);
    expect((await described([PARTITIONS], [earlier])).description.findings).toEqual([earlier]);
  });

  it.each<[string, Partitions, RegExp]>([
    ["an empty partition", { ...PARTITIONS, devel: selectRows(PARTITIONS.devel, []) }, /the devel partition is empty/],
    [
      "a training recording without a label",
      changed("train", ({ labels }) => ({ labels: labels.map((label, i) => (i === 2 ? UNKNOWN_LABEL : label)) })),
      /a recording of the train partition has no label: recording2; label it or leave it out/,
    ],
    [
      "several of them, counted",
      changed("train", ({ labels }) => ({ labels: labels.map((label, i) => (i < 4 ? UNKNOWN_LABEL : label)) })),
      /4 recordings of the train partition have no label: recording0, recording1, recording2 and 1 more; label them/,
    ],
    [
      "a table without any class, with the options that name one",
      changed("train", ({ labels }) => ({ classes: [], labels: labels.map(() => UNKNOWN_LABEL) })),
      /no recording has a label; say which column holds the class \(--label-column\), or give a list of labels/,
    ],
    ["one class alone", changed("train", labeled(1)), /recordings of "class1" only; at least two classes/],
  ])("refuses %s", async (_, partitions, message) => {
    await expect(described([partitions])).rejects.toThrow(message);
  });
});
