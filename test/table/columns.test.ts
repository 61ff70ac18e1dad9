import { describe, expect, it } from "vitest";
import type { ColumnOptions } from "../../src/table/columns.ts";
import type { FeatureTable } from "../../src/table/feature-table.ts";
import { readTable } from "../../src/table/read-table.ts";
import { textSource } from "./tables.ts";

/** A table of two rows whose columns hold the cells that stand beside their names. */
function read(columns: Readonly<Record<string, readonly string[]>>, options?: ColumnOptions): Promise<FeatureTable> {
  const rows = [Object.keys(columns), ...[0, 1].map((row) => Object.values(columns).map((cells) => cells[row]))];
  return readTable([textSource("t.csv", `${rows.map((cells) => cells.join(",")).join("\n")}\n`)], options);
}

const FILES = { file: ["a.wav", "b.wav"] };
const FEATURE = { F0_sma_amean: ["1.5", "2.5"] };

describe("columns that are no features", () => {
  const numbersTheRows =
    "Unnamed: 0,index,Index,level_0,__index_level_0__,row,Row_ID,idx,No.,lfd. Nr.,#,...1,frameIndex";
  const identifiers =
    "session,session_id,Session ID,sessionId,recordingID,utt-id,sample_id,cough.id,ID,fold,uuid,timestamp,date";
  const theClass = "label_id,labelIdx,class_idx,Class Index,target,class,y,y_true,emotion_code,ground_truth";
  const cases = [
    ...numbersTheRows.split(",").map((name) => [name, "numbers the rows"]),
    ...identifiers.split(",").map((name) => [name, "tells speakers or recordings apart by name"]),
    ...theClass.split(",").map((name) => [name, "is the class once more"]),
  ];
  it.each(cases)("%s %s", async (name, reason) => {
    const table = await read({ ...FILES, ...FEATURE, [name]: ["7", "9"], label: ["C", "NC"] });
    expect(table.features).toEqual(["F0_sma_amean"]);
    expect(table.classes).toEqual(["C", "NC"]);
    expect(table.findings?.map(({ check, sentence }) => [check, sentence])).toEqual([
      [
        "left-out-columns",
        `Left out, as no feature of speech: "${name}" (${reason}); what is named (--only) is taken all the same.`,
      ],
    ]);
  });

  it("is none of these: measurements whose names only look alike", async () => {
    const names = [
      "F0semitoneFrom27.5Hz_sma3nz_amean",
      "covid",
      "pcm_fftMag_mid",
      "mfcc_sma[1]_mean",
      "gridId2",
      "0",
      "1",
    ];
    const table = await read({ ...FILES, ...Object.fromEntries(names.map((name) => [name, ["1", "2"]])) });
    expect([...table.features].sort()).toEqual(names.sort());
    expect(table.findings).toBeUndefined();
  });

  it("keeps y where an x stands beside it", async () => {
    const table = await read({ ...FILES, x: ["1", "2"], y: ["3", "4"], label: ["C", "NC"] });
    expect(table.features).toEqual(["x", "y"]);
  });
});

describe("speakers by the name of their column", () => {
  const names =
    "speaker,Speaker ID,speaker_id,spk,spkID,subject,subject_id,SubjectId,participant,Participant-ID,participantId,patient,patient_id,Patient ID,PatientID,pid,client_id,user_id,Sprecher,SprecherID,Teilnehmer,actor,proband";
  it.each(names.split(","))("%s", async (name) => {
    const table = await read({ ...FILES, ...FEATURE, [name]: ["12", "7"] });
    expect([table.features, table.speakers]).toEqual([["F0_sma_amean"], ["12", "7"]]);
  });

  it("takes numbers in ARFF too, and says which column it took", async () => {
    const arff =
      "@relation r\n@attribute name string\n@attribute f numeric\n@attribute patient_id numeric\n@attribute id numeric\n@data\na,1,12,1\nb,2,7,2\n";
    const table = await readTable([textSource("x.arff", arff)]);
    expect([table.features, table.speakers]).toEqual([["f"], ["12", "7"]]);
    expect(table.findings?.map(({ check }) => check)).toEqual(["left-out-columns", "speaker-column"]);
  });
});

describe("an index without a name", () => {
  it("is left out where it numbers the rows, also of several files", async () => {
    const pandas = ",name,f\n0,a,1\n1,b,2\n";
    const r = '"","name","f"\n"1","c",3\n"2","d",4\n';
    const table = await readTable([textSource("pandas.csv", pandas), textSource("r.csv", r)]);
    expect([table.ids, table.features, [...table.values]]).toEqual([["a", "b", "c", "d"], ["f"], [1, 2, 3, 4]]);
  });

  it("names the recordings where it holds words, and rows are numbered where nothing does", async () => {
    const named = await readTable([textSource("t.csv", ",f\na.wav,1\nb.wav,2\n")]);
    expect([named.ids, named.features]).toEqual([["a.wav", "b.wav"], ["f"]]);
    const numbered = await readTable([textSource("t.csv", "Unnamed: 0,f\n0,1\n1,2\n")]);
    expect([numbered.ids, numbered.features]).toEqual([["t.csv:1", "t.csv:2"], ["f"]]);
  });

  it("is refused elsewhere where it holds values", async () => {
    await expect(readTable([textSource("t.csv", "name,f,,g\na,1,,2\nb,1,x,2\n")])).rejects.toThrow(
      't.csv: column 3 has no name; every column with values needs one (line 3 holds "x")',
    );
  });
});

describe("columns by options", () => {
  const columns = { ...FILES, index: ["0", "1"], mfcc_1: ["1", "2"], mfcc_2: ["3", "4"], F0: ["5", "6"] };
  const cases: readonly [what: string, options: ColumnOptions, features: readonly string[]][] = [
    ["only by name", { only: ["F0"] }, ["F0"]],
    ["only by pattern", { only: ["mfcc_*"] }, ["mfcc_1", "mfcc_2"]],
    ["a column that is named in full, whatever it is called", { only: ["index", "*1"] }, ["index", "mfcc_1"]],
    ["no row number by a pattern", { only: ["*"] }, ["mfcc_1", "mfcc_2", "F0"]],
    ["dropped by pattern", { drop: ["mfcc*2", "F*"] }, ["mfcc_1"]],
    ["both", { only: ["mfcc_*"], drop: ["mfcc_2"] }, ["mfcc_1"]],
  ];
  it.each(cases)("takes %s", async (_, options, features) => {
    expect((await read(columns, options)).features).toEqual(features);
  });

  const refused: readonly [what: string, options: ColumnOptions, message: string][] = [
    ["a name that no column has", { only: ["mfcc_3"] }, 't.csv: there is no column "mfcc_3", which was given as only'],
    ["similar names first", { drop: ["f0"] }, "the columns are F0, file, index"],
    ["a pattern that fits none", { drop: ["shimmer*"] }, 'there is no column "shimmer*", which was given as drop'],
    ["one column for two ends", { only: ["F0"], label: "F0" }, 'the column "F0" is given as only and as label'],
    ["nothing left", { drop: ["mfcc_*", "F0"] }, "none of the 5 columns is a feature"],
  ];
  it.each(refused)("refuses %s", async (_, options, message) => {
    await expect(read(columns, options)).rejects.toThrow(message);
  });
});

describe("columns of numbers that say who speaks", () => {
  const people =
    "participant,Client ID,Proband,VP,VPN,Versuchsperson,ProbandenNr,Probanden-Nr.,child_id,speaker no,reader_id,id_paciente," +
    "numero_sujeto,ParticipantNumber,MRN,ID_patient,SubjectNo,SprecherIn,Teilnehmer-Nummer,locuteur_id,subject code," +
    "Patient (Nr.),Proband*in,speaker_index,Fall-Nr.,case_id,pseudonym,respondent,[Subject]";
  it.each(people.split(","))("%s", async (name) => {
    const { features, speakers } = await read({ ...FILES, ...FEATURE, [name]: ["7", "9"], label: ["C", "NC"] });
    expect([features, speakers]).toEqual([["F0_sma_amean"], ["7", "9"]]);
  });

  it.each(["child", "sub", "reader", "case", "fall", "speaker_count_sma", "talkerSpread"])(
    "but not %s",
    async (name) => {
      const { features } = await read({ ...FILES, ...FEATURE, [name]: ["7", "9"], label: ["C", "NC"] });
      expect(features).toEqual(["F0_sma_amean", name]);
    },
  );
});

describe("a file that is no feature table is called what it is", () => {
  const cases = [
    ["an Excel workbook", "a.csv", "PK\u0003\u0004\u0014", "is an Excel workbook or another zip archive"],
    ["the same by its own name", "a.xlsx", "PK\u0003\u0004\u0014", "save the sheet as CSV"],
    ["lines of JSON", "a.csv", '{"file": "a.wav", "f": 1}\n', "is JSON"],
    ["a list of JSON", "a.json", '[\n {"file": "a.wav"}]\n', "is JSON"],
    ["a web page", "a.csv", "<!DOCTYPE html><html>", "is HTML or XML"],
    ["an SPSS file", "a.sav", "$FL2@(#) SPSS DATA FILE", "is an SPSS file"],
    ["a recording", "a.csv", "RIFF....WAVEfmt ", "is a recording and no table"],
    ["a Praat object", "a.txt", 'File type = "ooTextFile"\nObject class = "Table"\n', "is a Praat object"],
    ["R's table with blanks", "a.txt", '"file" "f0"\n"1" "a.wav" 3\n', 'the first line has one column ("file" "f0")'],
    ["a list of names", "a.csv", "a.wav\nb.wav\n", "the first line has one column (a.wav)"],
  ];
  it.each(cases)("%s", async (_, name, text, message) => {
    await expect(readTable([textSource(name, text)])).rejects.toThrow(message);
  });

  it.each(["NA", "?", "#N/A", "--undefined--", "NULL"])("a value %s is named as unknown", async (word) => {
    await expect(read({ ...FILES, f: ["1", word], label: ["C", "NC"] })).rejects.toThrow(
      `column 2 (f): the value is unknown (${word}); a feature needs a number: leave the row out`,
    );
  });
});

describe("the class among several nominal attributes", () => {
  const arff = (names: readonly string[]) =>
    textSource(
      "t.arff",
      `@relation r\n@attribute name string\n@attribute f numeric\n${names.map((name) => `@attribute ${name} {a,b}\n`).join("")}@data\nr1,1${",a".repeat(names.length)}\nr2,2${",b".repeat(names.length)}\n`,
    );
  const said = async (names: readonly string[], options?: ColumnOptions) =>
    ((await readTable([arff(names)], options)).findings ?? []).map(({ sentence }) => sentence);

  it("is the last one, which is said where no name and no option tells that it is the class", async () => {
    expect(await said(["cough", "sex"])).toEqual([
      'The class is the column "sex", as the last that declares its values; "cough" declares some too. Name the column if it is another.',
    ]);
    expect(await said(["cough"])).toEqual([]);
    expect(await said(["class", "sex"])).toEqual([]);
    expect(await said(["cough", "sex"], { label: "cough" })).toEqual([]);
  });
});
