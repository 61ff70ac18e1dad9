/**
 * The page as a folder of static files: what the build has made of web/, with a network in front of its script.
 *
 * The policy allows what the page does and nothing else: its own files, WASM, a worker from a blob, a chosen file's length.
 * No script of it can open a connection. Hosts that send no headers are served by the meta tag, which knows no
 * frame-ancestors; the service worker's own policy must let it fetch the page's files once, and comes from headers only.
 *
 * Source  W3C Content Security Policy Level 3.
 */

import { sha256 } from "../core/fingerprint.ts";
import { FEATURE_PROFILES, type FeatureProfile } from "../features/feature-profile.ts";
import type { PageModel } from "./page-model.ts";

const POLICY = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self'",
  "img-src 'self'",
  "media-src blob:",
  "worker-src 'self' blob:",
  "manifest-src 'self'",
  "connect-src 'none'",
  "form-action 'none'",
  "base-uri 'none'",
].join("; ");

const SERVICE_WORKER = "service-worker.js";
const SERVICE_WORKER_POLICY = "default-src 'none'; connect-src 'self'";
const HEADERS_FILE = "_headers";

const ALWAYS: Readonly<Record<string, string>> = {
  "X-Content-Type-Options": "nosniff",
  "Referrer-Policy": "no-referrer",
  "Permissions-Policy": "microphone=(self), camera=(), geolocation=()",
};

/** Headers for the file at a path: "/", "/index.html", "/page.js", … */
export function pageHeaders(path: string): Readonly<Record<string, string>> {
  const policy =
    path === `/${SERVICE_WORKER}`
      ? { "Content-Security-Policy": SERVICE_WORKER_POLICY }
      : { "Content-Security-Policy": `${POLICY}; frame-ancestors 'none'` };
  return { ...ALWAYS, ...policy };
}

/**
 * The files of a site by name.
 *
 * @param template  The files that the build has made of web/, by name.
 */
export async function webSite(
  model: PageModel,
  template: ReadonlyMap<string, Uint8Array>,
): Promise<Map<string, Uint8Array>> {
  const files = new Map(template);
  for (const profile of FEATURE_PROFILES) files.delete(listenerName(profile));
  const written = { coldpressModel: model, coldpressListener: textOf(template, listenerName(model.profile)) };
  const script = `Object.assign(globalThis,${JSON.stringify(written)});\n`;
  files.set("page.js", bytesOf(script + textOf(template, "page.js")));
  files.set("index.html", bytesOf(textOf(template, "index.html").replace("{{policy}}", POLICY)));
  const kept = [...files.keys()].filter((name) => name !== SERVICE_WORKER).sort();
  const version = await versionOf(files);
  const names = JSON.stringify(["./", ...kept]);
  const begin = `const PAGE_FILES=${names},PAGE_VERSION=${JSON.stringify(version)};\n`;
  files.set(SERVICE_WORKER, bytesOf(begin + textOf(template, SERVICE_WORKER)));
  files.set(HEADERS_FILE, bytesOf(headersFile([...kept, SERVICE_WORKER])));
  return files;
}

/** The worker's script of a profile: that of the reference profile is without the other, which is not small. */
function listenerName(profile: FeatureProfile): string {
  return `listener-${profile}.js`;
}

/** Changes whenever a file does, so that browsers fetch the page anew. */
function versionOf(files: ReadonlyMap<string, Uint8Array>): Promise<string> {
  const hashes = [...files]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(async ([name, bytes]) => [name, await sha256(bytes)]);
  return Promise.all(hashes).then((pairs) => sha256(JSON.stringify(pairs)));
}

/** In the form of Netlify and Cloudflare Pages: a path, then its headers; each path once, as policies of two would add up. */
function headersFile(names: readonly string[]): string {
  const block = (path: string) =>
    [path, ...Object.entries(pageHeaders(path)).map(([name, value]) => `  ${name}: ${value}`)].join("\n");
  return `${["/", ...names.map((name) => `/${name}`)].map(block).join("\n\n")}\n`;
}

function textOf(template: ReadonlyMap<string, Uint8Array>, name: string): string {
  const bytes = template.get(name);
  if (!bytes) throw new RangeError(`webSite: the template has no ${name}`);
  return new TextDecoder().decode(bytes);
}

function bytesOf(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}
