import { expect, it } from "vitest";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { featurePlaces, selectFeatures } from "../../src/table/select-features.ts";

const TABLE: FeatureTable = {
  features: ["f", "g", "h"],
  values: Float32Array.of(1, 2, 3, 4, 5, 6),
  ids: ["a", "b"],
  classes: ["C", "NC"],
  labels: Int32Array.of(0, 1),
  speakers: ["s1", "s2"],
};

it("featurePlaces gives the place of each name, in the order asked for", () => {
  expect([...featurePlaces(TABLE, ["h", "f", "h"])]).toEqual([2, 0, 2]);
});

it("selectFeatures gives the columns of these names and all rows", () => {
  expect(selectFeatures(TABLE, ["h", "f"])).toEqual({
    ...TABLE,
    features: ["h", "f"],
    values: Float32Array.of(3, 1, 6, 4),
  });
});

it("selectFeatures shares the table where nothing changes", () => {
  expect(selectFeatures(TABLE, ["f", "g", "h"])).toBe(TABLE);
});

it("names the first three features that are missing", () => {
  expect(() => featurePlaces(TABLE, ["f", "x"], "small.coldpress")).toThrow(
    'small.coldpress: needs 2 features, the table\'s 3 lack 1 of them: "x"; use a table that has them',
  );
  expect(() => selectFeatures(TABLE, ["v", "w", "x", "y"])).toThrow(
    'selection: needs 4 features, the table\'s 3 lack 4 of them: "v", "w", "x", …;',
  );
});
