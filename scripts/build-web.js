/**
 * Bundles the page (web/) into dist/web, ready to be filled with a network by `coldpress export web`, which then needs no
 * bundler: the worker's script goes into the page's as a text, the rest are files as they are.
 */

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const FROM = "web";
const TO = join("dist", "web");
const FILES = ["index.html", "style.css", "manifest.webmanifest", "icon.svg", "icon-180.png", "icon-512.png"];

/** A script with all that it imports. */
async function bundled(name, define = {}) {
  const { outputFiles } = await build({
    entryPoints: [join(FROM, "src", `${name}.ts`)],
    bundle: true,
    platform: "browser",
    format: "iife",
    target: ["chrome92", "firefox90", "safari16.4"],
    minify: true,
    write: false,
    define,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

rmSync(TO, { recursive: true, force: true });
mkdirSync(TO, { recursive: true });
const LISTENER_SCRIPT = JSON.stringify(await bundled("listener"));
writeFileSync(join(TO, "page.js"), await bundled("page", { LISTENER_SCRIPT }));
writeFileSync(join(TO, "recorder.js"), await bundled("recorder-worklet"));
writeFileSync(join(TO, "service-worker.js"), await bundled("service-worker"));
for (const file of FILES) copyFileSync(join(FROM, file), join(TO, file));
