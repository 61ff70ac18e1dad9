import { gzipSync } from "node:zlib";
import { describe, expect, it } from "vitest";
import { Random } from "../../src/core/random.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { writeParquet } from "../../src/table/parquet-writer.ts";
import { readTable } from "../../src/table/read-table.ts";
import { writeArff, writeCsv } from "../../src/table/text-writers.ts";
import { chunkSource, inPieces, textSource } from "./tables.ts";

/** Names that need quotes, escapes or both, in one format or the other. */
const HARD_NAMES = [
  "plain.wav",
  "two words",
  "it's",
  'say "a"',
  "a,b;c\td",
  "back\\slash",
  "{brace}",
  "% no comment",
  "Ä ö 日本",
  "?",
  "x'y\"z",
];

function randomTable(random: Random, rowCount: number): FeatureTable {
  const features = HARD_NAMES.map((name, i) => `${name} ${i}`);
  const values = Float32Array.from(
    { length: rowCount * features.length },
    () => random.normal() * 10 ** (random.integer(60) - 30),
  );
  values[0] = -0;
  return {
    features,
    values,
    ids: Array.from({ length: rowCount }, (_, row) => `${HARD_NAMES[row % HARD_NAMES.length]}${row}`),
    classes: ["healthy", "not healthy", "?"].sort(),
    labels: Int32Array.from({ length: rowCount }, (_, row) => (row < 3 ? row : random.integer(4) - 1)),
    speakers: Array.from({ length: rowCount }, (_, row) => `speaker ${row % 7}`),
    partitions: Array.from({ length: rowCount }, (_, row) => ["train", "devel", "test"][row % 3]),
  };
}

const WRITERS = {
  arff: writeArff,
  csv: writeCsv,
  "semicolon csv": (table: FeatureTable) => writeCsv(table, ";"),
  parquet: writeParquet,
} as const;

describe.each(Object.entries(WRITERS))("%s", (format, write) => {
  const file = `x.${format.split(" ").at(-1)}`;

  it("gives back the same table, float32 for float32", async () => {
    for (let seed = 0; seed < 5; seed++) {
      const table = randomTable(new Random(seed), 50);
      const back = await readTable([chunkSource(file, write(table))]);
      expect(back).toEqual(table);
      expect(new Uint32Array(back.values.buffer)).toEqual(new Uint32Array(table.values.buffer));
    }
  });

  it("gives back a table without classes, speakers and partitions", async () => {
    const table: FeatureTable = {
      features: ["f"],
      values: Float32Array.of(1, 2),
      ids: ["a", "b"],
      classes: [],
      labels: Int32Array.of(UNKNOWN_LABEL, UNKNOWN_LABEL),
    };
    expect(await readTable([chunkSource(file, write(table))])).toEqual(table);
  });
});

describe("gzip", () => {
  const text = [...writeArff(randomTable(new Random(9), 200))];
  const whole = Buffer.concat(text);

  it("is recognized by its first two bytes, whatever the name, also in pieces and in several members", async () => {
    const expected = await readTable([chunkSource("x.arff", text)]);
    expect(await readTable([inPieces(chunkSource("x.arff", [gzipSync(whole)]), 1000)])).toEqual(expected);
    expect(await readTable([inPieces(chunkSource("x.arff.gz", [gzipSync(whole)]), 1)])).toEqual(expected);
    const members = [gzipSync(whole.subarray(0, 500)), gzipSync(whole.subarray(500))];
    expect(await readTable([chunkSource("x.arff.gz", members)])).toEqual(expected);
  });

  it("that is truncated says so, wherever it was cut", async () => {
    const bytes = gzipSync(whole);
    for (const length of [5, 100, bytes.length / 2, bytes.length - 1]) {
      const cut = chunkSource("x.arff.gz", [bytes.subarray(0, length)]);
      await expect(readTable([cut])).rejects.toThrow("x.arff.gz: the gzip data end too early: the file is truncated");
    }
  });

  it("with one changed bit is damaged, not another table", async () => {
    const bytes = gzipSync(whole);
    for (const place of [bytes.length >> 1, bytes.length - 6]) {
      const changed = Uint8Array.from(bytes);
      changed[place] ^= 4;
      await expect(readTable([chunkSource("x.arff.gz", [changed])])).rejects.toThrow(/x.arff.gz: the gzip data/);
    }
  });

  it("passes on the error of a source that fails while it is read", async () => {
    const failing = {
      name: "x.arff.gz",
      async *open() {
        yield gzipSync(whole).subarray(0, 1000);
        throw new Error("the disk is gone");
      },
    };
    await expect(readTable([failing])).rejects.toThrow("the disk is gone");
  });
});

describe("parquet refuses", () => {
  const bytes = Buffer.concat([...writeParquet(randomTable(new Random(4), 30))]);

  it("a file that was cut, or has a damaged footer", async () => {
    for (let length = 4; length < bytes.length; length += 97) {
      const cut = chunkSource("x.parquet", [bytes.subarray(0, length)]);
      await expect(readTable([cut])).rejects.toThrow("x.parquet: the Parquet file is truncated or damaged");
    }
  });
});

it("a changed byte in a Parquet file gives an error that names the file, or a table: 500 of them, none hangs", async () => {
  const bytes = Buffer.concat([...writeParquet(randomTable(new Random(4), 30))]);
  const random = new Random(5);
  for (let i = 0; i < 500; i++) {
    const changed = Uint8Array.from(bytes);
    changed[4 + random.integer(bytes.length - 8)] ^= 1 << random.integer(8);
    const outcome = await readTable([chunkSource("x.parquet", [changed])]).catch((error: unknown) => error);
    if (outcome instanceof Error) expect(outcome.message).toMatch(/^x\.parquet: /);
  }
});

it("a CSV name with a line end is refused", () => {
  const table = { ...randomTable(new Random(1), 3), ids: ["a\nb", "b", "c"] };
  expect(() => [...writeCsv(table)]).toThrow("has a line end");
});

it("numbers are written as the shortest decimals", () => {
  const table = { features: ["f"], values: Float32Array.of(0.1), ids: ["a"], classes: [], labels: Int32Array.of(-1) };
  expect(Buffer.concat([...writeCsv(table)]).toString()).toBe("name,f\na,0.1\n");
});

it("rows keep their place in a table of several row groups", async () => {
  const rowCount = 9000;
  const table: FeatureTable = {
    features: ["f", "g"],
    values: Float32Array.from({ length: 2 * rowCount }, (_, i) => i),
    ids: Array.from({ length: rowCount }, (_, row) => `r${row}`),
    classes: ["a", "b"],
    labels: Int32Array.from({ length: rowCount }, (_, row) => row % 2),
  };
  expect(await readTable([chunkSource("x.parquet", writeParquet(table))])).toEqual(table);
  expect(await readTable([textSource("x.csv", Buffer.concat([...writeCsv(table)]).toString())])).toEqual(table);
});
