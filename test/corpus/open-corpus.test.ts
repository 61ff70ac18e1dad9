import { describe, expect, it } from "vitest";
import { bytesInMemory } from "../../src/core/byte-source.ts";
import { openCorpus, withCorpus } from "../../src/corpus/open-corpus.ts";
import { UNKNOWN_LABEL } from "../../src/table/feature-table.ts";
import { readTable } from "../../src/table/read-table.ts";
import { emptyFiles, memoryFolder } from "./examples.ts";

const HEADER = "file_name\tCold (upper respiratory tract infection)\n";
const WAVS = ["devel_0001", "devel_0002", "test_0001", "train_0001", "train_0002"].map((name) => `wav/${name}.wav`);

function urtic(list: string, more: Readonly<Record<string, string>> = {}) {
  return openCorpus(memoryFolder("urtic", { ...emptyFiles(WAVS), "lab/ComParE2017_Cold.tsv": HEADER + list, ...more }));
}

const LIST = "train_0001.wav\tC\ntrain_0002.wav\tNC\ndevel_0001.wav\tC\ndevel_0002.wav\tNC\n";

describe("openCorpus on URTIC's layout", () => {
  it("takes partitions from the names and keeps test recordings without label", async () => {
    const corpus = await urtic(LIST);
    expect(corpus.layout).toBe("urtic");
    expect(corpus.ids).toEqual(WAVS);
    expect(corpus.classes).toEqual(["C", "NC"]);
    expect([...corpus.labels]).toEqual([0, 1, UNKNOWN_LABEL, 0, 1]);
    expect(corpus.partitions).toEqual(["devel", "devel", "test", "train", "train"]);
    expect(corpus.findings.map(({ check }) => check)).toEqual(["urtic-counts"]);
  });

  it("takes test labels from another list, and labels/, .csv, upper case and a folder around all", async () => {
    const other = await urtic(LIST, { "lab/test_labels.csv": "file_name,label\ntest_0001.wav,NC\n" });
    expect([...other.labels]).toEqual([0, 1, 1, 0, 1]);
    const upper = await openCorpus(
      memoryFolder("U", {
        ...emptyFiles(WAVS.map((path) => `COLD/${path.toUpperCase()}`)),
        "COLD/LABELS/COLD.CSV": `file_name,Cold\n${LIST.replaceAll("\t", ",").replaceAll(/\w+\.wav/g, (name) => name.toUpperCase())}`,
      }),
    );
    expect([upper.layout, upper.ids.length, [...upper.labels]]).toEqual(["urtic", 5, [0, 1, UNKNOWN_LABEL, 0, 1]]);
    expect(upper.partitions).toEqual(["devel", "devel", "test", "train", "train"]);
  });

  it("names the feature files in the order train, devel, test, also without any audio", async () => {
    const arff = (part: string) => `arff/ComParE2017_Cold.ComParE.${part}.arff`;
    const files = emptyFiles([arff("devel"), arff("test"), arff("train")]);
    const corpus = await openCorpus(memoryFolder("u", { ...files, "lab/ComParE2017_Cold.tsv": HEADER + LIST }));
    expect(corpus.featureTables).toEqual([arff("train"), arff("devel"), arff("test")]);
    expect(corpus.ids).toEqual(["train_0001.wav", "train_0002.wav", "devel_0001.wav", "devel_0002.wav"]);
  });

  it("says which counts differ from Table 1, and that all agree where they do", async () => {
    const [finding] = (await urtic(LIST)).findings;
    expect(finding.severity).toBe("warning");
    expect(finding.sentence).toContain("train C 1 (970), train NC 1 (8535), devel C 1 (1011)");
    const names = { train: [970, 8535], devel: [1011, 8585], test: [895, 8656] };
    const rows = Object.entries(names).flatMap(([part, [cold, healthy]]) =>
      Array.from({ length: cold + healthy }, (_, i) => [
        `${part}_${String(i).padStart(4, "0")}.wav`,
        i < cold ? "C" : "NC",
      ]),
    );
    const full = await openCorpus(
      memoryFolder("u", {
        ...emptyFiles(rows.map(([name]) => `wav/${name}`)),
        "lab/ComParE2017_Cold.tsv": HEADER + rows.map((row) => `${row.join("\t")}\n`).join(""),
      }),
    );
    expect(full.findings).toEqual([expect.objectContaining({ severity: "note", check: "urtic-counts" })]);
    expect(full.findings[0].sentence).toContain("All counts are those of URTIC: train C 970 (970)");
  });
});

describe("openCorpus on any folder", () => {
  it("reads labels.tsv with speakers and partitions", async () => {
    const corpus = await openCorpus(
      memoryFolder("c", {
        ...emptyFiles(["wav/a.wav", "wav/b.WAV", "README.md"]),
        "labels.tsv": "file\tlabel\tspeaker\tsplit\nwav/b.WAV\tsad\ts1\tvalidation\nwav/a.wav\thappy\ts2\ttrain\n",
      }),
    );
    expect(corpus).toMatchObject({
      layout: "labels-list",
      ids: ["wav/a.wav", "wav/b.WAV"],
      classes: ["happy", "sad"],
      speakers: ["s2", "s1"],
      partitions: ["train", "devel"],
      findings: [],
    });
  });

  it("takes folders whose names differ in letter case or Unicode form as one class, and says so", async () => {
    const paths = [
      "Cold/1.wav",
      "cold/2.wav",
      "cold/3.wav",
      "gru\u0308n/4.wav",
      "gr\u00fcn/5.wav",
      "A/6.wav",
      "a/7.wav",
    ];
    const { classes, findings } = await openCorpus(memoryFolder("c", emptyFiles(paths)));
    expect(classes).toEqual(["A", "a", "cold", "gr\u00fcn"]);
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      'The labels "A" (1), "a" (1) differ only in letter case or blanks and are taken as 2 classes: if they are one, correct the labels.',
      'The labels "Cold" (1), "cold" (2) differ only in letter case or blanks and are taken as one class, "cold".',
    ]);
  });

  it.each([
    [["participants.csv", "README.txt"], "; if participants.csv is the list, name it (--labels)"],
    [["a.tsv", "b.txt", "x.xlsx"], "; if a.tsv, b.txt has them, name it (--labels)"],
    [["labels.xlsx"], "; if labels.xlsx has the labels, save it as labels.csv"],
    [["metadata.jsonl"], "; if metadata.jsonl has the labels, save it as labels.csv"],
    [["LICENSE.txt"], "that could be classes"],
  ])("without a list, says which of %j may be one", async (files, ending) => {
    const folder = memoryFolder("c", emptyFiles(["1.wav", "2.wav", ...files]));
    await expect(openCorpus(folder)).rejects.toThrow(new RegExp(`${ending.replace(/[().]/g, "\\$&")}$`));
  });

  it("takes labels.* of several lists, and names the others", async () => {
    const list = "file,label\n1.wav,a\n2.wav,b\n";
    const files = {
      ...emptyFiles(["1.wav", "2.wav"]),
      "cold_labels.csv": list,
      "labels.tsv": list.replaceAll(",", "\t"),
    };
    const { findings } = await openCorpus(memoryFolder("c", files));
    expect(findings.map(({ sentence }) => sentence)).toEqual([
      "Labels are those of labels.tsv; cold_labels.csv is there too and is not used (--labels names the list).",
    ]);
  });

  it("takes sub-folders as classes, also inside partitions and below shared folders", async () => {
    const flat = await openCorpus(memoryFolder("c", emptyFiles(["wav/anger/a.wav", "wav/fear/x/b.wav"])));
    expect([flat.layout, flat.classes, [...flat.labels], flat.partitions]).toEqual([
      "class-folders",
      ["anger", "fear"],
      [0, 1],
      undefined,
    ]);
    const split = await openCorpus(
      memoryFolder(
        "c",
        emptyFiles(["train/C/a.wav", "dev/NC/b.wav", "test/C/c.wav", ".hidden/X/d.wav", "dev/NC/._b.wav"]),
      ),
    );
    expect([split.classes, [...split.labels], split.partitions]).toEqual([
      ["C", "NC"],
      [1, 0, 0],
      ["devel", "test", "train"],
    ]);
  });
});

describe("openCorpus says in one sentence", () => {
  it.each(["Metadaten.csv", "labels.xlsx", "clinical data.tsv"])(
    "that folders are the classes where a table lies beside them: %s",
    async (table) => {
      const files = emptyFiles(["Bonn/a.wav", "Ulm/b.wav", "README.csv", table]);
      const { findings } = await openCorpus(memoryFolder("c", files));
      expect(findings).toEqual([
        {
          severity: "warning",
          check: "unused-list",
          sentence: `The classes are the folders Bonn, Ulm; ${table} is there too and is not used (--labels names a list, as CSV).`,
        },
      ]);
    },
  );

  const sentences = async (list: string, more?: Record<string, string>) =>
    (await urtic(list, more)).findings.filter(({ check }) => check !== "urtic-counts").map(({ sentence }) => sentence);

  it("which listed recordings have no file", async () => {
    expect(await sentences(`${LIST}train_0009.wav\tC\n`)).toEqual([
      "1 listed recording is not in the folder and left out: train_0009.wav.",
    ]);
  });

  it("which files have no label", async () => {
    expect(await sentences(LIST, emptyFiles(["wav/train_0007.wav", "wav/devel_0008.wav"]))).toEqual([
      "2 audio files are in no list and left out: wav/devel_0008.wav, wav/train_0007.wav.",
    ]);
  });

  it("which rows stand twice, and uses them once", async () => {
    const corpus = await urtic(`${LIST}train_0001.wav\tC\n`);
    expect(corpus.findings.map(({ sentence }) => sentence)).toContain(
      "1 recording is listed more than once and used once: train_0001.wav (lines 2, 6).",
    );
    expect(corpus.ids).toEqual(WAVS);
  });

  it("that speakers are known for some only", async () => {
    const files = emptyFiles(["a.wav", "b.wav"]);
    const corpus = await openCorpus(
      memoryFolder("c", { ...files, "labels.csv": "file,label,speaker\na,x,s1\nb,y,\n" }),
    );
    expect(corpus.speakers).toBeUndefined();
    expect(corpus.findings[0].sentence).toBe(
      "1 recording without speaker (b.wav): the speakers of the others are not used either.",
    );
  });
});

describe("openCorpus refuses", () => {
  it("labels that contradict each other, naming both lines", async () => {
    await expect(urtic(`${LIST}train_0001.wav\tNC\n`)).rejects.toThrow(
      "wav/train_0001.wav: its label is C in line 2 of urtic/lab/ComParE2017_Cold.tsv, but NC in line 6 of urtic/lab/ComParE2017_Cold.tsv",
    );
  });

  it("a list and a folder that have nothing in common, naming one of each", async () => {
    const corpus = openCorpus(memoryFolder("c", { "a.wav": "", "labels.csv": "file,label\nb,C\n" }));
    await expect(corpus).rejects.toThrow(
      'none of the listed files is in the folder: the list begins with "b", the folder with "a.wav"',
    );
  });

  it("a folder without audio, and one without labels or classes", async () => {
    await expect(openCorpus(memoryFolder("c", { "x.txt": "" }))).rejects.toThrow("c: no audio files are in the folder");
    await expect(openCorpus(memoryFolder("c", emptyFiles(["a.wav", "b.wav"])))).rejects.toThrow(
      "c: 2 audio files, but no list labels.tsv or labels.csv",
    );
  });

  it("a name in the list that may be two files", async () => {
    const files = emptyFiles(["y/a.wav", "x/a.wav"]);
    await expect(openCorpus(memoryFolder("c", { ...files, "labels.csv": "file,label\na.wav,C\n" }))).rejects.toThrow(
      'c/labels.csv: line 2: "a.wav" may be x/a.wav, y/a.wav; write the folder too',
    );
  });
});

describe("openCorpus on Hugging Face's folders", () => {
  const wavs = emptyFiles(["train/a.wav", "train/b.wav", "test/a.wav", "test/b.wav"]);

  it("takes a metadata.csv in each partition, whose names begin at its folder", async () => {
    const corpus = await openCorpus(
      memoryFolder("hf", {
        ...wavs,
        "train/metadata.csv": "file_name,label,speaker_id\na.wav,cold,1\nb.wav,healthy,2\n",
        "test/metadata.csv": "file_name,label,speaker_id\na.wav,healthy,3\nb.wav,cold,4\n",
      }),
    );
    expect(corpus.layout).toBe("labels-list");
    const labels = [...corpus.labels].map((label) => corpus.classes[label]);
    expect(corpus.ids.map((id, row) => [id, labels[row], corpus.partitions?.[row], corpus.speakers?.[row]])).toEqual([
      ["test/a.wav", "healthy", "test", "3"],
      ["test/b.wav", "cold", "test", "4"],
      ["train/a.wav", "cold", "train", "1"],
      ["train/b.wav", "healthy", "train", "2"],
    ]);
  });

  it("takes one at the top, and passes over metadata without labels", async () => {
    const rows = ["train/a.wav,C", "train/b.wav,NC", "test/a.wav,C", "test/b.wav,NC"];
    const list = `file_name,label\n${rows.join("\n")}\n`;
    expect((await openCorpus(memoryFolder("hf", { ...wavs, "metadata.csv": list }))).classes).toEqual(["C", "NC"]);
    const others = "file_name,age,height\nC/a.wav,44,1.8\n";
    const folders = { ...emptyFiles(["C/a.wav", "NC/b.wav"]), "metadata.csv": others };
    expect((await openCorpus(memoryFolder("hf", folders))).layout).toBe("class-folders");
  });

  it("refuses a list of several parts of one recording, which would be taken whole", async () => {
    const list = "file,start,end,label\na.wav,0,1,C\na.wav,1,2,NC\n";
    await expect(openCorpus(memoryFolder("c", { "a.wav": "", "labels.csv": list }))).rejects.toThrow(
      "c/labels.csv: lines 2 and 3 are about different parts of a.wav; recordings are taken whole",
    );
  });
});

describe("withCorpus", () => {
  const table = (csv: string) => readTable([bytesInMemory("t.csv", new TextEncoder().encode(csv))]);

  it("gives a feature table the labels and partitions of its recordings", async () => {
    const joined = withCorpus(await table("name,f\ndevel_0002.wav,1\ntrain_0001.wav,2\n"), await urtic(LIST));
    expect([joined.classes, [...joined.labels], joined.partitions]).toEqual([
      ["C", "NC"],
      [1, 0],
      ["devel", "train"],
    ]);
  });

  it("refuses rows that the corpus does not know, or labels otherwise", async () => {
    const corpus = await urtic(LIST);
    await expect(table("name,f\nx.wav,1\n").then((own) => withCorpus(own, corpus))).rejects.toThrow(
      'urtic: the recording "x.wav" of the feature table is not in the corpus',
    );
    await expect(table("name,f,label\ntrain_0001.wav,1,NC\n").then((own) => withCorpus(own, corpus))).rejects.toThrow(
      'urtic: "train_0001.wav" is C in the corpus, but NC in its feature table',
    );
  });
});
