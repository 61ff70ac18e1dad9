import { describe, expect, it } from "vitest";
import { chunkValues } from "../../src/table/parquet-pages.ts";
import { checkCells } from "../../src/table/parquet-reader.ts";

/** A field of a thrift struct with a small whole number: its distance from the field before, type i32, zigzag. */
const number = (distance: number, value: number) => [(distance << 4) | 5, 2 * value];

/** An uncompressed dictionary page of some float32 numbers, as parquet.thrift has it. */
function dictionaryPage(values: Float32Array): Uint8Array {
  const body = new Uint8Array(values.buffer);
  const details = [...number(1, values.length), ...number(1, 0), 0];
  const header = [...number(1, 2), ...number(1, body.length), ...number(1, body.length), (4 << 4) | 12, ...details, 0];
  return Uint8Array.from([...header, ...body]);
}

describe("a Parquet file", () => {
  it("has no dictionary with more values than its column", () => {
    const bytes = dictionaryPage(Float32Array.of(1, 2, 3, 4));
    const chunk = { type: "FLOAT", codec: "UNCOMPRESSED", optional: false, bytes } as const;
    expect(() => chunkValues({ ...chunk, rowCount: 3 })).toThrow("a dictionary has more values than its column");
    // With four rows the dictionary is fine, and what is missing is its data page.
    expect(() => chunkValues({ ...chunk, rowCount: 4 })).not.toThrow("a dictionary");
  });

  it.each([
    [1_000_000, 16, 5_000],
    [20_000, 6373, 500_000],
    [1, 1, 100],
  ])("may claim %i rows of %i columns in %i bytes", (rowCount, columnCount, fileBytes) => {
    expect(() => checkCells("a.parquet", { rowCount, columnCount, fileBytes })).not.toThrow();
  });

  it.each([
    [1_000_000, 6373, 500_000],
    [2 ** 25, 1, 5_000],
  ])("is refused in words where it claims %i rows of %i columns in %i bytes", (rowCount, columnCount, fileBytes) => {
    expect(() => checkCells("a.parquet", { rowCount, columnCount, fileBytes })).toThrow(
      `a.parquet: its ${fileBytes} bytes claim ${rowCount} rows of ${columnCount} columns, more than they can hold`,
    );
  });
});
