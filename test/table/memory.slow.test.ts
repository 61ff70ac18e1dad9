import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { expect, it } from "vitest";

/**
 * Reads 20,000 x 6373 generated numbers (1.3 GB of text) in a process of its own and prints its peak memory.
 * Runs the built library: `npm run test:slow` builds it first.
 */
const CHILD = `
import { readTable } from "./dist/table/index.js";
const [ROWS, FEATURES] = [20000, 6373];
const encoder = new TextEncoder();
const header = "@relation r\\n@attribute name string\\n" +
  Array.from({ length: FEATURES }, (_, i) => "@attribute f" + i + " numeric\\n").join("") + "@attribute label {C,NC}\\n@data\\n";
const numbers = Array.from({ length: FEATURES }, (_, i) => (Math.sin(i) * 10 ** (i % 7 - 3)).toPrecision(9)).join(",");
const source = {
  name: "generated.arff",
  async *open() {
    yield encoder.encode(header);
    for (let row = 0; row < ROWS; row++) yield encoder.encode("r" + row + ".wav," + numbers + (row % 2 ? ",C\\n" : ",NC\\n"));
  },
};
const start = performance.now();
const table = await readTable([source]);
console.log(JSON.stringify({
  rows: table.ids.length,
  tableBytes: table.values.byteLength,
  peakBytes: process.resourceUsage().maxRSS * 1024,
  seconds: (performance.now() - start) / 1000,
}));
`;

it.skipIf(!existsSync("dist/table/index.js"))(
  "20,000 rows of 6373 features need less than twice the memory of their float32",
  () => {
    const output = execFileSync(process.execPath, ["--input-type=module", "-e", CHILD], { encoding: "utf8" });
    const { rows, tableBytes, peakBytes } = JSON.parse(output) as Record<string, number>;
    process.stderr.write(`memory of a big table: ${output}`);
    expect(rows).toBe(20_000);
    expect(tableBytes).toBe(20_000 * 6373 * 4);
    expect(peakBytes).toBeLessThan(2 * tableBytes);
  },
);
