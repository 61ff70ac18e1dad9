/**
 * The exported C on emulated boards: Cortex-M4F, M7 with a floating-point unit of single and of double precision, M33.
 *
 * Skipped where arm-none-eabi-gcc or qemu-system-arm is missing; CI has both.
 */

import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { madeRows } from "../../runtime/made-networks.ts";
import { bitsOfAnswer, madeNetworks, writeProject } from "./made-project.ts";
import { isInstalled, run } from "./tools.ts";

const hasTools = isInstalled("arm-none-eabi-gcc") && isInstalled("qemu-system-arm") && isInstalled("make");
const ROWS = 20;

describe.skipIf(!hasTools)("the C of a network on emulated boards", () => {
  it.each(Object.entries(madeNetworks()))("has the bits of coldpress: %s", (_, network) => {
    const folder = join(writeProject(network, "made"), "examples/qemu");
    const rows = Array.from({ length: ROWS }, (_row, seed) => madeRows(1, network.features.length, seed));
    writeFileSync(join(folder, "rows.bin"), Buffer.concat(rows.map((row) => Buffer.from(row.buffer))));
    const expected = rows.map((row) => `row ${bitsOfAnswer(network, row)}`);
    const header = readFileSync(join(folder, "../../made.h"), "utf8");
    const said = Number(/^ \* Stack +up to about ([\d,]+) bytes/m.exec(header)?.[1]?.replaceAll(",", ""));
    for (const board of ["m4f", "m7-sp", "m7-dp", "m33"]) {
      const lines = run("make", [board], folder).split("\n");
      expect(lines).toContain("selftest 0");
      expect(
        lines.filter((line) => line.startsWith("row")),
        board,
      ).toEqual(expected);
      expect(
        lines.some((line) => /^predict-instructions [1-9]\d+$/.test(line)),
        board,
      ).toBe(true);
      const stack = Number(/^predict-stack (\d+)$/m.exec(lines.join("\n"))?.[1]);
      expect(stack, board).toBeGreaterThan(0.5 * said);
      expect(stack, board).toBeLessThanOrEqual(said);
    }
  });
});
