import { readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path/posix";
import { expect, it } from "vitest";

/** Build order. A folder may import itself and folders before it, never one after it. */
const LAYERS = [
  "core",
  "audio",
  "features",
  "table",
  "corpus",
  "network",
  "engine",
  "evaluation",
  "training",
  "pruning",
  "codec",
  "quantization",
  "formats",
  "runs",
  "device",
  "explanation",
  "squeeze",
  "runtime",
  "recognition",
  "experiment",
  "report",
  "export",
  "node",
  "cli",
];

/** Folders that may touch files, clocks, colours and the process. */
const OUTSIDE_WORLD = ["node", "cli"];

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => /\.[jt]s$/.test(file));

const folders = readdirSync("src", { withFileTypes: true }).flatMap((entry) =>
  entry.isDirectory() ? [entry.name] : [],
);

it("every folder of src has a layer", () => {
  expect(LAYERS).toEqual(expect.arrayContaining(folders));
});

it("every import points down the layers", () => {
  // The root's index.ts is above all stages.
  const staged = sources.filter((file) => file.includes("/"));
  const upward = staged.flatMap((file) => {
    const from = folderOf(file);
    const imports = readFileSync(`src/${file}`, "utf8").matchAll(/(?:from|import\() ?"(\.\.?\/[^"]+)"/g);
    return [...imports]
      .map(([, path]) => folderOf(join(dirname(file), path)))
      .filter((to) => LAYERS.indexOf(to) > LAYERS.indexOf(from))
      .map((to) => `${file} imports ${to}/`);
  });
  expect(upward).toEqual([]);
});

/** The stage of a file, by its path below src. */
function folderOf(path: string): string {
  return path.split("/")[0];
}

it("chance, clocks and files stay outside the stages", () => {
  const hidden =
    /\bMath\.random\b|\bDate\b|\bperformance\.now\b|\bconsole\.|\bprocess\.(?!getBuiltinModule\()|"node:(?!worker_threads)/;
  const offenders = sources.filter(
    (file) => !OUTSIDE_WORLD.includes(file.split("/")[0]) && hidden.test(readFileSync(`src/${file}`, "utf8")),
  );
  expect(offenders).toEqual([]);
});

/** The files of src that a file imports, types included: whoever reads one must read the other. */
function importsOf(file: string): string[] {
  const text = readFileSync(`src/${file}`, "utf8");
  return [...text.matchAll(/(?:from|import\() ?"(\.{1,2}\/[^"]+)"/g)].map(([, path]) => join(dirname(file), path));
}

/** The first circle that a walk from these files finds, or an empty list. */
function circleAmong(imports: ReadonlyMap<string, readonly string[]>): string[] {
  const finished = new Set<string>();
  const follow = (file: string, path: readonly string[]): string[] => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (finished.has(file)) return [];
    for (const next of imports.get(file) ?? []) {
      const circle = follow(next, [...path, file]);
      if (circle.length > 0) return circle;
    }
    finished.add(file);
    return [];
  };
  return [...imports.keys()].map((file) => follow(file, [])).find((circle) => circle.length > 0) ?? [];
}

it("no files import each other in a circle", () => {
  const twisted = new Map([
    ["a", ["b"]],
    ["b", ["c"]],
    ["c", ["b"]],
  ]);
  expect(circleAmong(twisted)).toEqual(["b", "c", "b"]);
  expect(circleAmong(new Map(sources.map((file) => [file, importsOf(file)])))).toEqual([]);
});
