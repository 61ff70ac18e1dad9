/**
 * Parquet tables, read column by column with hyparquet.
 *
 * Numbers may be FLOAT, DOUBLE, INT32, INT64 or FLOAT16; text is UTF-8 strings or dictionaries of them. Pages may be
 * plain, Snappy or gzip. The order of the classes is kept in the file's metadata under CLASSES_KEY by our own writer.
 */

import { gunzipSync } from "fflate";
import { type FileMetaData, parquetMetadata, parquetRead, parquetSchema, type SchemaElement } from "hyparquet";
import { allBytes, type ByteSource } from "../core/byte-source.ts";
import { FormatError } from "../core/errors.ts";
import {
  type Column,
  type ColumnOptions,
  columnsWithRoles,
  type DeclaredColumn,
  partitionFromWord,
} from "./columns.ts";
import { decompressed } from "./decompressed.ts";
import { textOf } from "./lines.ts";
import type { RowPlacement, TableSurvey } from "./survey.ts";
import type { TableBuilder } from "./table-builder.ts";

/** Key of the file's metadata under which the classes stand as a JSON list. */
export const CLASSES_KEY = "coldpress.classes";

/** Columns that are decoded at once: bounds the memory for decoded pages to some MiB. */
const COLUMNS_AT_ONCE = 512;

const READABLE_CODECS = ["UNCOMPRESSED", "SNAPPY", "GZIP"];

/** What a Parquet file holds: its columns and the number of rows. */
export async function surveyParquet(source: ByteSource, options?: ColumnOptions): Promise<TableSurvey> {
  const { declared, rowCount } = parquetOutline(source.name, await parquetBytes(source));
  const columns = columnsWithRoles(source.name, declared, options);
  return {
    file: source.name,
    unit: "row",
    columns,
    capacity: rowCount,
    fill: (builder, placement) => fillFromParquet(source, columns, builder, placement),
  };
}

/** The whole file: its footer is at the end, its pages are anywhere. */
function parquetBytes(source: ByteSource): Promise<Uint8Array<ArrayBuffer>> {
  return allBytes({ name: source.name, open: () => decompressed(source) });
}

/** Columns and rows by the footer, which is checked; whatever hyparquet throws at a damaged one becomes a FormatError. */
function parquetOutline(file: string, bytes: Uint8Array): { declared: DeclaredColumn[]; rowCount: number } {
  try {
    const metadata = parquetMetadata(bytes);
    const rowCount = Number(metadata.num_rows);
    if (!(rowCount > 0)) throw new FormatError(`${file}: the table has no rows`);
    checkRowGroups(file, metadata, rowCount);
    return { declared: declaredColumns(file, metadata), rowCount };
  } catch (error) {
    throw error instanceof FormatError ? error : damaged(file, "its footer cannot be read", error);
  }
}

function damaged(file: string, what: string, cause: unknown): FormatError {
  const message = cause instanceof Error ? cause.message : String(cause);
  return new FormatError(`${file}: the Parquet file is truncated or damaged: ${what} (${message})`, { cause });
}

/** The top-level columns; nested ones have no place in a feature table and are text, which is left out. */
function declaredColumns(file: string, metadata: FileMetaData): DeclaredColumn[] {
  const classes = declaredClasses(file, metadata);
  return parquetSchema(metadata).children.map(({ element, children }, index) => {
    if (typeof element.name !== "string") throw new FormatError(`${file}: column ${index + 1} has no name`);
    if (children.length === 0 && isNumeric(element)) return { name: element.name, kind: "numeric" };
    return { name: element.name, kind: "text", ...(element.name === "label" && classes && { classes }) };
  });
}

function isNumeric({ type, logical_type: logical, converted_type: converted }: SchemaElement): boolean {
  if (logical?.type === "FLOAT16" || logical?.type === "DECIMAL" || converted === "DECIMAL") return true;
  if (logical !== undefined && logical.type !== "INTEGER") return false;
  if (converted !== undefined && !/^U?INT_/.test(converted)) return false;
  return type === "FLOAT" || type === "DOUBLE" || type === "INT32" || type === "INT64";
}

function declaredClasses(file: string, metadata: FileMetaData): string[] | undefined {
  const text = metadata.key_value_metadata?.find(({ key }) => key === CLASSES_KEY)?.value;
  if (text === undefined) return undefined;
  try {
    const classes: unknown = JSON.parse(text);
    if (Array.isArray(classes) && classes.every((name) => typeof name === "string")) return classes;
  } catch {
    // Falls through to the same message as JSON of another shape.
  }
  throw new FormatError(`${file}: the metadata entry ${CLASSES_KEY} is no JSON list of names: ${text.slice(0, 40)}`);
}

/** Row counts and codecs of all column chunks, before anything is allocated by them. */
function checkRowGroups(file: string, metadata: FileMetaData, rowCount: number): void {
  let counted = 0;
  for (const { columns, num_rows: rows } of metadata.row_groups) {
    counted += Number(rows);
    for (const { meta_data: chunk } of columns) {
      const name = chunk?.path_in_schema.join(".") ?? "?";
      if (!chunk || chunk.num_values !== rows) {
        throw new FormatError(
          `${file}: column ${name} has ${chunk?.num_values ?? 0} values in a group of ${rows} rows`,
        );
      }
      if (!READABLE_CODECS.includes(chunk.codec)) {
        throw new FormatError(
          `${file}: column ${name} is compressed with ${chunk.codec}; supported are none, Snappy and gzip`,
        );
      }
    }
  }
  if (counted !== rowCount) {
    throw new FormatError(`${file}: the row groups have ${counted} rows, the footer says ${rowCount}`);
  }
}

/** Takes a decoded run of one column that begins at a row. */
type ChunkReader = (chunk: ArrayLike<unknown>, firstRow: number) => void;

async function fillFromParquet(
  source: ByteSource,
  columns: readonly Column[],
  builder: TableBuilder,
  placement: RowPlacement,
): Promise<void> {
  const bytes = await parquetBytes(source);
  const metadata = parquetMetadata(bytes);
  const words: WordColumns = {};
  const readers = new Map<string, ChunkReader>();
  let feature = 0;
  for (const { name, role, classes } of columns) {
    if (role === "ignored") continue;
    if (role === "feature") {
      readers.set(name, featureReader(source.name, name, builder, placement.featureOrder[feature++]));
    } else {
      const texts: (string | undefined)[] = [];
      words[role] = texts;
      // "?" is what text formats write for an unknown class, unless a class is called so.
      const unknown = classes?.includes("?") ? "" : "?";
      readers.set(name, (chunk, firstRow) => {
        for (let i = 0; i < chunk.length; i++) texts[firstRow + i] = wordOf(chunk[i], unknown);
      });
    }
  }
  await readColumns(source.name, bytes, metadata, readers);
  endRows(source.name, columns, builder, {
    words,
    rowCount: Number(metadata.num_rows),
    partition: placement.partition,
  });
}

/** Puts a column's numbers at their place of the rows that are being filled. */
function featureReader(file: string, name: string, builder: TableBuilder, place: number): ChunkReader {
  const { values, offset, features } = builder;
  return (chunk, firstRow) => {
    for (let i = 0; i < chunk.length; i++) {
      const value = finiteFloat32(chunk[i]);
      if (Number.isNaN(value)) {
        const found = chunk[i] === null || chunk[i] === undefined ? "is empty" : `is ${String(chunk[i])}`;
        throw new FormatError(
          `${file}: row ${firstRow + i + 1}, column ${name}: the value ${found}; features must be finite`,
        );
      }
      values[offset + (firstRow + i) * features.length + place] = value;
    }
  };
}

/** The value as float32, NaN for whatever is none. */
function finiteFloat32(value: unknown): number {
  const number = typeof value === "number" || typeof value === "bigint" ? Math.fround(Number(value)) : NaN;
  return Number.isFinite(number) ? number : NaN;
}

/** The text of a cell; undefined where it is null, empty, the word for unknown, or nothing that has a text. */
function wordOf(value: unknown, unknown: string): string | undefined {
  let text = "";
  if (typeof value === "string") text = value;
  else if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") text = `${value}`;
  else if (value instanceof Uint8Array) text = textOf(value);
  return text === "" || text === unknown ? undefined : text;
}

/** Decodes some columns at a time and hands their runs to their readers. */
async function readColumns(
  file: string,
  bytes: Uint8Array<ArrayBuffer>,
  metadata: FileMetaData,
  readers: ReadonlyMap<string, ChunkReader>,
): Promise<void> {
  const rowCount = Number(metadata.num_rows);
  const names = [...readers.keys()];
  const received = new Map<string, number>();
  for (let first = 0; first < names.length; first += COLUMNS_AT_ONCE) {
    try {
      await parquetRead({
        file: bytes.buffer,
        metadata,
        columns: names.slice(first, first + COLUMNS_AT_ONCE),
        compressors: { GZIP: (input, length) => gunzipSync(input, { out: new Uint8Array(length) }) },
        onChunk: ({ columnName, columnData, rowStart, rowEnd }) => {
          if (rowEnd > rowCount || columnData.length !== rowEnd - rowStart) {
            throw new RangeError(`column ${columnName} has another number of values than its rows`);
          }
          readers.get(columnName)?.(columnData, rowStart);
          received.set(columnName, (received.get(columnName) ?? 0) + columnData.length);
        },
      });
    } catch (error) {
      throw error instanceof FormatError ? error : damaged(file, "its pages cannot be decoded", error);
    }
  }
  const incomplete = names.find((name) => received.get(name) !== rowCount);
  if (incomplete === undefined) return;
  const found = received.get(incomplete) ?? 0;
  throw new FormatError(`${file}: column ${incomplete} has ${found} values for ${rowCount} rows; the file is damaged`);
}

/** Texts of the columns that are no features, by role. [N] each */
type WordColumns = { [role in "id" | "label" | "speaker" | "partition"]?: readonly (string | undefined)[] };

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
    if (id === undefined) throw new FormatError(`${file}: row ${row + 1}: the recording has no name`);
    const label = words.label?.[row];
    if (label !== undefined && classes && !classes.includes(label)) {
      throw new FormatError(`${file}: row ${row + 1}: "${label}" is none of the classes ${classes.join(", ")}`);
    }
    const ownPartition = words.partition?.[row];
    builder.endRow(
      {
        id,
        label,
        speaker: words.speaker?.[row],
        partition: ownPartition === undefined ? partition : (partitionFromWord(ownPartition) ?? ownPartition),
      },
      row + 1,
    );
  }
}
