import { describe, expect, it } from "vitest";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { withLabelsList } from "../../src/table/labeled-table.ts";
import { readLabelsList } from "../../src/table/labels-list.ts";
import { readTable } from "../../src/table/read-table.ts";
import { RecordingIndex } from "../../src/table/recording-names.ts";
import { textSource } from "./tables.ts";

const LIST = "file\tlabel\tspeaker\tsplit\nwav/a.wav\tC\ts1\ttrain\nwav/b.wav\tNC\ts2\tdev\nwav/c.wav\tNC\t s2\ttest\n";

function table(csv: string): Promise<FeatureTable> {
  return readTable([textSource("t.csv", csv)]);
}

describe("withLabelsList", () => {
  it("adds labels, speakers and partitions to a table that has none", async () => {
    const list = await readLabelsList(textSource("labels.tsv", LIST));
    const joined = withLabelsList(await table("name,f\nc.wav,3\na,1\n"), list);
    expect(joined.classes).toEqual(["C", "NC"]);
    expect([...joined.labels]).toEqual([1, 0]);
    expect(joined.speakers).toEqual(["s2", "s1"]);
    expect(joined.partitions).toEqual(["test", "train"]);
  });

  it("lets the list replace the table's partitions, and keeps the order of the table's classes", async () => {
    const list = await readLabelsList(textSource("labels.csv", "file,label,split\na,NC,test\n"));
    const arff = "@relation r\n@attribute name string\n@attribute f numeric\n@attribute l {NC,C}\n@data\na,1,?\n";
    const joined = withLabelsList(await readTable([textSource("x.train.arff", arff)]), list);
    expect([joined.classes, [...joined.labels], joined.partitions]).toEqual([["NC", "C"], [0], ["test"]]);
  });

  it("takes the second of two columns as label whatever its name, also without a header", async () => {
    const official = "file_name\tCold (upper respiratory tract infection)\ntrain_0001.wav\tNC\ntest_0001.wav\t?\n";
    const withHeader = await readLabelsList(textSource("ComParE2017_Cold.tsv", official));
    const expected = [{ file: "train_0001.wav", label: "NC" }, { file: "test_0001.wav" }];
    expect(withHeader.entries).toEqual(expected.map((entry, i) => ({ ...entry, line: i + 2 })));
    const bare = await readLabelsList(textSource("l.tsv", official.split("\n").slice(1).join("\n")));
    expect(bare.entries).toEqual(expected.map((entry, i) => ({ ...entry, line: i + 1 })));
  });
});

describe("readLabelsList reads other tools' lists", () => {
  const cases: readonly [what: string, list: string, entries: readonly object[]][] = [
    [
      "Hugging Face's metadata.csv",
      "file_name,label,speaker_id\ntrain/0001.wav,cold,7\n",
      [{ file: "train/0001.wav", label: "cold", speaker: "7", line: 2 }],
    ],
    [
      "an audformat table of files",
      "file,emotion\nwav/a.wav,anger\nwav/b.wav,\n",
      [
        { file: "wav/a.wav", label: "anger", line: 2 },
        { file: "wav/b.wav", line: 3 },
      ],
    ],
    [
      "an audformat table of segments",
      "file,start,end,emotion\na.wav,0 days,0 days 00:00:01.5,anger\na.wav,0 days 00:00:01.5,NaT,fear\n",
      [
        { file: "a.wav#t=0,1.5", label: "anger", line: 2 },
        { file: "a.wav#t=1.5", label: "fear", line: 3 },
      ],
    ],
    [
      "an audformat table of segments with one for each file",
      "file,start,end,mood\na.wav,0 days,0 days 00:00:01.5,good\n",
      [{ file: "a.wav", label: "good", line: 2 }],
    ],
    [
      "Common Voice's client_id and path",
      'client_id\tpath\tsentence\tlabel\nx1\tcommon_voice_1.mp3\t"Yes, he said."\tC\n',
      [{ file: "common_voice_1.mp3", label: "C", speaker: "x1", line: 2 }],
    ],
    [
      "an index of pandas, with the recordings in a column of any name",
      ",aufnahme,diagnose,patient_id\n0,a.wav,krank,12\n",
      [{ file: "a.wav", label: "krank", speaker: "12", line: 2 }],
    ],
    [
      "numbers of classes where there is nothing else",
      "id,wav_file,age,label_id\n1,a.wav,44,0\n",
      [{ file: "a.wav", label: "0", line: 2 }],
    ],
  ];
  it.each(cases)("%s", async (_, list, entries) => {
    expect((await readLabelsList(textSource("l.csv", list))).entries).toEqual(entries);
  });

  it("a spreadsheet with an empty column between others is no list of headings", async () => {
    const list = await readLabelsList(textSource("l.csv", "file;;label\na.wav;;C\nb.wav;;NC\n"));
    expect(list.entries.map(({ label }) => label)).toEqual(["C", "NC"]);
  });

  it("segments are found by their times, and by the recording where the list has no times", async () => {
    const csv = "file,start,end,f\na.wav,0,1.5,1\na.wav,1.5,3,2\n";
    const features = await table(csv);
    const segments = "file,start,end,label\nx/a.wav,1.5,3.0,fear\nx/a.wav,0,1.5,anger\n";
    const joined = withLabelsList(features, await readLabelsList(textSource("l.csv", segments)));
    expect([...joined.labels].map((label) => joined.classes[label])).toEqual(["anger", "fear"]);
    const files = await readLabelsList(textSource("l.csv", "file,label,speaker\na.wav,C,s1\n"));
    expect(withLabelsList(features, files).speakers).toEqual(["s1", "s1"]);
  });
});

describe("RecordingIndex", () => {
  it("finds a recording with and without folders and extension, and tells equal names in other folders apart", () => {
    const index = new RecordingIndex(["train/001.wav", "test/001.wav", "x/002.WAV", "003.a"]);
    expect(index.find("test/001.wav")).toEqual([1]);
    expect(index.find("/data/corpus/test/001")).toEqual([1]);
    expect(index.find("data\\x\\002.wav")).toEqual([2]);
    expect(index.find("002")).toEqual([2]);
    expect(index.find("001.wav")).toEqual([0, 1]);
    expect(index.find("002.flac")).toEqual([]);
    expect(index.find("003")).toEqual([]);
  });

  it("compares names as texts: composed and decomposed letters are one", () => {
    const names = ["Jörg/é.wav", "Jorg/é.wav", "ﬁ.wav"];
    for (const [own, asked] of [
      ["NFD", "NFC"],
      ["NFC", "NFD"],
    ] as const) {
      const index = new RecordingIndex(names.map((name) => name.normalize(own)));
      expect(names.map((name) => index.find(name.normalize(asked)))).toEqual([[0], [1], [2]]);
    }
    expect(new RecordingIndex(["fi.wav"]).find("ﬁ.wav")).toEqual([]);
  });

  it("passes over letter case only where nothing else fits", () => {
    const index = new RecordingIndex(["Anna_01.WAV", "ben/A.wav", "BEN/a.wav", "x/c.wav", "x/C.wav"]);
    expect(index.find("anna_01.wav")).toEqual([0]);
    expect(index.find("BEN/a")).toEqual([2]);
    expect(index.find("a.wav")).toEqual([2]);
    expect(index.find("Ben/a.wav")).toEqual([1, 2]);
    expect(index.find("c.wav")).toEqual([3]);
    expect(index.find("Cc.wav")).toEqual([]);
  });
});

describe("labels lists are refused", () => {
  const cases: readonly [what: string, list: string, message: string][] = [
    [
      "when a recording of the table is missing",
      "file,label\nb,C\n",
      'l.csv: no row is about the recording "a" of the feature table; the list\'s first file is "b"',
    ],
    [
      "when a recording stands twice",
      "file,label\na.wav,C\nwav/a.wav,C\n",
      'l.csv: lines 2 and 3 are both about the recording "a"',
    ],
    [
      "when a label contradicts the table",
      "file,label\na,NC\n",
      'l.csv: line 2: "a" is NC here, but C in the feature table',
    ],
    ["when a row has another number of columns", "file,label\na\n", "l.csv: line 2 has 1 column, expected are 2"],
    ["when a row names no file", "file,label\n,C\n", "l.csv: line 2 names no file"],
    ["when there are no rows", "file,label\n", "l.csv: the list of labels has no rows"],
    [
      "when headings over several columns stand above the names, as merged cells do",
      "Patient;;;Aufnahme;\nZentrum;Nr;Alter;Datei;Klasse\nA;p1;40;a;C\n",
      "l.csv: line 1 names fewer columns than line 2, which seems to have the names (Zentrum, Nr, Alter and 2 more)",
    ],
    [
      "when it is a workbook",
      "PK\u0003\u0004\u0014 docProps",
      "l.csv: is an Excel workbook or another zip archive; save",
    ],
    ["when it is JSON", '[{"file": "a.wav", "label": "C"}]', "l.csv: is JSON; write the table as CSV"],
    ["when wide rows have no header", "a.wav,C,s1\n", "l.csv: line 1 is a row already"],
  ];
  it.each(cases)("%s", async (_, list, message) => {
    const joined = async () =>
      withLabelsList(await table("name,f,label\na,1,C\n"), await readLabelsList(textSource("l.csv", list)));
    await expect(joined()).rejects.toThrow(message);
  });

  it("when a speaker is missing in some rows", async () => {
    const list = await readLabelsList(textSource("l.csv", "file,label,speaker\na,C,s1\nb,C,\n"));
    const rows = await table("name,f\na,1\nb,2\n");
    expect(() => withLabelsList(rows, list)).toThrow("l.csv: line 3 has no speaker, other lines have one");
  });

  it("when an option names no column", async () => {
    const list = readLabelsList(textSource("l.csv", "file,label\na,C\n"), { label: "emotion" });
    await expect(list).rejects.toThrow('l.csv: there is no column "emotion", which was given as label');
  });

  it("when an option names two columns", async () => {
    const list = readLabelsList(textSource("l.csv", "file,grade,grade\na,C,D\n"), { label: "grade" });
    await expect(list).rejects.toThrow('l.csv: columns 2 and 3 are both called "grade", which was given as label');
  });
});
