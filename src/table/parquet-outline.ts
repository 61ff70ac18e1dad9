/**
 * What the footer of a Parquet file says: columns, rows, classes and profile, checked against each other.
 */

import { type FileMetaData, parquetMetadata, parquetSchema, type SchemaElement } from "hyparquet";
import { FormatError } from "../core/errors.ts";
import { type FeatureProfile, mentioned, type Profiled } from "../features/feature-profile.ts";
import type { DeclaredColumn } from "./columns.ts";
import { assertNoProfileColumn, PROFILE_KEY, profileNamed } from "./table-profile.ts";

/** Key of the file's metadata under which the classes stand as a JSON list. */
export const CLASSES_KEY = "coldpress.classes";

/** What a footer says. */
export interface ParquetOutline extends Profiled {
  readonly declared: DeclaredColumn[];
  readonly rowCount: number;
}

/** The profile among the metadata; a column of CSV that another program has kept cannot be overlooked. */
function mentionedProfile(file: string, metadata: FileMetaData): FeatureProfile | undefined {
  const word = metadata.key_value_metadata?.find(({ key }) => key === PROFILE_KEY)?.value;
  if (word !== undefined) return profileNamed(word, `${file}: metadata ${PROFILE_KEY}`);
  assertNoProfileColumn(
    file,
    parquetSchema(metadata).children.map(({ element }) => element.name),
  );
  return undefined;
}

/** Columns and rows by the footer, which is checked; whatever hyparquet throws at a damaged one becomes a FormatError. */
export function parquetOutline(file: string, bytes: Uint8Array): ParquetOutline {
  try {
    const metadata = parquetMetadata(bytes);
    const rowCount = Number(metadata.num_rows);
    if (!(rowCount > 0)) throw new FormatError(`${file}: the table has no rows`);
    checkRowGroups(file, metadata, rowCount);
    return { declared: declaredColumns(file, metadata), rowCount, ...mentioned(mentionedProfile(file, metadata)) };
  } catch (error) {
    throw error instanceof FormatError ? error : damaged(file, "its footer cannot be read", error);
  }
}

/** The error for bytes that nothing can be made of. */
export function damaged(file: string, what: string, cause: unknown): FormatError {
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

/** Whether a column is a number. Kinds of numbers that are not read count too: left out unseen, they would be missed. */
function isNumeric({ type, logical_type: logical, converted_type: converted }: SchemaElement): boolean {
  if (logical?.type === "FLOAT16" || logical?.type === "DECIMAL" || converted === "DECIMAL") return true;
  if (logical !== undefined && logical.type !== "INTEGER") return false;
  if (converted !== undefined && !/^U?INT_/.test(converted)) return false;
  return type !== "BYTE_ARRAY" && type !== "FIXED_LEN_BYTE_ARRAY" && type !== "INT96";
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

/** That the row groups have as many rows as the footer says, before memory is taken by it. */
function checkRowGroups(file: string, metadata: FileMetaData, rowCount: number): void {
  const counted = metadata.row_groups.reduce((sum, { num_rows: rows }) => sum + Number(rows), 0);
  if (counted === rowCount && metadata.row_groups.every(({ num_rows: rows }) => rows >= 0n)) return;
  throw new FormatError(`${file}: the row groups have ${counted} rows, the footer says ${rowCount}`);
}
