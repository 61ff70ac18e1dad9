import { readFileSync } from "node:fs";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { afterAll, describe, expect, it } from "vitest";

const { exports } = JSON.parse(readFileSync("package.json", "utf8")) as { exports: Record<string, unknown> };
/** What touches the disk is for Node alone; everything else runs in a page. */
const FOR_NODE = ["./node", "./package.json"];
const forBrowsers = Object.keys(exports).filter((path) => !FOR_NODE.includes(path));

/** A sub-path with all that it imports, as an app's bundler makes it for a page. */
async function bundled(contents: string): Promise<Uint8Array> {
  const { outputFiles, warnings } = await build({
    stdin: { contents, resolveDir: "." },
    bundle: true,
    platform: "browser",
    format: "esm",
    minify: true,
    write: false,
    logLevel: "silent",
  });
  expect(warnings).toEqual([]);
  expect(outputFiles).toHaveLength(1);
  return outputFiles[0]?.contents;
}

describe("a bundle for browsers", () => {
  const sizes: string[] = [];
  afterAll(() => console.log(["kB minified, gzipped", ...sizes].join("\n")));

  it.each(forBrowsers)("can be made of %s, and asks for nothing of Node's", async (path) => {
    const name = `coldpress${path.slice(1)}`;
    const code = await bundled(`export * from ${JSON.stringify(name)};`);
    const kilobytes = (bytes: Uint8Array) => (bytes.length / 1000).toFixed(1).padStart(6);
    sizes.push(`${kilobytes(code)} ${kilobytes(gzipSync(code))}  ${name}`);
    expect(new TextDecoder().decode(code)).not.toMatch(/(?:from|import|require)\s*\(?\s*["']node:/);
  });

  it("cannot be made of what touches the disk", async () => {
    await expect(bundled('export * from "coldpress/node";')).rejects.toThrow('Could not resolve "node:');
  });
});
