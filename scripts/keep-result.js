/**
 * A result.json as it is kept in bench/results/: without the figures of single speakers, which are not ours to publish, and
 * without the paths of the machine that made it.
 *
 *   node scripts/keep-result.js run/result.json bench/results/emodb.json
 */

import { readFileSync, writeFileSync } from "node:fs";
import { basename } from "node:path";
import { parseResult } from "../dist/experiment/result.js";

const [from, to] = process.argv.slice(2);
if (!from || !to) {
  console.error("keep-result: name a result.json and where it is kept");
  process.exit(2);
}
const result = JSON.parse(readFileSync(from, "utf8"), (key, value) => {
  // McNemar's test by speaker, of the same name, is one figure of all of them.
  if (key === "bySpeaker" && Array.isArray(value)) return null;
  return key === "sources" ? value.map((path) => basename(path)) : value;
});
const text = `${JSON.stringify(result, null, 1)}\n`;
parseResult(text, to);
writeFileSync(to, text);
