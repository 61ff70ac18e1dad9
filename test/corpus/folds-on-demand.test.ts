import { setTimeout as sleep } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, it } from "vitest";
import { foldsOnDemand } from "../../src/corpus/folds-on-demand.ts";
import { PARTITION_NAMES, type Partitions, partition } from "../../src/corpus/partitions.ts";
import { labeledFolds } from "../../src/experiment/run-job.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";

const table = (id: string): FeatureTable => ({
  features: ["f"],
  values: Float32Array.of(1),
  ids: [id],
  classes: ["a", "b"],
  labels: Int32Array.of(0),
});

describe("folds on demand", () => {
  it("makes a fold when it is asked for, keeps it while no other is, and makes it again with the same values", () => {
    const made: number[] = [];
    const folds = foldsOnDemand(3, (fold): Partitions => {
      made.push(fold);
      return { train: table(`train ${fold}`), devel: table(`devel ${fold}`), test: table(`test ${fold}`) };
    });
    expect(made).toEqual([]);
    const [first, second] = folds;
    const { train } = first;
    expect(first.train).toBe(train);
    expect([first.devel.ids[0], first.test.ids[0]]).toEqual(["devel 0", "test 0"]);
    expect(made).toEqual([0]);
    expect(second.test.ids).toEqual(["test 1"]);
    expect(first.train).toEqual(train);
    expect(made).toEqual([0, 1, 0]);
  });

  it("holds the tables of one fold only, in a cross-validation and in what jobs see of it", async () => {
    const width = 20_000;
    const rows = 60;
    const whole: FeatureTable = {
      features: Array.from({ length: width }, (_, f) => `f${f}`),
      values: Float32Array.from({ length: rows * width }, (_, i) => Math.sin(i)),
      ids: Array.from({ length: rows }, (_, row) => `r${row}`),
      classes: ["a", "b"],
      labels: Int32Array.from({ length: rows }, (_, row) => row % 2),
      speakers: Array.from({ length: rows }, (_, row) => `s${Math.floor(row / 4)}`),
    };
    const { folds } = partition(whole, { folds: 5 });
    const seen = labeledFolds({ folds, description: undefined as never });
    const kept = seen.map((fold) => PARTITION_NAMES.map((name) => new WeakRef(fold[name].values.buffer)));
    // A WeakRef holds on to its target until the turn of the event loop is over.
    await sleep(0);
    setFlagsFromString("--expose-gc");
    runInNewContext("gc")();
    const alive = kept.map((refs) => refs.filter((ref) => ref.deref() !== undefined).length);
    expect(alive).toEqual([0, 0, 0, 0, 3]);
  });
});
