/**
 * Names: camelCase of the kernels becomes the snake_case of C. Functions and constants carry the mark `§`, which an export replaces
 * with the prefix that its user chose.
 */

/** What C and its headers keep for themselves, as far as a local variable may be called so. */
const TAKEN = new Set(
  (
    "auto break case char const continue default do double else enum extern float for goto if inline int long register restrict " +
    "return short signed sizeof static struct switch typedef union unsigned void volatile while bool true false " +
    "class delete new private protected public template this throw try catch virtual operator namespace using and or not xor"
  ).split(" "),
);

/** "melBandsInto" -> "mel_bands_into", "exp2Of" -> "exp2_of" @param {string} name */
function snakeCase(name) {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

/** @param {string} name */
export function functionName(name) {
  return `§${snakeCase(name)}`;
}

/** Constants stand in capitals already. @param {string} name */
export function constantName(name) {
  return `§§${name}`;
}

/** A name that two files have, with its file's: "§octave_share". @param {string} c @param {string} file  Name of the file. */
export function qualifiedName(c, file) {
  const word = file.replaceAll("-", "_");
  return c.startsWith("§§") ? `§§${word.toUpperCase()}_${c.slice(2)}` : `§${word}_${c.slice(1)}`;
}

/** A parameter or variable. @param {string} name */
export function localName(name) {
  const c = snakeCase(name);
  return TAKEN.has(c) ? `${c}_` : c;
}

/**
 * A comment with the names that the C has. Words of lower-case letters alone stay, unless they stand in backticks or behind
 * "@param": `transform` is a function, a transform is what it does. Sources are found from the root of the repository.
 *
 * @param {string} text
 * @param {ReadonlyMap<string, string>} names  Of the source and of the C.
 */
export function renamed(text, names) {
  return text
    .replaceAll("../../compare2016/", "src/features/compare2016/")
    .replace(/(`|@param )?\b([A-Za-z_][A-Za-z0-9_]*)/g, (found, mark = "", word) =>
      mark === "" && /^[a-z]+$/.test(word) ? found : mark + (names.get(word) ?? word),
    );
}
