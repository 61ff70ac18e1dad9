/**
 * What each column of a table file is for: the recording's name, its class, speaker or partition, or a feature.
 *
 * Columns that are not named in the options are found by the names that corpora use (column-names.ts), and in files that
 * declare types (ARFF, Parquet) by type: the first text column names the recording, the last nominal one holds the class.
 * No feature is, unless the options name it: text, a position in time, what numbers rows, speakers or recordings, and
 * the class once more.
 */

import { FormatError, UserError } from "../core/errors.ts";
import { COLUMN_NAMES, columnKey, isIdentifierName, isLabelCopyName, isRowNumberName } from "./column-names.ts";
import { isNamePattern, matchesName, missingName } from "./name-patterns.ts";
import { PROFILE_COLUMN } from "./table-profile.ts";

/** Which column is what, by name. What is not said here is found by the rules above. */
export interface ColumnOptions {
  /** Name of the recording; false: the table has none, and rows are called `<file>:<row>`. */
  readonly id?: string | false;
  /** Class of the recording; false: read the table as unlabeled. */
  readonly label?: string | false;
  readonly speaker?: string;
  readonly partition?: string;
  /** The features, by names or patterns with `*`; a column that is named in full is a feature whatever it is called. */
  readonly only?: readonly string[];
  /** Columns to leave out, by names or patterns with `*`. */
  readonly drop?: readonly string[];
  /** A list beside the table: a column that plays a role there need not be here. */
  readonly beside?: { readonly name: string; readonly columns: readonly string[] };
}

/** What a file says about a column; text files without declarations say `undeclared`. */
export type ColumnKind = "numeric" | "text" | "nominal" | "undeclared";

/** A column as the file declares it. */
export interface DeclaredColumn {
  /** Empty for a column without name. */
  readonly name: string;
  readonly kind: ColumnKind;
  /** Values of a nominal column, in the order of the declaration. */
  readonly classes?: readonly string[];
  /** Whether the first row of an undeclared column holds a word and no number. */
  readonly startsWithWord?: boolean;
}

/** Columns without name must be empty, but for the first, which may number the rows. */
export type ColumnRole = "feature" | NamedRole | "start" | "end" | "ignored" | "nameless";

/** Why a column is no feature although it could be one. */
export type LeftOut = "row number" | "identifier" | "class once more" | "text";

/** A column and what it is taken for. */
export interface Column extends DeclaredColumn {
  readonly role: ColumnRole;
  /** Of an ignored column that no option names. */
  readonly leftOut?: LeftOut;
}

/** A million columns is far beyond every feature set; more would fill the memory with names. */
export const MAXIMUM_COLUMNS = 2 ** 20;

const NAMED_ROLES = ["id", "label", "speaker", "partition"] as const;
type NamedRole = (typeof NAMED_ROLES)[number];

/** What is known of a file's columns while their roles are looked for. */
interface Roles {
  readonly file: string;
  readonly declared: readonly DeclaredColumn[];
  readonly options: ColumnOptions;
  readonly found: Map<number, ColumnRole>;
}

/**
 * The columns with their roles.
 *
 * @throws FormatError when a feature has no name or two have the same; UserError when an option names no column, or two
 *   options name one.
 */
export function columnsWithRoles(
  file: string,
  declared: readonly DeclaredColumn[],
  options: ColumnOptions = {},
): readonly Column[] {
  if (declared.length > MAXIMUM_COLUMNS) {
    throw new FormatError(`${file}: ${declared.length} columns; at most ${MAXIMUM_COLUMNS} are supported`);
  }
  const roles: Roles = { file, declared, options, found: new Map() };
  takeNamedColumns(roles);
  declared.forEach(({ name }, index) => {
    if (name === PROFILE_COLUMN) roles.found.set(index, "ignored");
  });
  for (const role of NAMED_ROLES) {
    if (isSettled(role, options) || [...roles.found.values()].includes(role)) continue;
    const index = defaultColumn(declared, role, roles.found);
    if (index >= 0) roles.found.set(index, role);
  }
  const names = declared.map(({ name }) => name);
  const columns = declared.map((column, index): Column => {
    const role = roles.found.get(index);
    return role === undefined ? remainingColumn(column, index, names, options) : { ...column, role };
  });
  checkFeatureNames(file, columns);
  return columns;
}

/** Whether an option says which column of the table plays a role, or that none does. */
function isSettled(role: NamedRole, options: ColumnOptions): boolean {
  const chosen = options[role];
  return chosen === false || (chosen !== undefined && !options.beside?.columns.includes(chosen));
}

/** Gives the columns that options name their roles. */
function takeNamedColumns({ file, declared, options, found }: Roles): void {
  const names = declared.map(({ name }) => name);
  const take = (name: string, option: string, role: ColumnRole) => {
    const indices = names.flatMap((own, index) => (matchesName(own, name) ? [index] : []));
    if (indices.length === 0) {
      const list = NAMED_ROLES.some((own) => own === role) ? options.beside : undefined;
      throw missingName(list ? `${file}, ${list.name}` : file, [...names, ...(list?.columns ?? [])], name, option);
    }
    for (const index of indices) {
      const other = found.get(index);
      if (other !== undefined && other !== role && !isNamePattern(name))
        throw new UserError(
          `${file}: the column "${name}" is given as ${option} and as ${optionOf(other)}; choose one`,
        );
      if (other === undefined) found.set(index, role);
    }
  };
  for (const role of NAMED_ROLES) {
    const name = options[role];
    if (typeof name !== "string") continue;
    if (names.includes(name) || !options.beside?.columns.includes(name)) take(name, role, role);
  }
  for (const name of options.drop ?? []) take(name, "drop", "ignored");
  for (const name of options.only ?? []) {
    if (!isNamePattern(name)) take(name, "only", "feature");
    else if (!names.some((own) => matchesName(own, name))) throw missingName(file, names, name, "only");
  }
}

function optionOf(role: ColumnRole): string {
  if (role === "ignored") return "drop";
  return role === "feature" ? "only" : role;
}

/** Index of the column that plays a role although no option says so, or -1. */
function defaultColumn(
  columns: readonly DeclaredColumn[],
  role: NamedRole,
  taken: ReadonlyMap<number, ColumnRole>,
): number {
  const free = columns.map((column, index) => ({ column, index })).filter(({ index }) => !taken.has(index));
  // A numeric column names no recording and no partition: a feature may be called "set" or "id".
  const candidates = free.filter(({ column }) => column.kind !== "numeric" || role === "label" || role === "speaker");
  const keys = new Map<string, number>();
  for (const { column, index } of candidates.toReversed()) keys.set(columnKey(column.name), index);
  const named = COLUMN_NAMES[role].map((name) => keys.get(name)).find((index) => index !== undefined);
  if (named !== undefined) return named;
  if (role === "id") return candidates.find(isNameByContent)?.index ?? -1;
  if (role !== "label") return -1;
  const names = columns.map(({ name }) => name);
  const nominal = candidates.findLast(({ column }) => column.kind === "nominal" && !isReserved(column.name));
  return (nominal ?? candidates.find(({ column }) => isLabelCopyName(column.name, names)))?.index ?? -1;
}

/** Whether a column can name the recordings although it is not called so: the first text, or an index of words. */
function isNameByContent({ column, index }: { column: DeclaredColumn; index: number }): boolean {
  const { name, kind, startsWithWord } = column;
  if (kind === "text") return !isReserved(name);
  return startsWithWord === true && ((name === "" && index === 0) || isRowNumberName(name));
}

/** Whether a column is called as those of another role than the recording's name. */
function isReserved(name: string): boolean {
  const { label, speaker, partition } = COLUMN_NAMES;
  return [label, speaker, partition].some((names: readonly string[]) => names.includes(columnKey(name)));
}

/** What a column is that neither an option nor a role has taken. */
function remainingColumn(
  column: DeclaredColumn,
  index: number,
  names: readonly string[],
  { only }: ColumnOptions,
): Column {
  const { name, kind } = column;
  const key = columnKey(name);
  if (name === "" && kind === "undeclared") {
    return index === 0 ? { ...column, role: "ignored", leftOut: "row number" } : { ...column, role: "nameless" };
  }
  for (const role of ["start", "end"] as const)
    if (COLUMN_NAMES[role].some((known) => known === key)) return { ...column, role };
  const leftOut = reasonToLeaveOut(column, names);
  if (leftOut !== undefined) return { ...column, role: "ignored", leftOut };
  const chosen = only === undefined || only.some((pattern) => matchesName(name, pattern));
  return { ...column, role: chosen ? "feature" : "ignored" };
}

function reasonToLeaveOut({ name, kind }: DeclaredColumn, names: readonly string[]): LeftOut | undefined {
  if (isRowNumberName(name)) return "row number";
  if (isLabelCopyName(name, names)) return "class once more";
  if (isIdentifierName(name)) return "identifier";
  return kind === "text" || kind === "nominal" ? "text" : undefined;
}

function checkFeatureNames(file: string, columns: readonly Column[]): void {
  const seen = new Map<string, number>();
  columns.forEach(({ name, role, kind }, index) => {
    // Text files may have an index and empty columns without name; what those hold is looked at row by row.
    if (name === "" && kind === "undeclared" && role !== "feature") return;
    if (name.trim() === "") {
      throw new FormatError(`${file}: column ${index + 1} has no name; every column needs one`);
    }
    const first = seen.get(name);
    if (first !== undefined && role === "feature") {
      throw new FormatError(`${file}: columns ${first + 1} and ${index + 1} are both called "${name}"; rename one`);
    }
    seen.set(name, index);
  });
  if (!columns.some(({ role }) => role === "feature")) {
    throw new FormatError(`${file}: none of the ${columns.length} columns is a feature; is this a feature table?`);
  }
}

/** The partition that a word stands for ("dev", "Validation" -> devel), or undefined if it is none of the usual words. */
export function partitionFromWord(word: string): string | undefined {
  const lower = word.trim().toLowerCase();
  if (lower === "train" || lower === "training") return "train";
  if (["devel", "dev", "development", "validation", "valid", "val"].includes(lower)) return "devel";
  return lower === "test" || lower === "testing" ? "test" : undefined;
}

/** The partition that stands as a word in a file's own name (`emodb.ComParE.train.arff.gz`, `dev-features.csv`). */
export function partitionFromFileName(name: string): string | undefined {
  const base = name.split(/[\\/]/).pop() as string;
  const found = new Set(
    base
      .split(/[^A-Za-z]+/)
      .map(partitionFromWord)
      .filter((word) => word !== undefined),
  );
  return found.size === 1 ? [...found][0] : undefined;
}
