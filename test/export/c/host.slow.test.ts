/**
 * The exported C on this machine: no warning from gcc and clang, as C and as C++, and the bits of coldpress, with sanitizers.
 *
 * Where a compiler is missing its tests are skipped; CI has both.
 */

import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { madeRows } from "../../runtime/made-networks.ts";
import { bitsOfAnswer, madeNetworks, writeProject } from "./made-project.ts";
import { EXACT, isInstalled, run, STRICT } from "./tools.ts";

const ROWS = 100;
const SANITIZERS = ["-g", "-fsanitize=address,undefined", "-fno-sanitize-recover=all"];
const SOURCES = ["made.c", "made_tables.c", "made_selftest.c"];

/** Whether a build's self-test is content. */
function isContent(folder: string, compiler: string, flags: readonly string[]): boolean {
  run(compiler, [...flags, "-I.", ...SOURCES, "examples/host/main.c", "-o", "host", "-lm"], folder);
  return spawnSync(join(folder, "host"), ["--selftest"]).status === 0;
}

/** Bits of "0.25 0.75 class" in decimal, nine digits a number. */
function bitsOfLine(line: string): string {
  const numbers = Float32Array.from(line.split(" ").slice(0, 2), Number);
  return Array.from(new Uint32Array(numbers.buffer), (bits) => bits.toString(16).padStart(8, "0")).join(" ");
}

const builds = [
  ["gcc", [...STRICT, "-O2"]],
  ["gcc", [...STRICT, "-O0", ...SANITIZERS]],
  ["gcc", [...STRICT, "-O3", "-march=native"]],
  ["clang", [...STRICT, "-O2"]],
  ["clang", [...STRICT, "-O1", ...SANITIZERS]],
  ["g++", ["-std=c++17", "-Wall", "-Wextra", "-Wconversion", "-Werror", "-O2"]],
] as const;

describe.each(Object.entries(madeNetworks()))("the C of the network %s", (_, network) => {
  it.each(builds.filter(([compiler]) => isInstalled(compiler)))(
    "has the bits of coldpress, by %s %j",
    (compiler, flags) => {
      const folder = writeProject(network, "made");
      const args = [...flags, EXACT, "-I.", ...SOURCES, "examples/host/main.c", "-o", "host", "-lm"];
      run(compiler, args, folder);
      expect(run("./host", ["--selftest"], folder)).toContain("bit for bit");

      const width = network.features.length;
      const rows = Array.from({ length: ROWS }, (_row, seed) => madeRows(1, width, seed));
      const input = rows.map((row) => Array.from(row, (value) => value.toPrecision(9)).join(" ")).join("\n");
      const lines = run("./host", [], folder, input).trimEnd().split("\n");
      expect(lines.map(bitsOfLine)).toEqual(rows.map((row) => bitsOfAnswer(network, row)));
    },
  );
});

describe.skipIf(!isInstalled("gcc"))("the self-test", () => {
  const networks = Object.entries(madeNetworks()).filter(([name]) => name !== "empty");
  const knowsFma = /\bfma\b/.test(existsSync("/proc/cpuinfo") ? readFileSync("/proc/cpuinfo", "utf8") : "");

  it.each(networks)("finds a bias of the last layer that is off by 0.00001: %s", (_, network) => {
    const folder = writeProject(network, "made");
    const tables = readFileSync(join(folder, "made_tables.c"), "utf8");
    const biases = [...tables.matchAll(/made_bias_\d+\[\d+\] = \{\n {2}(-?[\d.e-]+)f/g)];
    const [found, first] = biases.at(-1);
    const changed = Math.fround(Number(first) + 1e-5);
    writeFileSync(join(folder, "made_tables.c"), tables.replace(found, found.replace(`${first}f`, `${changed}f`)));
    expect(isContent(folder, "gcc", ["-std=c99", "-O2"])).toBe(false);
  });

  // Kernels in int8 fuse nothing that matters: their sums are integers.
  it.runIf(knowsFma).each(networks.filter(([name]) => !name.includes("int8")))(
    "finds fused multiply-adds, which the file itself forbids to GCC: %s",
    (_, network) => {
      const folder = writeProject(network, "made");
      expect(isContent(folder, "gcc", ["-std=gnu99", "-O2", "-mfma"])).toBe(true);
      const code = readFileSync(join(folder, "made.c"), "utf8");
      writeFileSync(join(folder, "made.c"), code.replace('#pragma GCC optimize("fp-contract=off")', ""));
      expect(isContent(folder, "gcc", ["-std=gnu99", "-O2", "-mfma"])).toBe(false);
    },
  );
});
