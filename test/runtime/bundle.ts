/**
 * Modules bundled as for an app, to see that they need nothing of Node and how large they are.
 */

import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";

interface Bundler {
  rolldown(options: { input: string; platform: string }): Promise<{
    generate(options: { format: string; minify: boolean }): Promise<{ output: readonly { readonly code: string }[] }>;
  }>;
}

/** A module with all that it imports, as an app's bundler makes it: by rolldown, which vitest brings along. */
export async function bundled(input: string): Promise<string> {
  const from = (name: string, start: string) => createRequire(start).resolve(name);
  const rolldown = from("rolldown", from("vite", from("vitest/package.json", import.meta.url)));
  const bundler = (await import(pathToFileURL(rolldown).href)) as Bundler;
  const bundle = await bundler.rolldown({ input, platform: "browser" });
  const { output } = await bundle.generate({ format: "esm", minify: true });
  if (output.length !== 1) throw new Error(`${output.length} chunks`);
  return output[0].code;
}
