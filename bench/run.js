/**
 * `npm run bench -- <name> [options]` runs `bench/<name>.js`. Each measurement says its own options with --help.
 */

import { readdirSync } from "node:fs";

const folder = new URL("./", import.meta.url);
const names = readdirSync(folder)
  .filter((file) => file.endsWith(".js") && !["run.js", "options.js", "record.js"].includes(file))
  .map((file) => file.slice(0, -3));
const [name, ...options] = process.argv.slice(2);
if (!names.includes(name)) {
  console.error(`bench: which measurement? There is ${names.join(", ")}; got ${name ?? "none"}`);
  process.exit(2);
}
const { main } = await import(new URL(`${name}.js`, folder).href);
try {
  await main(options);
} catch (error) {
  const isOption = String(error.code).startsWith("ERR_PARSE_ARGS");
  if (!isOption && !(error instanceof RangeError)) throw error;
  console.error(`bench: ${error.message}`);
  process.exitCode = 2;
}
