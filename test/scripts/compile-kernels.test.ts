import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import { compileKernels } from "../../scripts/compile-kernels.js";

/** A source file with this text. */
function sourceOf(text: string): string {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-kernels-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, "kernels.as.ts");
  writeFileSync(path, text);
  return path;
}

const SHARED = ["--importMemory", "--noExportMemory", "--sharedMemory", "--initialMemory", "1", "--maximumMemory", "9"];

describe("building a module of kernels", () => {
  it("takes one that works in the memory that it is given", async () => {
    const bytes = await compileKernels(sourceOf("export function half(at: usize): f64 { return load<f64>(at) / 2; }"));
    expect([...bytes.subarray(0, 4)]).toEqual([0, 0x61, 0x73, 0x6d]);
  });

  it.each([
    ["Math.log", "export function log(x: f64): f64 { return Math.log(x); }", {}],
    [
      "Math.pow in shared memory",
      "export function power(x: f64): f64 { return Math.pow(x, 0.3); }",
      { features: ["simd", "threads"], memory: SHARED },
    ],
    [
      "a static array",
      "const TABLE: StaticArray<f32> = [1, 2, 3];\nexport function at(i: i32): f32 { return TABLE[i]; }",
      {},
    ],
    [
      "a text",
      'export function size(i: i32): i32 { return i > 0 ? "speech".length + i : changetype<i32>("speech"); }',
      {},
    ],
  ] as const)("refuses one with data where memory is handed out: %s", async (_, text, options) => {
    await expect(compileKernels(sourceOf(text), options)).rejects.toThrow(
      /kernels\.as\.ts: the module has \d+ data segments \(\d+ bytes\) in memory that is handed out/,
    );
  });

  it("says what does not compile", async () => {
    await expect(compileKernels(sourceOf("export function f(): f32 { return nothing; }"))).rejects.toThrow("nothing");
  });
});
