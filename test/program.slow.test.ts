import { execFileSync } from "node:child_process";
import {
  copyFileSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { coldpress } from "./cli/run-coldpress.ts";

const folder = mkdtempSync(join(tmpdir(), "coldpress-program-"));

/** The first block of a page in some language. */
function blockIn(page: string, language: string): string {
  const [, block] = new RegExp(`\`\`\`${language}\n([^]*?)\`\`\``).exec(readFileSync(page, "utf8")) ?? [];
  if (block === undefined) throw new Error(`${page}: has no ${language} block`);
  return block;
}

/** A project that has coldpress as the registry would give it, with the packages that it needs. */
beforeAll(() => {
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  const packed = execFileSync("npm", ["pack", "--silent", "--pack-destination", folder], { encoding: "utf8" });
  execFileSync("tar", ["xzf", packed.trim().split("\n").at(-1)], { cwd: folder });
  symlinkSync(join(folder, "package"), join(modules, "coldpress"));
  const { dependencies } = JSON.parse(readFileSync("package.json", "utf8"));
  mkdirSync(join(folder, "package", "node_modules"));
  for (const name of Object.keys(dependencies))
    symlinkSync(resolve("node_modules", name), join(folder, "package", "node_modules", name));
  coldpress(["synth", "--out", "recordings", "--speakers", "24", "--recordings", "2"], folder);
  const [recording] = readdirSync(join(folder, "recordings", "wav")).filter((name) => name.startsWith("test"));
  copyFileSync(join(folder, "recordings", "wav", recording), join(folder, "new.wav"));
});

afterAll(() => rmSync(folder, { recursive: true }));

it("the README's program goes from a folder of recordings to the answer of a squeezed network", () => {
  const program = blockIn("README.md", "js");
  expect(program.split("\n").filter((line) => line.trim() !== "").length).toBeLessThanOrEqual(12);
  writeFileSync(join(folder, "program.mjs"), program);
  const printed = execFileSync(process.execPath, ["program.mjs"], { cwd: folder, encoding: "utf8" });
  const [, predicted, first, second] =
    /^\{\s+predicted: '(C|NC)',\s+probabilities: Float32Array\(2\) \[ ([\d.e-]+), ([\d.e-]+) \]\s+\}\n$/.exec(
      printed,
    ) ?? [];
  expect(predicted).toBe(Number(first) >= Number(second) ? "C" : "NC");
  expect(Number(first) + Number(second)).toBeCloseTo(1, 6);
  expect(readFileSync(join(folder, "cold.coldpress")).length).toBeLessThan(20_000);
});
