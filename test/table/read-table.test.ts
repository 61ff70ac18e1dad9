import { describe, expect, it } from "vitest";
import type { ByteSource } from "../../src/core/byte-source.ts";
import { UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { readTable } from "../../src/table/read-table.ts";
import { inPieces, plain, textSource } from "./tables.ts";

const ARFF = `% made by hand
@RELATION 'two recordings'

@Attribute name STRING
@attribute 'F0 (Hz)' real
@attribute mfcc_sma[1]_mean NUMERIC  % the first one
@attribute "it's" integer
@attribute label {C, 'not C'}

@DATA

% a comment among the rows
'a b.wav', 1.5, -2e-3, +7, 'not C'
plain.wav,.25,5.,1E3,?
`;

describe("readTable", () => {
  it("reads ARFF with comments, quotes, blanks, keywords of any case and an unknown class", async () => {
    const table = await readTable([textSource("x.arff", ARFF)]);
    expect(plain(table)).toEqual({
      features: ["F0 (Hz)", "mfcc_sma[1]_mean", "it's"],
      values: [1.5, Math.fround(-2e-3), 7, 0.25, 5, 1000],
      ids: ["a b.wav", "plain.wav"],
      classes: ["C", "not C"],
      labels: [1, UNKNOWN_LABEL],
    });
  });

  it("reads the same table with CRLF, a byte order mark, and from pieces of one byte", async () => {
    const expected = plain(await readTable([textSource("x.arff", ARFF)]));
    const windows = textSource("x.arff", `\ufeff${ARFF.replaceAll("\n", "\r\n")}`);
    expect(plain(await readTable([windows]))).toEqual(expected);
    expect(plain(await readTable([inPieces(windows, 1)]))).toEqual(expected);
  });

  it("reads backslash escapes in ARFF and doubled quotes in CSV", async () => {
    const arff = "@relation r\n@attribute name string\n@attribute 'a\\'b' numeric\n@data\n'x\\'y\\\\z',1\n";
    const fromArff = await readTable([textSource("x.arff", arff)]);
    expect([fromArff.features, fromArff.ids]).toEqual([["a'b"], ["x'y\\z"]]);
    const fromCsv = await readTable([textSource("x.csv", 'name,"a""b"\n"x,""y""",1\n')]);
    expect([fromCsv.features, fromCsv.ids]).toEqual([['a"b'], ['x,"y"']]);
  });

  it("reads openSMILE's CSV: semicolons, quoted names, frameTime left out", async () => {
    const csv = "name;frameTime;pcm_RMS;F0\n'a.wav';0.000000;1.5e+00;2\n'b.wav';0.000000;-3;4\n";
    const table = await readTable([textSource("x.csv", csv)]);
    expect(plain(table)).toEqual({
      features: ["pcm_RMS", "F0"],
      values: [1.5, 2, -3, 4],
      ids: ["a.wav", "b.wav"],
      classes: [],
      labels: [UNKNOWN_LABEL, UNKNOWN_LABEL],
    });
  });

  it("finds speaker, partition and label columns in CSV by name, and sorts the classes", async () => {
    const csv = "file,speaker,split,f,label\na,s2,train,1,sick\nb,s1,validation,2,healthy\nc,s1,test,3,\n";
    const table = await readTable([textSource("x.csv", csv)]);
    expect(table.classes).toEqual(["healthy", "sick"]);
    expect([...table.labels]).toEqual([1, 0, UNKNOWN_LABEL]);
    expect(table.speakers).toEqual(["s2", "s1", "s1"]);
    expect(table.partitions).toEqual(["train", "devel", "test"]);
  });

  it("takes columns by option: any name, no label, dropped ones", async () => {
    const csv = "who\tx\ty\tdiagnosis\tlabel\nr1\t1\t2\tflu\t9\nr2\t3\t4\tnone\t8\n";
    const chosen = await readTable([textSource("x.tsv", csv)], { id: "who", label: "diagnosis", drop: ["y"] });
    expect([chosen.features, [...chosen.values], chosen.ids, chosen.classes]).toEqual([
      ["x"],
      [1, 3],
      ["r1", "r2"],
      ["flu", "none"],
    ]);
    const rows = await readTable([textSource("x.tsv", csv)], { id: false, label: false, drop: ["who", "diagnosis"] });
    expect([rows.ids, rows.features]).toEqual([
      ["x.tsv:1", "x.tsv:2"],
      ["x", "y"],
    ]);
  });

  it("reads openSMILE's ARFF without labels: frameTime left out, a numeric class that is unknown", async () => {
    const arff =
      "@relation openSMILE_features\n@attribute name string\n@attribute frameTime numeric\n@attribute f numeric\n@attribute class numeric\n@data\n'a.wav',0.0,1.5,?\n";
    const table = await readTable([textSource("x.arff", arff)]);
    expect([table.features, [...table.values], table.classes, [...table.labels]]).toEqual([
      ["f"],
      [1.5],
      [],
      [UNKNOWN_LABEL],
    ]);
  });

  it("joins files: partitions from their names, features put in the first file's order, classes by name", async () => {
    const header = (features: string, classes: string) =>
      `@relation r\n@attribute name string\n${features}\n@attribute class {${classes}}\n@data\n`;
    const [f, g] = ["@attribute f numeric", "@attribute g numeric"];
    const table = await readTable([
      textSource("dir.test/corpus.train.arff", `${header(`${f}\n${g}`, "C,NC")}a,1,2,NC\n`),
      textSource("corpus-dev.arff", `${header(`${g}\n${f}`, "NC,C")}b,4,3,NC\n`),
      textSource("corpus.TEST.arff", `${header(`${f}\n${g}`, "C,NC")}c,5,6,?\n`),
    ]);
    expect(plain(table)).toEqual({
      features: ["f", "g"],
      values: [1, 2, 3, 4, 5, 6],
      ids: ["a", "b", "c"],
      classes: ["C", "NC"],
      labels: [1, 1, UNKNOWN_LABEL],
      partitions: ["train", "devel", "test"],
    });
  });
});

describe("readTable refuses", () => {
  const arff = (rows: string, attributes = "@attribute f1 numeric\n@attribute f2 numeric\n") =>
    `@relation r\n@attribute name string\n${attributes}@attribute label {A,B}\n@data\n${rows}`;
  const cases: readonly [what: string, file: string, text: string, message: string][] = [
    ["a row with too few columns", "t.arff", arff("a,1,2,A\nb,1,B\n"), "t.arff: line 8 has 3 columns, expected are 4"],
    ["a row with too many columns", "t.arff", arff("a,1,2,3,A\n"), "t.arff: line 7 has 5 columns, expected are 4"],
    [
      "a truncated last row",
      "t.arff",
      arff("a,1,2,A\nb,1"),
      "line 8 has 2 columns, expected are 4 (the last one it has is column 2, f1); the file ends here: it is truncated",
    ],
    [
      "text in place of a number",
      "t.arff",
      arff("a,1,two,A\n"),
      't.arff: line 7, column 3 (f2): "two" is not a number',
    ],
    ["a hexadecimal number", "t.arff", arff("a,1,0x10,A\n"), '"0x10" is not a number'],
    ["an unknown value", "t.arff", arff("a,?,2,A\n"), "line 7, column 2 (f1): the value is unknown (?)"],
    ["an empty cell", "t.csv", "name,f1,f2\na,1,\n", "t.csv: line 2, column 3 (f2): the cell is empty"],
    ["NaN", "t.arff", arff("a,1,NaN,A\n"), "line 7, column 3 (f2): the value is NaN; features must be finite"],
    ["infinity", "t.csv", "name,f1,f2\na,-inf,2\n", "line 2, column 2 (f1): the value is -inf"],
    ["a number beyond float32", "t.csv", "name,f1,f2\na,1,4e38\n", "column 3 (f2): 4e38 is too large for float32"],
    [
      "a class that is not declared",
      "t.arff",
      arff("a,1,2,C\n"),
      'line 7, column 4 (label): "C" is not a declared value of label, which are "A", "B"',
    ],
    ["an open quote", "t.arff", arff("'a,1,2,A\n"), "t.arff: line 7"],
    [
      "two features of one name",
      "t.arff",
      arff("", "@attribute f numeric\n@attribute f real\n"),
      'columns 2 and 3 are both called "f"',
    ],
    ["a feature without name in CSV", "t.csv", "name,f1,,f3\na,1,2,3\n", "t.csv: column 3 has no name"],
    ["a feature without name in ARFF", "t.arff", arff("", "@attribute '' numeric\n"), "column 2 has no name"],
    ["a header without rows", "t.arff", arff("% nothing\n"), "t.arff: no row follows the @data line 6"],
    ["a CSV without rows", "t.csv", "name,f1\n", "t.csv: no row follows the header"],
    ["an ARFF that ends in the header", "t.arff", "@relation r\n@attribute a numeric\n", "there is no @data line"],
    [
      "another type of attribute",
      "t.arff",
      "@relation r\n@attribute a relational\n@data\n1\n",
      'attribute "a" has the type "relational"',
    ],
    ["sparse rows", "t.arff", arff("{1 2, 3 A}\n"), "t.arff: line 7 is a sparse row"],
    ["text before the header", "t.arff", "hello\n", 'line 1: "hello" is no part of an ARFF header'],
    ["an empty file", "t.csv", "", "t.csv: the file is empty"],
    ["an unknown type of file", "t.bin", "\u0000\u0001", "t.bin: unknown type of file"],
    ["a CSV without header", "t.csv", "a.wav,1.5,2.5\n", "the first line holds the number 1.5"],
    ["only words", "t.csv", "name,label\na,A\n", "none of the 2 columns is a feature"],
    [
      "a recording twice",
      "t.arff",
      arff("a,1,2,A\nb,1,2,A\na,3,4,B\n"),
      't.arff: line 9: the recording "a" is already in t.arff: line 7',
    ],
    [
      "a partition for some rows only",
      "t.csv",
      "name,f,split\na,1,train\nb,2,\n",
      't.csv: line 3: "b" has no partition, but the row at t.csv: line 2 has one',
    ],
  ];
  it.each(cases)("%s", async (_, file, text, message) => {
    await expect(readTable([textSource(file, text)])).rejects.toThrow(message);
    await expect(readTable([inPieces(textSource(file, text), 3)])).rejects.toThrow(message);
  });

  it("a line without end", async () => {
    const endless: ByteSource = {
      name: "t.csv",
      async *open() {
        for (let i = 0; i < 20; i++) yield new Uint8Array(2 ** 20).fill(0x61);
      },
    };
    await expect(readTable([endless])).rejects.toThrow("t.csv: line 1 is longer than 16 MiB");
  });

  it("a column option that names nothing", async () => {
    const source = textSource("t.csv", "name,f\na,1\n");
    await expect(readTable([source], { label: "emotion" })).rejects.toThrow(
      'there is no column "emotion", which was given as label; the columns are name, f',
    );
  });

  it("files with different features, and names the first difference", async () => {
    const one = textSource("1.csv", "name,f,g\na,1,2\n");
    await expect(readTable([one, textSource("2.csv", "name,f,h\nb,1,2\n")])).rejects.toThrow(
      '2.csv: feature 2, "h", is not in 1.csv; it has 2 features, 1.csv has 2',
    );
    await expect(readTable([one, textSource("2.csv", "name,f\nb,1\n")])).rejects.toThrow(
      '2.csv: feature "g" of 1.csv is missing',
    );
  });

  it("one recording in two files, naming both places", async () => {
    const [one, two] = [textSource("1.csv", "name,f\na,1\n"), textSource("2.csv", "name,f\nb,1\na,2\n")];
    await expect(readTable([one, two])).rejects.toThrow('2.csv: line 3: the recording "a" is already in 1.csv: line 2');
  });

  it("a table that claims more memory than its bytes can hold, without taking it", async () => {
    const attributes = Array.from({ length: 10_000 }, (_, i) => `@attribute f${i} numeric\n`).join("");
    const rows = "a,1\n".repeat(500_000);
    await expect(readTable([textSource("bomb.arff", arff(rows, attributes))])).rejects.toThrow(
      "has 2 columns, expected are 10002",
    );
  });
});
