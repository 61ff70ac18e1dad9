import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { bytesInMemory } from "../../src/core/byte-source.ts";
import { readTable } from "../../src/table/read-table.ts";

/** Files of pyarrow 25.0.1 and polars 1.44.2, by test/golden/pyarrow/make.py. */
const GOLDEN = "test/golden/pyarrow";

function golden(name: string) {
  return bytesInMemory(name, readFileSync(`${GOLDEN}/${name}`));
}

describe("readTable on Parquet files of other programs", () => {
  const f32 = readFileSync(`${GOLDEN}/f32.txt`, "utf8").trim().split("\n").map(Number);

  it.each([
    "default.parquet",
    "v1-plain-gzip.parquet",
    "v2-snappy.parquet",
    "byte-stream-split.parquet",
    "polars.parquet",
  ])("reads %s bit for bit", async (file) => {
    const table = await readTable([golden(file)]);
    expect(table.features).toEqual(["f32", "f64", "few", "i32", "i64"]);
    expect(table.classes).toEqual(["C", "NC"]);
    for (let row = 0; row < 40; row++) {
      const expected = [f32[row], row / 8, [0.5, -1.5, 3.25][row % 3], row - 7, row * 1000].map(Math.fround);
      expect([...table.values.subarray(5 * row, 5 * row + 5)]).toEqual(expected);
      expect(table.ids[row]).toBe(`rec${row}.wav`);
      expect(table.speakers?.[row]).toBe(`s${Math.floor(row / 8)}`);
      expect(table.labels[row]).toBe(row === 5 ? -1 : row % 2);
    }
  });

  it("refuses other compression by name", async () => {
    await expect(readTable([golden("zstd.parquet")])).rejects.toThrow(
      "zstd.parquet: column name is compressed with ZSTD; write it with none, Snappy or gzip",
    );
  });
});
