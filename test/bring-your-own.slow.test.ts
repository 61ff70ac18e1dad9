import { spawnSync } from "node:child_process";
import { copyFileSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { Random } from "../src/core/random.ts";
import { writeLearnableTables } from "./cli/run-coldpress.ts";
import { foreignOnnx } from "./formats/foreign-onnx.ts";

const page = readFileSync("docs/bring-your-own.md", "utf8");
const program = resolve("dist/cli/coldpress.js");
/** Where own.keras goes its whole way, and where networks of five features are imported. */
const folder = mkdtempSync(join(tmpdir(), "coldpress-own-"));
const small = join(folder, "small");

/** Tables of two classes, healthy and cold, and the names of their features. */
function writeTables(place: string, width: number): void {
  const features = join(place, "features");
  mkdirSync(features, { recursive: true });
  writeLearnableTables(features, width);
  const tables = readdirSync(features).map((name) => join(features, name));
  const rows = tables.flatMap((path) => readFileSync(path, "utf8").trimEnd().split("\n").slice(1));
  const [first = "", second = ""] = [...new Set(rows.map((row) => row.split(",").at(-1)))].sort();
  for (const path of tables) {
    const text = readFileSync(path, "utf8");
    writeFileSync(path, text.replaceAll(`,${first}\n`, ",healthy\n").replaceAll(`,${second}\n`, ",cold\n"));
  }
  const [header = ""] = readFileSync(tables[0], "utf8").split("\n");
  writeFileSync(join(place, "names.txt"), `${header.split(",").slice(2, -1).join("\n")}\n`);
}

/** What the page's reader has: tables, a network of each program, names. */
beforeAll(() => {
  writeTables(folder, 40);
  writeTables(small, 5);
  const random = new Random(3);
  const numbers = (count: number) => Array.from({ length: count }, () => random.normal());
  const onnx = foreignOnnx({
    nodes: [
      ["Gemm", "x w0 b0", "a"],
      ["Relu", "a", "b"],
      ["Gemm", "b w1 b1", "c"],
      ["Softmax", "c", "y"],
    ],
    tensors: { w0: [[5, 8], numbers(40)], b0: [[8], numbers(8)], w1: [[8, 2], numbers(16)], b1: [[2], numbers(2)] },
    inputs: 5,
    outputs: 2,
  });
  writeFileSync(join(small, "b.onnx"), onnx);
  copyFileSync("test/golden/programs/keras-wide.keras", join(folder, "own.keras"));
  copyFileSync("test/golden/foreign/keras-3.h5", join(small, "b.h5"));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The page's commands in their order, and the file that each needs which an earlier one of another kind would take. */
const commands = [...page.matchAll(/^ {4}coldpress (.*)$/gm)].map(([, command]) => command);

it("shows the whole way: import, Table 3, squeeze, exports, and imports of the other programs", () => {
  expect(commands.map((command) => command.split(" ")[0]).join(" ")).toBe(
    "import evaluate reproduce export prune squeeze export import import import import",
  );
});

it.each(commands)("coldpress %s", (command) => {
  const torch = command.includes("--layers") ? "named" : "sequential";
  copyFileSync(`test/golden/foreign/torch-${torch}.safetensors`, join(small, "weights.safetensors"));
  const { status, stderr } = spawnSync(process.execPath, [program, ...command.split(" ")], {
    cwd: / (?:b\.|weights)/.test(command) ? small : folder,
    encoding: "utf8",
    env: { ...process.env, NO_COLOR: "1" },
  });
  expect(status, stderr).toBe(0);
});
