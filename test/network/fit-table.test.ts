import { describe, expect, it } from "vitest";
import { fitLabeledTable, fitTable } from "../../src/network/fit-table.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";

const names = { features: ["a", "b"], classes: ["cold", "healthy"] };

const table: FeatureTable = {
  features: ["b", "other", "a"],
  values: Float32Array.of(1, 2, 3, 4, 5, 6),
  ids: ["r0", "r1"],
  classes: ["healthy", "cold"],
  labels: Int32Array.of(0, 1),
};

describe("fitTable", () => {
  it("takes features and classes by name, in the network's order", () => {
    expect(fitTable(names, table, "m")).toMatchObject({
      features: ["a", "b"],
      values: Float32Array.of(3, 1, 6, 4),
      classes: ["cold", "healthy"],
      labels: Int32Array.of(1, 0),
    });
  });

  it("copies nothing where the table fits", () => {
    const fitting = { ...table, features: ["a", "b", "c"], classes: names.classes };
    expect(fitTable({ ...names, features: ["a", "b", "c"] }, fitting, "m")).toBe(fitting);
  });

  it("keeps labels unknown, and takes a table that has fewer classes", () => {
    const few = { ...table, classes: ["healthy"], labels: Int32Array.of(0, -1) };
    expect([...fitTable(names, few, "m").labels]).toEqual([1, -1]);
  });

  it("knows classes in another spelling, unless the table has both", () => {
    const spelled = { ...table, classes: ["Healthy ", "COLD"], labels: Int32Array.of(0, 1) };
    expect([...fitTable(names, spelled, "m").labels]).toEqual([1, 0]);
    expect([...fitLabeledTable(names, spelled, "m", "devel").labels]).toEqual([1, 0]);
    const both = { ...table, classes: ["cold", "Cold"], labels: Int32Array.of(0, 1) };
    expect(() => fitTable(names, both, "m")).toThrow('does not know the class "Cold"');
    const codes = { ...table, classes: ["A"], labels: Int32Array.of(0, 0) };
    expect(() => fitTable({ ...names, classes: ["a", "b"] }, codes, "m")).toThrow('does not know the class "A"');
  });

  it("names missing features and strange classes", () => {
    expect(() => fitTable({ ...names, features: ["a", "z"] }, table, "m")).toThrow(
      'm: needs 2 features, the table\'s 3 lack 1 of them: "z"',
    );
    expect(() => fitTable(names, { ...table, classes: ["healthy", "flu"] }, "m")).toThrow(
      'm: does not know the class "flu" of the table; it knows cold, healthy',
    );
  });
});

describe("fitLabeledTable", () => {
  it("refuses what cannot be learned from", () => {
    const refused = (changes: Partial<FeatureTable>) =>
      expect(() => fitLabeledTable(names, { ...table, ...changes }, "m", "devel"));
    refused({ ids: [] }).toThrow("m: the devel partition is empty");
    refused({ labels: Int32Array.of(0, -1) }).toThrow("m: recording r1 of the devel partition has no label");
    refused({ classes: ["healthy"] }).toThrow("m: has the classes cold, healthy, the table healthy; they must be");
  });
});
