/**
 * One AssemblyScript source to the bytes of a WebAssembly module of kernels.
 *
 * A module with data of its own is refused. Memory is handed out to callers from its first cache line on, in all modules, and data
 * stand there too: a kernel that uses `Math.log`, whose tables are such data, would overwrite what it was given, or be given what
 * overwrites its tables, and every result would be wrong without a word.
 */

import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { main as compile } from "assemblyscript/asc";

/**
 * @param {string} source  Path of the `.as.ts` file.
 * @param {{ features?: readonly string[], constants?: Record<string, number>, memory?: readonly string[] }} options
 *   Features of WebAssembly, compile-time switches of the source, options about memory.
 * @returns {Promise<Uint8Array>}
 * @throws {Error} if it does not compile, or has data of its own.
 */
export async function compileKernels(source, { features = ["simd"], constants = {}, memory = [] } = {}) {
  const folder = mkdtempSync(join(tmpdir(), "coldpress-wasm-"));
  try {
    const binary = join(folder, "module.wasm");
    // The compiler's stream is an object that collects what it is told.
    const { error, stderr } = await compile([
      source,
      "--outFile",
      binary,
      "-O3",
      "--noAssert",
      "--runtime",
      "stub",
      ...features.flatMap((feature) => ["--enable", feature]),
      ...Object.entries(constants).flatMap(([name, value]) => ["--use", `${name}=${value}`]),
      ...memory,
    ]);
    if (error) throw new Error(`${/** @type {{ toString(): string }} */ (stderr).toString()}\n${error.message}`);
    const bytes = readFileSync(binary);
    refuseData(bytes, source);
    return bytes;
  } finally {
    rmSync(folder, { recursive: true });
  }
}

const DATA_SECTION = 11;
/** Magic number and version. */
const PREAMBLE_BYTES = 8;

/** @param {Uint8Array} bytes @param {string} source */
function refuseData(bytes, source) {
  const data = sectionOf(bytes, DATA_SECTION);
  if (!data) return;
  const { value: count } = unsigned(bytes, data.start);
  if (count > 0)
    throw new Error(
      `${source}: the module has ${count} data segments (${data.end - data.start} bytes) in memory that is handed out to callers; ` +
        "compute tables outside and pass their addresses (Math.log, Math.pow, Math.sin, texts and static arrays bring such data)",
    );
}

/** A section of a module. @param {Uint8Array} bytes @param {number} id */
function sectionOf(bytes, id) {
  for (let at = PREAMBLE_BYTES; at < bytes.length; ) {
    const { value: length, next: start } = unsigned(bytes, at + 1);
    if (bytes[at] === id) return { start, end: start + length };
    at = start + length;
  }
  return null;
}

/** A number in LEB128 and where the next byte is. @param {Uint8Array} bytes @param {number} at */
function unsigned(bytes, at) {
  let value = 0;
  for (let next = at, weight = 1; ; weight *= 128) {
    const byte = bytes[next++] ?? 0;
    value += (byte & 0x7f) * weight;
    if (byte < 128) return { value, next };
  }
}
