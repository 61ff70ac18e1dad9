/**
 * Feature tables as ARFF and CSV text, in chunks. Reading the text gives the same table, float32 for float32.
 *
 * ARFF declares the classes, so their order is kept; CSV does not, so readers sort them. A class that no row has is
 * lost in CSV.
 */

import { UserError } from "../core/errors.ts";
import { DEFAULT_PROFILE, profileOf } from "../features/feature-profile.ts";
import { type FeatureTable, UNKNOWN_LABEL } from "./feature-table.ts";
import { PROFILE_COLUMN, relationOf } from "./table-profile.ts";
import { TextChunks } from "./text-chunks.ts";

/** The words of a row that stand after its numbers. */
type Field = (row: number) => string;

/**
 * The table as ARFF in the dialect of the ComParE challenges.
 *
 * Columns: name, features, speaker and partition where the table has them, label where it has classes.
 */
export function* writeArff(table: FeatureTable, relation = "features"): Generator<Uint8Array> {
  const chunks = new TextChunks();
  const quotedNames = (names: readonly string[]) => [...new Set(names)].map(arffWord).join(",");
  chunks.text(`@relation ${arffWord(relationOf(relation, profileOf(table)))}\n\n@attribute name string\n`);
  for (const name of table.features) {
    chunks.text(`@attribute ${arffWord(name)} numeric\n`);
    if (chunks.full) yield chunks.take();
  }
  if (table.speakers) chunks.text("@attribute speaker string\n");
  if (table.partitions) chunks.text(`@attribute partition {${quotedNames(table.partitions)}}\n`);
  if (table.classes.length > 0) chunks.text(`@attribute label {${quotedNames(table.classes)}}\n`);
  chunks.text("\n@data\n\n");
  yield* rows(table, chunks, { quoted: arffWord, unknown: "?", separator: ",", constants: [] });
}

/** The table as CSV: a header, then the same columns as in ARFF, and one for the profile of features where it is not the reference. @param separator  Comma, semicolon or tab. */
export function* writeCsv(table: FeatureTable, separator: "," | ";" | "\t" = ","): Generator<Uint8Array> {
  const chunks = new TextChunks();
  const quoted = (word: string) => csvWord(word, separator);
  const profile = profileOf(table);
  const profileWords = profile === DEFAULT_PROFILE ? [] : [profile];
  const names = ["name", ...profileWords.map(() => PROFILE_COLUMN), ...table.features.map(quoted)];
  if (table.speakers) names.push("speaker");
  if (table.partitions) names.push("partition");
  if (table.classes.length > 0) names.push("label");
  chunks.text(`${names.join(separator)}\n`);
  yield* rows(table, chunks, { quoted, unknown: "", separator, constants: profileWords });
}

interface RowFormat {
  readonly quoted: (word: string) => string;
  readonly unknown: string;
  readonly separator: string;
  /** Words that stand in every row, after its name. */
  readonly constants: readonly string[];
}

function* rows(table: FeatureTable, chunks: TextChunks, format: RowFormat): Generator<Uint8Array> {
  const { quoted, unknown, separator, constants } = format;
  const { features, values, labels, speakers, partitions } = table;
  const classWords = table.classes.map(quoted);
  const fields: Field[] = [];
  if (speakers) fields.push((row) => quoted(speakers[row]));
  if (partitions) fields.push((row) => quoted(partitions[row]));
  if (table.classes.length > 0) {
    fields.push((row) => (labels[row] === UNKNOWN_LABEL ? unknown : classWords[labels[row]]));
  }
  for (let row = 0; row < table.ids.length; row++) {
    chunks.text([quoted(table.ids[row]), ...constants].join(separator));
    chunks.numbers(values.subarray(row * features.length, (row + 1) * features.length), separator);
    for (const field of fields) chunks.text(separator + field(row));
    chunks.text("\n");
    if (chunks.full) yield chunks.take();
  }
  yield chunks.take();
}

const ARFF_ESCAPES: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

/** A word as ARFF has it: in single quotes, with backslash escapes, unless it is plain. */
function arffWord(word: string): string {
  if (/^[\p{L}\p{N}_.[\]()+\-/:]+$/u.test(word)) return word;
  return `'${word.replace(/[\\'\n\r\t]/g, (character) => ARFF_ESCAPES[character] ?? `\\${character}`)}'`;
}

/** A word as CSV has it: in double quotes, which are doubled inside, unless it is plain. */
function csvWord(word: string, separator: string): string {
  if (/[\n\r]/.test(word))
    throw new UserError(`writeCsv: the name "${word}" has a line end, which CSV here cannot hold`);
  const plain = word !== "" && word !== "?" && word === word.trim() && !/["']/.test(word) && !word.includes(separator);
  return plain ? word : `"${word.replaceAll('"', '""')}"`;
}
