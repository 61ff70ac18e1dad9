import { createReadStream, existsSync } from "node:fs";
import { expect, it } from "vitest";
import type { ByteSource } from "../../src/core/byte-source.ts";
import { constantFeatures } from "../../src/table/constant-features.ts";
import { withLabelsList } from "../../src/table/labeled-table.ts";
import { readLabelsList } from "../../src/table/labels-list.ts";
import { readTable } from "../../src/table/read-table.ts";
import { rowsOfPartition } from "../../src/table/rows.ts";

/** openSMILE's features of real recordings, beside the repository; counts from the README of each corpus. */
const DATA = "../shared/data";
const PARTITIONS = ["train", "devel", "test"] as const;

function fileSource(path: string): ByteSource {
  return { name: path, open: () => createReadStream(path) };
}

function corpusTable(corpus: string) {
  return readTable(
    PARTITIONS.map((part) => fileSource(`${DATA}/${corpus}/features/${corpus}.ComParE.${part}.arff.gz`)),
  );
}

it.skipIf(!existsSync(DATA))("emodb: 223 + 81 + 231 rows of 6373 features, 7 classes, 10 speakers", async () => {
  const table = withLabelsList(
    await corpusTable("emodb"),
    await readLabelsList(fileSource(`${DATA}/emodb/labels.tsv`)),
  );
  expect(PARTITIONS.map((name) => rowsOfPartition(table, name).length)).toEqual([223, 81, 231]);
  expect(table.features.length).toBe(6373);
  expect(table.classes).toEqual(["anger", "boredom", "disgust", "fear", "happiness", "neutral", "sadness"]);
  expect(table.classes.map((_, code) => table.labels.filter((label) => label === code).length)).toEqual([
    127, 81, 46, 69, 71, 79, 62,
  ]);
  expect(new Set(table.speakers).size).toBe(10);
  expect(constantFeatures(table).length).toBe(1);
  // First numbers of the first row, as the file has them.
  expect(table.ids[0]).toBe("03a01Fa.wav");
  expect([...table.values.subarray(0, 2)]).toEqual([2.93507218, 0.203296706].map(Math.fround));
});

it.skipIf(!existsSync(DATA))("covid19_cough: 419 + 140 + 139 rows", async () => {
  const table = await corpusTable("covid19_cough");
  expect(PARTITIONS.map((name) => rowsOfPartition(table, name).length)).toEqual([419, 140, 139]);
  expect(table.classes).toEqual(["negative", "positive"]);
});
