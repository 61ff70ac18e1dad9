/**
 * Pieces of C source: names, numbers, tables, texts.
 */

/** What C and C++ keep for themselves, as far as a prefix may be called so. */
const KEYWORDS = new Set(
  (
    "auto break case catch char class const continue default delete do double else enum extern false float for friend goto if inline " +
    "int long namespace new operator private protected public register restrict return short signed sizeof static struct switch " +
    "template this throw true try typedef typename union unsigned using virtual void volatile while bool main"
  ).split(" "),
);

/**
 * Names of headers that would be found in place of the export's own, `#include <math.h>` and what the headers of C libraries
 * include themselves, and of targets that CMake, Zephyr and linkers have already.
 */
const FOUND_INSTEAD = new Set(
  (
    "assert complex ctype errno fenv inttypes iso646 limits locale math setjmp signal stdalign stdarg stdatomic stdbool stdbit stdckdint " +
    "stddef stdint stdio stdlib stdnoreturn string strings tgmath threads time uchar wchar wctype " +
    "alloca endian features malloc memory newlib picolibc pthread reent sched unistd values arduino " +
    "all app clean edit_cache help install kernel m package package_source rebuild_cache test zephyr"
  ).split(" "),
);

const MOST_LETTERS = 24;
const WIDTH = 100;

/**
 * Whether all names of an export may begin with this, and its files be called so. Two underscores in a row are C++'s own, and
 * a last one would be the first of two.
 */
export function isPrefix(name: string): boolean {
  const isWord = /^[a-z][a-z0-9]*(_[a-z0-9]+)*$/.test(name);
  return isWord && name.length <= MOST_LETTERS && !KEYWORDS.has(name) && !FOUND_INSTEAD.has(name);
}

/** The marks § and §§ as a prefix in lower and in upper case, and as neither where a whole name is meant (`§.`). */
export function withPrefix(text: string, prefix: string): string {
  return text.replaceAll("§.", prefix).replaceAll("§§", `${prefix.toUpperCase()}_`).replaceAll("§", `${prefix}_`);
}

/** A text with its `{{places}}` filled. @throws RangeError for a place that nothing is known for. */
export function filled(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replace(/\{\{([a-zA-Z]+)\}\}/g, (_, key: string) => {
    const value = values[key];
    if (value === undefined) throw new RangeError(`filled: the template wants ${key}`);
    return String(value);
  });
}

/**
 * A text without the sections that are not wanted: lines between `{{#name}}` and `{{/name}}` stand where the name is true, between
 * `{{^name}}` and `{{/name}}` where it is false; sections may hold others.
 *
 * @throws RangeError for a section that nothing is known of.
 */
export function withSections(template: string, wanted: Readonly<Record<string, boolean>>): string {
  const open: boolean[] = [];
  return template
    .split("\n")
    .filter((line) => {
      const [, mark, name = ""] = /^\{\{([#^/])([a-zA-Z]+)\}\}$/.exec(line) ?? [];
      if (mark === undefined) return open.every(Boolean);
      const value = wanted[name];
      if (value === undefined) throw new RangeError(`withSections: nothing is known of ${name}`);
      if (mark === "/") open.pop();
      else open.push(value === (mark === "#"));
      return false;
    })
    .join("\n");
}

/** The shortest decimal that reads back as the same float32, as a literal. @param value  Finite. */
export function floatLiteral(value: number): string {
  const float = Math.fround(value);
  for (let digits = 1; ; digits++) {
    const shortened = Number(float.toPrecision(digits));
    if (Math.fround(shortened) !== float && digits < 9) continue;
    const text = Object.is(float, -0) ? "-0" : String(shortened);
    return `${/[.e]/.test(text) ? text : `${text}.0`}f`;
  }
}

/** A constant array. @param type  Of an element. */
export function table(type: string, name: string, elements: readonly string[]): string {
  const rows: string[] = [];
  let row = " ";
  for (const element of elements) {
    if (row.length + element.length + 2 > WIDTH) {
      rows.push(row);
      row = " ";
    }
    row += ` ${element},`;
  }
  return `const ${type} ${name}[${elements.length}] = {\n${[...rows, row].join("\n")}\n};`;
}

/** A string literal in UTF-8; octal escapes end by themselves. */
export function stringLiteral(text: string): string {
  const bytes = [...new TextEncoder().encode(text)];
  const isPlain = (byte: number) => byte >= 32 && byte < 127 && !'"\\?'.includes(String.fromCharCode(byte));
  return `"${bytes.map((byte) => (isPlain(byte) ? String.fromCharCode(byte) : `\\${byte.toString(8).padStart(3, "0")}`)).join("")}"`;
}

/** A text from outside as one line of a comment: nothing in it ends the comment, continues the line or is a trigraph. */
export function commentText(text: string): string {
  const line = text
    .replace(/\p{Cc}+/gu, " ")
    .replaceAll("*/", "* /")
    .replaceAll("/*", "/ *")
    .replace(/\?(?=\?)/g, "? ");
  return line.replace(/\\+$/, "");
}

/** A text as lines that are no longer than `width`, unless a word is. */
export function wrapped(text: string, width: number): string[] {
  const rows: string[] = [];
  for (const word of text.split(" ")) {
    const last = rows.at(-1);
    if (last !== undefined && last.length + word.length < width) rows[rows.length - 1] = `${last} ${word}`;
    else rows.push(word);
  }
  return rows;
}
