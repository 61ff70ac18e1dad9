/**
 * What each column of a table file is for: the recording's name, its class, speaker or partition, or a feature.
 *
 * Columns that are not named in the options are found by the names that corpora use, and in files that declare types
 * (ARFF, Parquet) by type: the first text column names the recording, the last nominal one holds the class. Text
 * columns that remain are left out; openSMILE's frame columns, and audformat's segment columns, always.
 */

import { FormatError, UserError } from "../core/errors.ts";

/** Which column is what, by name. What is not said here is found by the rules above. */
export interface ColumnOptions {
  /** Name of the recording; false: the table has none, and rows are called `<file>:<row>`. */
  readonly id?: string | false;
  /** Class of the recording; false: read the table as unlabeled. */
  readonly label?: string | false;
  readonly speaker?: string;
  readonly partition?: string;
  /** Columns to leave out. */
  readonly drop?: readonly string[];
}

/** What a file says about a column; text files without declarations say `undeclared`. */
export type ColumnKind = "numeric" | "text" | "nominal" | "undeclared";

export interface DeclaredColumn {
  readonly name: string;
  readonly kind: ColumnKind;
  /** Values of a nominal column, in the order of the declaration. */
  readonly classes?: readonly string[];
}

export type ColumnRole = "feature" | "id" | "label" | "speaker" | "partition" | "ignored";

export interface Column extends DeclaredColumn {
  readonly role: ColumnRole;
}

/** Names that are recognized, in lower case, in order of preference; the last id is pandas' unnamed index. */
export const COLUMN_NAMES = {
  id: ["name", "file", "filename", "file_name", "recording", "id", "instance_name", "__index_level_0__"],
  label: ["label", "class", "emotion", "target"],
  speaker: ["speaker", "speaker_id", "speakerid", "spk", "subject", "participant"],
  partition: ["partition", "split", "subset", "set"],
} as const;

/** Columns that are never features: openSMILE's and audformat's positions in time. */
const POSITION_COLUMNS = ["frametime", "frameindex", "start", "end"];

/** A million columns is far beyond every feature set; more would fill the memory with names. */
export const MAXIMUM_COLUMNS = 2 ** 20;

const NAMED_ROLES = ["id", "label", "speaker", "partition"] as const;
type NamedRole = (typeof NAMED_ROLES)[number];

/**
 * The columns with their roles.
 *
 * @throws FormatError when a feature has no name or two have the same; UserError when an option names no column.
 */
export function columnsWithRoles(
  file: string,
  declared: readonly DeclaredColumn[],
  options: ColumnOptions = {},
): readonly Column[] {
  const roles = new Map<number, ColumnRole>();
  for (const name of options.drop ?? []) roles.set(columnNamed(file, declared, "drop", name), "ignored");
  for (const role of NAMED_ROLES) {
    const name = options[role];
    if (typeof name === "string") roles.set(columnNamed(file, declared, role, name), role);
  }
  for (const role of NAMED_ROLES) {
    if (options[role] !== undefined || [...roles.values()].includes(role)) continue;
    const index = defaultColumn(declared, role, roles);
    if (index >= 0) roles.set(index, role);
  }
  const columns = declared.map((column, index) => ({ ...column, role: roles.get(index) ?? remainingRole(column) }));
  checkFeatureNames(file, columns);
  return columns;
}

function columnNamed(file: string, columns: readonly DeclaredColumn[], option: string, name: string): number {
  const index = columns.findIndex((column) => column.name === name);
  if (index >= 0) return index;
  const some = columns.slice(0, 5).map((column) => column.name);
  throw new UserError(
    `${file}: there is no column "${name}", which was given as ${option}; the columns are ${some.join(", ")}${columns.length > 5 ? `, ... (${columns.length})` : ""}`,
  );
}

/** Index of the column that plays a role although no option says so, or -1. */
function defaultColumn(
  columns: readonly DeclaredColumn[],
  role: NamedRole,
  taken: ReadonlyMap<number, ColumnRole>,
): number {
  const free = columns.map((column, index) => ({ column, index })).filter(({ index }) => !taken.has(index));
  // A numeric column is a class only if it is called so: a feature may be called "set" or "id".
  const candidates = free.filter(({ column }) => column.kind !== "numeric" || role === "label");
  for (const name of COLUMN_NAMES[role]) {
    const named = candidates.find(({ column }) => column.name.toLowerCase() === name);
    if (named) return named.index;
  }
  if (role === "id") return candidates.find(({ column }) => column.kind === "text")?.index ?? -1;
  if (role !== "label") return -1;
  const reserved: readonly string[] = [...COLUMN_NAMES.speaker, ...COLUMN_NAMES.partition];
  return (
    candidates.findLast(({ column }) => column.kind === "nominal" && !reserved.includes(column.name.toLowerCase()))
      ?.index ?? -1
  );
}

function remainingRole(column: DeclaredColumn): ColumnRole {
  if (column.kind === "text" || column.kind === "nominal") return "ignored";
  return POSITION_COLUMNS.includes(column.name.toLowerCase()) ? "ignored" : "feature";
}

function checkFeatureNames(file: string, columns: readonly Column[]): void {
  if (columns.length > MAXIMUM_COLUMNS) {
    throw new FormatError(`${file}: ${columns.length} columns; at most ${MAXIMUM_COLUMNS} are supported`);
  }
  const seen = new Map<string, number>();
  columns.forEach(({ name, role }, index) => {
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
