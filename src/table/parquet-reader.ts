/**
 * Parquet tables, read column by column: footers with hyparquet, pages with our own decoder (parquet-pages.ts).
 *
 * Numbers may be FLOAT, DOUBLE, INT32 or INT64, text UTF-8; nested columns are left out. What
 * the footer says is in parquet-outline.ts.
 */

import { type ColumnMetaData, type FileMetaData, parquetMetadata, parquetSchema } from "hyparquet";
import { allBytes, type ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import { mentioned } from "../features/feature-profile.ts";
import { type Column, type ColumnOptions, columnsWithRoles, partitionFromWord } from "./columns.ts";
import { decompressed } from "./decompressed.ts";
import { textOf } from "./lines.ts";
import { damaged, parquetOutline } from "./parquet-outline.ts";
import {
  chunkValues,
  GREATEST_EXPANSION,
  type ParquetCodec,
  type ParquetValue,
  type ParquetValueType,
} from "./parquet-pages.ts";
import { segmentName } from "./segments.ts";
import type { RowPlacement, TableSurvey } from "./survey.ts";
import type { TableBuilder } from "./table-builder.ts";
import { isUnknownWord } from "./unknown-words.ts";

const READABLE_CODECS: readonly string[] = ["UNCOMPRESSED", "SNAPPY", "GZIP"];
const READABLE_TYPES: readonly string[] = ["FLOAT", "DOUBLE", "INT32", "INT64", "BYTE_ARRAY"];

/** What a Parquet file holds: its columns and the number of rows. */
export async function surveyParquet(source: ByteSource, options?: ColumnOptions): Promise<TableSurvey> {
  const bytes = await parquetBytes(source);
  const { declared, rowCount, profile } = parquetOutline(source.name, bytes);
  checkCells(source.name, { rowCount, columnCount: declared.length, fileBytes: bytes.length });
  const columns = columnsWithRoles(source.name, declared, options);
  return {
    ...mentioned(profile),
    file: source.name,
    unit: "row",
    columns,
    capacity: rowCount,
    fill: (builder, placement) => fillFromParquet(source, columns, builder, placement),
  };
}

/** Float32 numbers that a file of any size may hold: 64 MiB. A column of one value takes a few bytes for all its rows. */
const ALWAYS_HELD = 2 ** 24;

interface ClaimedCells {
  readonly rowCount: number;
  readonly columnCount: number;
  readonly fileBytes: number;
}

/**
 * That the table is not out of all proportion to its file, before memory is taken by what the footer says.
 *
 * @throws FormatError if it has more than 2²⁴ numbers and more than its bytes could make by compression.
 */
export function checkCells(file: string, { rowCount, columnCount, fileBytes }: ClaimedCells): void {
  const cells = rowCount * columnCount;
  if (cells <= Math.max(ALWAYS_HELD, (GREATEST_EXPANSION * fileBytes) / Float32Array.BYTES_PER_ELEMENT)) return;
  throw new FormatError(
    `${file}: its ${fileBytes} bytes claim ${rowCount} rows of ${columnCount} columns, more than they can hold; if nearly all values are the same, drop those columns before writing the file`,
  );
}

/** The whole file: its footer is at the end, its pages are anywhere. */
function parquetBytes(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  return allBytes({ name: source.name, open: () => decompressed(source) });
}

/** Takes the values of one column in one row group. */
type ChunkReader = (values: readonly ParquetValue[], firstRow: number) => void;

async function fillFromParquet(
  source: ByteSource,
  columns: readonly Column[],
  builder: TableBuilder,
  placement: RowPlacement,
): Promise<void> {
  const bytes = await parquetBytes(source);
  const metadata = parquetMetadata(bytes);
  const durations = durationColumns(metadata);
  const words: WordColumns = {};
  const readers = new Map<string, ChunkReader>();
  let feature = 0;
  for (const { name, role, classes } of columns) {
    if (role === "ignored" || role === "nameless") continue;
    if ((role === "start" || role === "end") && !isReadable(metadata, name)) continue;
    if (role === "feature") {
      readers.set(name, featureReader(source.name, name, builder, placement.featureOrder[feature++]));
    } else {
      const texts: (string | undefined)[] = [];
      words[role] = texts;
      const unitsPerSecond = durations.get(name) ?? 1;
      readers.set(name, (values) => {
        for (const value of values) {
          const word = wordOf(value, classes, unitsPerSecond);
          texts.push(word);
          if (role === "label" && word === undefined && value instanceof Uint8Array)
            builder.countUnknownLabel(textOf(value).trim());
        }
      });
    }
  }
  readColumns(source.name, bytes, metadata, readers);
  endRows(source.name, columns, builder, {
    words,
    rowCount: Number(metadata.num_rows),
    partition: placement.partition,
  });
}

/** Puts a column's numbers at their place of the rows that are being filled. */
function featureReader(file: string, name: string, builder: TableBuilder, place: number): ChunkReader {
  const { values: table, offset, features } = builder;
  return (values, firstRow) => {
    for (let i = 0; i < values.length; i++) {
      const value = values[i];
      const rounded = typeof value === "number" ? Math.fround(value) : NaN;
      if (!Number.isFinite(rounded)) {
        const found = typeof value === "number" ? `is ${value}` : "is no number";
        throw new FormatError(
          `${file}: row ${firstRow + i + 1}, column ${name}: the value ${value === null ? "is empty" : found}; features must be finite`,
        );
      }
      table[offset + (firstRow + i) * features.length + place] = rounded;
    }
  };
}

/** The text of a cell; undefined where it is null, empty or a word for the unknown that is no class. */
function wordOf(
  value: ParquetValue,
  classes: readonly string[] | undefined,
  unitsPerSecond: number,
): string | undefined {
  if (value === null) return undefined;
  if (typeof value === "number") {
    const isNotATime = unitsPerSecond > 1 && value < 0;
    return isNotATime ? undefined : `${value / unitsPerSecond}`;
  }
  const text = textOf(value);
  return isUnknownWord(text) && !(text !== "" && classes?.includes(text)) ? undefined : text;
}

/** Whether a column at the top has a type that is read. */
function isReadable({ row_groups: groups }: FileMetaData, name: string): boolean {
  const chunk = groups[0].columns.find(({ meta_data: own }) => own?.path_in_schema.join(".") === name)?.meta_data;
  return chunk !== undefined && READABLE_TYPES.includes(chunk.type);
}

const UNITS_PER_SECOND: Readonly<Record<string, number>> = { s: 1, ms: 1e3, us: 1e6, ns: 1e9 };

/** Units per second of columns that pandas wrote as Timedelta: Parquet has no such type, its metadata say so. */
function durationColumns(metadata: FileMetaData): ReadonlyMap<string, number> {
  const text = metadata.key_value_metadata?.find(({ key }) => key === "pandas")?.value ?? "";
  const described = text.matchAll(/"field_name": ?"([^"]*)"[^{}]*?"numpy_type": ?"timedelta64\[(s|ms|us|ns)\]"/g);
  return new Map([...described].map(([, name, unit]) => [name, UNITS_PER_SECOND[unit]]));
}

/** Decodes the columns that have a reader, one chunk after the other. */
function readColumns(
  file: string,
  bytes: Uint8Array,
  metadata: FileMetaData,
  readers: ReadonlyMap<string, ChunkReader>,
): void {
  const optional = new Map(
    parquetSchema(metadata).children.map(({ element }) => [element.name, element.repetition_type !== "REQUIRED"]),
  );
  let firstRow = 0;
  for (const { columns, num_rows: rows } of metadata.row_groups) {
    const chunks = new Map(columns.map(({ meta_data: chunk }) => [chunk?.path_in_schema.join("."), chunk]));
    for (const [name, read] of readers) {
      const values = columnValues(file, name, chunks.get(name), {
        bytes,
        rowCount: Number(rows),
        optional: optional.get(name) ?? true,
      });
      read(values, firstRow);
    }
    firstRow += Number(rows);
  }
}

interface ChunkPlace {
  readonly bytes: Uint8Array;
  readonly rowCount: number;
  readonly optional: boolean;
}

/** The values of one column in one row group, after a check that they lie inside the file. */
function columnValues(
  file: string,
  name: string,
  chunk: ColumnMetaData | undefined,
  { bytes, rowCount, optional }: ChunkPlace,
): readonly ParquetValue[] {
  if (!chunk) throw damaged(file, `column ${name}`, "it is missing in a row group");
  if (!READABLE_TYPES.includes(chunk.type)) {
    throw new FormatError(`${file}: column ${name} has type ${chunk.type}; supported are ${READABLE_TYPES.join(", ")}`);
  }
  if (!READABLE_CODECS.includes(chunk.codec)) {
    throw new FormatError(
      `${file}: column ${name} is compressed with ${chunk.codec}; write it with none, Snappy or gzip`,
    );
  }
  // A dictionary, where there is one, stands before the data; some writers note its place as 0 where there is none.
  const start = Number(chunk.dictionary_page_offset || chunk.data_page_offset);
  const end = start + Number(chunk.total_compressed_size);
  try {
    if (!(start >= 0 && end >= start && end <= bytes.length)) throw new RangeError("it is not inside the file");
    return chunkValues({
      type: chunk.type as ParquetValueType,
      codec: chunk.codec as ParquetCodec,
      optional,
      rowCount,
      bytes: bytes.subarray(start, end),
    });
  } catch (error) {
    throw damaged(file, `column ${name}`, error);
  }
}

/** Texts of the columns that are no features, by role. [N] each */
type WordColumns = {
  [role in "id" | "label" | "speaker" | "partition" | "start" | "end"]?: readonly (string | undefined)[];
};

interface ParquetRows {
  readonly words: WordColumns;
  readonly rowCount: number;
  readonly partition: string | undefined;
}

/** Adds the rows whose numbers have been filled in. */
function endRows(file: string, columns: readonly Column[], builder: TableBuilder, rows: ParquetRows): void {
  const { words, rowCount, partition } = rows;
  const classes = columns.find(({ role }) => role === "label")?.classes;
  for (let row = 0; row < rowCount; row++) {
    const id = words.id ? words.id[row] : `${file}:${row + 1}`;
    if (id === undefined)
      throw new FormatError(
        `${file}: row ${row + 1}: the recording has no name; where none has, number the rows (--number-rows)`,
      );
    const label = words.label?.[row];
    if (label !== undefined && classes && !classes.includes(label)) {
      throw new FormatError(`${file}: row ${row + 1}: "${label}" is none of the classes ${classes.join(", ")}`);
    }
    const ownPartition = words.partition?.[row];
    builder.endRow(
      {
        id,
        segment: segmentName(words.start?.[row], words.end?.[row]),
        label,
        speaker: words.speaker?.[row],
        partition: ownPartition === undefined ? partition : (partitionFromWord(ownPartition) ?? ownPartition),
      },
      row + 1,
    );
  }
}
