import { expect, it } from "vitest";
import { constantFeatures } from "../../src/table/constant-features.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { rowsOfPartition, selectRows, withPartitions } from "../../src/table/rows.ts";

const TABLE: FeatureTable = {
  features: ["f", "g", "h"],
  values: Float32Array.of(1, 5, 0, 2, 5, -0, 3, 5, 0),
  ids: ["a", "b", "c"],
  classes: ["C", "NC"],
  labels: Int32Array.of(0, 1, -1),
  speakers: ["s1", "s2", "s2"],
  partitions: ["train", "test", "train"],
};

it("constantFeatures lists the features with one value in all rows; -0 equals 0", () => {
  expect(constantFeatures(TABLE)).toEqual([1, 2]);
});

it("selectRows gives rows in the order asked for, doubled ones included", () => {
  expect(selectRows(TABLE, [2, 0, 2])).toEqual({
    ...TABLE,
    values: Float32Array.of(3, 5, 0, 1, 5, 0, 3, 5, 0),
    ids: ["c", "a", "c"],
    labels: Int32Array.of(-1, 0, -1),
    speakers: ["s2", "s1", "s2"],
    partitions: ["train", "train", "train"],
  });
});

it("rowsOfPartition gives indices in order", () => {
  expect([...rowsOfPartition(TABLE, "train")]).toEqual([0, 2]);
});

it("withPartitions shares the numbers", () => {
  const other = withPartitions(TABLE, ["x", "y", "z"]);
  expect(other.partitions).toEqual(["x", "y", "z"]);
  expect(other.values).toBe(TABLE.values);
});

it("an empty partition is refused with the ones there are", () => {
  expect(() => rowsOfPartition(TABLE, "devel")).toThrow(
    'no row is in the partition "devel"; the partitions are train, test',
  );
});

it("rows outside the table are a mistake of the caller", () => {
  expect(() => selectRows(TABLE, [3])).toThrow("row 3 is not in a table of 3 rows");
  expect(() => withPartitions(TABLE, ["x"])).toThrow("1 partitions for 3 rows");
});
