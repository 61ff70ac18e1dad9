/**
 * Lines that are too long, broken where an expression is loosest.
 */

const WIDTH = 100;
const CONTINUED = "    ";
/** Beside the mark of a prefix: it takes as much as "cold_". */
const PADDING = "\0".repeat(4);
/** Where a line may break: behind a comma or semicolon, in front of an operator. */
const BREAKS = /[,;] | (?=(?:\|\||&&|[-+*/%&|^?:]|<<?|>>?|[<>=!]=) )/g;

/**
 * A line of code, or several, of which all but the first stand further in.
 *
 * @param {string} indent
 * @param {string} text  Without comments and strings.
 * @returns {string[]}
 */
export function lines(indent, text) {
  const wide = text.replaceAll("§", `§${PADDING}`);
  return broken(indent, indent + CONTINUED, wide).map((line) => line.replaceAll(PADDING, ""));
}

/** @param {string} indent @param {string} nextIndent @param {string} text @returns {string[]} */
function broken(indent, nextIndent, text) {
  /** @type {string[]} */
  const lines = [];
  let rest = indent + text;
  for (let margin = indent; ; margin = nextIndent) {
    const at = rest.length <= WIDTH ? -1 : loosest(rest.slice(margin.length), WIDTH - margin.length);
    if (at < 0) return [...lines, rest];
    lines.push(rest.slice(0, margin.length + at).trimEnd());
    rest = nextIndent + rest.slice(margin.length + at).trimStart();
  }
}

/** The last of the least nested breaks that leave no more than `width` in front; -1 without one. @param {string} text @param {number} width */
function loosest(text, width) {
  let best = -1;
  let least = Infinity;
  for (const { index, 0: found } of text.matchAll(BREAKS)) {
    const at = index + (/^[,;]/.test(found) ? 1 : 0);
    if (at > width) break;
    const depth = depthAt(text, at);
    if (depth > least) continue;
    least = depth;
    best = at;
  }
  return best;
}

/** How many brackets are open. @param {string} text @param {number} at */
function depthAt(text, at) {
  let depth = 0;
  for (let i = 0; i < at; i++)
    if ("([".includes(text[i] ?? "")) depth++;
    else if (")]".includes(text[i] ?? "")) depth--;
  return depth;
}
