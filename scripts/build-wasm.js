/**
 * Compiles the AssemblyScript sources (`*.as.ts`) to WebAssembly and writes each module as a TypeScript file that holds
 * its bytes in base64: Node, browsers, bundlers and tests then load it in one way, without a file or a request.
 *
 * A module that is newer than its sources is left alone.
 */

import { readdirSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { compileKernels } from "./compile-kernels.js";

/** The importer brings the memory: of any size up to the 4 GiB that 32-bit addresses reach, shared between threads. */
const SHARED_MEMORY = [
  "--importMemory",
  "--noExportMemory",
  "--sharedMemory",
  "--initialMemory",
  "1",
  "--maximumMemory",
  "65536",
];

/** A memory of its own for each instance, up to the same 4 GiB. */
const GROWING_MEMORY = ["--initialMemory", "1", "--maximumMemory", "65536"];

/**
 * What is compiled into what. `constants` are compile-time switches of the source, `imports` other folders that it
 * takes sources from.
 */
const MODULES = [
  {
    source: "src/engine/assembly/kernels.as.ts",
    output: "src/engine/assembly/kernels-simd.generated.ts",
    features: ["simd", "threads"],
    memory: SHARED_MEMORY,
  },
  {
    source: "src/engine/assembly/kernels.as.ts",
    output: "src/engine/assembly/kernels-relaxed-simd.generated.ts",
    features: ["simd", "relaxed-simd", "threads"],
    memory: SHARED_MEMORY,
  },
  {
    source: "src/engine/assembly/kernels.as.ts",
    output: "src/engine/assembly/kernels-wide-simd.generated.ts",
    features: ["simd", "relaxed-simd", "threads"],
    constants: { WIDE: 1 },
    memory: SHARED_MEMORY,
  },
  {
    source: "src/engine/sparse/sparse.as.ts",
    output: "src/engine/sparse/sparse-simd.generated.ts",
    imports: ["src/engine/assembly"],
    memory: GROWING_MEMORY,
  },
  {
    source: "src/engine/sparse/sparse.as.ts",
    output: "src/engine/sparse/sparse-relaxed-simd.generated.ts",
    features: ["simd", "relaxed-simd"],
    imports: ["src/engine/assembly"],
    memory: GROWING_MEMORY,
  },
  {
    source: "src/quantization/assembly/int8-dots.as.ts",
    output: "src/quantization/assembly/int8-dots.generated.ts",
  },
  {
    source: "src/codec/assembly/decoders.as.ts",
    output: "src/codec/assembly/decoders.generated.ts",
  },
  {
    source: "src/audio/assembly/polyphase.as.ts",
    output: "src/audio/assembly/polyphase.generated.ts",
    memory: ["--initialMemory", "192", "--maximumMemory", "192"],
  },
  {
    source: "src/features/assembly/kernels.as.ts",
    output: "src/features/assembly/kernels.generated.ts",
    memory: ["--initialMemory", "64", "--maximumMemory", "64"],
  },
  {
    source: "src/features/device/assembly/kernels.as.ts",
    output: "src/features/device/assembly/kernels.generated.ts",
    memory: GROWING_MEMORY,
  },
  {
    source: "src/device/assembly/kernels.as.ts",
    output: "src/device/assembly/kernels.generated.ts",
    imports: ["src/features/device/assembly"],
    memory: GROWING_MEMORY,
  },
  {
    source: "src/runtime/assembly/kernels.as.ts",
    output: "src/runtime/assembly/kernels-simd.generated.ts",
  },
  {
    source: "src/runtime/assembly/kernels.as.ts",
    output: "src/runtime/assembly/kernels-relaxed-simd.generated.ts",
    features: ["simd", "relaxed-simd"],
  },
];

for (const { source, output, features = ["simd"], constants = {}, imports = [], memory = [] } of MODULES) {
  const sources = [dirname(source), ...imports].flatMap((folder) =>
    readdirSync(folder)
      .filter((file) => file.endsWith(".as.ts"))
      .map((file) => join(folder, file)),
  );
  const scripts = ["build-wasm.js", "compile-kernels.js"].map((name) => join("scripts", name));
  const newest = Math.max(...[...scripts, ...sources].map((file) => statSync(file).mtimeMs));
  if ((statSync(output, { throwIfNoEntry: false })?.mtimeMs ?? 0) > newest) continue;

  let bytes;
  try {
    bytes = await compileKernels(source, { features, constants, memory });
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(1);
  }
  const base64 = Buffer.from(bytes).toString("base64");
  writeFileSync(
    output,
    `/** Made by scripts/build-wasm.js from ${source}. */\nexport const WASM_BASE64: string =\n  "${base64}";\n`,
  );
}
