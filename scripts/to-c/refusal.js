/**
 * What the subset does not have, with its place.
 */

/**
 * @param {import("typescript").Node} node
 * @param {string} what  What is wrong and what to write instead.
 * @returns {Error}
 */
export function refusal(node, what) {
  const file = node.getSourceFile();
  const { line, character } = file.getLineAndCharacterOfPosition(node.getStart(file));
  return new Error(`${file.fileName}:${line + 1}:${character + 1}: ${what}`);
}
