/**
 * One feature table from one file or several, in any of the formats.
 *
 * Each file is read twice: once to see its columns and count its rows, then into memory that is taken once for all of
 * them. The partition of a row is what its partition column says, or a word in the name of its file
 * (`emodb.ComParE.train.arff.gz`; dev and validation are called devel).
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError, UserError } from "../core/errors.ts";
import { mentioned } from "../features/feature-profile.ts";
import { surveyArff } from "./arff-reader.ts";
import { columnFindings } from "./column-findings.ts";
import { type ColumnOptions, partitionFromFileName } from "./columns.ts";
import { surveyCsv } from "./csv-reader.ts";
import type { FeatureTable } from "./feature-table.ts";
import { foreignTable } from "./foreign-tables.ts";
import { surveyParquet } from "./parquet-reader.ts";
import { featureNames, type TableSurvey } from "./survey.ts";
import { TableBuilder } from "./table-builder.ts";
import { commonProfile } from "./table-profile.ts";
import { textBytes } from "./text-bytes.ts";

export type TableFormat = "arff" | "csv" | "parquet";

const SURVEYS = { arff: surveyArff, csv: surveyCsv, parquet: surveyParquet } as const;

/**
 * The table that the files make up together, rows in the order of the files.
 *
 * All files need the same features; another order is put right. Classes are joined by name: declared ones in the order
 * of their declaration, others sorted after them. A recording may stand in one row only.
 *
 * @throws FormatError with file, line and column for whatever is wrong inside a file; UserError where files do not fit
 *   together.
 * @example
 * const table = await readTable([fileSource("emodb.train.arff.gz"), fileSource("emodb.devel.arff.gz")]);
 */
export async function readTable(sources: readonly ByteSource[], options: ColumnOptions = {}): Promise<FeatureTable> {
  if (sources.length === 0) throw new UserError("feature table: no files were given");
  const surveys: TableSurvey[] = [];
  for (const source of sources) surveys.push(await SURVEYS[await tableFormat(source)](source, options));
  const profile = commonProfile(surveys);
  const features = featureNames(surveys[0].columns);
  const orders = surveys.map((survey) => featureOrder(survey, surveys[0].file, features));
  const capacity = surveys.reduce((sum, survey) => sum + survey.capacity, 0);
  const builder = new TableBuilder(features, capacity);
  for (const [index, survey] of surveys.entries()) {
    builder.beginFile(survey.file, survey.unit);
    await survey.fill(builder, { featureOrder: orders[index], partition: partitionFromFileName(survey.file) });
  }
  const table = { ...mentioned(profile), ...builder.finish(joinedClasses(surveys)) };
  const findings = [...columnFindings(surveys, options?.label), ...(table.findings ?? [])];
  return findings.length > 0 ? { ...table, findings } : table;
}

/** How a file's text or magic number begins. */
const PARQUET_MAGIC = "PAR1";
const SNIFFED_BYTES = 4096;

/** The format of a source: by its content, and where that may be several by its name. */
export async function tableFormat(source: ByteSource): Promise<TableFormat> {
  const start = await firstText(source);
  if (start === "") throw new FormatError(`${source.name}: the file is empty`);
  if (start.startsWith(PARQUET_MAGIC)) return "parquet";
  if (ARFF_START.test(start)) return "arff";
  const foreign = foreignTable(start);
  if (foreign !== undefined) throw new FormatError(`${source.name}: is ${foreign}`);
  const extension = /\.([a-z0-9]+)(?:\.gz)?$/i.exec(source.name)?.[1]?.toLowerCase() ?? "";
  if (extension === "arff") return looksLikeCsv(start) ? "csv" : "arff";
  if (CSV_EXTENSIONS.includes(extension)) return "csv";
  throw new FormatError(
    `${source.name}: unknown type of file; expected is a feature table in ARFF, CSV (.csv, .tsv, .txt) or Parquet, the first two also gzipped`,
  );
}

/** Comments and blank lines up to @relation, or to the end of what was looked at. */
const ARFF_START = /^(?:[ \t\r]*(?:%[^\n]*)?\n)*[ \t\r]*(?:@relation\b|%[^\n]*$)/i;

const CSV_EXTENSIONS = ["csv", "tsv", "txt"];

/** Whether the first line is a row of several cells and no part of an ARFF file. */
function looksLikeCsv(start: string): boolean {
  const line = /^\s*([^\r\n]*)/.exec(start)?.[1] ?? "";
  return /^[^@%{]/.test(line) && /[,;\t]/.test(line);
}

/** The first bytes as text, one character per byte; as many as make the format clear. */
async function firstText(source: ByteSource): Promise<string> {
  let text = "";
  for await (const chunk of textBytes(source)) {
    text += String.fromCharCode(...chunk.subarray(0, SNIFFED_BYTES - text.length));
    if (text.length >= SNIFFED_BYTES) break;
  }
  return text.startsWith("\u00ef\u00bb\u00bf") ? text.slice(3) : text;
}

/** Place among the first file's features of each feature of a file. [F] */
function featureOrder(survey: TableSurvey, firstFile: string, features: readonly string[]): Int32Array {
  const own = featureNames(survey.columns);
  const places = new Map(features.map((name, place) => [name, place]));
  const difference = own.findIndex((name) => !places.has(name));
  const mismatch = (what: string) =>
    new UserError(
      `${survey.file}: ${what}; it has ${own.length} features, ${firstFile} has ${features.length}: files can be joined if they have the same features`,
    );
  if (difference >= 0) throw mismatch(`feature ${difference + 1}, "${own[difference]}", is not in ${firstFile}`);
  if (own.length < features.length) {
    const present = new Set(own);
    throw mismatch(`feature "${features.find((name) => !present.has(name))}" of ${firstFile} is missing`);
  }
  return Int32Array.from(own, (name) => places.get(name) as number);
}

/** Declared classes of all files, each once, in the order of the first declaration. */
function joinedClasses(surveys: readonly TableSurvey[]): readonly string[] {
  const declared = surveys.flatMap(({ columns }) => columns.find(({ role }) => role === "label")?.classes ?? []);
  return [...new Set(declared)];
}
