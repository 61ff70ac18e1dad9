import { execFileSync, spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { pathToFileURL } from "node:url";
import { afterAll, expect, it } from "vitest";

const page = readFileSync("docs/tutorial.md", "utf8");
const program = resolve("dist/cli/coldpress.js");
const folder = mkdtempSync(join(tmpdir(), "coldpress-tutorial-"));

afterAll(() => rmSync(folder, { recursive: true }));

/** A line without its numbers: seconds differ from run to run, and last digits from one machine's SIMD to another's. */
const shapeOf = (line: string) =>
  line
    .replace(/CRC-32 [0-9a-f]+/, "CRC-32 #")
    .replace(/[−+-]?\d[\d.,]*(e[+-]?\d+)?/g, "#")
    .replace(/\s+/g, " ")
    .trim();

/** Lines of the page in their order, each without its match among the lines that follow the last match. */
function missingFrom(printed: readonly string[], shown: readonly string[]): string[] {
  let from = 0;
  return shown.filter((line) => {
    const cut = line.endsWith(" ...");
    const wanted = shapeOf(cut ? line.slice(0, -4) : line);
    const at = printed.findIndex((text, place) => {
      const shape = shapeOf(text);
      return place >= from && (cut ? shape.startsWith(wanted) : shape === wanted);
    });
    if (at >= 0) from = at + 1;
    return at < 0;
  });
}

/** Both streams in the order in which they were written, as a terminal shows them. */
function run(command: string): string[] {
  const { status, stdout } = spawnSync("sh", ["-c", `"${process.execPath}" "${program}" ${command} 2>&1`], {
    cwd: folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(status, `${command}: ${stdout}`).toBe(0);
  return stdout.split("\n");
}

const blocks = [...page.matchAll(/```console\n\$ npx coldpress ([^\n]*)\n([\s\S]*?)```/g)];

it("has a command for each step", () => {
  expect(blocks.map(([, command]) => command?.split(" ")[0])).toEqual([
    "synth",
    "features",
    "train",
    "evaluate",
    "squeeze",
    "inspect",
    "predict",
  ]);
});

for (const [, command = "", output = ""] of blocks)
  it(`coldpress ${command.split(" ")[0]} prints what the page shows`, () => {
    const shown = output.split("\n").filter((line) => line !== "" && line !== "...");
    expect(shown.length).toBeGreaterThan(0);
    expect(missingFrom(run(command), shown)).toEqual([]);
  });

it("the app prints a class and its probabilities", () => {
  const [, source = ""] = /```js\n([\s\S]*?)```/.exec(page) ?? [];
  const root = pathToFileURL(resolve("dist/index.js")).href;
  writeFileSync(join(folder, "app.mjs"), source.replace('"coldpress"', JSON.stringify(root)));
  const printed = execFileSync(process.execPath, ["app.mjs"], { cwd: folder, encoding: "utf8" });
  expect(printed).toMatch(/^(C|NC) Float32Array\(2\) \[ [\d.e-]+, [\d.e-]+ \]\n$/);
});
