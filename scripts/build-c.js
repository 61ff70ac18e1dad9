/**
 * Translates the kernels of the device profile and of its networks (`assembly/*.as.ts`) to C99 and writes the functions as a
 * TypeScript module, so that an export takes those it needs and no compiler.
 *
 * One source for all: what Node and browsers run as WebAssembly and what a firmware compiles are the same operations on
 * float32 in the same order. What C would read in another way is refused here, with file and line.
 *
 * The files around the kernels, C as well, become texts of another module.
 */

import { readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join, relative, sep } from "node:path";
import { translateKernels } from "./to-c/translate-kernels.js";

const FOLDERS = ["src/features/device/assembly", "src/device/assembly"];
const OUTPUT = "src/export/c/kernels.generated.ts";
const TEMPLATES = "src/export/c/templates";
const TEMPLATES_OUTPUT = "src/export/c/templates.generated.ts";
/** What is C by itself (memory), for WebAssembly alone (SIMD twins), and lists of exports. */
const LEFT_OUT = /(^|\/)(memory|kernels|[a-z0-9-]*simd)\.as\.ts$/;

const sources = FOLDERS.flatMap((folder) =>
  readdirSync(folder)
    .filter((name) => name.endsWith(".as.ts") && !LEFT_OUT.test(name))
    .map((name) => join(folder, name)),
);
const scripts = ["scripts/build-c.js", ...readdirSync("scripts/to-c").map((name) => join("scripts/to-c", name))];

if (isOlder(OUTPUT, [...FOLDERS, ...scripts, ...sources])) {
  try {
    const files = translateKernels(sources.map((path) => ({ path, text: readFileSync(path, "utf8") })));
    writeFileSync(
      OUTPUT,
      `/** Made by scripts/build-c.js from ${FOLDERS.join(", ")}. */\nimport type { KernelFile } from "./kernel-file.ts";\n\n` +
        `export const KERNEL_FILES: readonly KernelFile[] = ${JSON.stringify(files, null, 2)};\n`,
    );
  } catch (error) {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}

const entries = readdirSync(TEMPLATES, { recursive: true, encoding: "utf8" }).map((name) => join(TEMPLATES, name));
if (isOlder(TEMPLATES_OUTPUT, ["scripts/build-c.js", TEMPLATES, ...entries])) {
  const files = entries.filter((path) => statSync(path).isFile()).sort();
  const texts = files.map((path) => [relative(TEMPLATES, path).split(sep).join("/"), readFileSync(path, "utf8")]);
  writeFileSync(
    TEMPLATES_OUTPUT,
    `/** Made by scripts/build-c.js from ${TEMPLATES}: text by path. */\n` +
      `export const TEMPLATES: Readonly<Record<string, string>> = ${JSON.stringify(Object.fromEntries(texts), null, 2)};\n`,
  );
}

/** Whether a file is older than one of some others, or not there. @param {string} path @param {readonly string[]} others */
function isOlder(path, others) {
  const made = statSync(path, { throwIfNoEntry: false })?.mtimeMs ?? 0;
  return others.some((other) => statSync(other).mtimeMs >= made);
}
