import { describe, expect, it } from "vitest";
import { bytesInMemory } from "../../src/core/byte-source.ts";
import { readLabelsList } from "../../src/table/labels-list.ts";
import { readTable } from "../../src/table/read-table.ts";
import { inPieces, plain, textSource } from "./tables.ts";

const TABLE = "name,f,g,label\na.wav,1.5,-2,C\nb.wav,0.25,30,NC\n";
const LIST = "file,label,speaker\na.wav,C,s1\nb.wav,NC,s2\n";

function utf16(text: string, littleEndian: boolean): Uint8Array {
  const bytes = new DataView(new ArrayBuffer(2 * text.length));
  for (let i = 0; i < text.length; i++) bytes.setUint16(2 * i, text.charCodeAt(i), littleEndian);
  return new Uint8Array(bytes.buffer);
}

const utf8 = (text: string) => new TextEncoder().encode(text);
const semicolons = (text: string) => text.replaceAll(",", ";");

/** The same table or list as other programs write it. */
const WRITTEN: readonly [what: string, write: (text: string) => Uint8Array][] = [
  ["a line sep=;", (text) => utf8(`\ufeffsep=;\r\n${semicolons(text).replaceAll("\n", "\r\n")}`)],
  ["a quoted line sep=,", (text) => utf8(`"sep=,"\n${text}`)],
  ["rows of separators at the end", (text) => utf8(`${semicolons(text)};;;\n;;\n \n`)],
  ["rows of separators and quotes, also before the header", (text) => utf8(`,,,\n${text}"","",""\n\n`)],
  ["empty columns at the end", (text) => utf8(semicolons(text).replaceAll("\n", ";;\n"))],
  ["empty columns in the header alone", (text) => utf8(text.replace("\n", ",,\n"))],
  ["empty columns in rows alone", (text) => utf8(text.replaceAll(/(C|s\d)\n/g, "$1,,\n"))],
  ["lines that end with CR", (text) => utf8(text.replaceAll("\n", "\r"))],
  ["a last line without end", (text) => utf8(text.replaceAll("\n", "\r").slice(0, -1))],
  ["UTF-16 with tabs, as Excel's Unicode text", (text) => utf16(`\ufeff${text.replaceAll(",", "\t")}`, true)],
  ["UTF-16 from the other end", (text) => utf16(`\ufeff${text}`, false)],
  ["UTF-16 without a mark", (text) => utf16(text, true)],
  ["every cell in quotes", (text) => utf8(text.replaceAll(/[^,\n]+/g, '"$&"'))],
];

describe.each(WRITTEN)("%s", (_, write) => {
  it.each([1, 7, 10_000])("is read as the plain table, in pieces of %d bytes", async (size) => {
    const source = inPieces(bytesInMemory("t.csv", write(TABLE)), size);
    expect(plain(await readTable([source]))).toEqual(plain(await readTable([textSource("t.csv", TABLE)])));
  });

  it("is read as the plain list", async () => {
    const read = await readLabelsList(bytesInMemory("l.csv", write(LIST)));
    const expected = await readLabelsList(textSource("l.csv", LIST));
    const contents = ({ entries }: typeof read) => entries.map(({ line: _, ...entry }) => entry);
    expect(contents(read)).toEqual(contents(expected));
  });
});

describe("decimal commas", () => {
  it.each([
    ["semicolons", ";"],
    ["tabs", "\t"],
  ])("are read where %s separate", async (_, separator) => {
    const text = ["name,f,g", "a,1.5,-.25", "b,2,3e-2", '"c, d",1.25e3,7'].join("\n");
    const german = text.split("\n").map((line, i) => {
      if (i === 3) return `"c, d"${separator}1,25e3${separator}7`;
      return line.replaceAll(",", separator).replaceAll(".", ",");
    });
    const table = await readTable([textSource("t.csv", `${german.join("\n")}\n`)]);
    expect(table.ids).toEqual(["a", "b", "c, d"]);
    expect([...table.values]).toEqual([1.5, -0.25, 2, 3e-2, 1250, 7].map(Math.fround));
  });

  it("are refused beside decimal points, and where commas separate", async () => {
    await expect(readTable([textSource("t.csv", "name;f\na;1,5\nb;1.5\n")])).rejects.toThrow(
      't.csv: line 3, column 2 (f): "1.5" has a decimal point, other numbers of the table have a decimal comma',
    );
    await expect(readTable([textSource("t.csv", 'name,f\na,"1,5"\n')])).rejects.toThrow(
      '"1,5" is not a number; a decimal comma is read where semicolons, tabs or vertical bars separate the columns',
    );
  });
});

describe("line breaks inside quotes", () => {
  it("belong to the cell, and lines are still counted", async () => {
    const text = 'name,"f\n(Hz)",label\n"a\nb",1,"two\r\nlines"\nc,x,C\n';
    await expect(readTable([textSource("t.csv", text)])).rejects.toThrow('t.csv: line 6, column 2 (f (Hz)): "x"');
    const table = await readTable([textSource("t.csv", text.replace("x", "2"))]);
    expect([table.ids, table.features, table.classes]).toEqual([["a\nb", "c"], ["f (Hz)"], ["C", "two lines"]]);
    const list = await readLabelsList(
      textSource("l.csv", 'file,label,note\na.wav,C,"said ""no"",\n\nleft"\nb.wav,NC,\n'),
    );
    expect(list.entries).toEqual([
      { file: "a.wav", label: "C", line: 2 },
      { file: "b.wav", label: "NC", line: 5 },
    ]);
  });

  it("do not go on to the end of a file in which a quote is missing", async () => {
    const rows = "b,1\n".repeat(200);
    await expect(readTable([textSource("t.csv", `name,f\n"a,1\n${rows}`)])).rejects.toThrow(
      "t.csv: line 2: a quote is not closed",
    );
    await expect(readLabelsList(textSource("l.csv", 'file,label\nx,C\n"a,C\nb,C\n'))).rejects.toThrow(
      "l.csv: line 3: a quote is not closed",
    );
  });
});

describe("formats by content", () => {
  const arff = "@relation r\n@attribute name string\n@attribute f numeric\n@data\na,1\n";
  const cases: readonly [what: string, file: string, text: string][] = [
    ["ARFF called .csv", "t.csv", arff],
    ["ARFF after long comments", "t.csv", `${"% comment\n".repeat(1000)}${arff}`],
    ["ARFF without extension", "features", `\n\n${arff}`],
    ["CSV called .arff", "t.arff", "name,f\na,1\n"],
    ["tabs called .txt", "t.txt", "name\tf\na\t1\n"],
    ["vertical bars", "t.csv", "name|f\na|1,0\n"],
    ["vertical bars, named", "t.csv", "sep=|\r\nname|f\r\n|\r\na|1\r\n"],
  ];
  it.each(cases)("%s", async (_, file, text) => {
    const table = await readTable([textSource(file, text)]);
    expect([table.ids, table.features, [...table.values]]).toEqual([["a"], ["f"], [1]]);
  });

  it("looks at a file of blank lines in linear time", async () => {
    await expect(readTable([textSource("t.bin", `${"\n \n".repeat(2000)}x`)])).rejects.toThrow("unknown type of file");
  });
});

describe("names of recordings", () => {
  it("says which option numbers the rows where a name is empty", async () => {
    await expect(readTable([textSource("t.csv", "name,f\n,1\n,2\n")])).rejects.toThrow(
      "t.csv: line 2, column 1 (name): the recording has no name; where none has, number the rows (--number-rows)",
    );
  });

  it('names the option where openSMILE has called every row "unknown"', async () => {
    const csv = "name;frameTime;f\n'unknown';0.0;1\n'unknown';0.0;2\n";
    await expect(readTable([textSource("t.csv", csv)])).rejects.toThrow(
      't.csv: line 3: every row is called "unknown", as openSMILE writes without -instname; number the rows (--number-rows)',
    );
    expect((await readTable([textSource("t.csv", csv)], { id: false })).ids).toEqual(["t.csv:1", "t.csv:2"]);
  });

  it("has those of segments where a recording stands in several rows", async () => {
    const csv =
      "file,start,end,f\na.wav,0 days 00:00:00,0 days 00:00:01.500000,1\na.wav,0 days 00:01:01.500000,NaT,2\nb.wav,0,2.25,3\n";
    const table = await readTable([textSource("t.csv", csv)]);
    expect([table.ids, table.features]).toEqual([["a.wav#t=0,1.5", "a.wav#t=61.5", "b.wav#t=0,2.25"], ["f"]]);
    const whole = csv.replace("a.wav,0 days 00:01", "c.wav,0 days 00:01");
    expect((await readTable([textSource("t.csv", whole)])).ids).toEqual(["a.wav", "c.wav", "b.wav"]);
    await expect(readTable([textSource("t.csv", `${csv}a.wav,0,1.5,4\n`)])).rejects.toThrow(
      't.csv: line 5: the recording "a.wav#t=0,1.5" is already in t.csv: line 2',
    );
  });
});

describe("a header that is shifted", () => {
  it("is explained as what R's write.table does", async () => {
    await expect(readTable([textSource("t.csv", '"f","g"\n"a",1,2\n')])).rejects.toThrow(
      "line 2 has 3 columns, expected are 2 (the last one it has is column 2, g); if R wrote the names of the rows",
    );
  });
});
