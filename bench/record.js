/**
 * The history of a measurement: a CSV in bench/results that --record adds lines to.
 */

import { appendFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/**
 * @param file     In bench/results.
 * @param change   Name of the change that was measured.
 * @param machine  Of machine.js: its name and Node's version.
 * @param rows     The cells of each line behind date, change, machine and Node.
 */
export function recordLines(file, change, { machine, node }, rows) {
  const begin = [new Date().toISOString().slice(0, 10), JSON.stringify(change), JSON.stringify(machine), node];
  const lines = rows.map((cells) => `${[...begin, ...cells].join(",")}\n`);
  appendFileSync(fileURLToPath(new URL(`results/${file}`, import.meta.url)), lines.join(""));
}
