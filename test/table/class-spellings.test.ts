import { describe, expect, it } from "vitest";
import { isSameClass } from "../../src/table/class-spellings.ts";
import { UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { withLabelsList } from "../../src/table/labeled-table.ts";
import { readLabelsList } from "../../src/table/labels-list.ts";
import { readTable } from "../../src/table/read-table.ts";
import { textSource } from "./tables.ts";

/** The classes and findings of a CSV table and of a list with these labels. */
async function classesOf(labels: readonly string[]) {
  const rows = labels.map((label, row) => `r${row}.wav,${label}`);
  const table = await readTable([
    textSource("t.csv", `name,label,f\n${rows.map((row, i) => `${row},${i}`).join("\n")}\n`),
  ]);
  const list = await readLabelsList(textSource("l.csv", `name,label\n${rows.join("\n")}\n`));
  const words = Array.from(table.labels, (label) => (label === UNKNOWN_LABEL ? undefined : table.classes[label]));
  expect(list.entries.map(({ label }) => label)).toEqual(words);
  const sentences = (findings = table.findings) =>
    findings?.map(({ sentence }) => sentence.replace(/^.*: rows/, "rows"));
  expect(sentences(list.findings)).toEqual(sentences());
  return { words, sentences: sentences() ?? [] };
}

describe("labels that say nothing", () => {
  const unknown = "? NA N/A n/a #N/A <NA> NaN nan NULL null".split(" ");
  it.each(["", ...unknown])("'%s' is an unknown label, and words are named and counted", async (word) => {
    const { words, sentences } = await classesOf(["C", word, word, "NC"]);
    expect(words).toEqual(["C", undefined, undefined, "NC"]);
    const named =
      word === "" || word === "?" ? [] : [`rows whose label is "${word}" (2) are taken as rows without label.`];
    expect(sentences).toEqual(named);
  });

  it.each(["none", "None", "unknown", "-", "0", "na", "Nan"])("'%s' is a class", async (word) => {
    expect(await classesOf(["C", word])).toEqual({ words: ["C", word], sentences: [] });
  });

  it("a class that ARFF declares is one, whatever it is called", async () => {
    const arff =
      "@relation r\n@attribute name string\n@attribute f numeric\n@attribute l {NA,C}\n@data\na,1,NA\nb,2,C\n";
    const table = await readTable([textSource("x.arff", arff)]);
    expect([[...table.labels], table.findings]).toEqual([[0, 1], undefined]);
  });
});

describe("spellings of one class", () => {
  const cases: readonly [what: string, labels: readonly string[], words: readonly string[], sentence: string][] = [
    [
      "case: the most frequent spelling names it",
      ["Healthy", "healthy", "healthy", "HEALTHY", "cold"],
      ["healthy", "healthy", "healthy", "healthy", "cold"],
      'The labels "Healthy" (1), "healthy" (2), "HEALTHY" (1) differ only in letter case or blanks and are taken as one class, "healthy".',
    ],
    [
      "blanks of any kind",
      ["not cold", '" not\u00a0cold "', "not  cold", "cold"],
      ["not cold", "not cold", "not cold", "cold"],
      'are taken as one class, "not cold".',
    ],
    [
      "codes of one letter are kept apart, but for blanks",
      ["a", "A", '"A "'],
      ["a", "A", "A"],
      "are taken as 2 classes: if they are one, correct the labels.",
    ],
  ];
  it.each(cases)("%s", async (_, labels, words, sentence) => {
    const found = await classesOf(labels);
    expect(found.words).toEqual(words);
    expect(found.sentences).toHaveLength(1);
    expect(found.sentences[0]).toContain(sentence);
  });

  it("whole numbers with and without decimals are one class, other numbers are not", async () => {
    const { words, sentences } = await classesOf(["1", "1.0", "0", "1", "10", "1.5", "0.00"]);
    expect(words).toEqual(["1", "1", "0", "1", "10", "1.5", "0"]);
    expect(sentences).toEqual([
      'The labels "1" (2), "1.0" (1) differ only in blanks or zeros behind the point and are taken as one class, "1".',
      'The labels "0" (1), "0.00" (1) differ only in blanks or zeros behind the point and are taken as one class, "0".',
    ]);
    expect(isSameClass("1", "1.0")).toBe(true);
    expect(isSameClass("1", "1.5")).toBe(false);
  });

  it("are the class of the table where a list spells it otherwise", async () => {
    const table = await readTable([textSource("t.csv", "name,f,label\na,1,healthy\nb,2,cold\n")]);
    const list = await readLabelsList(textSource("l.csv", "name,label\na,Healthy\nb,COLD\n"));
    expect(withLabelsList(table, list).classes).toEqual(["cold", "healthy"]);
  });

  it("are names of a list for numbers of the table, if they go one for one", async () => {
    const table = await readTable([textSource("t.csv", "name,f,label_id\na,1,0\nb,2,1\nc,3,0\n")]);
    const list = await readLabelsList(textSource("l.csv", "name,label\na,healthy\nb,cold\nc,healthy\n"));
    const joined = withLabelsList(table, list);
    expect([joined.classes, [...joined.labels]]).toEqual([
      ["cold", "healthy"],
      [1, 0, 1],
    ]);
    const other = await readLabelsList(textSource("l.csv", "name,label\na,healthy\nb,cold\nc,cold\n"));
    expect(() => withLabelsList(table, other)).toThrow(
      'l.csv: line 2: "a" is healthy here, but 0 in the feature table',
    );
  });
});
