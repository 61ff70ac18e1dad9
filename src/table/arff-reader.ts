/**
 * ARFF, the attribute-relation file format of WEKA, in the dialect of the ComParE challenges.
 *
 *   @relation name
 *   @attribute <name> string | numeric | real | integer | date | { value, value, ... }
 *   @data
 *   'recording.wav',1.5,-2e-3,...,class
 *
 * Keywords in any case; "%" begins a comment line; names and values may stand in quotes with backslash escapes; "?"
 * is an unknown value, allowed for the class only. Sparse rows ({index value, ...}) and relational attributes are
 * refused.
 *
 * Source  WEKA's description of ARFF (stable version); the files of the ComParE challenges 2009-2023.
 */

import type { ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import { type FeatureProfile, mentioned } from "../features/feature-profile.ts";
import { type ColumnOptions, columnsWithRoles, type DeclaredColumn, MAXIMUM_COLUMNS } from "./columns.ts";
import { eachLine, type Line, textOf } from "./lines.ts";
import { type TableSurvey, textCapacity } from "./survey.ts";
import { assertNoProfileColumn, profileOfRelation } from "./table-profile.ts";
import {
  type CellDialect,
  closingQuote,
  DOUBLE_QUOTE,
  SINGLE_QUOTE,
  skipBlanks,
  textCell,
  unescaped,
} from "./text-cells.ts";
import { RowReader } from "./text-rows.ts";

const COMMA = 0x2c;
const PERCENT = 0x25;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const NO_SEPARATOR = -1;

export const ARFF_DIALECT: CellDialect = { separator: COMMA, escaping: "backslash" };

/** What an ARFF file holds: its columns, and how many rows they may need. */
export async function surveyArff(source: ByteSource, options?: ColumnOptions): Promise<TableSurvey> {
  const declared: DeclaredColumn[] = [];
  let profile: FeatureProfile | undefined;
  let dataLine = 0;
  let rowLines = 0;
  let rowBytes = 0;
  await eachLine(source, (line) => {
    if (isEmptyOrComment(line.bytes)) return true;
    if (dataLine > 0) {
      rowLines++;
      rowBytes += line.bytes.length + 1;
    } else if (readHeaderLine(source.name, line, declared)) {
      dataLine = line.number;
    } else {
      profile ??= mentionedProfile(source.name, line);
    }
    return true;
  });
  if (dataLine === 0) throw new FormatError(`${source.name}: there is no @data line; the file is truncated or no ARFF`);
  if (profile === undefined) {
    assertNoProfileColumn(
      source.name,
      declared.map(({ name }) => name),
    );
  }
  const columns = columnsWithRoles(source.name, declared, options);
  if (rowLines === 0) throw new FormatError(`${source.name}: no row follows the @data line ${dataLine}`);
  return {
    ...mentioned(profile),
    file: source.name,
    unit: "line",
    columns,
    capacity: textCapacity(rowLines, rowBytes, columns.length),
    async fill(builder, placement) {
      const rows = new RowReader({ file: source.name, columns, dialect: ARFF_DIALECT, ...placement }, builder);
      await eachLine(source, (line) => {
        if (line.number <= dataLine || isEmptyOrComment(line.bytes)) return true;
        if (line.bytes[skipBlanks(line.bytes, 0, NO_SEPARATOR)] === OPEN_BRACE)
          throw sparseRow(source.name, line.number);
        rows.read(line);
        return true;
      });
    },
  };
}

function isEmptyOrComment(bytes: Uint8Array): boolean {
  const first = skipBlanks(bytes, 0, NO_SEPARATOR);
  return first === bytes.length || bytes[first] === PERCENT;
}

function sparseRow(file: string, line: number): FormatError {
  return new FormatError(
    `${file}: line ${line} is a sparse row ({index value, ...}); expected is one value per column`,
  );
}

/** Adds what a header line declares. @returns whether it is the @data line. */
function readHeaderLine(file: string, line: Line, declared: DeclaredColumn[]): boolean {
  const text = textOf(line.bytes).trim();
  const keyword = (/^@[a-z]*/i.exec(text)?.[0] ?? "").toLowerCase();
  if (keyword === "@data") return true;
  if (keyword === "@attribute") {
    if (declared.length === MAXIMUM_COLUMNS) {
      throw new FormatError(`${file}: line ${line.number}: more than ${MAXIMUM_COLUMNS} attributes are not supported`);
    }
    declared.push(attribute(file, line.number, new TextEncoder().encode(text.slice(keyword.length))));
  } else if (keyword !== "@relation") {
    const shown = text.slice(0, 40);
    throw new FormatError(
      `${file}: line ${line.number}: "${shown}" is no part of an ARFF header; expected is @relation, @attribute or @data`,
    );
  }
  return false;
}

/** The profile that a @relation line mentions. */
function mentionedProfile(file: string, line: Line): FeatureProfile | undefined {
  const [, name] = /^\s*@relation\s+(.+?)\s*$/i.exec(textOf(line.bytes)) ?? [];
  return name === undefined ? undefined : profileOfRelation(name.replace(/['"]$/, ""), `${file}: line ${line.number}`);
}

/** The column that `<name> <type>` declares. */
function attribute(file: string, lineNumber: number, declaration: Uint8Array): DeclaredColumn {
  const where = `${file}: line ${lineNumber}`;
  const { name, end } = attributeName(where, declaration);
  const type = textOf(declaration.subarray(end)).trim();
  if (type.startsWith("{")) return { name, kind: "nominal", classes: nominalValues(where, name, declaration, end) };
  const word = (/^[a-z]*/i.exec(type)?.[0] ?? "").toLowerCase();
  if (word === "numeric" || word === "real" || word === "integer") return { name, kind: "numeric" };
  if (word === "string" || word === "date") return { name, kind: "text" };
  const found = type === "" ? "no type" : `the type "${type.slice(0, 40)}"`;
  throw new FormatError(
    `${where}: attribute "${name}" has ${found}; expected is numeric, real, integer, string or {value, ...}`,
  );
}

function attributeName(where: string, declaration: Uint8Array): { name: string; end: number } {
  const first = skipBlanks(declaration, 0, NO_SEPARATOR);
  const quote = declaration[first];
  if (quote === SINGLE_QUOTE || quote === DOUBLE_QUOTE) {
    const close = closingQuote(declaration, first, "backslash");
    if (close < 0) throw new FormatError(`${where}: the quote around the attribute's name is not closed`);
    return { name: unescaped(textOf(declaration.subarray(first + 1, close)), quote, "backslash"), end: close + 1 };
  }
  let end = first;
  while (end < declaration.length && skipBlanks(declaration, end, NO_SEPARATOR) === end) end++;
  if (end === first) throw new FormatError(`${where}: an attribute has no name`);
  return { name: textOf(declaration.subarray(first, end)), end };
}

/** The values between the braces of a nominal attribute. */
function nominalValues(where: string, name: string, declaration: Uint8Array, start: number): readonly string[] {
  const close = declaration.lastIndexOf(CLOSE_BRACE);
  if (close < 0) throw new FormatError(`${where}: the values of attribute "${name}" have no closing brace`);
  const list = declaration.subarray(declaration.indexOf(OPEN_BRACE, start) + 1, close);
  const values: string[] = [];
  for (let at = 0; at <= list.length; ) {
    const cell = textCell(list, at, ARFF_DIALECT);
    if (!cell) throw new FormatError(`${where}: a quote among the values of attribute "${name}" is not closed`);
    if (cell.text !== "" || cell.quoted) values.push(cell.text);
    at = cell.end + 1;
  }
  if (values.length === 0) throw new FormatError(`${where}: attribute "${name}" declares no values`);
  const twice = values.find((value, index) => values.indexOf(value) < index);
  if (twice !== undefined) throw new FormatError(`${where}: attribute "${name}" declares "${twice}" twice`);
  return values;
}
