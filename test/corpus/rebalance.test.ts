import { describe, expect, it } from "vitest";
import { bytesInMemory } from "../../src/core/byte-source.ts";
import { Random } from "../../src/core/random.ts";
import { balanceTraining, usualBalance } from "../../src/corpus/balance.ts";
import type { Examples } from "../../src/corpus/corpus.ts";
import { type Rebalancing, rebalance, rebalancingTsv } from "../../src/corpus/rebalance.ts";
import { URTIC_COUNTS } from "../../src/corpus/urtic.ts";
import { readLabelsList } from "../../src/table/labels-list.ts";
import { countedExamples } from "./examples.ts";

const URTIC = countedExamples(URTIC_COUNTS);

/** Entries and different recordings by "partition class". */
function counts({ labels, classes }: Examples, { rows, partitions }: Rebalancing) {
  const all: Record<string, number> = {};
  const different: Record<string, number> = {};
  const seen = new Set<string>();
  rows.forEach((row, entry) => {
    const key = `${partitions[entry]} ${classes[labels[row]]}`;
    all[key] = (all[key] ?? 0) + 1;
    if (!seen.has(`${key} ${row}`)) different[key] = (different[key] ?? 0) + 1;
    seen.add(`${key} ${row}`);
  });
  return { all, different };
}

describe("rebalance", () => {
  it("paper: gives the counts of Table 1, 260 + 60 repeats of C, and no recording in two partitions", () => {
    const balanced = rebalance(URTIC, "paper", new Random(1));
    const { all, different } = counts(URTIC, balanced);
    expect(all).toEqual({
      "train C": 1869,
      "train NC": 1869,
      "devel C": 432,
      "devel NC": 432,
      "test C": 895,
      "test NC": 8656,
    });
    expect(different).toEqual({ ...all, "train C": 1609, "devel C": 372 });
    const sides = new Map<number, string>();
    balanced.rows.forEach((row, entry) => {
      expect(sides.get(row) ?? balanced.partitions[entry]).toBe(balanced.partitions[entry]);
      sides.set(row, balanced.partitions[entry]);
    });
    expect(balanced.findings.map(({ sentence }) => sentence)).toEqual([
      "Rebalanced (paper) to 1869 recordings per class in train and 432 in devel.",
      "260 of the 1869 recordings of class C in train are repeats: there are only 1609 different ones.",
      "60 of the 432 recordings of class C in devel are repeats: there are only 372 different ones.",
      expect.stringContaining("speakers are in both"),
    ]);
  });

  it("paper: moves recordings between train and devel; speaker-disjoint: leaves each where it was", () => {
    const moved = (method: "paper" | "speaker-disjoint") => {
      const { rows, partitions } = rebalance(URTIC, method, new Random(1));
      return [...rows].filter((row, entry) => URTIC.partitions?.[row] !== partitions[entry]).length;
    };
    expect(moved("paper")).toBeGreaterThan(500);
    expect(moved("speaker-disjoint")).toBe(0);
    const { all, different } = counts(URTIC, rebalance(URTIC, "speaker-disjoint", new Random(1)));
    expect(all).toMatchObject({ "train C": 1869, "train NC": 1869, "devel C": 432, "devel NC": 432 });
    expect(different).toMatchObject({ "train C": 970, "train NC": 1869, "devel C": 432, "devel NC": 432 });
  });

  it("repeats evenly: no recording of a class twice more often than another", () => {
    const { rows } = rebalance(URTIC, "speaker-disjoint", new Random(2));
    const copies = new Map<number, number>();
    for (const row of rows) copies.set(row, (copies.get(row) ?? 0) + 1);
    expect(Math.max(...copies.values())).toBe(2);
  });

  it("scales the targets to corpora of other sizes", () => {
    const small = countedExamples({ train: { C: 97, NC: 853 }, devel: { C: 101, NC: 858 }, test: { C: 5, NC: 5 } });
    const { all } = counts(small, rebalance(small, "paper", new Random(1)));
    expect(all).toEqual({ "train C": 187, "train NC": 187, "devel C": 43, "devel NC": 43, "test C": 5, "test NC": 5 });
  });

  it("is the same for one seed, another for another", () => {
    const rows = (seed: number) => rebalance(URTIC, "paper", new Random(seed)).rows;
    expect(rows(1)).toEqual(rows(1));
    expect(rows(1)).not.toEqual(rows(2));
  });

  it("refuses a partition that lacks a class", () => {
    const lacking = countedExamples({ train: { C: 3, NC: 3 }, devel: { NC: 3 } });
    expect(() => rebalance(lacking, "paper", new Random(1))).toThrow("the devel partition has no recording of class C");
  });
});

describe("rebalancingTsv", () => {
  it("lists every recording once with its copies, and reads back as a list of labels", async () => {
    const balanced = rebalance(URTIC, "paper", new Random(1));
    const tsv = rebalancingTsv(URTIC, balanced);
    const copies = tsv
      .trim()
      .split("\n")
      .slice(1)
      .map((line) => Number(line.split("\t")[3]));
    expect(copies.reduce((sum, count) => sum + count, 0)).toBe(balanced.rows.length);
    const { entries } = await readLabelsList(bytesInMemory("r.tsv", new TextEncoder().encode(tsv)));
    expect(new Set(entries.map(({ file }) => file)).size).toBe(entries.length);
    expect(entries.filter(({ partition, label }) => partition === "devel" && label === "C").length).toBe(372);
  });
});

describe("balanceTraining", () => {
  const examples = countedExamples({ train: { a: 10, b: 25, c: 7 }, devel: { a: 3, b: 1, c: 1 } });

  it("over-samples to the largest class, under-samples to the smallest, and leaves devel alone", () => {
    const over = counts(examples, balanceTraining(examples, "over", new Random(1)));
    expect(over.all).toEqual({ "train a": 25, "train b": 25, "train c": 25, "devel a": 3, "devel b": 1, "devel c": 1 });
    expect(over.different).toMatchObject({ "train a": 10, "train b": 25, "train c": 7 });
    const under = counts(examples, balanceTraining(examples, "under", new Random(1)));
    expect(under.all).toMatchObject({ "train a": 7, "train b": 7, "train c": 7, "devel a": 3 });
    expect(under.different).toEqual(under.all);
  });

  it("says what it did", () => {
    expect(balanceTraining(examples, "under", new Random(1)).findings[0].sentence).toBe(
      "The training partition (a 10, b 25, c 7) was under-sampled to 7 recordings per class.",
    );
  });
});

it("only URTIC is rebalanced where nothing is asked for, as in the paper", () => {
  expect((["urtic", "labels-list", "class-folders"] as const).map(usualBalance)).toEqual(["paper", "none", "none"]);
});
