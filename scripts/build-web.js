/**
 * Bundles the page (web/) into dist/web, ready to be filled with a network by `coldpress export web`, which then needs no
 * bundler: the worker's script goes into the page's as a text, in the profile of the network, the rest are files as they are.
 */

import { copyFileSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";

const FROM = "web";
const TO = join("dist", "web");
const FILES = ["index.html", "style.css", "manifest.webmanifest", "icon.svg", "icon-180.png", "icon-512.png"];

/** What is imported by such a path is undefined: for networks of a profile that never ask for it. */
const without = (name, filter) => ({
  name: `without the ${name} profile`,
  setup({ onResolve, onLoad }) {
    onResolve({ filter }, () => ({ path: name, namespace: "left-out" }));
    onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
});
/** 22 kB, and 14 kB, gzipped. */
const withoutDevice = without("device", /^\.\.\/device\//);
const withoutReference = without("reference", /^\.\/reference-contours\.js$/);

/** A script with all that it imports. */
async function bundled(name, plugins = []) {
  const { outputFiles } = await build({
    entryPoints: [join(FROM, "src", `${name}.ts`)],
    bundle: true,
    platform: "browser",
    format: "iife",
    target: ["chrome92", "firefox90", "safari16.4"],
    minify: true,
    write: false,
    plugins,
    logLevel: "warning",
  });
  return outputFiles[0].text;
}

rmSync(TO, { recursive: true, force: true });
mkdirSync(TO, { recursive: true });
writeFileSync(join(TO, "listener-reference.js"), await bundled("listener", [withoutDevice]));
writeFileSync(join(TO, "listener-device.js"), await bundled("listener", [withoutReference]));
writeFileSync(join(TO, "page.js"), await bundled("page"));
writeFileSync(join(TO, "recorder.js"), await bundled("recorder-worklet"));
writeFileSync(join(TO, "service-worker.js"), await bundled("service-worker"));
for (const file of FILES) copyFileSync(join(FROM, file), join(TO, file));
