import { readdirSync, readFileSync } from "node:fs";
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
  "squeeze",
  "runtime",
  "experiment",
  "report",
  "node",
  "cli",
];

/** Folders that may touch files, clocks, colours and the process. */
const OUTSIDE_WORLD = ["node", "cli"];

const sources = readdirSync("src", { recursive: true, encoding: "utf8" }).filter((file) => /\.[jt]s$/.test(file));

it("every folder of src has a layer", () => {
  expect(LAYERS).toEqual(expect.arrayContaining(readdirSync("src")));
});

it("every import points down the layers", () => {
  const upward = sources.flatMap((file) => {
    const layer = LAYERS.indexOf(file.split("/")[0] as string);
    const imports = readFileSync(`src/${file}`, "utf8").matchAll(/(?:from|import\() ?"(?:\.\.\/)+([a-z0-9-]+)\//g);
    return [...imports]
      .filter(([, folder]) => LAYERS.indexOf(folder as string) > layer)
      .map(([, folder]) => `${file} imports ${folder}/`);
  });
  expect(upward).toEqual([]);
});

it("chance, clocks and files stay outside the stages", () => {
  const hidden =
    /\bMath\.random\b|\bDate\b|\bperformance\.now\b|\bconsole\.|\bprocess\.(?!getBuiltinModule\()|"node:(?!worker_threads)/;
  const offenders = sources.filter(
    (file) => !OUTSIDE_WORLD.includes(file.split("/")[0] as string) && hidden.test(readFileSync(`src/${file}`, "utf8")),
  );
  expect(offenders).toEqual([]);
});
