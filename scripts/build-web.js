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

/** What is imported of the device profile is undefined: networks of the reference profile never ask for its 22 kB (gzipped). */
const withoutDeviceProfile = {
  name: "without the device profile",
  setup({ onResolve, onLoad }) {
    onResolve({ filter: /^\.\.\/device\// }, () => ({ path: "device", namespace: "left-out" }));
    onLoad({ filter: /./, namespace: "left-out" }, () => ({ contents: "module.exports = {};" }));
  },
};

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
writeFileSync(join(TO, "listener-reference.js"), await bundled("listener", [withoutDeviceProfile]));
writeFileSync(join(TO, "listener-device.js"), await bundled("listener"));
writeFileSync(join(TO, "page.js"), await bundled("page"));
writeFileSync(join(TO, "recorder.js"), await bundled("recorder-worklet"));
writeFileSync(join(TO, "service-worker.js"), await bundled("service-worker"));
for (const file of FILES) copyFileSync(join(FROM, file), join(TO, file));
